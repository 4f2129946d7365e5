"""Drawing flat shapes, arrows, gradients and patterns."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from studio.design import patterns
from studio.design.arrow import ROUNDING, arrow_outline
from studio.design.document import GradientLayer, ShapeLayer, TextureLayer
from studio.design.surface import Surface
from studio.paint.arrays import Floats, Plane
from studio.paint.colour import rgb_of
from studio.values import Hex

RAMP_STEPS, RAMP_END = 2048, 1.5
_EVEN: Floats = np.linspace(0, RAMP_END, RAMP_STEPS, dtype=np.float32)
SHADOW_OPACITY, SHADOW_DOWN = 0.5, 0.5
Stops = tuple[tuple[float, Hex, float], ...]


def draw_shape(surface: Surface, layer: ShapeLayer) -> None:
    unit = surface.height
    edge = layer.outline * unit
    plane, x0, y0 = shape_plane(surface, layer)
    if layer.shadow:
        surface.shade(plane, x0, y0, layer.shadow * unit, SHADOW_OPACITY, SHADOW_DOWN)
    if edge:
        wide, left, top = shape_plane(surface, layer, edge)
        surface.lay(rgb_of(layer.outline_colour), wide, left, top)
    surface.lay(rgb_of(layer.colour), plane * np.float32(layer.opacity), x0, y0)


def shape_plane(surface: Surface, layer: ShapeLayer, grown: float = 0.0) -> tuple[Plane, int, int]:
    """The shape, 0..1, `grown` by so many pixels all round, and the canvas pixel of its plane's corner."""
    width, height = surface.width, surface.height
    if layer.shape in ("polygon", "arrow"):
        points = [(x * width, y * height) for x, y in layer.points]
        if layer.shape == "arrow":
            points = arrow_outline(points, layer.line * height)
            grown += layer.line * height * ROUNDING
        x0, y0, x1, y1 = surface.rect
        moved = [(x - x0, y - y0) for x, y in points]
        plane = patterns.polygon(x1 - x0, y1 - y0, moved, grown)
        return plane, x0, y0
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    by = round(grown)
    plane = patterns.rounded(
        max(1, x1 - x0) + 2 * by, max(1, y1 - y0) + 2 * by, layer.radius * height + by * bool(layer.radius),
        ellipse=layer.shape == "ellipse", line=layer.line * height + 2 * by * bool(layer.line),
    )  # fmt: skip
    return plane, x0 - by, y0 - by


def draw_gradient(surface: Surface, layer: GradientLayer) -> None:
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    if x1 <= x0 or y1 <= y0:
        return
    size = (x1 - x0, y1 - y0)
    alpha = _fading(*size, layer.shape, layer.angle, layer.stops)
    colours = [rgb_of(colour) for _, colour, _ in layer.stops]
    if len(set(colours)) == 1:
        surface.lay(colours[0], alpha, x0, y0)
        return
    channels = np.array(colours, np.float32)
    table = np.stack([np.interp(_EVEN, _places(layer.stops), channels[:, c]) for c in range(3)], axis=-1)
    index = _along(*size, layer.shape, layer.angle)
    surface.lay(np.take(table.astype(np.float32), index, axis=0), alpha, x0, y0)


def _places(stops: Stops) -> Floats:
    return np.array([stop[0] for stop in stops], np.float32)


def _along(width: int, height: int, shape: str, angle: float) -> Plane:
    """How far along its stops every pixel of a gradient is, `(H, W)` int32 of RAMP_STEPS."""
    along = patterns.ramp(width, height, angle, radial=shape == "radial")
    return np.clip(along * np.float32((RAMP_STEPS - 1) / RAMP_END), 0, RAMP_STEPS - 1).astype(np.int32)


@lru_cache(maxsize=6)
def _fading(width: int, height: int, shape: str, angle: float, stops: Stops) -> Plane:
    """The opacity of every pixel of a gradient."""
    alphas = np.array([stop[2] for stop in stops], np.float32)
    # Straight ramps show a kink at every stop: round them off.
    rounded = cv2.GaussianBlur(
        np.interp(_EVEN, _places(stops), alphas).astype(np.float32)[None, :], (0, 0),
        RAMP_STEPS / RAMP_END * 0.045, borderType=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    return np.take(rounded[0], _along(width, height, shape, angle))


def draw_texture(surface: Surface, layer: TextureLayer, seed: int) -> None:
    """A pattern of one colour. Grain and paper lighten and darken what lies below instead, see `relief`."""
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    if x1 <= x0 or y1 <= y0:
        return
    if layer.pattern in ("grain", "paper"):
        _relief(surface, layer, seed)
        return
    plane = patterns.pattern(x1 - x0, y1 - y0, layer, surface.height)
    surface.lay(rgb_of(layer.colour), plane * np.float32(layer.opacity), x0, y0)


def _relief(surface: Surface, layer: TextureLayer, seed: int) -> None:
    """Grain or paper. On a transparent surface, veils of white and black that do the same to middle grey."""
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    left, top = max(0, x0), max(0, y0)
    right, bottom = min(surface.width, x1), min(surface.height, y1)
    if right <= left or bottom <= top:
        return
    bumps = patterns.relief(bottom - top, right - left, layer, seed, surface.height)
    if surface.pixels.shape[2] == 4:
        light, dark = np.clip(bumps / 127.5, 0, 1), np.clip(-bumps / 127.5, 0, 1)
        surface.lay((255, 255, 255), light, left, top)
        surface.lay((0, 0, 0), dark, left, top)
        return
    surface.even = False
    part = surface.pixels[top:bottom, left:right]
    part += bumps[..., None]
    np.clip(part, 0, 255, out=part)
