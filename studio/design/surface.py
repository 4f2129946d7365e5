"""What layers are drawn on: the whole canvas, or a piece of it that keeps its own transparency."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.design.blending import blend
from studio.paint.arrays import Canvas, Plane
from studio.values import Box

Colour = Canvas | tuple[int, int, int]
# (x0, y0, x1, y1) in whole pixels of the canvas; may reach outside it.
Rect = tuple[int, int, int, int]
SHADOW_SIGMAS = 3


@dataclass
class Surface:
    """`pixels` are float32 bytes with their corner at `x`, `y` of a canvas of `width` × `height` pixels.

    `(H, W, 3)` is opaque. `(H, W, 4)` is transparent to begin with: colours multiplied by their opacity, and
    that opacity, 0..255, last. Every move on it is "over" (Porter and Duff, 1984), so that one
    lot of drawing code serves both.
    """

    pixels: Canvas
    x: int
    y: int
    width: int
    height: int
    # Whole bytes so far: what is laid opaquely over such gives just itself.
    even: bool = False

    @classmethod
    def whole(cls, canvas: Canvas, *, even: bool = False) -> Surface:
        """All of a canvas, `(H, W, 3)`."""
        return cls(canvas, 0, 0, canvas.shape[1], canvas.shape[0], even)

    @classmethod
    def clear(cls, rect: Rect, width: int, height: int) -> Surface:
        """A transparent piece of a canvas."""
        x0, y0, x1, y1 = rect
        return cls(np.zeros((max(0, y1 - y0), max(0, x1 - x0), 4), np.float32), x0, y0, width, height)

    @property
    def rect(self) -> Rect:
        return self.x, self.y, self.x + self.pixels.shape[1], self.y + self.pixels.shape[0]

    def lay(self, colour: Colour, alpha: Plane, x: int, y: int) -> None:
        """Colour where `alpha` says, its corner at a pixel of the canvas."""
        if not alpha.size:
            return
        if self.even and isinstance(colour, np.ndarray) and colour.dtype == np.uint8 and alpha.min() == 1:
            self._cover(colour, x - self.x, y - self.y)
            return
        self.even = False
        blend(self.pixels, colour, alpha, x - self.x, y - self.y)

    def shade(self, plane: Plane, x: int, y: int, reach_px: float, opacity: float, down: float) -> None:
        """The soft shadow of a plane whose corner is at a pixel, fallen `down` times its reach."""
        pad = round(SHADOW_SIGMAS * reach_px)
        soft = cv2.copyMakeBorder(plane, pad, pad, pad, pad, cv2.BORDER_CONSTANT)
        soft = cv2.GaussianBlur(soft, (0, 0), reach_px) * np.float32(opacity)
        self.lay((0, 0, 0), soft, x - pad, y - pad + round(reach_px * down))

    def _cover(self, colour: Canvas, x: int, y: int) -> None:
        height, width = self.pixels.shape[:2]
        left, top = max(0, -x), max(0, -y)
        right, foot = min(colour.shape[1], width - x), min(colour.shape[0], height - y)
        if right > left and foot > top:
            self.pixels[y + top : y + foot, x + left : x + right] = colour[top:foot, left:right]

    def over(self, piece: Surface, opacity: float = 1.0) -> None:
        """Lay a transparent piece of the same canvas over this one."""
        x0, y0, x1, y1 = common(self.rect, piece.rect)
        if x1 <= x0 or y1 <= y0:
            return
        self.even = False
        above = piece.pixels[y0 - piece.y : y1 - piece.y, x0 - piece.x : x1 - piece.x]
        if opacity != 1:
            above = above * np.float32(opacity)
        below = self.pixels[y0 - self.y : y1 - self.y, x0 - self.x : x1 - self.x]
        shares = 1 - above[..., 3] * np.float32(1 / 255)
        for channel in range(below.shape[2]):
            below[..., channel] *= shares
            below[..., channel] += above[..., channel]

    def rect_of(self, box: Box) -> Rect:
        """Whole pixels of a box of the canvas."""
        return (
            round(box.x * self.width),
            round(box.y * self.height),
            round((box.x + box.width) * self.width),
            round((box.y + box.height) * self.height),
        )


def common(one: Rect, other: Rect) -> Rect:
    """What both have; empty (x1 <= x0 or y1 <= y0) where they do not touch."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def around(one: Rect, other: Rect) -> Rect:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def widened(rect: Rect, by_px: float) -> Rect:
    by = int(np.ceil(by_px))
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by
