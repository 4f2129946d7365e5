"""Drawing a text layer: plates, shadow, stroke and letters."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from PIL import Image

from studio.design import patterns
from studio.design.blending import blend
from studio.design.document import Plate, TextLayer, TextLine
from studio.design.typeset import cap_ratio, draw_line
from studio.paint.arrays import Canvas, Plane
from studio.paint.colour import rgb_of

# A plate's padding is wider than high by this.
PLATE_SIDE = 1.2
TAIL_EMS = 0.09


def draw_text(canvas: Canvas, layer: TextLayer, *, fill: bool = True) -> None:
    """Words with plate, shadow and stroke. Without `fill` only what lies under the letters is drawn."""
    height, width = canvas.shape[:2]
    stroke = layer.stroke * height
    for line in layer.lines:
        if layer.plate:
            _plate(canvas, layer.plate, line_box(line, layer, width, height))
    for line in layer.lines:
        if layer.shadow:
            reach = layer.shadow * height
            plane, x, y = line_mask(line, layer, width, height, stroke, pad=3 * reach)
            soft = np.clip(cv2.GaussianBlur(plane, (0, 0), reach) * 1.35, 0, 1)
            blend(
                canvas, rgb_of(layer.shadow_colour), soft * layer.shadow_opacity, x, y + round(reach * 0.35)
            )
    for line in layer.lines:
        if layer.stroke:
            plane, x, y = line_mask(line, layer, width, height, stroke)
            blend(canvas, rgb_of(layer.stroke_colour), plane, x, y)
    for line in layer.lines if fill else ():
        plane, x, y = line_mask(line, layer, width, height)
        blend(canvas, rgb_of(line.colour), plane, x, y)


def line_mask(
    line: TextLine, layer: TextLayer, width: int, height: int, stroke_px: float = 0.0, pad: float = 0.0
) -> tuple[Plane, int, int]:
    """The letters of a line, 0..1, on a plane just large enough; and the canvas pixel of its corner."""
    return _line_mask(
        line.text, layer.face, layer.tracking, line.size * height, line.x * width, line.y * height,
        line.width * width, stroke_px, round(pad),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _line_mask(
    text: str,
    face: str,
    tracking: float,
    size: float,
    x: float,
    y: float,
    width: float,
    stroke: float,
    pad: int,
) -> tuple[Plane, int, int]:
    left = int(x - 0.1 * size - stroke) - pad
    top = int(y - 1.25 * size - stroke) - pad
    right, bottom = int(x + width + 0.15 * size + stroke) + pad, int(y + 0.45 * size + stroke) + pad
    plane = Image.new("L", (right - left, bottom - top))
    draw_line(plane, x - left, y - top, text, face, size, tracking, stroke)
    return np.asarray(plane, np.float32) / 255, left, top


def _plate(canvas: Canvas, plate: Plate, box: tuple[float, float, float, float]) -> None:
    unit = canvas.shape[0]
    pad = plate.pad * unit
    x0, y0, x1, y1 = box
    width, height = round(x1 - x0 + 2 * PLATE_SIDE * pad), round(y1 - y0 + 2 * pad)
    shape = patterns.rounded(width, height, plate.radius * unit)
    blend(canvas, rgb_of(plate.colour), shape * plate.opacity, round(x0 - PLATE_SIDE * pad), round(y0 - pad))


def line_box(line: TextLine, layer: TextLayer, width: int, height: int) -> tuple[float, float, float, float]:
    """(x0, y0, x1, y1) of a line in pixels: capital height to baseline, so that plates align.

    With small letters a little more below, where their tails are.
    """
    size = line.size * height
    y = line.y * height
    foot = 0.0 if layer.caps else TAIL_EMS * size
    return line.x * width, y - cap_ratio(layer.face) * size, (line.x + line.width) * width, y + foot
