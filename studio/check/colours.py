"""The flat colours of a design, and how far they are from a team's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from studio.brand.preset import BrandPreset
from studio.design.document import BadgeLayer, CutoutLayer, Design, Layer, ShapeLayer, TextLayer
from studio.paint.colour import oklab_from_srgb, rgb_of
from studio.values import Hex

# Tints and shades of a team's colour are its own: lightness counts a third of what hue and chroma do.
LIGHTNESS_COUNTS = 1 / 3
# Distances are 100 times those of OKLab: 2 is just seen, beyond this a colour is another one.
FAR = 11.0
# White, black and greys are everybody's: chroma in OKLab, and with a little more where nearly black or white.
GREY, GREYISH, NEARLY_BLACK, NEARLY_WHITE = 0.025, 0.05, 0.28, 0.92
HEADLINE_WEIGHT, WORDS_WEIGHT, PLATE_WEIGHT = 1.0, 0.5, 1.0
SMALLEST_AREA, SHAPE_AREA = 0.0004, 0.05


@dataclass(frozen=True)
class FlatColour:
    """A colour of a layer, and how much it says about the look."""

    layer: Layer
    hex: Hex
    weight: float


def flat_colours(design: Design) -> Iterator[FlatColour]:
    """Words, plates, shapes, badges and outlines that are seen; pictures and what fades are not flat."""
    for layer in design.layers:
        if not layer.visible or layer.opacity < 0.3:
            continue
        match layer:
            case TextLayer():
                weight = HEADLINE_WEIGHT if layer.role in ("headline", "monogram") else WORDS_WEIGHT
                share = weight / max(1, len(layer.lines))
                yield from (FlatColour(layer, line.colour, share) for line in layer.lines)
                yield from (
                    FlatColour(layer, span.colour, share) for line in layer.lines for span in line.spans
                )
                if layer.plate:
                    yield FlatColour(layer, layer.plate.colour, PLATE_WEIGHT)
            case ShapeLayer() if layer.box.area > SMALLEST_AREA:
                yield FlatColour(layer, layer.colour, min(1.0, 0.3 + layer.box.area / SHAPE_AREA))
            case BadgeLayer():
                yield FlatColour(layer, layer.colour, PLATE_WEIGHT)
                yield FlatColour(layer, layer.ink, WORDS_WEIGHT)
            case CutoutLayer() if layer.outline:
                yield FlatColour(layer, layer.outline_colour, WORDS_WEIGHT)
            case _:
                pass


def is_neutral(colour: Hex) -> bool:
    light, a, b = _lab(colour)
    chroma = float(np.hypot(a, b))
    return chroma < GREY or (chroma < GREYISH and not NEARLY_BLACK < light < NEARLY_WHITE)


def colour_distance(one: Hex, other: Hex) -> float:
    """100 × the distance in OKLab (Björn Ottosson, 2020), lightness counting a third."""
    difference = _lab(one) - _lab(other)
    difference[0] *= LIGHTNESS_COUNTS
    return float(100 * np.linalg.norm(difference))


def nearest(colour: Hex, palette: Sequence[Hex]) -> tuple[Hex, float]:
    """The colour of a palette that is nearest, and its distance."""
    best = min(palette, key=lambda one: (colour_distance(colour, one), one))
    return best, colour_distance(colour, best)


def off_brand(colour: Hex, brand: BrandPreset) -> float:
    """How far a colour is from the team's: 0 for greys, black and white, and where there is no palette."""
    if not brand.palette or is_neutral(colour):
        return 0.0
    return nearest(colour, [one.hex for one in brand.palette])[1]


def _lab(colour: Hex) -> np.ndarray:
    return oklab_from_srgb(np.asarray(rgb_of(colour), np.float32) / 255)
