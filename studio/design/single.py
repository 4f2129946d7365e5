"""One layer alone, for a page that moves real pixels about and not an imitation of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from studio.design.document import Design
from studio.design.layers import drawn_alone
from studio.design.render import Darkroom
from studio.errors import Undrawable
from studio.values import Box

# (H, W, 4) uint8 RGBA, alpha not multiplied in.
Cel = NDArray[np.uint8]
EMPTY = Box(x=0, y=0, width=0, height=0)


def render_layer(design: Design, layer_id: str, darkroom: Darkroom) -> tuple[Cel, Box]:
    """A layer as it is drawn into the design, `(H, W, 4)` uint8 RGBA with straight alpha, cut to what it
    covers; and where that lies, in fractions of the canvas. It may reach outside, so that moving it in shows
    what was out. An invisible layer is drawn too; one that covers nothing gives `(0, 0, 4)`.

    Laid over the background in order, the visible layers give what `render` does within two bytes (it
    dithers). Not so grain and paper, which lighten and darken what lies below by the same everywhere: alone
    they are veils of white and black that do this to middle grey, less to what is light or dark already.

    Raises Undrawable: no_such_layer, and what `render` does.
    """
    layer = next((one for one in design.layers if one.id == layer_id), None)
    if layer is None:
        raise Undrawable(f"there is no layer {layer_id!r}", code="no_such_layer", layer=layer_id)
    piece = drawn_alone(design, layer, darkroom)
    alpha = piece.pixels[..., 3]
    rows, columns = np.flatnonzero((alpha > 0.5).any(axis=1)), np.flatnonzero((alpha > 0.5).any(axis=0))
    if not len(rows):
        return np.zeros((0, 0, 4), np.uint8), EMPTY
    top, bottom, left, right = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    part = piece.pixels[top:bottom, left:right]
    opacity = part[..., 3:]
    straight = part[..., :3] * (255 / np.maximum(opacity, 1e-3))
    pixels = np.rint(np.concatenate([np.clip(straight, 0, 255), opacity], axis=2)).astype(np.uint8)
    box = Box(
        x=(piece.x + left) / design.width_px,
        y=(piece.y + top) / design.height_px,
        width=(right - left) / design.width_px,
        height=(bottom - top) / design.height_px,
    )
    return pixels, box
