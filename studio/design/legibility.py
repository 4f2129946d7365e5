"""Making sure that words can be read: contrast is measured on the pixels they stand on, then mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.design.document import Design, GradientLayer, Layer, Plate, TextLayer, TextLine
from studio.design.layers import turn_matrix
from studio.design.lettering import draw_text, line_mask, span_columns
from studio.design.render import Darkroom, render
from studio.design.scheme import LIGHTEST_FOR_PAPER, lifted, lowered
from studio.design.surface import Surface
from studio.paint.arrays import Canvas, Pixels
from studio.paint.colour import contrast, hex_luminance, luminance, oklch_of
from studio.values import Hex

# WCAG 2.2, 1.4.3: 4.5 for text, 3 for large text. Headlines count as large only when huge in the feed.
ENOUGH = 4.5
ENOUGH_HUGE = 3.0
HUGE_EM = 0.16
WORST_SHARE = 10
SURROUNDINGS = 0.004
SCRIM_STEPS = (1.15, 1.4, 1.8)
MENDING_STEPS = 6
# A shade of the emphasis is sought for this much on a plain ground of that side: pictures are not plain.
SHADED = 9.0
# Where the light and the dark tenths of a ground are so far apart, an edge round letters looks torn.
RESTLESS = 5.0
INKS: tuple[Hex, Hex] = ("#ffffff", "#101216")
# Luminances from which a colour serves as light ink, and up to which as dark.
LIGHT_INK, DARK_INK = 0.80, 0.03
# White and near-black read equally well on this luminance (WCAG contrast of both is 4.6).
DARK_GROUND = 0.18


@dataclass(frozen=True)
class Reading:
    """How well a text layer reads: the contrast of each line's worst part, and what it stands on.

    `ground` is the median luminance there, `unrest` how far its tenths lie apart, in contrast: 1 is flat.
    `emphasis` is the contrast of what stands out, None where nothing does; `plain` that of the rest.
    """

    contrasts: tuple[float, ...]
    ground: float
    unrest: float = 1.0
    emphasis: float | None = None
    plain: float | None = None

    @property
    def weak(self) -> bool:
        """Below the stricter limit; that is aimed for whatever the size."""
        return min(self.contrasts) < ENOUGH

    @property
    def only_emphasis_weak(self) -> bool:
        return self.emphasis is not None and self.plain is not None and self.plain >= ENOUGH


@dataclass(frozen=True)
class Proof:
    """A drawn design, `(H, W, 3)` uint8 RGB, with how each of its texts reads, by layer id."""

    design: Design
    pixels: Pixels
    readings: dict[str, Reading]


def limit_for(line: TextLine) -> float:
    return ENOUGH_HUGE if line.size >= HUGE_EM else ENOUGH


def proof(design: Design, darkroom: Darkroom, on_layer: Callable[[], None] = lambda: None) -> Proof:
    """Draw a design and measure its words on the way. `on_layer` is called before each layer."""
    readings: dict[str, Reading] = {}

    def before(canvas: Canvas, layer: Layer) -> None:
        on_layer()
        if isinstance(layer, TextLayer) and layer.lines:
            readings[layer.id] = read(canvas, layer)

    pixels = render(design, darkroom, before=before)
    return Proof(design, pixels, readings)


def settle(
    design: Design,
    darkroom: Darkroom,
    on_layer: Callable[[], None] = lambda: None,
) -> Proof:
    """The design drawn with every line readable, by as little as it takes.

    In this order, each only while something is still weak: scrims a little deeper, three times; a
    shade of the emphasis that is read there; a soft shadow; words in the plain ink for that ground, light or
    dark, with the emphasis in a shade of its own, then without; an edge round the letters, where the ground
    is not so restless that only a plate helps; a plate.
    """
    inks = _inks_of(design)
    scrims = SCRIM_STEPS if any(_is_scrim(layer) for layer in design.layers) else ()
    drawn = proof(design, darkroom, on_layer)
    for step in range(len(scrims) + MENDING_STEPS):
        weak = {name for name, reading in drawn.readings.items() if reading.weak}
        if not weak:
            break
        if step < len(scrims):
            layers = [_deepened(layer, scrims[step]) for layer in drawn.design.layers]
        else:
            layers = [
                _mended(layer, step - len(scrims), drawn.readings[layer.id], inks)
                if isinstance(layer, TextLayer) and layer.id in weak
                else layer
                for layer in drawn.design.layers
            ]
        if layers == list(drawn.design.layers):
            continue
        drawn = proof(drawn.design.model_copy(update={"layers": tuple(layers)}), darkroom, on_layer)
    return drawn


def read(canvas: Canvas, layer: TextLayer) -> Reading:
    """For each line, the contrast that nine tenths of its surroundings reach at least.

    `canvas` is what lies below the text layer, `(H, W, 3)` float32 bytes.
    """
    if layer.rotation % 360:
        # The canvas turned back is as good as the words turned.
        centre = (layer.box.centre[0] * canvas.shape[1], layer.box.centre[1] * canvas.shape[0])
        back = turn_matrix(-layer.rotation, centre)
        canvas = cv2.warpAffine(canvas, back, canvas.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    under = canvas.copy()
    draw_text(Surface.whole(under), layer, fill=False)
    height, width = canvas.shape[:2]
    ratios, grounds, spreads = [], [], []
    loud: list[float] = []
    quiet: list[float] = []
    for line in layer.lines:
        near, part, x = _near(line, layer, width, height)
        if not near.any():
            continue
        light = luminance(np.clip(under[part], 0, 255).astype(np.uint8))
        parts: list[float] = []
        for colour, columns in _colours(line, layer, x, near.shape[1], width, height):
            seen = light[:, columns][near[:, columns]]
            if not len(seen):
                continue
            ratio = float(np.percentile(contrast(seen, hex_luminance(colour)), WORST_SHARE))
            parts.append(ratio)
            stands_out = bool(layer.emphasis) and colour == layer.emphasis_colour
            (loud if stands_out else quiet).append(ratio)
        ratios.append(min(parts, default=0.0))
        bare = luminance(np.clip(canvas[part], 0, 255).astype(np.uint8))[near]
        low, middle, high = np.percentile(bare, (WORST_SHARE, 50, 100 - WORST_SHARE))
        grounds.append(float(middle))
        spreads.append(float(contrast(low, high)))
    return Reading(
        tuple(ratios) or (0.0,),
        float(np.median(grounds)) if grounds else 0.0,
        max(spreads, default=1.0),
        min(loud, default=None),
        min(quiet, default=None),
    )


def _inks_of(design: Design) -> tuple[Hex, Hex]:
    """A light and a dark ink: the design's own lightest and darkest colours where they are so, else plain."""
    own = [design.background, *(text.colour or text.lines[0].colour for text in design.texts() if text.lines)]
    light, dark = max(own, key=hex_luminance), min(own, key=hex_luminance)
    return (
        light if hex_luminance(light) >= LIGHT_INK else INKS[0],
        dark if hex_luminance(dark) <= DARK_INK else INKS[1],
    )


