from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from studio.errors import InvalidRequest
from studio.paint.diffusion.canvas import (
    cropped,
    feathered,
    friendly_size,
    open_mask,
    stage_inpaint,
    stage_outpaint,
)
from studio.paint.diffusion.families import FAMILIES
from studio.values import Box, Face
from tests.studio.desk import ASTRONAUT_FACE, astronaut

SDXL = FAMILIES["sdxl"]
MEGAPIXEL = 1024 * 1024
WHITE = np.full((90, 160, 3), 255, np.uint8)


@pytest.mark.parametrize("shape", [16 / 9, 1.0, 2204 / 864, 0.8, 9 / 16, 1920 / 768])
@pytest.mark.parametrize("family", FAMILIES)
def test_sizes_suit_both_the_canvas_and_the_model(shape: float, family: str) -> None:
    known = FAMILIES[family]
    width, height = friendly_size(shape, known.side_px**2, known)
    assert width % known.friendly_px == height % known.friendly_px == 0
    assert abs(np.log(width / height / shape)) < 0.09
    assert abs(np.log(width * height / known.side_px**2)) < 0.2


def test_no_size_is_longer_than_a_model_has_seen_nor_too_small_for_it() -> None:
    assert friendly_size(8.0, MEGAPIXEL, SDXL) == friendly_size(3.0, MEGAPIXEL, SDXL)
    assert min(friendly_size(3.0, 64 * 64, SDXL)) >= 64


def test_a_crop_keeps_the_face_whole() -> None:
    picture = astronaut()
    crop = cropped(picture, 320, 320, (ASTRONAUT_FACE,), None)
    assert crop.shape == (320, 320, 3)
    x0, y0 = round(ASTRONAUT_FACE.box.x * 1280), round(ASTRONAUT_FACE.box.y * 720)
    face = picture[y0 : y0 + round(0.366 * 720), x0 : x0 + round(0.206 * 1280)]
    found = cv2.matchTemplate(crop, cv2.resize(face, None, fx=320 / 720, fy=320 / 720), cv2.TM_CCOEFF_NORMED)
    assert found.max() > 0.95


def test_a_crop_follows_the_subject_where_there_is_no_face() -> None:
    picture = WHITE.copy()
    picture[40:50, 140:150] = 0
    aside = Box(x=0.85, y=0.4, width=0.1, height=0.15)
    assert (cropped(picture, 64, 64, (), aside) < 100).any()
    assert not (cropped(picture, 64, 64, (), None) < 100).any()
    nobody = Face(box=Box(x=0.0, y=0.2, width=0.2, height=0.4), score=0.9, sharpness=1, frontal=1)
    assert not (cropped(picture, 64, 64, (nobody,), aside) < 100).any()


def test_feathering_reaches_as_far_as_asked_and_no_farther() -> None:
    marked = np.zeros((100, 200), bool)
    marked[40:60, 90:110] = True
    share = feathered(marked, 0.05)
    assert (share[marked] == 1).all()
    assert share[50, 88] > share[50, 84] > 0
    assert share[50, 79] == 0
    assert np.array_equal(feathered(marked, 0.0) > 0, marked)


class TestMask:
    def save(self, folder: Path, picture: np.ndarray, mode: str) -> Path:
        path = folder / "mask.png"
        Image.fromarray(picture, mode).save(path)
        return path

    def test_light_places_are_marked(self, tmp_path: Path) -> None:
        plane = np.zeros((90, 160), np.uint8)
        plane[10:20, 30:40] = 255
        assert np.array_equal(open_mask(self.save(tmp_path, plane, "L"), 160, 90), plane)

    def test_so_are_strokes_on_nothing(self, tmp_path: Path) -> None:
        strokes = np.zeros((90, 160, 4), np.uint8)
        strokes[..., :3] = 255
        strokes[10:20, 30:40, 3] = 255
        mask = open_mask(self.save(tmp_path, strokes, "RGBA"), 160, 90)
        assert mask[15, 35] == 255
        assert mask.sum() == 255 * 100

    @pytest.mark.parametrize(
        ("plane", "code"),
        [(np.full((45, 80), 255, np.uint8), "mask_size"), (np.zeros((90, 160), np.uint8), "mask_empty")],
    )
    def test_what_marks_nothing_here_is_refused(self, tmp_path: Path, plane: np.ndarray, code: str) -> None:
        with pytest.raises(InvalidRequest) as refused:
            open_mask(self.save(tmp_path, plane, "L"), 160, 90)
        assert refused.value.code == code

    def test_what_is_no_picture_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "mask.png").write_bytes(b"nothing")
        with pytest.raises(InvalidRequest) as refused:
            open_mask(tmp_path / "mask.png", 160, 90)
        assert refused.value.code == "mask_unreadable"


