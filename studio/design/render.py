"""The one renderer: a `Design` and its pictures in, `(H, W, 3)` uint8 RGB out."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import cv2
import numpy as np

from studio.design import layers
from studio.design.blending import BAND_PX
from studio.design.darkroom import Darkroom
from studio.design.document import Design, Layer, TextLayer
from studio.design.surface import Surface
from studio.paint.arrays import Canvas, Pixels, Plane
from studio.paint.colour import rgb_of


def render(
    design: Design,
    darkroom: Darkroom,
    *,
    texts: bool = True,
    before: Callable[[Canvas, Layer], None] | None = None,
) -> Pixels:
    """Draw a design. Without `texts`, words and their plates are left out.

    `before` is shown the canvas, `(H, W, 3)` float32 bytes, ahead of each visible layer, and may raise to
    stop. Raises Undrawable, naming the layer: picture_gone, mask_gone, logo_gone, font_missing,
    layer_too_large.
    """
    canvas = np.empty((design.height_px, design.width_px, 3), np.float32)
    canvas[:] = np.full((design.width_px, 3), rgb_of(design.background), np.float32)
    surface = Surface.whole(canvas, even=True)
    for layer in design.layers:
        if not layer.visible:
            continue
        if before:
            before(canvas, layer)
        if texts or not isinstance(layer, TextLayer):
            layers.draw_layer(surface, layer, design, darkroom)
    return to_pixels(canvas, design.seed)


def to_pixels(canvas: Canvas, seed: int) -> Pixels:
    """Rounded with half a byte of noise, so that long gradients do not band."""
    height, width = canvas.shape[:2]
    dither = _dither(seed, height, width)
    pixels = np.empty((height, width, 3), np.uint8)
    rows = max(1, BAND_PX // max(1, width))
    for top in range(0, height, rows):
        band = slice(top, top + rows)
        sums = canvas[band] + cv2.cvtColor(dither[band], cv2.COLOR_GRAY2RGB)
        pixels[band] = np.clip(sums, 0, 255, out=sums)
    return pixels


@lru_cache(maxsize=2)
def _dither(seed: int, height: int, width: int) -> Plane:
    return np.random.default_rng(seed).random((height, width), dtype=np.float32)


def draw_layer(canvas: Canvas, layer: Layer, design: Design, darkroom: Darkroom) -> None:
    """Draw one layer into a whole canvas, `(H, W, 3)` float32 bytes, in place; see `render`."""
    layers.draw_layer(Surface.whole(canvas), layer, design, darkroom)


__all__ = ["Darkroom", "draw_layer", "render", "to_pixels"]
