"""Small tools for drawing landscapes: gradients, noise, ridges and layers that slide past each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[Any]  # (H, W, 3) uint8 RGB; OpenCV's stubs do not keep the dtype
Plane = NDArray[Any]  # (H, W) float32
Colour = tuple[int, int, int]
Stops = Sequence[tuple[float, Colour]]


def ramp(positions: NDArray[np.float32], stops: Stops) -> NDArray[np.float32]:
    """Colours of `positions` (any shape, 0..1) on a gradient; returns shape (..., 3) float32."""
    at = [stop[0] for stop in stops]
    channels = [np.interp(positions, at, [stop[1][i] for stop in stops]) for i in range(3)]
    return np.stack(channels, axis=-1).astype(np.float32)


def vertical_gradient(height: int, width: int, stops: Stops) -> Plane:
    """A sky, (H, W, 3) float32."""
    column = ramp(np.linspace(0, 1, height, dtype=np.float32), stops)
    return np.repeat(column[:, None, :], width, axis=1)


def clouds(
    rng: np.random.Generator, height: int, width: int, cell: tuple[float, float], octaves: int = 5
) -> Plane:
    """Fractal value noise in 0..1; `cell` is the (height, width) in pixels of its largest lumps."""
    total = np.zeros((height, width), np.float32)
    weight = 1.0
    norm = 0.0
    cell_h, cell_w = cell
    for _ in range(octaves):
        rows = max(2, round(height / max(cell_h, 1.0)) + 1)
        columns = max(2, round(width / max(cell_w, 1.0)) + 1)
        grid = rng.random((rows, columns), dtype=np.float32)
        total += weight * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        norm += weight
        weight *= 0.5
        cell_h, cell_w = cell_h / 2, cell_w / 2
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(high - low, 1e-6)


def glow(height: int, width: int, centre: tuple[float, float], radius: float, power: float = 2.0) -> Plane:
    """Light that falls off from `centre` (x, y in pixels), 1 in the middle."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    distance = np.hypot(x - centre[0], y - centre[1]) / radius
    return (1.0 / (1.0 + distance**power)).astype(np.float32)


def disc(height: int, width: int, centre: tuple[float, float], radius: float) -> Plane:
    """An anti-aliased filled circle, 0..1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.clip(radius - np.hypot(x - centre[0], y - centre[1]) + 0.5, 0, 1).astype(np.float32)


def light(base: Plane, amount: Plane, colour: Colour) -> Plane:
    """`base` with light of `colour` screened over it, so that it never clips hard."""
    shine = amount[..., None] * (np.array(colour, np.float32) / 255)
    return 255 - (255 - base) * (1 - np.clip(shine, 0, 1))


def to_picture(values: Plane, rng: np.random.Generator) -> Picture:
    """Rounded to 8 bits with a little noise first, so that wide gradients do not band."""
    noise = rng.random(values.shape[:2], dtype=np.float32)[..., None] - 0.5
    return np.clip(values + noise * 1.6 + 0.5, 0, 255).astype(np.uint8)


def ridge_line(rng: np.random.Generator, width: int, *, rough: float, cell: float) -> NDArray[np.float32]:
    """The outline of hills, 0..1 over `width` pixels; `rough` 0 is dunes, 1 is crags."""
    total = np.zeros(width, np.float32)
    weight, norm = 1.0, 0.0
    x = np.arange(width, dtype=np.float32)
    for _ in range(7):
        knots = rng.random(int(width / cell) + 4).astype(np.float32)
        place = x / cell
        left = place.astype(int)
        share = place - left
        smooth = share * share * (3 - 2 * share)
        share = share * rough + smooth * (1 - rough)
        total += weight * (knots[left] * (1 - share) + knots[left + 1] * share)
        norm += weight
        weight *= 0.28 + 0.24 * rough
        cell = max(cell / 2.1, 2.0)
    return total / norm


@dataclass(frozen=True)
class Layer:
    """A painted strip, wider than the frame, that slides sideways. `paint` is premultiplied."""

    paint: Picture
    through: Picture
    top: int

    def over(self, frame: Picture, shift: int) -> None:
        """Draw the part that begins at column `shift` onto `frame`, in place."""
        height, width = frame.shape[:2]
        rows = min(self.paint.shape[0], height - self.top)
        view = frame[self.top : self.top + rows]
        part = np.s_[:rows, shift : shift + width]
        kept = cv2.multiply(view, self.through[part], scale=1 / 255)
        cv2.add(kept, self.paint[part], dst=view)


def make_layer(colour: NDArray[np.float32], alpha: Plane, top: int, rng: np.random.Generator) -> Layer:
    """A layer from straight colour (H, W, 3) and coverage (H, W)."""
    paint = to_picture(colour, rng).astype(np.float32) * alpha[..., None]
    through = np.repeat((255 - alpha * 255 + 0.5).astype(np.uint8)[..., None], 3, axis=2)
    return Layer((paint + 0.5).astype(np.uint8), np.ascontiguousarray(through), top)


def vignette(height: int, width: int, strength: float = 0.35) -> Picture:
    """Multiply mask that darkens the corners like a lens does."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    falloff = 1 - strength * np.clip((x * x * 0.8 + y * y) / 1.8, 0, 1) ** 1.5
    return np.repeat((falloff * 255).astype(np.uint8)[..., None], 3, axis=2)
