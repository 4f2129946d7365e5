"""The renderer and the reading of words, on real pixels."""

from __future__ import annotations

import numpy as np
import pytest

from studio.design.document import (
    Design,
    GradientLayer,
    Layer,
    PictureLayer,
    Plate,
    Setting,
    ShapeLayer,
    TextLayer,
    TextLine,
)  # fmt: skip
from studio.design.geometry import WHOLE
from studio.design.legibility import ENOUGH, proof, settle
from studio.design.render import Darkroom, render
from studio.design.setting import set_layer
from studio.paint.colour import contrast, hex_luminance, luminance
from studio.paint.protocol import Origin, Picture
from tests.studio.desk import astronaut, rocket

ORIGIN = Origin(source=0, video="a", still=0, at_s=0, file="a.jpg", sha256="0" * 64)


@pytest.fixture(scope="module")
def darkroom() -> Darkroom:
    return Darkroom({
        name: Picture(id=name, pixels=pixels, origin=ORIGIN)
        for name, pixels in (("bright", astronaut()), ("night", rocket()))
    })  # fmt: skip


def design(*layers: Layer, background: str = "#808080") -> Design:
    return Design(
        kind="cover", layout="test", style="natural", width_px=640, height_px=360, background=background,
        layers=layers,
    )  # fmt: skip


def words(colour: str, **options: object) -> TextLayer:
    line = TextLine(text="КОСМОС", x=0.1, y=0.6, size=0.2, colour=colour, width=0.42)
    return TextLayer(
        id="headline", role="headline", text="Космос", box=WHOLE, face="montserrat", lines=(line,), **options
    )


def photograph(name: str) -> PictureLayer:
    return PictureLayer(id="picture", source=name, crop=WHOLE, box=WHOLE)


def test_a_flat_design_is_flat(darkroom: Darkroom) -> None:
    pixels = render(design(background="#3366cc"), darkroom)

    assert pixels.shape == (360, 640, 3)
    assert np.abs(pixels.astype(int) - (0x33, 0x66, 0xCC)).max() <= 1


def test_a_shape_lies_where_its_box_says(darkroom: Darkroom) -> None:
    box = WHOLE.model_copy(update={"x": 0.5, "width": 0.5})

    pixels = render(design(ShapeLayer(id="half", box=box, colour="#ff0000"), background="#0000ff"), darkroom)

    assert tuple(pixels[180, 100]) == (0, 0, 255)
    assert tuple(pixels[180, 500]) == (255, 0, 0)


def test_gradients_do_not_band(darkroom: Darkroom) -> None:
    fade = GradientLayer(id="g", angle=0, stops=((0, "#101010", 1), (1, "#303030", 1)))

    row = render(design(fade), darkroom)[:, :, 0]

    assert len(np.unique(row[:, 300])) > 1
    assert row[:, :40].mean() < row[:, -40:].mean()


def test_without_texts_no_letter_is_drawn(darkroom: Darkroom) -> None:
    written = design(words("#ffffff", plate=Plate(colour="#ff0000", pad=0.02)))

    assert np.abs(render(written, darkroom, texts=False).astype(int) - 0x80).max() <= 1
    assert np.ptp(render(written, darkroom).astype(int)) > 100


def test_drawing_twice_gives_the_same_pixels(darkroom: Darkroom) -> None:
    twice = design(photograph("night"), words("#ffffff", shadow=0.02, stroke=0.01))

    assert np.array_equal(render(twice, darkroom), render(twice, darkroom))


def test_good_contrast_is_read_as_good(darkroom: Darkroom) -> None:
    reading = proof(design(words("#ffffff"), background="#000000"), darkroom).readings["headline"]

    assert reading.contrasts[0] == pytest.approx(21, abs=0.5)


def test_bad_contrast_is_read_as_bad(darkroom: Darkroom) -> None:
    reading = proof(design(words("#ffffff"), background="#f0f0f0"), darkroom).readings["headline"]

    assert reading.contrasts[0] < 1.3
    assert reading.weak


