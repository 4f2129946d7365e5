"""Cutting a person out, by the models and by the fallback."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.paint.arrays import Pixels
from studio.paint.matte import Alpha, Cutter, GrabCutter, SelfieCutter, clean_colours, cut_person
from studio.values import Face
from tests.studio.desk import ASTRONAUT_FACE, astronaut


@pytest.mark.parametrize("cutter", [SelfieCutter(), GrabCutter()], ids=["selfie", "grabcut"])
def test_the_person_is_in_and_the_corner_is_out(cutter: Cutter) -> None:
    alpha = cut_person(astronaut(), (ASTRONAUT_FACE,), cutter)

    assert alpha is not None
    assert alpha.shape == (720, 1280)
    assert alpha[330, 570] > 0.9
    assert alpha[:60, -60:].max() < 0.1
    assert 0.1 < (alpha > 0.5).mean() < 0.8


def test_the_edge_is_soft() -> None:
    alpha = cut_person(astronaut(), (ASTRONAUT_FACE,))

    assert alpha is not None
    assert ((alpha > 0.05) & (alpha < 0.95)).mean() > 0.001


def test_without_a_face_nobody_is_cut_out() -> None:
    assert cut_person(astronaut(), ()) is None


def test_cleaning_leaves_the_inside_alone() -> None:
    pixels = astronaut()
    alpha = cut_person(pixels, (ASTRONAUT_FACE,))
    assert alpha is not None

    cleaned = clean_colours(pixels, alpha)

    assert np.array_equal(cleaned[alpha == 1], pixels[alpha == 1])


class GreedyCutter:
    """Takes a wedge of the wall along with the person, as models do."""

    def rough(self, pixels: Pixels, faces: tuple[Face, ...]) -> Alpha:
        alpha = SelfieCutter().rough(pixels, faces)
        return np.maximum(
            alpha, cv2.dilate(alpha, np.ones((1, 41), np.uint8)) * (alpha.sum(axis=1) > 0)[:, None]
        )


def test_slivers_of_the_wall_are_left_out() -> None:
    exact = cut_person(astronaut(), (ASTRONAUT_FACE,))
    greedy = cut_person(astronaut(), (ASTRONAUT_FACE,), GreedyCutter())
    assert exact is not None
    assert greedy is not None

    taken = (GreedyCutter().rough(astronaut(), (ASTRONAUT_FACE,)) > 0.5) & (exact < 0.5)
    still_there = (greedy > 0.5) & (exact < 0.5)
    assert still_there.sum() < 0.5 * taken.sum()
