"""Drawing a badge: a few words on a pill, a disc, a burst or a flag."""

from __future__ import annotations

from math import cos, pi, sin

import cv2
import numpy as np
from PIL import Image

from studio.design import patterns
from studio.design.document import BadgeLayer
from studio.design.surface import Surface
from studio.design.typeset import Manner, cap_ratio, draw_line, ink, set_text
from studio.paint.arrays import Plane
from studio.paint.colour import rgb_of

BURST_POINTS, BURST_DEPTH = 16, 0.86
FLAG_NOTCH = 0.32
SHADOW_OPACITY, SHADOW_DOWN = 0.45, 0.45
# The room for words: shares of the shape's width and height, and its middle's shift to the right. A disc's
# is what a phrase of two lines needs.
_ROOM = {"pill": (0.0, 0.52), "circle": (0.74, 0.56), "burst": (0.64, 0.48), "flag": (0.0, 0.54)}
_LINES = {"pill": 1, "circle": 3, "burst": 3, "flag": 1}
SIDE_AIR = 0.42


def draw_badge(surface: Surface, layer: BadgeLayer) -> None:
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    width, height = x1 - x0, y1 - y0
    if width <= 0 or height <= 0:
        return
    shape = badge_shape(layer, width, height)
    if layer.shadow:
        reach = layer.shadow * surface.height
        pad = round(3 * reach)
        soft = cv2.copyMakeBorder(shape, pad, pad, pad, pad, cv2.BORDER_CONSTANT)
        soft = cv2.GaussianBlur(soft, (0, 0), reach) * np.float32(SHADOW_OPACITY)
        surface.lay((0, 0, 0), soft, x0 - pad, y0 - pad + round(reach * SHADOW_DOWN))
    surface.lay(rgb_of(layer.colour), shape, x0, y0)
    if layer.text.strip():
        surface.lay(rgb_of(layer.ink), _words(layer, width, height), x0, y0)


def badge_shape(layer: BadgeLayer, width: int, height: int) -> Plane:
    """The badge without its words, `(height, width)` 0..1. Discs and bursts are round whatever the box."""
    side = min(width, height)
    cx, cy = width / 2, height / 2
    if layer.shape == "pill":
        return patterns.rounded(width, height, side / 2)
    if layer.shape == "circle":
        disc = patterns.rounded(side, side, side / 2, ellipse=True)
        return _centred(disc, width, height)
    if layer.shape == "flag":
        notch = FLAG_NOTCH * height
        points = [(0.0, 0.0), (width, 0.0), (width - notch, cy), (width, height), (0.0, height)]
        return patterns.polygon(width, height, points, 0.0)
    points = []
    for step in range(2 * BURST_POINTS):
        radius = side / 2 * (BURST_DEPTH if step % 2 else 0.985)
        turn = pi * step / BURST_POINTS
        points.append((cx + radius * sin(turn), cy - radius * cos(turn)))
    return patterns.polygon(width, height, points)


def _centred(plane: Plane, width: int, height: int) -> Plane:
    whole = np.zeros((height, width), np.float32)
    left, top = (width - plane.shape[1]) // 2, (height - plane.shape[0]) // 2
    whole[top : top + plane.shape[0], left : left + plane.shape[1]] = plane
    return whole


def _words(layer: BadgeLayer, width: int, height: int) -> Plane:
    """The words as large as the shape lets them, `(height, width)` 0..1, where the eye sees their middle."""
    side = min(width, height)
    across, down = _ROOM[layer.shape]
    room_w = across * side if across else max(0.3 * width, width - 2 * SIDE_AIR * height)
    centre = width / 2
    if layer.shape == "flag":
        notch = FLAG_NOTCH * height
        room_w = max(0.3 * width, width - notch - SIDE_AIR * 1.6 * height)
        centre = (width - 0.8 * notch) / 2
    manner = Manner(
        layer.face, caps=layer.caps, leading=0.26, max_lines=_LINES[layer.shape],
        spread=1.5 if across else 1.0, min_px=max(4.0, 0.08 * side),
    )  # fmt: skip
    block = set_text(layer.text, room_w, down * (side if across else height), manner)
    plane = Image.new("L", (width, height))
    # Capitals and figures are centred by their own height; small letters count with their tails.
    first, last = block.lines[0], block.lines[-1]
    top = first.baseline_px - cap_ratio(layer.face) * first.size_px
    foot = last.baseline_px
    if not layer.caps and not any(letter.isupper() or letter.isdigit() for letter in layer.text):
        top = first.baseline_px + ink(layer.face, first.text, 0.0)[1] * first.size_px
        foot = last.baseline_px + max(0.0, ink(layer.face, last.text, 0.0)[3]) * last.size_px
    shift = height / 2 - (top + foot) / 2
    for line in block.lines:
        draw_line(
            plane,
            centre - line.width_px / 2,
            line.baseline_px + shift,
            line.text,
            layer.face,
            line.size_px,
            0.0,
        )
    return np.asarray(plane, np.float32) / 255
