"""Drawing a text layer: plates, shadow, stroke and letters."""

from __future__ import annotations

from functools import lru_cache
from math import ceil, floor

import cv2
import numpy as np
from PIL import Image

from studio.design import patterns
from studio.design.document import Plate, TextLayer, TextLine, TextSpan
from studio.design.inking import cap_ratio, draw_line, span_edges
from studio.design.surface import Colour, Rect, Surface, around, widened
from studio.paint.arrays import Plane
from studio.paint.colour import rgb_of

# A plate's padding is wider than high by this.
PLATE_SIDE = 1.2
TAIL_EMS = 0.09
SHADOW_SIGMAS, SHADOW_DOWN = 3, 0.35


def draw_text(surface: Surface, layer: TextLayer, *, fill: bool = True) -> None:
    """Words with plate, shadow and stroke. Without `fill` only what lies under the letters is drawn."""
    width, height = surface.width, surface.height
    stroke = layer.stroke * height
    for line in layer.lines:
        if layer.plate:
            _plate(surface, layer.plate, line_box(line, layer, width, height))
    for line in layer.lines:
        if layer.shadow:
            reach = layer.shadow * height
            plane, x, y = line_mask(line, layer, width, height, stroke, pad=SHADOW_SIGMAS * reach)
            soft = np.clip(cv2.GaussianBlur(plane, (0, 0), reach) * 1.35, 0, 1)
            down = round(reach * SHADOW_DOWN)
            surface.lay(rgb_of(layer.shadow_colour), soft * layer.shadow_opacity, x, y + down)
    for line in layer.lines:
        if layer.stroke:
            plane, x, y = line_mask(line, layer, width, height, stroke)
            surface.lay(rgb_of(layer.stroke_colour), plane, x, y)
    for line in layer.lines if fill else ():
        plane, x, y = line_mask(line, layer, width, height)
        surface.lay(_inks(line, layer, plane.shape[1], x, width, height), plane, x, y)


def _inks(line: TextLine, layer: TextLayer, plane_px: int, x: int, width: int, height: int) -> Colour:
    """The line's colour; with spans, one for every column of its plane, which starts at `x`."""
    if not line.spans:
        return rgb_of(line.colour)
    row = np.empty((1, plane_px, 3), np.float32)
    row[:] = rgb_of(line.colour)
    for span in line.spans:
        first, last = span_columns(line, span, layer, x, width, height)
        row[:, max(0, first) : max(0, last)] = rgb_of(span.colour)
    return row


def span_columns(
    line: TextLine, span: TextSpan, layer: TextLayer, x: int, width: int, height: int
) -> tuple[int, int]:
    """The columns of a plane that begins at canvas pixel `x` in which a span's letters stand."""
    edges = span_edges(line.text, span.start, span.end, layer.face, layer.tracking)
    first, last = (round(line.x * width + edge * line.size * height) - x for edge in edges)
    return first, last


def line_mask(
    line: TextLine, layer: TextLayer, width: int, height: int, stroke_px: float = 0.0, pad: float = 0.0
) -> tuple[Plane, int, int]:
    """The letters of a line, 0..1, on a plane just large enough; and the canvas pixel of its corner."""
    return _line_mask(
        line.text, layer.face, layer.tracking, line.size * height, line.x * width, line.y * height,
        line.width * width, stroke_px, round(pad),
    )  # fmt: skip


@lru_cache(maxsize=32)
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


def _plate(surface: Surface, plate: Plate, box: tuple[float, float, float, float]) -> None:
    unit = surface.height
    pad = plate.pad * unit
    x0, y0, x1, y1 = box
    width, height = round(x1 - x0 + 2 * PLATE_SIDE * pad), round(y1 - y0 + 2 * pad)
    shape = patterns.rounded(width, height, plate.radius * unit)
    left, top = round(x0 - PLATE_SIDE * pad), round(y0 - pad)
    surface.lay(rgb_of(plate.colour), shape * plate.opacity, left, top)


def text_rect(layer: TextLayer, width: int, height: int) -> Rect | None:
    """Whole pixels that a text layer with all its helps may touch, None for one without lines."""
    found: Rect | None = None
    stroke, reach = layer.stroke * height, layer.shadow * height
    for line in layer.lines:
        plane, x, y = line_mask(line, layer, width, height, stroke)
        rect = (x, y, x + plane.shape[1], y + plane.shape[0])
        rect = widened(rect, SHADOW_SIGMAS * reach + SHADOW_DOWN * reach + 1) if reach else rect
        if layer.plate:
            x0, y0, x1, y1 = line_box(line, layer, width, height)
            pad = layer.plate.pad * height
            side = PLATE_SIDE * pad
            box = (floor(x0 - side), floor(y0 - pad), ceil(x1 + side) + 1, ceil(y1 + pad) + 1)
            rect = around(rect, box)
        found = around(found, rect) if found else rect
    return found


def line_box(line: TextLine, layer: TextLayer, width: int, height: int) -> tuple[float, float, float, float]:
    """(x0, y0, x1, y1) of a line in pixels: capital height to baseline, so that plates align.

    With small letters a little more below, where their tails are.
    """
    size = line.size * height
    y = line.y * height
    foot = 0.0 if layer.caps else TAIL_EMS * size
    return line.x * width, y - cap_ratio(layer.face) * size, (line.x + line.width) * width, y + foot
