"""The six styles, measured on real photographs."""

from __future__ import annotations

import numpy as np
import pytest

from studio.paint.colour import hex_from_oklch, hex_of, oklab_from_srgb, oklch_of, rgb_of, srgb_from_oklab
from studio.paint.grades import STYLES, Look, grade
from studio.values import Box, StyleName
from tests.studio.desk import ASTRONAUT_FACE, astronaut, cat

LOOK = Look(360, seed=3)


def small(pixels: np.ndarray) -> np.ndarray:
    return np.ascontiguousarray(pixels[::2, ::2])


def chroma(pixels: np.ndarray) -> float:
    lab = oklab_from_srgb(pixels[::4, ::4].astype(np.float32) / 255)
    return float(np.hypot(lab[..., 1], lab[..., 2]).mean())


@pytest.mark.parametrize("style", STYLES)
def test_a_style_changes_the_picture_and_nothing_else(style: StyleName) -> None:
    before = small(astronaut())
    kept = before.copy()

    after = grade(before, style, LOOK)

    assert after.shape == before.shape
    assert after.dtype == np.uint8
    assert np.array_equal(before, kept)
    assert np.abs(after.astype(int) - before).mean() > 3


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_the_same_every_time(style: StyleName) -> None:
    assert np.array_equal(grade(small(cat()), style, LOOK), grade(small(cat()), style, LOOK))


def test_styles_differ_from_each_other() -> None:
    graded = [grade(small(cat()), style, LOOK).astype(int) for style in STYLES]

    for index, one in enumerate(graded):
        for other in graded[index + 1 :]:
            assert np.abs(one - other).mean() > 4


def test_noir_has_no_colour_and_real_blacks() -> None:
    picture = grade(small(astronaut()), "noir", LOOK)

    assert chroma(picture) < 0.012
    assert np.percentile(picture, 2) < 20


def test_duotone_runs_between_its_two_inks() -> None:
    tones = ("#1b1552", "#ffd84d")
    picture = grade(small(astronaut()), "duotone", Look(360, tones=tones)).reshape(-1, 3).astype(int)

    darkest = picture[picture.sum(axis=1).argmin()]
    lightest = picture[picture.sum(axis=1).argmax()]
    assert np.abs(darkest - rgb_of(tones[0])).max() < 40
    assert np.abs(lightest - rgb_of(tones[1])).max() < 40


def test_a_dark_face_is_exposed_for() -> None:
    dark = (small(astronaut()) * 0.35).astype(np.uint8)
    box = ASTRONAUT_FACE.box
    face = (slice(90, 190), slice(230, 330))

    plain = grade(dark, "natural", Look(360))[face].mean()
    metered = grade(dark, "natural", Look(360, faces=(Box(**box.model_dump()),)))[face].mean()

    assert metered > dark[face].mean() * 1.3
    assert metered >= plain - 2


def test_oklab_goes_there_and_back() -> None:
    colours = np.random.default_rng(1).random((500, 3), dtype=np.float32)

    assert np.abs(srgb_from_oklab(oklab_from_srgb(colours)) - colours).max() < 2e-3


def test_a_colour_survives_oklch() -> None:
    assert hex_from_oklch(*oklch_of("#ffd23f")) == "#ffd23f"
    assert hex_of((255, 0, 18)) == "#ff0012"
