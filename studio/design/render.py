"""The one renderer: a `Design` and its pictures in, `(H, W, 3)` uint8 RGB out."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from studio.design import layers
from studio.design.darkroom import Darkroom
from studio.design.document import Design, Layer, TextLayer
from studio.design.surface import Surface
from studio.paint.arrays import Canvas, Pixels
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
    canvas[:] = rgb_of(design.background)
    for layer in design.layers:
        if not layer.visible:
            continue
        if before:
            before(canvas, layer)
        if texts or not isinstance(layer, TextLayer):
            draw_layer(canvas, layer, design, darkroom)
    return to_pixels(canvas, design.seed)


def to_pixels(canvas: Canvas, seed: int) -> Pixels:
    """Rounded with half a byte of noise, so that long gradients do not band."""
    dither = np.random.default_rng(seed).random(canvas.shape[:2], dtype=np.float32)
    return np.clip(canvas + dither[..., None], 0, 255).astype(np.uint8)


def draw_layer(canvas: Canvas, layer: Layer, design: Design, darkroom: Darkroom) -> None:
    """Draw one layer into a whole canvas, `(H, W, 3)` float32 bytes, in place; see `render`."""
    layers.draw_layer(Surface.whole(canvas), layer, design, darkroom)


__all__ = ["Darkroom", "draw_layer", "render", "to_pixels"]
