"""Cropping so that heads stay whole, and boxes."""

from __future__ import annotations

import numpy as np
import pytest

from studio.design.blending import cut
from studio.design.geometry import WHOLE, clip, crop_for, focus, main_faces, overlap, placed
from studio.paint.protocol import Origin, Picture
from studio.values import Box, Face
from tests.studio.desk import astronaut

ORIGIN = Origin(source=0, video="a", still=0, at_s=0, file="a.jpg", sha256="0" * 64)


def picture(*faces: Face, subject: Box | None = None) -> Picture:
    return Picture(id="p", pixels=astronaut(), origin=ORIGIN, faces=faces, subject=subject)


def face(x: float, y: float, size: float, score: float = 0.9) -> Face:
    return Face(box=Box(x=x, y=y, width=size, height=size * 1.6), score=score, sharpness=1, frontal=1)


@pytest.mark.parametrize("x", [0.05, 0.3, 0.5, 0.7, 0.88])
@pytest.mark.parametrize("size", [(1280, 720), (640, 720), (800, 800), (400, 864), (2204, 864)])
def test_a_face_is_never_cut(x: float, size: tuple[int, int]) -> None:
    one = picture(face(x, 0.3, 0.1))

    crop = crop_for(one, size, at=(0.3, 0.45), fill=0.6)

    shown = placed(one.faces[0].box, crop, WHOLE)
    visible = clip(shown)
    assert visible is not None
    assert visible.area == pytest.approx(shown.area)


@pytest.mark.parametrize("size", [(1280, 720), (640, 720), (800, 800)])
def test_a_crop_stays_inside_and_keeps_its_shape(size: tuple[int, int]) -> None:
    crop = crop_for(picture(face(0.8, 0.1, 0.1)), size, at=(0.2, 0.5))

    assert clip(crop) == crop
    assert crop.width * 1280 / (crop.height * 720) == pytest.approx(size[0] / size[1], rel=1e-6)


def test_a_reaching_crop_puts_the_face_where_it_is_wanted() -> None:
    one = picture(face(0.45, 0.3, 0.1))

    crop = crop_for(one, (1280, 720), at=(0.72, 0.45), fill=0.6, reach=0.5)

    assert placed(focus(one), crop, WHOLE).centre[0] == pytest.approx(0.72, abs=0.01)


def test_small_faces_in_the_crowd_do_not_count() -> None:
    one = picture(face(0.4, 0.3, 0.2), face(0.9, 0.1, 0.02), face(0.1, 0.1, 0.2, score=0.2))

    assert len(main_faces(one)) == 1


def test_without_faces_the_subject_is_the_focus() -> None:
    subject = Box(x=0.6, y=0.2, width=0.2, height=0.5)

    assert focus(picture(subject=subject)) == subject


def test_overlap() -> None:
    half = Box(x=0.5, y=0, width=1, height=1)

    assert overlap(WHOLE, half) == pytest.approx(0.5)
    assert overlap(WHOLE, Box(x=2, y=0, width=1, height=1)) == 0


@pytest.mark.parametrize(
    ("crop", "size"),
    [
        (Box(x=0, y=0, width=1, height=0.1), (100, 300)),
        (Box(x=0, y=0, width=0.05, height=1), (300, 40)),
        (Box(x=-3, y=-3, width=7, height=7), (20, 20)),
        (Box(x=0, y=0, width=400, height=1), (4, 90)),
    ],
)
def test_crops_of_any_shape_fill_boxes_of_any_other(crop: Box, size: tuple[int, int]) -> None:
    shot = np.full((180, 320, 3), 90, np.uint8)

    assert (cut(shot, crop, *size) == 90).all()
    assert cut(shot, crop, *size).shape == (size[1], size[0], 3)
