"""Making sure that words can be read: contrast is measured on the pixels they stand on, then mended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from studio.design.document import Design, GradientLayer, Layer, Plate, TextLayer, TextLine
from studio.design.lettering import draw_text, line_mask
from studio.design.render import Darkroom, render
from studio.design.surface import Surface
from studio.paint.arrays import Canvas, Pixels
from studio.paint.colour import contrast, hex_luminance, luminance

# WCAG 2.2, 1.4.3: 4.5 for text, 3 for large text. Headlines count as large only when huge in the feed.
ENOUGH = 4.5
ENOUGH_HUGE = 3.0
HUGE_EM = 0.16
WORST_SHARE = 10
SURROUNDINGS = 0.004
SCRIM_STEPS = (1.15, 1.4, 1.8)
MENDING_STEPS = 3
# White and near-black read equally well on this luminance (WCAG contrast of both is 4.6).
DARK_GROUND = 0.18


@dataclass(frozen=True)
class Reading:
    """How well a text layer reads: the contrast of each line, and the luminance it stands on."""

    contrasts: tuple[float, ...]
    ground: float

    @property
    def weak(self) -> bool:
        """Below the stricter limit; that is aimed for whatever the size."""
        return min(self.contrasts) < ENOUGH


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


def settle(design: Design, darkroom: Darkroom, on_layer: Callable[[], None] = lambda: None) -> Proof:
    """The design drawn with every line readable: scrims deepened, one plain colour, stroke, then plates."""
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
                _mended(layer, step - len(scrims), drawn.readings[layer.id].ground)
                if isinstance(layer, TextLayer) and layer.id in weak
                else layer
                for layer in drawn.design.layers
            ]
        drawn = proof(drawn.design.model_copy(update={"layers": tuple(layers)}), darkroom, on_layer)
    return drawn


def read(canvas: Canvas, layer: TextLayer) -> Reading:
    """For each line, the contrast that nine tenths of its surroundings reach at least.

    `canvas` is what lies below the text layer, `(H, W, 3)` float32 bytes.
    """
    under = canvas.copy()
    draw_text(Surface.whole(under), layer, fill=False)
    height, width = canvas.shape[:2]
    reach = max(1, round(SURROUNDINGS * height))
    kernel = np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)
    ratios, grounds = [], []
    for line in layer.lines:
        mask, x, y = line_mask(line, layer, width, height)
        near = cv2.dilate(mask, kernel) > 0.5
        top, left = max(0, -y), max(0, -x)
        part = (slice(y + top, min(height, y + len(mask))), slice(x + left, min(width, x + mask.shape[1])))
        seen = near[top : top + part[0].stop - part[0].start, left : left + part[1].stop - part[1].start]
        pixels = np.clip(under[part][seen], 0, 255).astype(np.uint8)
        if not len(pixels):
            continue
        values = luminance(pixels)
        ratios.append(float(np.percentile(contrast(values, hex_luminance(line.colour)), WORST_SHARE)))
        grounds.append(float(np.median(luminance(np.clip(canvas[part][seen], 0, 255).astype(np.uint8)))))
    return Reading(tuple(ratios) or (0.0,), float(np.median(grounds)) if grounds else 0.0)


def _is_scrim(layer: Layer) -> bool:
    return isinstance(layer, GradientLayer) and layer.id.startswith("scrim")


def _deepened(layer: Layer, factor: float) -> Layer:
    if not isinstance(layer, GradientLayer) or not _is_scrim(layer):
        return layer
    stops = tuple((place, colour, min(0.97, opacity * factor)) for place, colour, opacity in layer.stops)
    return layer.model_copy(update={"stops": stops})


def _mended(layer: TextLayer, step: int, ground: float) -> TextLayer:
    """One step more of help: a plain colour with a shadow, a stroke, a plate."""
    plain, opposite = ("#ffffff", "#101216") if ground < DARK_GROUND else ("#101216", "#ffffff")
    lines = tuple(line.model_copy(update={"colour": plain}) for line in layer.lines)
    if step == 0:
        return layer.model_copy(
            update={"lines": lines, "shadow": 0.012, "shadow_colour": opposite, "shadow_opacity": 0.8}
        )
    if step == 1 and not layer.plate:
        return layer.model_copy(update={"lines": lines, "stroke": 0.006, "stroke_colour": opposite})
    plate = Plate(colour=opposite, pad=0.016, radius=0.006, opacity=0.92)
    return layer.model_copy(update={"plate": plate, "stroke": 0.0, "shadow": 0.0, "lines": lines})
