"""Crops for three shapes: heads stay whole, eyes high, subjects in, and the shape is the shape."""

from __future__ import annotations

import pytest

from studio.understand.crops import head_of, suggest_crops
from studio.values import Box, Crop, Face, HeadPose
from tests.studio.understand.conftest import Watched

SHAPES = {"16:9": 16 / 9, "1:1": 1.0, "2204:864": 2204 / 864}


def face(x: float, y: float, width: float, *, yaw_deg: float = 0.0) -> Face:
    """A face of a 16:9 picture by its middle."""
    height = width * 16 / 9 * 1.2
    eyes = (x - 0.2 * width, y - 0.15 * height), (x + 0.2 * width, y - 0.15 * height)
    box = Box(x=x - width / 2, y=y - height / 2, width=width, height=height)
    pose = HeadPose(yaw_deg=yaw_deg, pitch_deg=0, roll_deg=0)
    return Face(box=box, score=0.95, sharpness=1, frontal=1, eyes=eyes, pose=pose)


def holds(crop: Box, box: Box) -> bool:
    left, top = max(0.0, box.x), max(0.0, box.y)
    right, foot = min(1.0, box.x + box.width), min(1.0, box.y + box.height)
    return (
        crop.x <= left + 0.005
        and crop.y <= top + 0.005
        and crop.x + crop.width >= right - 0.005
        and crop.y + crop.height >= foot - 0.005
    )


def by_shape(crops: tuple[Crop, ...]) -> dict[str, Crop]:
    return {crop.shape: crop for crop in crops}


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (640, 640), (2000, 700)])
def test_a_crop_has_its_shape_and_lies_in_the_picture(size: tuple[int, int]) -> None:
    crops = by_shape(suggest_crops(*size, [], Box(x=0.6, y=0.3, width=0.2, height=0.3)))

    assert set(crops) == set(SHAPES)
    for shape, crop in crops.items():
        box = crop.box
        assert box.width * size[0] / (box.height * size[1]) == pytest.approx(SHAPES[shape], rel=0.002)
        assert min(box.x, box.y) >= 0
        assert max(box.x + box.width, box.y + box.height) <= 1.0001


@pytest.mark.parametrize("x", [0.08, 0.3, 0.5, 0.72, 0.93])
@pytest.mark.parametrize("y", [0.25, 0.5, 0.75])
@pytest.mark.parametrize("width", [0.06, 0.14])
def test_a_head_that_fits_is_never_cut(x: float, y: float, width: float) -> None:
    one = face(x, y, width)

    for crop in suggest_crops(1920, 1080, [one]):
        assert crop.whole
        assert holds(crop.box, head_of(one)), crop


@pytest.mark.parametrize("y", [0.45, 0.5, 0.55])
def test_of_a_head_too_tall_the_face_is_kept_from_brow_to_chin(y: float) -> None:
    close = face(0.5, y, 0.28)

    banner = by_shape(suggest_crops(1920, 1080, [close]))["2204:864"]

    assert not banner.whole
    assert holds(banner.box, close.box)


def test_eyes_come_to_the_upper_third_where_they_are_free() -> None:
    low = face(0.5, 0.62, 0.1)

    crop = by_shape(suggest_crops(1920, 1080, [low]))["1:1"].box

    (_, eyes), _ = low.eyes or ((0, 0), (0, 0))
    assert (eyes - crop.y) / crop.height == pytest.approx(1 / 3, abs=0.12)
    assert crop.y > 0, "cropped closer, for the eyes lie too low in the whole height"


def test_who_looks_aside_has_room_to_look_into() -> None:
    to_left, to_right = (
        by_shape(suggest_crops(1920, 1080, [face(0.5, 0.45, 0.1, yaw_deg=yaw)]))["1:1"].box
        for yaw in (-30, 30)
    )

    assert to_left.x + to_left.width / 2 < 0.5 < to_right.x + to_right.width / 2


def test_two_people_stay_together_where_they_fit() -> None:
    pair = [face(0.3, 0.4, 0.1), face(0.62, 0.42, 0.09)]

    for crop in suggest_crops(1920, 1080, pair):
        assert all(holds(crop.box, head_of(one)) for one in pair), crop.shape


def test_people_too_far_apart_are_said_to_be_cut_and_the_larger_is_whole() -> None:
    pair = [face(0.15, 0.4, 0.12), face(0.88, 0.42, 0.1)]

    square = by_shape(suggest_crops(1920, 1080, pair))["1:1"]

    assert not square.whole
    assert holds(square.box, head_of(pair[0]))


def test_what_is_going_on_leads_where_there_is_no_subject() -> None:
    busy = [[0.0] * 12 + [1.0] * 4 for _ in range(9)]

    square = by_shape(suggest_crops(1920, 1080, [], None, busy))["1:1"].box

    assert square.x + square.width > 0.9


def test_every_still_of_a_digest_has_crops(watched: Watched) -> None:
    for still in watched.digest.stills:
        assert [crop.shape for crop in still.crops] == list(SHAPES)
        for crop in still.crops:
            assert all(holds(crop.box, one.box) for one in still.faces)
