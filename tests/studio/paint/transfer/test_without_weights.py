"""A look taken with nothing but the two pictures."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from skimage import data

from studio.errors import Cancelled, InvalidRequest
from studio.paint.arrays import Floats, Pixels
from studio.paint.colour import oklab_from_srgb
from studio.paint.transfer import METHODS, restyle
from tests.studio.desk import ASTRONAUT_FACE, astronaut, cat, coffee, rocket


def small(picture: Pixels, width_px: int = 256) -> Pixels:
    height = round(picture.shape[0] * width_px / picture.shape[1])
    return cv2.resize(picture, (width_px, height), interpolation=cv2.INTER_AREA)


def stripes() -> Pixels:
    """A look whose strokes run from top left to bottom right, in two blues."""
    y, x = np.mgrid[0:200, 0:260]
    wave = 0.5 + 0.5 * np.sin((x - y) * 2 * np.pi / 9)
    return (np.array([20, 40, 120]) + wave[..., None] * np.array([90, 120, 110])).astype(np.uint8)


def colours(picture: Pixels) -> Floats:
    return oklab_from_srgb(small(picture, 64).reshape(-1, 3).astype(np.float32) / 255)


def apart(one: Pixels, other: Pixels) -> float:
    """How far two pictures' palettes are from each other: mean distance of sorted channels in OKLab."""
    a, b = colours(one), colours(other)
    count = min(len(a), len(b))
    shares = np.linspace(0, 1, count)
    return float(np.abs(np.quantile(a, shares, axis=0) - np.quantile(b, shares, axis=0)).mean())


@pytest.mark.parametrize("look", [rocket, coffee], ids=["rocket", "coffee"])
def test_colours_become_the_looks_and_forms_stay(look: Callable[[], Pixels]) -> None:
    manner = look()
    content = cat()

    done = restyle(content, manner, method="colour", strength=1)

    assert done.shape == content.shape
    assert apart(done, manner) < 0.6 * apart(content, manner)
    before, after = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(float) for picture in (content, done))
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.9


def test_strength_leads_from_the_content_to_the_look() -> None:
    content, look = small(cat()), small(rocket())

    distances = [
        apart(restyle(content, look, method="colour", strength=strength), look) for strength in (0, 0.2, 0.5)
    ]

    assert np.array_equal(restyle(content, look, strength=0), content)
    assert distances[0] > distances[1] > distances[2]


def test_skin_keeps_its_hue_unless_the_look_has_no_colour() -> None:
    blue = stripes()
    grey = np.repeat(blue.mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    face = ASTRONAUT_FACE.box
    cheeks = np.s_[
        int((face.y + 0.5 * face.height) * 720) : int((face.y + 0.6 * face.height) * 720),
        int((face.x + 0.25 * face.width) * 1280) : int((face.x + 0.75 * face.width) * 1280),
    ]

    def warmth(picture: Pixels) -> float:
        return float(oklab_from_srgb(picture[cheeks].astype(np.float32) / 255)[..., 2].mean())

    with_face, without, silver = (
        restyle(astronaut(), look, method="colour", strength=1, faces=faces)
        for look, faces in ((blue, (ASTRONAUT_FACE,)), (blue, ()), (grey, (ASTRONAUT_FACE,)))
    )
    assert warmth(with_face) > warmth(without) + 0.03
    assert abs(warmth(silver)) < 0.012


def test_brushwork_is_taken() -> None:
    content = small(coffee(), 200)

    done = restyle(content, stripes(), method="texture", strength=1, faces=())

    def along_and_across(picture: Pixels) -> float:
        """How much more a picture varies across the look's strokes than along them."""
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(float)
        across = np.abs(grey[1:, :-1] - grey[:-1, 1:]).mean()
        return float(across / np.abs(grey[1:, 1:] - grey[:-1, :-1]).mean())

    coloured = restyle(content, stripes(), method="colour", strength=1, faces=())
    assert along_and_across(coloured) < 1.2
    assert along_and_across(done) > 1.35


def test_it_counts_its_steps_shows_itself_and_replays() -> None:
    steps: list[tuple[int, int]] = []
    shown: list[Pixels] = []

    one = restyle(
        small(cat(), 120), stripes(), faces=(),
        on_step=lambda *at: steps.append(at), on_preview=shown.append,
    )  # fmt: skip

    assert steps == [(step, 8) for step in range(1, 9)]
    assert [picture.dtype for picture in shown] == [np.uint8]
    assert np.array_equal(one, restyle(small(cat(), 120), stripes(), faces=()))


def test_it_stops_at_the_next_step() -> None:
    seen = []

    def stop(step: int, steps: int) -> None:
        seen.append(step)
        if step == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        restyle(small(cat(), 120), stripes(), on_step=stop, faces=())
    assert seen == [1, 2]


@pytest.mark.parametrize("method", ["texture", "colour"])
def test_odd_pictures_are_taken_too(method: str) -> None:
    odd = [
        np.full((1, 1, 3), 90, np.uint8),
        data.camera()[:60, :90],
        np.dstack([small(cat(), 60), np.full((34, 60), 128, np.uint8)]),
    ]
    for picture in odd:
        done = restyle(picture, stripes(), method=method, faces=())
        assert done.shape == (*picture.shape[:2], 3)
    assert restyle(small(cat(), 60), odd[0], method=method, faces=()).shape == (34, 60, 3)


def test_a_large_photo_is_made_smaller_first() -> None:
    large = np.tile(small(cat(), 1000), (9, 8, 1))
    assert large.shape[0] * large.shape[1] > 40_000_000

    done = restyle(large, stripes(), method="colour", faces=())

    assert max(done.shape) == 4096


@pytest.mark.parametrize(
    ("wishes", "code"),
    [({"method": "magic"}, "unknown_method"), ({"strength": 1.2}, "strength_out_of_range")],
)
def test_wishes_out_of_range_are_named(wishes: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        restyle(cat(), stripes(), **wishes)  # type: ignore[arg-type]
    assert caught.value.code == code
    assert set(METHODS) == {"gatys", "texture", "colour"}