@pytest.mark.parametrize("name", ["bright", "night"])
@pytest.mark.parametrize("colour", ["#ffffff", "#101216", "#808080", "#ffd23f"])
def test_words_on_any_picture_end_up_readable(darkroom: Darkroom, name: str, colour: str) -> None:
    settled = settle(design(photograph(name), words(colour)), darkroom)

    # Measured anew: letters against the ring of pixels around them, in the picture as it was drawn.
    bare = render(settled.design, darkroom, texts=False).astype(int)
    drawn = settled.pixels.astype(int)
    text = settled.design.texts()[0]
    ink = np.array([int(text.lines[0].colour[i : i + 2], 16) for i in (1, 3, 5)])
    letters = np.abs(drawn - ink).max(axis=2) < 6
    letters &= np.abs(drawn - bare).max(axis=2) > 20
    ring = _grown(letters, 3) & ~_grown(letters, 1)
    ratios = contrast(luminance(settled.pixels[ring]), hex_luminance(text.lines[0].colour))
    assert letters.sum() > 1000
    assert np.percentile(ratios, 30) >= ENOUGH * 0.9


def test_a_scrim_is_deepened_before_anything_else(darkroom: Darkroom) -> None:
    scrim = GradientLayer(id="scrim", stops=((0, "#000000", 0.45), (1, "#000000", 0.45)))

    settled = settle(design(photograph("bright"), scrim, words("#ffffff")), darkroom)

    deepened = next(layer for layer in settled.design.layers if isinstance(layer, GradientLayer))
    assert deepened.stops[0][2] > 0.45
    assert settled.design.texts()[0].plate is None


def _grown(mask: np.ndarray, by: int) -> np.ndarray:
    padded = np.pad(mask, by)
    size = 2 * by + 1
    windows = np.lib.stride_tricks.sliding_window_view(padded, (size, size))
    return np.asarray(windows.any(axis=(2, 3)))


def settled_headline(name: str, colour: str, emphasis: str) -> TextLayer:
    layer = TextLayer(
        id="headline", role="headline", text="Дом у моря", box=WHOLE.model_copy(update={"width": 0.6}),
        face="montserrat", caps=True, colour=colour, emphasis="моря", emphasis_colour=emphasis,
        setting=Setting(largest=0.2), lines=(),
    )  # fmt: skip
    ground = np.full((36, 64, 3), _GROUNDS[name], np.uint8)
    room = Darkroom({"p": Picture(id="p", pixels=ground, origin=ORIGIN, style="natural")})
    words_set = set_layer(layer, 640, 360)
    return settle(design(photograph("p"), words_set, background="#14213d"), room).design.texts()[0]


_GROUNDS = {"dark": 30, "light": 235}


def test_only_the_emphasis_changes_where_only_that_is_weak() -> None:
    text = settled_headline("dark", "#ffffff", "#7a1014")

    assert text.colour == "#ffffff"
    assert text.shadow == 0
    assert text.emphasis == "моря"
    assert text.emphasis_colour is not None
    assert float(contrast(hex_luminance(text.emphasis_colour), hex_luminance("#1e1e1e"))) >= ENOUGH


def test_a_yellow_emphasis_goes_rather_than_turn_to_mud() -> None:
    text = settled_headline("light", "#ffffff", "#ffd23f")

    assert text.emphasis == ""
    assert {line.colour for line in text.lines} == {"#14213d"}
    assert not any(line.spans for line in text.lines)


def test_words_that_are_read_are_left_alone() -> None:
    text = settled_headline("dark", "#ffffff", "#ffd23f")

    assert (text.colour, text.emphasis_colour, text.shadow, text.plate) == ("#ffffff", "#ffd23f", 0.0, None)


def test_turned_words_are_measured_where_they_stand() -> None:
    """Level they would lie on white; turned upright they stand on the black half."""
    halves = np.full((360, 640, 3), 255, np.uint8)
    halves[:, 260:380] = 0
    room = Darkroom({"p": Picture(id="p", pixels=halves, origin=ORIGIN, style="natural")})
    box = WHOLE.model_copy(update={"x": 0.25, "width": 0.5, "y": 0.4, "height": 0.2})
    line = TextLine(text="КОСМОС", x=0.3, y=0.56, size=0.16, colour="#ffffff", width=0.4)
    level = TextLayer(
        id="headline", role="headline", text="Космос", box=box, face="montserrat", lines=(line,)
    )

    flat, upright = (
        proof(design(photograph("p"), layer), room).readings["headline"].contrasts[0]
        for layer in (level, level.model_copy(update={"rotation": 90.0}))
    )

    assert flat < 2
    assert upright > 10
