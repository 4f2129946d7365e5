"""Pictures as people bring them, made into what the painters expect: `(H, W, 3)` uint8 RGB of a sane size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from studio.errors import InvalidRequest
from studio.paint.arrays import Pixels

LARGEST_SIDE_PX = 4096
# A picture of more pixels is refused before it is decoded: 100 million take 300 MB.
MOST_PIXELS = 100_000_000


def open_picture(path: Path, side_px: int = LARGEST_SIDE_PX) -> Pixels:
    """A picture file upright, see-through parts on white, no side longer than `side_px`.

    Raises InvalidRequest: picture_unreadable, picture_too_large.
    """
    try:
        with Image.open(path) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise InvalidRequest(
                    f"{path.name} has {opened.width}×{opened.height} pixels, which is too much",
                    code="picture_too_large",
                    width_px=opened.width,
                    height_px=opened.height,
                )
            opened.draft("RGB", (side_px, side_px))
            upright = ImageOps.exif_transpose(opened)
            upright.thumbnail((side_px, side_px), Image.Resampling.LANCZOS)
            return as_rgb(np.asarray(_in_bytes(upright)))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, SyntaxError) as error:
        raise InvalidRequest(f"{path.name} can't be read as a picture", code="picture_unreadable") from error


def _in_bytes(image: Image.Image) -> Image.Image:
    """Eight bits a channel, grey, RGB or RGBA."""
    if image.mode.startswith("I"):
        # Sixteen bits of grey: Pillow's own conversion would clip them all to white.
        return Image.fromarray((np.asarray(image).astype(np.int32) >> 8).clip(0, 255).astype(np.uint8))
    if image.mode in ("L", "RGB", "RGBA"):
        return image
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def as_rgb(picture: NDArray[Any]) -> Pixels:
    """Grey `(H, W)` or `(H, W, 1)`, RGB or RGBA, uint8, as `(H, W, 3)`; see-through parts on white.

    Raises InvalidRequest (picture_unreadable) on anything else, and on a picture without pixels.
    """
    if picture.dtype == np.uint8 and picture.size:
        channels = 1 if picture.ndim == 2 else picture.shape[-1] if picture.ndim == 3 else 0
        if channels == 3:
            return np.ascontiguousarray(picture)
        if channels == 1:
            return np.repeat(picture.reshape(*picture.shape[:2], 1), 3, axis=2)
        if channels == 4:
            alpha = picture[..., 3:].astype(np.uint16)
            laid = (picture[..., :3] * alpha + 255 * (255 - alpha) + 127) // 255
            return laid.astype(np.uint8)
    raise InvalidRequest(
        f"not a picture: {picture.dtype} of shape {picture.shape}", code="picture_unreadable"
    )


def shrunk(picture: Pixels, side_px: int) -> Pixels:
    """The picture, or a smaller one whose longer side is `side_px`."""
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    return picture if scale >= 1 else sized(picture, round(width * scale), round(height * scale))


def sized(picture: Pixels, width_px: int, height_px: int) -> Pixels:
    """The picture at exactly that size, averaged where it gets smaller."""
    width_px, height_px = max(1, width_px), max(1, height_px)
    if picture.shape[:2] == (height_px, width_px):
        return picture
    smaller = width_px * height_px < picture.shape[0] * picture.shape[1]
    method = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return cv2.resize(picture, (width_px, height_px), interpolation=method)
