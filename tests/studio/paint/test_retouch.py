from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import InvalidRequest
from studio.paint import find_painter
from studio.paint.arrays import Pixels
from studio.paint.options import PaintOptions
from studio.paint.protocol import Painting, PaintRequest, Replay
from studio.paint.retouch import is_retouching
from studio.progress import ignore
from studio.values import Brief
from tests.studio.desk import astronaut, coffee, small_cover, source

Wish = Callable[..., PaintRequest]


@pytest.fixture
def wish(tmp_path: Path) -> Wish:
    clip = source(tmp_path / "clip")
    inputs = {}
    pictures = {"small": astronaut()[::4, ::4], "tiny": astronaut()[::8, ::8], "cup": coffee()[::8, ::8]}
    for name, picture in pictures.items():
        inputs[name] = tmp_path / f"{name}.png"
        Image.fromarray(picture).save(inputs[name])

    def build(*, count: int = 1, **options: object) -> PaintRequest:
        asked = PaintOptions.model_validate(options)
        brief = Brief(kind="cover", headline="Почему?")
        return PaintRequest(brief, small_cover(), (clip,), count, 3, options=asked, inputs=inputs)

    return build


def painted(request: PaintRequest) -> list[Painting]:
    return list(find_painter("retouch").paint(request, ignore))


def pixels(painting: Painting) -> Pixels:
    return painting.pictures[0].pixels


def test_larger_covers_the_canvas_and_shows_the_same(wish: Wish) -> None:
    picture = painted(wish(operation="upscale", method="lanczos", base="small"))[0].pictures[0]
    assert picture.pixels.shape == (360, 640, 3)
    assert picture.origin.painted
    assert picture.style == "natural"
    assert picture.faces
    assert np.abs(picture.pixels[::2, ::2].astype(int) - astronaut()[::4, ::4]).mean() < 6


@pytest.mark.parametrize("method", ["colour", "texture"])
def test_another_look_keeps_the_size_and_comes_out_the_same_again(wish: Wish, method: str) -> None:
    seen: list[int] = []

    def on_preview(index: int, pixels: Pixels, *, step: int, steps: int) -> None:
        seen.append(index)

    request = replace(
        wish(operation="restyle", method=method, base="tiny", look="cup"), on_preview=on_preview
    )
    first, again = painted(request)[0], painted(request)[0]
    assert pixels(first).shape == (90, 160, 3)
    assert np.array_equal(pixels(first), pixels(again))
    # Warmer by far: the cup and its table are brown.
    warmth = [float(one[..., 0].mean()) - float(one[..., 2].mean()) for one in (pixels(first), astronaut())]
    assert warmth[0] > warmth[1] + 15
    assert bool(seen) == (method == "texture")


def test_without_a_base_each_painting_has_its_own_still(wish: Wish) -> None:
    paintings = painted(wish(count=3, operation="restyle", method="colour", look="cup"))
    assert len({painting.pictures[0].origin.still for painting in paintings}) == 3
    rest = painted(replace(wish(count=3, operation="restyle", method="colour", look="cup"), skip=2))
    assert [pixels(one).tobytes() for one in rest] == [pixels(paintings[2]).tobytes()]
    again = replace(wish(count=3, operation="restyle", method="colour", look="cup"), replay=Replay({}, 1))
    assert [pixels(one).tobytes() for one in painted(again)] == [pixels(paintings[1]).tobytes()]


def test_strength_says_how_much_of_the_look_is_taken(wish: Wish) -> None:
    asked = {"operation": "restyle", "method": "colour", "base": "small", "look": "cup"}
    before = astronaut()[::4, ::4].astype(int)
    away = [
        np.abs(pixels(painted(wish(**asked, strength=strength))[0]).astype(int) - before).mean()
        for strength in (0.0, 0.3, 1.0)
    ]
    assert away[0] == 0
    assert away[0] < away[1] < away[2]


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"operation": "restyle", "method": "colour", "base": "small"}, "look_missing"),
        ({"operation": "restyle", "method": "colour", "base": "small", "look": "nothing"}, "picture_missing"),
        ({"operation": "upscale", "method": "lanczos", "base": "nothing"}, "picture_missing"),
    ],
)
def test_what_is_missing_is_told(wish: Wish, options: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        painted(wish(**options))
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("options", "ours"),
    [
        ({"operation": "upscale", "method": "lanczos"}, True),
        ({"operation": "upscale", "method": "tiny-upscaler"}, False),
        ({"operation": "upscale"}, False),
        ({"operation": "restyle", "method": "colour"}, True),
        ({"operation": "restyle", "method": "texture"}, True),
        ({"operation": "restyle", "method": "gatys"}, False),
        ({"operation": "repaint"}, False),
        ({}, False),
    ],
)
def test_what_needs_a_model_is_not_ours(options: dict[str, object], ours: bool) -> None:
    assert is_retouching(PaintOptions.model_validate(options)) is ours