def _near(
    line: TextLine, layer: TextLayer, width: int, height: int
) -> tuple[NDArray[np.bool_], tuple[slice, slice], int]:
    """What lies on and closely around a line's letters: the mask, the part of the canvas, and its left."""
    reach = max(1, round(SURROUNDINGS * height))
    mask, x, y = line_mask(line, layer, width, height)
    near = cv2.dilate(mask, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0.5
    top, left = max(0, -y), max(0, -x)
    foot, right = min(len(mask), height - y), min(mask.shape[1], width - x)
    part = (slice(y + top, max(y + top, y + foot)), slice(x + left, max(x + left, x + right)))
    return near[top : max(top, foot), left : max(left, right)], part, x + left


def _colours(
    line: TextLine, layer: TextLayer, x: int, columns: int, width: int, height: int
) -> list[tuple[Hex, NDArray[np.bool_]]]:
    """The colours of a line, and which columns of its mask, that begins at `x`, each has."""
    rest = np.ones(columns, bool)
    found: list[tuple[Hex, NDArray[np.bool_]]] = []
    for span in line.spans:
        first, last = span_columns(line, span, layer, x, width, height)
        own = np.zeros(columns, bool)
        own[max(0, first) : max(0, last)] = True
        rest &= ~own
        found.append((span.colour, own))
    return [(line.colour, rest), *found]


def _is_scrim(layer: Layer) -> bool:
    return isinstance(layer, GradientLayer) and layer.id.startswith("scrim")


def _deepened(layer: Layer, factor: float) -> Layer:
    if not isinstance(layer, GradientLayer) or not _is_scrim(layer):
        return layer
    stops = tuple((place, colour, min(0.97, opacity * factor)) for place, colour, opacity in layer.stops)
    return layer.model_copy(update={"stops": stops})


def _mended(layer: TextLayer, step: int, reading: Reading, inks: tuple[Hex, Hex]) -> TextLayer:
    """One step more of help; see `settle`."""
    light, dark = inks
    plain, opposite = (light, dark) if reading.ground < DARK_GROUND else (dark, light)
    if step == 0:
        weak = reading.only_emphasis_weak and not _turns_to_mud(layer, opposite)
        return _readable_emphasis(layer, opposite) if weak else layer
    if step == 1:
        own = hex_luminance(layer.colour or layer.lines[0].colour)
        fits = float(contrast(own, reading.ground)) >= ENOUGH
        return _shadowed(layer, opposite) if fits else layer
    if step == 2 and layer.emphasis and not _turns_to_mud(layer, opposite):
        return _shadowed(_readable_emphasis(_in_ink(layer, plain), opposite), opposite)
    layer = _in_one_ink(layer, plain)
    if step <= 3:
        return _shadowed(layer, opposite)
    if step == 4 and not layer.plate and reading.unrest < RESTLESS:
        return layer.model_copy(update={"stroke": 0.006, "stroke_colour": opposite})
    plate = Plate(colour=opposite, pad=0.016, radius=0.006, opacity=0.92)
    return layer.model_copy(update={"plate": plate, "stroke": 0.0, "shadow": 0.0})


def _turns_to_mud(layer: TextLayer, ground: Hex) -> bool:
    """Whether there is no good shade of the emphasis there: yellows darkened for a light ground are olive."""
    colour = layer.emphasis_colour
    if not colour:
        return True
    return hex_luminance(ground) >= DARK_GROUND and oklch_of(colour)[0] > LIGHTEST_FOR_PAPER


def _shadowed(layer: TextLayer, colour: Hex) -> TextLayer:
    return layer.model_copy(
        update={"shadow": max(layer.shadow, 0.012), "shadow_colour": colour, "shadow_opacity": 0.8}
    )


def _in_ink(layer: TextLayer, ink: Hex) -> TextLayer:
    """The words in another ink, but for what stands out."""
    loud = layer.emphasis_colour
    lines = tuple(
        line if line.colour == loud else line.model_copy(update={"colour": ink}) for line in layer.lines
    )
    return layer.model_copy(update={"lines": lines, "colour": ink})


def _in_one_ink(layer: TextLayer, ink: Hex) -> TextLayer:
    lines = tuple(line.model_copy(update={"colour": ink, "spans": ()}) for line in layer.lines)
    # Words that are set anew later keep to it.
    return layer.model_copy(update={"lines": lines, "colour": ink, "emphasis": "", "emphasis_colour": None})


def _readable_emphasis(layer: TextLayer, ground: Hex) -> TextLayer:
    """What stands out in the nearest shade of its colour that is read on that side of the ground."""
    colour = layer.emphasis_colour or ""
    shade = (lifted if hex_luminance(ground) < DARK_GROUND else lowered)(colour, ground, SHADED)
    lines = tuple(
        line.model_copy(
            update={
                "colour": shade if line.colour == colour else line.colour,
                "spans": tuple(span.model_copy(update={"colour": shade}) for span in line.spans),
            }
        )
        for line in layer.lines
    )
    return layer.model_copy(update={"lines": lines, "emphasis_colour": shade})
