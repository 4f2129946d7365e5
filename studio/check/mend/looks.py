"""Colours snapped to a team's own, and pictures shown from a little farther."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from studio.check.colours import FAR, colour_distance, off_brand
from studio.check.mend.case import Case, with_layer
from studio.check.mend.words import coloured, modern
from studio.check.pictures import HIDDEN, HIDING, SOFT, source_density
from studio.design.document import BadgeLayer, CutoutLayer, Design, Layer, PictureLayer, ShapeLayer, TextLayer
from studio.paint.colour import contrast, hex_luminance
from studio.values import Box, Hex

READS = 4.6
WHITE, DARK = "#ffffff", "#14161a"
A_LITTLE_MORE = 1.03
ANCHORS = ((0.5, 0.5), (0.5, 0.3), (0.5, 0.7), (0.3, 0.5), (0.7, 0.5))


def snap_colour(case: Case) -> Iterator[Design]:
    """The layer's strange colours replaced by the team's nearest; by the next ones where words don't read."""
    layer = next(one for one in case.design.layers if one.id == case.finding.layer)
    palette = [one.hex for one in case.brand.palette]
    if isinstance(layer, TextLayer):
        layer = modern(layer)
    for place in range(len(palette)):

        def own(colour: Hex, place: int = place) -> Hex:
            if off_brand(colour, case.brand) <= FAR:
                return colour
            return sorted(palette, key=lambda one: (colour_distance(colour, one), one))[place]

        snapped = _recoloured(layer, own, palette)
        if snapped is not None:
            yield with_layer(case.design, snapped)
    if isinstance(layer, TextLayer):
        # Black and white are everybody's.
        for colour in (WHITE, DARK):
            yield with_layer(case.design, coloured(layer, colour))


def _recoloured(layer: Layer, own: Callable[[Hex], Hex], palette: list[Hex]) -> Layer | None:
    match layer:
        case TextLayer():
            colour = own(layer.colour or WHITE)
            emphasis = own(layer.emphasis_colour) if layer.emphasis_colour else None
            changed = coloured(layer, colour, emphasis)
            if not changed.plate:
                return changed
            plate = changed.plate.model_copy(update={"colour": own(changed.plate.colour)})
            ink = _ink_on(plate.colour, colour, palette)
            return coloured(changed, ink, None if ink != colour else emphasis).model_copy(
                update={"plate": plate}
            )
        case BadgeLayer():
            ground = own(layer.colour)
            return layer.model_copy(
                update={"colour": ground, "ink": _ink_on(ground, own(layer.ink), palette)}
            )
        case ShapeLayer():
            return layer.model_copy(update={"colour": own(layer.colour)})
        case CutoutLayer():
            return layer.model_copy(update={"outline_colour": own(layer.outline_colour)})
        case _:
            return None


def _ink_on(ground: Hex, wanted: Hex, palette: list[Hex]) -> Hex:
    """The wanted ink where it reads on the ground, else the team's first that does, else black or white."""
    under = hex_luminance(ground)

    def reads(colour: Hex) -> float:
        return float(contrast(hex_luminance(colour), under))

    colours = [wanted, *palette, WHITE, DARK]
    return next((one for one in colours if reads(one) >= READS), max(colours, key=reads))


def zoom_out(case: Case) -> Iterator[Design]:
    """More of the source in the same box, as much as sharpness asks for; around its middle, then elsewhere.

    A person cut out keeps standing where the crop ends below.
    """
    layer = next(
        one
        for one in case.design.layers
        if one.id == case.finding.layer and isinstance(one, PictureLayer | CutoutLayer)
    )
    hidden = HIDDEN if layer.style in HIDING else 1.0
    factor = A_LITTLE_MORE * SOFT * hidden / source_density(layer, case.darkroom, case.image)
    anchors = ((0.5, 1.0),) if isinstance(layer, CutoutLayer) else ANCHORS
    for anchor in anchors:
        crop = widened(layer.crop, factor, anchor)
        if crop is not None:
            yield with_layer(case.design, layer.model_copy(update={"crop": crop}))


def widened(crop: Box, factor: float, anchor: tuple[float, float]) -> Box | None:
    """A crop so many times as large, `anchor` of it staying where it is, held within its picture; None where
    that is too small for it."""
    width, height = crop.width * factor, crop.height * factor
    # Crops may reach beyond the sides on purpose: not farther than they do.
    left, right = min(0.0, crop.x), max(1.0, crop.x + crop.width)
    top, bottom = min(0.0, crop.y), max(1.0, crop.y + crop.height)
    if width > right - left + 1e-9 or height > bottom - top + 1e-9:
        return None
    x = crop.x + anchor[0] * (crop.width - width)
    y = crop.y + anchor[1] * (crop.height - height)
    return Box(
        x=min(max(x, left), right - width), y=min(max(y, top), bottom - height), width=width, height=height
    )
