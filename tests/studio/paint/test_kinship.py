"""Telling views and people apart, and banners that repeat neither."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from studio.design.geometry import main_faces
from studio.paint import find_painter
from studio.paint.collage.kinship import likeness, print_of, same_person
from studio.paint.protocol import PaintRequest
from studio.platforms import find_image
from studio.progress import ignore
from studio.values import Brief, Face, Still
from tests.studio.desk import ASTRONAUT_FACE, astronaut, cat, coffee, rocket, source

Scene = Callable[[], NDArray[np.uint8]]


def still(*faces: Face) -> Still:
    return Still(
        rank=0,
        at_s=0,
        shot=0,
        file="a.jpg",
        thumb="a.jpg",
        width_px=1280,
        height_px=720,
        score=1,
        faces=faces,
    )


def nearer(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The same scene a moment later: a little nearer, a little darker."""
    return cv2.resize((pixels * 0.85)[20:-20, 36:-36], (1280, 720)).astype(np.uint8)


@pytest.mark.parametrize("scene", [coffee, rocket, cat])
def test_a_moment_later_is_the_same_view(scene: Scene) -> None:
    assert likeness(print_of(scene(), still()), print_of(nearer(scene()), still())) > 0.75


@pytest.mark.parametrize(("one", "other"), [(coffee, cat), (rocket, coffee), (cat, rocket)])
def test_other_scenes_are_other_views(one: Scene, other: Scene) -> None:
    assert likeness(print_of(one(), still()), print_of(other(), still())) < 0.3


def test_a_person_is_known_again_in_another_crop_and_light() -> None:
    box = ASTRONAUT_FACE.box
    there = ASTRONAUT_FACE.model_copy(
        update={
            "box": box.model_copy(
                update={
                    "x": (box.x * 1280 - 36) / 1208, "y": (box.y * 720 - 20) / 680,
                    "width": box.width * 1280 / 1208, "height": box.height * 720 / 680,
                }
            )
        }
    )  # fmt: skip
    here = print_of(astronaut(), still(ASTRONAUT_FACE))

    assert same_person(here, print_of(nearer(astronaut()), still(there)))
    assert not same_person(here, print_of(cat(), still(ASTRONAUT_FACE)))


def test_a_banner_takes_every_video_and_nobody_twice(tmp_path: Path) -> None:
    videos = [source(tmp_path / str(index), name=str(index)) for index in range(3)]
    brief = Brief(kind="banner", headline="Космос рядом")
    request = PaintRequest(brief, find_image("rutube", "banner"), videos, 4, 0)

    for painting in find_painter("collage").paint(request, ignore):
        assert {picture.origin.source for picture in painting.pictures[:3]} == {0, 1, 2}
        assert sum(bool(main_faces(picture)) for picture in painting.pictures) == 1
        views = [picture.origin.still for picture in painting.pictures]
        assert len(set(views)) == len(views) == 4


def test_an_avatar_leads_with_faces_while_there_are_any(tmp_path: Path) -> None:
    brief = Brief(kind="avatar", headline="Космос рядом")
    request = PaintRequest(brief, find_image("rutube", "avatar"), [source(tmp_path)], 4, 0)

    for painting in find_painter("collage").paint(request, ignore):
        assert main_faces(painting.pictures[0])
