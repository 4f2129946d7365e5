"""Control pictures: what is seen is drawn where it is, in the colours the models know."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
import pytest
from skimage import data

from studio.errors import InvalidRequest
from studio.models.store import ModelMissing, ModelStore
from studio.paint.arrays import Pixels
from studio.paint.control import ControlPicture, draw_control
from studio.paint.control.face import COLOURS as FACE_COLOURS
from studio.paint.control.pose import COLOURS, LEFT_EAR, NECK, NOSE, RIGHT_EAR, keypoints
from studio.values import Box
from tests.studio.desk import ASTRONAUT_FACE, astronaut, cat, rocket
from tests.studio.paint.control.tiny import install_depth


@pytest.fixture
def store(tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models")


def draw(kind: str, pixels: Pixels, width_px: int = 1024, height_px: int = 576) -> ControlPicture:
    return draw_control(kind, pixels, width_px=width_px, height_px=height_px)  # type: ignore[arg-type]


def two_people() -> Pixels:
    one = cv2.resize(data.astronaut(), (600, 600), interpolation=cv2.INTER_AREA)
    return np.hstack([one, np.zeros((600, 300, 3), np.uint8) + 90, one[:, ::-1]])


def test_a_pose_has_the_joints_where_the_person_is() -> None:
    drawn = draw("pose", astronaut())

    assert drawn.count == 1
    assert drawn.pixels.shape == (576, 1024, 3)
    assert drawn.pixels.dtype == np.uint8
    red = np.argwhere((drawn.pixels == COLOURS[NOSE]).all(axis=2)).mean(axis=0)
    face = ASTRONAUT_FACE.box
    assert face.x < red[1] / 1024 < face.x + face.width
    assert face.y < red[0] / 576 < face.y + face.height
    present = {tuple(colour) for colour in np.unique(drawn.pixels.reshape(-1, 3), axis=0)}
    assert present <= {(0, 0, 0), *COLOURS, *(tuple(int(0.6 * v) for v in colour) for colour in COLOURS)}


def test_two_people_are_both_drawn_and_mirror_each_other() -> None:
    drawn = draw("pose", two_people())

    assert drawn.count == 2
    noses = sorted(stroke.points[0][0] for stroke in drawn.strokes if stroke.colour == "#ff0000" and
                   len(stroke.points) == 1)  # fmt: skip
    assert len(noses) == 2
    assert sum(noses) == pytest.approx(1, abs=0.03)


@pytest.mark.parametrize("photo", [cat, rocket, lambda: data.stereo_motorcycle()[0]])
def test_things_are_not_people(photo: Callable[[], Pixels]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        draw("pose", photo())
    assert caught.value.code == "no_person_found"


def test_the_canvas_grows_past_a_photo_rather_than_cut_a_person() -> None:
    drawn = draw("pose", astronaut(), 2204, 864)
    assert (drawn.pixels.shape[1], drawn.pixels.shape[0]) == (2204, 864)

    tall = draw("pose", cv2.resize(data.astronaut(), (512, 512))[:, 60:360], 1280, 512)

    assert tall.window.width > 1
    margin = 10
    edges = (tall.pixels[:margin], tall.pixels[:, :margin], tall.pixels[:, -margin:])
    assert not any(edge.any() for edge in edges)


def test_faces_are_drawn_where_they_are_in_the_models_colours() -> None:
    drawn = draw("face", astronaut())

    assert drawn.count == 1
    rows, columns = np.nonzero(drawn.pixels.any(axis=2))
    face = ASTRONAUT_FACE.box
    assert columns.mean() / 1024 == pytest.approx(face.centre[0], abs=0.02)
    assert rows.mean() / 576 == pytest.approx(face.centre[1], abs=0.06)
    present = {tuple(int(v) for v in c) for c in np.unique(drawn.pixels.reshape(-1, 3), axis=0)}
    assert present == {(0, 0, 0), *FACE_COLOURS.values()}
    right = np.argwhere((drawn.pixels == FACE_COLOURS["right_eye"]).all(axis=2))[:, 1].mean()
    left = np.argwhere((drawn.pixels == FACE_COLOURS["left_eye"]).all(axis=2))[:, 1].mean()
    assert right < left


def test_overlay_strokes_lie_over_the_photo() -> None:
    strokes = draw("face", astronaut()).strokes

    face = ASTRONAUT_FACE.box
    points = np.array([point for stroke in strokes for point in stroke.points])
    assert points[:, 0].min() > face.x - 0.05
    assert points[:, 0].max() < face.x + face.width + 0.05
    assert any(stroke.closed for stroke in strokes)
    assert sum(len(stroke.points) == 1 for stroke in strokes) == 2


def test_a_small_face_is_shown_nearer_and_whole() -> None:
    far = np.full((900, 1600, 3), 120, np.uint8)
    small = cv2.resize(data.astronaut()[:300], (410, 240), interpolation=cv2.INTER_AREA)
    far[500:740, 1180:1590] = small

    drawn = draw("face", far, 1024, 1024)

    columns = np.flatnonzero(drawn.pixels.any(axis=(0, 2)))
    assert np.ptp(columns) > 0.2 * 1024
    assert columns.min() > 0
    assert columns.max() < 1023
    assert drawn.window.width < 0.5


@pytest.mark.parametrize(
    "pixels",
    [cat(), np.zeros((1, 1, 3), np.uint8), np.full((40, 900), 128, np.uint8)],
    ids=["cat", "1x1", "grey"],
)
def test_without_a_face_it_says_so(pixels: Pixels) -> None:
    with pytest.raises(InvalidRequest) as caught:
        draw("face", pixels)
    assert caught.value.code == "no_face_found"


def test_edges_are_lines_and_not_texture() -> None:
    chance = np.random.default_rng(0)
    photo: Pixels = np.clip(chance.normal(120, 22, (600, 900, 3)), 0, 255).astype(np.uint8)
    photo = cv2.GaussianBlur(photo, (0, 0), 1.2)
    cv2.rectangle(photo, (250, 150), (650, 450), (235, 235, 235), -1)

    drawn = draw("edges", photo, 900, 600).pixels[..., 0]

    assert set(np.unique(drawn)) == {0, 255}
    rim = np.zeros_like(drawn)
    cv2.rectangle(rim, (250, 150), (650, 450), 255, 9)
    assert (drawn[rim > 0] > 0).sum() > 0.8 * (drawn > 0).sum()
    assert (drawn[146:155, 300:600].max(axis=0) > 0).mean() > 0.95


def test_edges_of_anything_are_in_the_size_of_the_canvas() -> None:
    for pixels in (
        np.zeros((1, 1, 3), np.uint8),
        np.full((30, 20, 4), 200, np.uint8),
        np.tile(np.arange(256, dtype=np.uint8), (5200, 30)),
    ):
        assert draw("edges", pixels, 320, 184).pixels.shape == (184, 320, 3)


def test_a_given_window_is_kept() -> None:
    window = Box(x=0.25, y=0.0, width=0.5, height=0.5)

    drawn = draw_control("face", astronaut(), width_px=512, height_px=512, window=window)

    assert drawn.window == window


def test_a_nose_behind_the_ears_is_left_out() -> None:
    marks = np.zeros((33, 4))
    marks[:, 3] = 1
    marks[[0, 2, 5]] = (0.5, 0.2, 0.3, 1)
    marks[[7, 8]] = [(0.45, 0.2, -0.1, 1), (0.55, 0.2, -0.1, 1)]
    marks[[11, 12]] = [(0.4, 0.4, 0, 1), (0.6, 0.4, 0, 1)]

    points = keypoints(marks, 1.0)

    assert np.isnan(points[NOSE]).all()
    assert points[NECK] == pytest.approx((0.5, 0.4))


@pytest.mark.parametrize(("nose_x", "hidden"), [(0.60, LEFT_EAR), (0.40, RIGHT_EAR), (0.5, None)])
def test_in_profile_the_far_ear_is_left_out(nose_x: float, hidden: int | None) -> None:
    marks = np.zeros((33, 4))
    marks[:, 3] = 1
    marks[0] = (nose_x, 0.2, -0.3, 1)
    marks[[8, 7]] = [(0.45, 0.2, 0, 1), (0.55, 0.2, 0, 1)]

    points = keypoints(marks, 1.0)

    missing = [index for index in (RIGHT_EAR, LEFT_EAR) if np.isnan(points[index]).any()]
    assert missing == ([] if hidden is None else [hidden])


def test_depth_without_a_model_names_the_command(store: ModelStore) -> None:
    with pytest.raises(ModelMissing) as caught:
        draw_control("depth", cat(), width_px=64, height_px=64, store=store)
    assert caught.value.code == "model_missing"
    assert "manage.py models" in str(caught.value.params["command"])


def test_depth_is_the_models_near_ones_white(store: ModelStore, tmp_path: Path) -> None:
    drawn = {}
    kinds: tuple[Literal["relative", "metric"], ...] = ("relative", "metric")
    for answers in kinds:
        install_depth(store, tmp_path / answers, answers)
        drawn[answers] = draw_control("depth", cat(), width_px=160, height_px=96, store=store).pixels
        store.remove("tiny-depth")

    near, metres = (drawn[answers][..., 0].astype(float) for answers in kinds)
    assert near.shape == (96, 160)
    assert np.ptp(near) > 60
    # The same numbers as metres mean the opposite.
    assert np.corrcoef(near.ravel(), metres.ravel())[0, 1] < -0.5
