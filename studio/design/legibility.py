"""Making sure that words can be read: contrast is measured on the pixels they stand on, then mended."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from studio.design.document import Design, GradientLayer, Layer, Plate, TextLayer, TextLine
from studio.design.render import Darkroom, draw_layer, draw_text, text_mask
from studio.paint.arrays import Canvas
from studio.paint.colour import contrast, hex_luminance, luminance, rgb_of

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


def line_contrasts(canvas: Canvas, layer: TextLayer) -> list[float]:
    """For each line, the contrast that nine tenths of its surroundings reach at least.

    `canvas` is what lies below the text layer, `(H, W, 3)` float32 bytes.
    """
    under = canvas.copy()
    draw_text(under, layer, fill=False)
    height, width = canvas.shape[:2]
    found = []
    for line in layer.lines:
        one = layer.model_copy(update={"lines": (line,)})
        top, bottom = _rows(line, height)
        mask = text_mask(one, width, height)[top:bottom]
        reach = max(1, round(SURROUNDINGS * height))
        near = cv2.dilate(mask, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0.5
        pixels = np.clip(under[top:bottom][near], 0, 255).astype(np.uint8)
        if not len(pixels):
            found.append(21.0)
            continue
        ratios = contrast(luminance(pixels), hex_luminance(line.colour))
        found.append(float(np.percentile(ratios, WORST_SHARE)))
    return found


def limit_for(line: TextLine) -> float:
    return ENOUGH_HUGE if line.size >= HUGE_EM else ENOUGH


def settle(design: Design, darkroom: Darkroom, on_try: Callable[[], None] | None = None) -> Design:
    """The design with every line readable: scrims deepened, then one plain colour, then stroke, then plates."""
    for attempt in range(len(SCRIM_STEPS) + MENDING_STEPS):
        weak = _weak_texts(design, darkroom, on_try)
        if not weak:
            return design
        scrims = attempt < len(SCRIM_STEPS) and _has_scrim(design)
        if scrims:
            layers = [_deepened(layer, SCRIM_STEPS[attempt]) for layer in design.layers]
        else:
            step = attempt - len(SCRIM_STEPS) if _has_scrim(design) else attempt
            layers = [
                _mended(layer, step, weak[layer.id])
                if isinstance(layer, TextLayer) and layer.id in weak
                else layer
                for layer in design.layers
            ]
        design = design.model_copy(update={"layers": tuple(layers)})
    return design


def _has_scrim(design: Design) -> bool:
    return any(_is_scrim(layer) for layer in design.layers)


def _weak_texts(design: Design, darkroom: Darkroom, on_try: Callable[[], None] | None) -> dict[str, float]:
    """Text layers that cannot be read, each with the luminance of what it stands on."""
    canvas = np.empty((design.height_px, design.width_px, 3), np.float32)
    canvas[:] = rgb_of(design.background)
    weak = {}
    for layer in design.layers:
        if on_try:
            on_try()
        if isinstance(layer, TextLayer):
            # Aim for the stricter limit whatever the size.
            if any(ratio < ENOUGH for ratio in line_contrasts(canvas, layer)):
                weak[layer.id] = _ground_luminance(canvas, layer)
            if layer.id == design.texts()[-1].id:
                break
        draw_layer(canvas, layer, design, darkroom)
    return weak


def _ground_luminance(canvas: Canvas, layer: TextLayer) -> float:
    height, width = canvas.shape[:2]
    mask = text_mask(layer, width, height) > 0.5
    pixels = np.clip(canvas[mask], 0, 255).astype(np.uint8)
    return float(np.median(luminance(pixels))) if len(pixels) else 0.0


def _rows(line: TextLine, height: int) -> tuple[int, int]:
    top = int((line.y - line.size * 1.2) * height)
    bottom = int((line.y + line.size * 0.45) * height) + 1
    return max(0, top), min(height, max(1, bottom))


def _is_scrim(layer: Layer) -> bool:
    return isinstance(layer, GradientLayer) and layer.id.startswith("scrim")


def _deepened(layer: Layer, factor: float) -> Layer:
    if not isinstance(layer, GradientLayer) or not layer.id.startswith("scrim"):
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
        return layer.model_copy(update={"stroke": 0.006, "stroke_colour": opposite})
    plate = Plate(colour=opposite, pad=0.016, radius=0.006, opacity=0.92)
    return layer.model_copy(update={"plate": plate, "stroke": 0.0, "shadow": 0.0, "lines": lines})