class TestInpaint:
    def test_a_small_place_is_seen_closely(self) -> None:
        mask = np.zeros((720, 1280), np.uint8)
        mask[300:360, 600:680] = 255
        stage = stage_inpaint(astronaut(), mask, 0.02, MEGAPIXEL, SDXL)
        left, top, width, height = stage.window
        assert left < 600
        assert top < 300
        assert left + width > 680
        assert top + height > 360
        assert width * height < 0.3 * 720 * 1280
        assert stage.base.shape == (stage.height_px, stage.width_px, 3)
        assert stage.mask.shape == (stage.height_px, stage.width_px)
        assert set(np.unique(stage.mask)) == {0, 255}

    def test_what_is_not_marked_stays_to_the_bit_whatever_is_painted(self) -> None:
        picture, mask = astronaut(), np.zeros((720, 1280), np.uint8)
        cv2.circle(mask, (900, 400), 60, 255, -1)
        stage = stage_inpaint(picture, mask, 0.02, MEGAPIXEL, SDXL)
        red = np.full((stage.height_px, stage.width_px, 3), (255, 0, 0), np.uint8)
        done = stage.finished(red)
        assert done.shape == picture.shape
        beyond = cv2.dilate(mask, np.ones((61, 61), np.uint8)) == 0
        assert np.array_equal(done[beyond], picture[beyond])
        assert (done[mask > 0] == (255, 0, 0)).all()

    def test_a_place_as_large_as_the_picture_is_the_picture(self) -> None:
        stage = stage_inpaint(astronaut(), np.full((720, 1280), 255, np.uint8), 0.0, MEGAPIXEL, SDXL)
        assert stage.window == (0, 0, 1280, 720)
        assert (stage.width_px, stage.height_px) == friendly_size(16 / 9, MEGAPIXEL, SDXL)

    def test_a_mark_in_the_corner_is_looked_at_within_the_picture(self) -> None:
        mask = np.zeros((720, 1280), np.uint8)
        mask[:20, 1260:] = 255
        left, top, width, height = stage_inpaint(astronaut(), mask, 0.02, MEGAPIXEL, SDXL).window
        assert left + width == 1280
        assert top == 0
        assert min(width, height) >= 0.3 * 720


class TestOutpaint:
    @pytest.mark.parametrize("shape", [2204 / 864, 1.0, 0.8, 16 / 9])
    def test_the_picture_stays_and_the_canvas_has_the_shape(self, shape: float) -> None:
        picture = astronaut()
        stage = stage_outpaint(picture, shape, 0.0, MEGAPIXEL, SDXL)
        height, width = stage.ground.shape[:2]
        assert abs(width / height - shape) < 0.01
        assert width > 1280 or height > 720
        left, top = (width - 1280) // 2, (height - 720) // 2
        blue = np.full((stage.height_px, stage.width_px, 3), (0, 0, 255), np.uint8)
        done = stage.finished(blue)
        assert np.array_equal(done[top : top + 720, left : left + 1280], picture)
        outside = np.ones((height, width), bool)
        outside[top : top + 720, left : left + 1280] = False
        assert (done[outside] == (0, 0, 255)).all()

    def test_the_edge_melts_within_the_feather(self) -> None:
        stage = stage_outpaint(astronaut(), 2204 / 864, 0.02, MEGAPIXEL, SDXL)
        reach = round(0.02 * stage.ground.shape[1])
        left = (stage.ground.shape[1] - 1280) // 2
        row = stage.share[360]
        assert row[left - 1] == 1
        assert 0 < row[left + reach // 2] < 1
        assert row[left + reach + 1] == 0

    def test_colours_beyond_the_edge_are_those_of_the_edge(self) -> None:
        picture = np.zeros((90, 160, 3), np.uint8)
        picture[:, :80], picture[:, 80:] = (200, 30, 30), (30, 30, 200)
        ground = stage_outpaint(picture, 4.0, 0.0, MEGAPIXEL, SDXL).ground
        assert np.abs(ground[45, 40].astype(int) - (200, 30, 30)).max() < 40
        assert np.abs(ground[45, -40].astype(int) - (30, 30, 200)).max() < 40

    def test_a_huge_canvas_is_kept_within_reason(self) -> None:
        wide = np.full((2000, 3800, 3), 90, np.uint8)
        assert max(stage_outpaint(wide, 2.9, 0.02, MEGAPIXEL, SDXL).ground.shape) <= 4096
