"""Drawing a badge: a few words on a pill, a disc, a burst or a flag."""

from __future__ import annotations

from dataclasses import replace
from math import cos, pi, sin

import numpy as np
from PIL import Image

from studio.design import patterns
from studio.design.document import BadgeLayer
from studio.design.surface import Surface
from studio.design.typeset import Block, Manner, cap_ratio, draw_line, ink, set_text
from studio.paint.arrays import Plane
from studio.paint.colour import rgb_of

BURST_POINTS, BURST_DEPTH = 16, 0.86
FLAG_NOTCH = 0.32
SHADOW_OPACITY, SHADOW_DOWN = 0.45, 0.45
# The rooms for words in round shapes, shares of their width and height, with the most lines: one word has
# the middle, a phrase what is left of it above and below.
_ROOMS = {
    "circle": ((0.86, 0.34, 1), (0.74, 0.56, 3)),
    "burst": ((0.76, 0.30, 1), (0.64, 0.48, 3)),
}
# Height of capitals in long shapes.
_TALL = {"pill": 0.52, "flag": 0.54}
SIDE_AIR = 0.42


def draw_badge(surface: Surface, layer: BadgeLayer) -> None:
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    width, height = x1 - x0, y1 - y0
    if width <= 0 or height <= 0:
        return
    shape = badge_shape(layer, width, height)
    if layer.shadow:
        surface.shade(shape, x0, y0, layer.shadow * surface.height, SHADOW_OPACITY, SHADOW_DOWN)
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
    block, centre = _fitted(layer, width, height)
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
        x, y = centre - line.width_px / 2, line.baseline_px + shift
        draw_line(plane, x, y, line.text, layer.face, line.size_px, 0.0)
    return np.asarray(plane, np.float32) / 255


def _fitted(layer: BadgeLayer, width: int, height: int) -> tuple[Block, float]:
    """The words set in the room that lets them be largest, and where their middle is across."""
    side = min(width, height)
    manner = Manner(layer.face, caps=layer.caps, leading=0.26, min_px=max(4.0, 0.08 * side))
    if layer.shape in _ROOMS:
        blocks = [
            set_text(
                layer.text, across * side, down * side,
                replace(manner, max_lines=lines, spread=1.5 if lines > 1 else 1.0),
            )
            for across, down, lines in _ROOMS[layer.shape]
        ]  # fmt: skip
        whole = [block for block in blocks if not block.broken] or blocks
        return max(whole, key=lambda block: min(line.size_px for line in block.lines)), width / 2
    notch = FLAG_NOTCH * height if layer.shape == "flag" else 0.0
    air = SIDE_AIR * height * (1.6 if notch else 2.0)
    room = max(0.3 * width, width - notch - air)
    block = set_text(layer.text, room, _TALL[layer.shape] * height, replace(manner, max_lines=1))
    return block, (width - 0.8 * notch) / 2
