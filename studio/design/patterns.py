"""Planes to draw with: polygons, rounded boxes, ramps, dots, rays, stripes. All `(H, W)` float32 in 0..1."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageDraw

from studio.design.document import TextureLayer
from studio.paint.arrays import Plane
from studio.paint.grades.look import noise

SUBPIXEL_BITS = 4
SMOOTHING = 4


def polygon(width: int, height: int, points: Sequence[tuple[float, float]], grown: float = 0.0) -> Plane:
    """A filled polygon with smooth edges; points in pixels, anywhere. `grown`: wider all round by so many."""
    if grown and points:
        return _grown_polygon(width, height, points, grown)
    plane = np.zeros((height, width), np.uint8)
    if not points:
        return plane.astype(np.float32)
    fixed = np.rint(np.array(points, np.float64) * (1 << SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillPoly(plane, [fixed], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    return plane.astype(np.float32) / 255


def _grown_polygon(width: int, height: int, points: Sequence[tuple[float, float]], grown: float) -> Plane:
    big = np.zeros((height * SMOOTHING, width * SMOOTHING), np.uint8)
    fixed = np.rint(np.array(points, np.float64) * SMOOTHING * (1 << SUBPIXEL_BITS)).astype(np.int32)
    cv2.fillPoly(big, [fixed], 255, cv2.LINE_8, SUBPIXEL_BITS)
    pen = max(1, round(2 * grown * SMOOTHING))
    cv2.polylines(big, [fixed], True, 255, pen, cv2.LINE_8, SUBPIXEL_BITS)
    return cv2.resize(big, (width, height), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


@lru_cache(maxsize=24)
def rounded(width: int, height: int, radius: float, ellipse: bool = False, line: float = 0.0) -> Plane:
    """A rounded rectangle or an ellipse that fills the plane; with `line`, its outline of that width."""
    if not radius and not ellipse and not line:
        return np.ones((height, width), np.float32)
    big = Image.new("L", (width * SMOOTHING, height * SMOOTHING))
    draw = ImageDraw.Draw(big)
    box = (0, 0, width * SMOOTHING - 1, height * SMOOTHING - 1)
    fill, outline, pen = (None, 255, max(1, round(line * SMOOTHING))) if line else (255, None, 0)
    if ellipse:
        draw.ellipse(box, fill, outline, pen)
    else:
        draw.rounded_rectangle(box, radius * SMOOTHING, fill, outline, pen)
    return np.asarray(big.resize((width, height), Image.Resampling.BOX), np.float32) / 255


def side_fades(width: int, left: float, right: float) -> Plane:
    """`(1, width)`: 1 in the middle, melting to 0 over shares of the width at either side."""
    x = (np.arange(width, dtype=np.float32)[None, :] + 0.5) / width
    share = np.ones_like(x)
    if left:
        share = np.minimum(share, np.clip(x / left, 0, 1))
    if right:
        share = np.minimum(share, np.clip((1 - x) / right, 0, 1))
    return (share * share * (3 - 2 * share)).astype(np.float32)


def ramp(width: int, height: int, angle: float, *, radial: bool) -> Plane:
    """0..1 along a direction (0 right, 90 down, measured in pixels) or out from the centre."""
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    if radial:
        return np.sqrt(x * x + y * y).astype(np.float32)
    dx, dy = np.cos(np.radians(angle)) * width, np.sin(np.radians(angle)) * height
    reach = abs(dx) + abs(dy)
    return np.broadcast_to((x * dx + y * dy) / (2 * reach) + 0.5, (height, width)).astype(np.float32)


def pattern(width: int, height: int, layer: TextureLayer, unit_px: int) -> Plane:
    """Dots that grow along the layer's angle, stripes across it, or rays from its centre."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pitch = max(3.0, layer.scale * unit_px)
    if layer.pattern == "dots":
        u, v = (
            (x + y) * np.float32(np.pi / pitch / np.sqrt(2)),
            (x - y) * np.float32(np.pi / pitch / np.sqrt(2)),
        )
        screen = np.cos(u) * np.cos(v) * 0.5 + 0.5
        size = np.clip(ramp(width, height, layer.angle, radial=False) * 1.3 - 0.25, 0, 1)
        return np.clip((size * 0.8 - (1 - screen)) * pitch * 0.8 + 0.5, 0, 1) * (size > 0.01)
    if layer.pattern == "stripes":
        across = x * np.cos(np.radians(layer.angle)) + y * np.sin(np.radians(layer.angle))
        wave = np.abs((across / pitch) % 1 - 0.5) * 2
        return np.clip((wave - 0.5) * pitch + 0.5, 0, 1).astype(np.float32)
    turn = np.arctan2(y - layer.centre[1] * height, x - layer.centre[0] * width) + np.radians(layer.angle)
    count = max(6, round(1 / max(0.01, layer.scale)))
    distance = np.hypot(y - layer.centre[1] * height, x - layer.centre[0] * width)
    wave = np.abs((turn * count / (2 * np.pi)) % 1 - 0.5) * 2
    return np.clip((wave - 0.5) * distance * (np.pi / count) + 0.5, 0, 1).astype(np.float32)


def relief(height: int, width: int, layer: TextureLayer, seed: int, unit_px: int) -> Plane:
    """Grain or paper as signed bytes to add."""
    if layer.pattern == "grain":
        return noise(height, width, seed % 97, max(0.4, unit_px / 1400)) * np.float32(layer.opacity * 60)
    bumps = noise(height, width, seed % 97, max(0.8, unit_px / 560))
    slope = cv2.Sobel(bumps, cv2.CV_32F, 1, 0) + cv2.Sobel(bumps, cv2.CV_32F, 0, 1)
    return slope / (slope.std() + 1e-6) * np.float32(layer.opacity * 40)
