"""What a control picture is, and which part of a photo comes onto the canvas."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np

from studio.paint.arrays import Pixels
from studio.paint.options import ControlKind
from studio.values import Box, Hex, Value

Point = tuple[float, float]
WHOLE = Box(x=0, y=0, width=1, height=1)
# Lines are as thick as the published models saw them, at this size of picture.
TRAINED_AT_PX = 512


class Stroke(Value):
    """A line to lay over the photo, points in its fractions; one point alone is a dot."""

    colour: Hex
    points: tuple[Point, ...]
    closed: bool = False


@dataclass(frozen=True)
class ControlPicture:
    """What leads the painting, `(H, W, 3)` uint8 RGB in the size of the canvas.

    `window` is the part of the photo that the canvas shows, in the photo's fractions; it may reach beyond
    the photo. `strokes` are what was seen, over the whole photo. `count` is of people or faces drawn.
    """

    kind: ControlKind
    pixels: Pixels
    window: Box
    strokes: tuple[Stroke, ...] = ()
    count: int = 0


def unit_px(width_px: int, height_px: int) -> float:
    """How many times as large as the models' training pictures a canvas is."""
    return min(width_px, height_px) / TRAINED_AT_PX


def around(boxes: Iterable[Box]) -> Box | None:
    """The smallest box that holds all; None of none."""
    every = list(boxes)
    if not every:
        return None
    left, top = min(box.x for box in every), min(box.y for box in every)
    right = max(box.x + box.width for box in every)
    foot = max(box.y + box.height for box in every)
    return Box(x=left, y=top, width=right - left, height=foot - top)


def window_for(
    pixels: Pixels, width_px: int, height_px: int, focus: Box | None, *, beyond: bool = False
) -> Box:
    """The largest part of a photo in the canvas's shape, centred on `focus` as far as the photo goes.

    `beyond`: where the focus does not fit into it, the window grows until it does, past the photo's edges;
    for pictures on a black ground that costs nothing.
    """
    height, width = pixels.shape[:2]
    shape = (width_px / height_px) / (width / height)
    wide, tall = min(1.0, shape), min(1.0, 1 / shape)
    if beyond and focus is not None:
        grow = max(1.0, focus.width / wide, focus.height / tall)
        wide, tall = wide * grow, tall * grow
    centre_x, centre_y = focus.centre if focus is not None else (0.5, 0.5)
    return Box(x=_placed(centre_x, wide), y=_placed(centre_y, tall), width=wide, height=tall)


def _placed(centre: float, length: float) -> float:
    """Where a window starts; one longer than the photo stands around it."""
    start = centre - length / 2
    low, high = min(0.0, 1 - length), max(0.0, 1 - length)
    return min(high, max(low, start))


def to_canvas(points: np.ndarray, window: Box, width_px: int, height_px: int) -> np.ndarray:
    """`(N, 2)` points in the photo's fractions as float pixels of the canvas."""
    inside = (points - (window.x, window.y)) / (window.width, window.height)
    return inside * (width_px, height_px)


def cut(pixels: Pixels, window: Box, width_px: int, height_px: int) -> Pixels:
    """The window's part of a photo at the canvas's size; the photo's edge is drawn out beyond it."""
    height, width = pixels.shape[:2]
    scale_x, scale_y = window.width * width / width_px, window.height * height / height_px
    scale = max(scale_x, scale_y)
    if scale > 1:
        # Averaged first, for remap alone would pick single pixels.
        smaller = (max(1, round(width / scale)), max(1, round(height / scale)))
        pixels = cv2.resize(pixels, smaller, interpolation=cv2.INTER_AREA)
        height, width = pixels.shape[:2]
    step_x, step_y = window.width * width / width_px, window.height * height / height_px
    transform = np.array(
        [
            [step_x, 0, window.x * width + step_x / 2 - 0.5],
            [0, step_y, window.y * height + step_y / 2 - 0.5],
        ],
        np.float64,
    )
    return cv2.warpAffine(
        pixels,
        transform,
        (width_px, height_px),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


def hex_rgb(colour: tuple[int, int, int]) -> Hex:
    return "#{:02x}{:02x}{:02x}".format(*colour)
