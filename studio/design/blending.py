"""The two moves every layer is made of: taking a part of a picture, and laying colour on the canvas."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Canvas, Pixels, Plane
from studio.values import Box

# As many pixels at once as fit into a second-level cache with their colours and shares.
BAND_PX = 16_384


def blend(canvas: Canvas, colour: Canvas | tuple[int, int, int], alpha: Plane, x0: int, y0: int
           ) -> None:  # fmt: skip
    """Lay colour (a plane, a row of columns' colours, one value) over the canvas at x0, y0 where alpha says.

    A fourth channel of the canvas holds its opacity, 0..255, the others being multiplied by that.
    """
    height, width = canvas.shape[:2]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not len(rows):
        return
    left, top = max(int(columns[0]), -x0), max(int(rows[0]), -y0)
    right, bottom = min(int(columns[-1]) + 1, width - x0), min(int(rows[-1]) + 1, height - y0)
    if right <= left or bottom <= top:
        return
    part = canvas[y0 + top : y0 + bottom, x0 + left : x0 + right]
    cover = alpha[top:bottom, left:right].astype(np.float32, copy=False)
    over = np.asarray(colour)
    if over.ndim == 3:
        # A row of colours goes down all the way.
        over = over[:, left:right] if over.shape[0] == 1 else over[top:bottom, left:right]
    if canvas.shape[2] == 4:
        opacity = part[..., 3]
        opacity += (255 - opacity) * cover
        part = part[..., :3]
    _mix(part, over, cover)


def _mix(part: Canvas, over: Canvas, cover: Plane) -> None:
    """`part += (over - part) * cover`, in bands that stay in the processor's cache.

    NumPy is slow where the inner loop is three channels long, so one value per pixel is spread out first.
    """
    height, width = cover.shape
    rows = max(1, BAND_PX // width)
    still = None
    if over.ndim == 1 or over.shape[0] == 1:
        still = np.empty((min(rows, height), width, 3), np.float32)
        still[:] = np.broadcast_to(over, (1, width, 3)) if over.ndim == 3 else _row(over, width)
    for top in range(0, height, rows):
        band = part[top : top + rows]
        colours = still[: len(band)] if still is not None else over[top : top + rows]
        step = np.subtract(colours, band, dtype=np.float32)
        step *= cv2.cvtColor(cover[top : top + rows], cv2.COLOR_GRAY2RGB)
        band += step


def _row(colour: Canvas, width: int) -> Canvas:
    row = np.empty((1, width, 3), np.float32)
    row[:] = colour
    return row


def cut(pixels: Pixels, crop: Box, width: int, height: int, fill: int = cv2.BORDER_REPLICATE) -> Pixels:
    """`crop` of an image scaled to width × height; outside the image its edge goes on, or zero."""
    source_h, source_w = pixels.shape[:2]
    scale_x, scale_y = width / (crop.width * source_w), height / (crop.height * source_h)
    if min(scale_x, scale_y) < 0.6:
        # Shrink by area first: a sampling warp would alias. Each way by itself where it is squeezed.
        pre = max(scale_x, scale_y)
        if min(scale_x, scale_y) < 0.6 * pre or min(source_w, source_h) * pre < 1:
            sides = ((source_w, scale_x), (source_h, scale_y))
            size = [max(1, round(side * min(1.0, by))) for side, by in sides]
            small = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)
        else:
            small = cv2.resize(pixels, None, fx=pre, fy=pre, interpolation=cv2.INTER_AREA)
        if small.shape != pixels.shape:
            return cut(small, crop, width, height, fill)
    move = np.array(
        [[scale_x, 0, -crop.x * source_w * scale_x], [0, scale_y, -crop.y * source_h * scale_y]], np.float32
    )
    # Pixel centres, not corners.
    move[0, 2] += (scale_x - 1) / 2
    move[1, 2] += (scale_y - 1) / 2
    method = cv2.INTER_CUBIC if max(scale_x, scale_y) > 1 else cv2.INTER_LINEAR
    return cv2.warpAffine(pixels, move, (width, height), flags=method, borderMode=fill)
