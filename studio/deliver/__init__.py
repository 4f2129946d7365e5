"""Pixels into the bytes a platform accepts."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.errors import InvalidRequest
from studio.paint.arrays import Pixels
from studio.values import PlatformImage

BEST_QUALITY, WORST_QUALITY = 93, 30
FULL_COLOUR_FROM = 80
FEW_COLOURS = 256
SAMPLING_444 = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444
SAMPLING_420 = cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420


@dataclass(frozen=True)
class Delivery:
    """A finished file. `quality` is JPEG's, None for PNG."""

    data: bytes
    media_type: Literal["image/jpeg", "image/png"]
    suffix: str
    quality: int | None

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def deliver(pixels: Pixels, image: PlatformImage) -> Delivery:
    """`(H, W, 3)` uint8 RGB as a file of exactly the platform's pixels, within its bytes, no metadata.

    JPEG where it is accepted, at the best quality the budget allows; PNG else.
    Raises InvalidRequest (bytes_limit_impossible) where even the worst quality is too large.
    """
    _check_size(pixels, image)
    if "jpeg" not in image.formats:
        data = _png(Image.fromarray(pixels))
        if _fits(data, image):
            return Delivery(data, "image/png", "png", None)
        raise _impossible(image)
    data = _jpeg(pixels, BEST_QUALITY)
    if _fits(data, image):
        return Delivery(data, "image/jpeg", "jpg", BEST_QUALITY)
    low, high = WORST_QUALITY, BEST_QUALITY - 1
    best: tuple[int, bytes] | None = None
    while low <= high:
        quality = (low + high) // 2
        data = _jpeg(pixels, quality)
        if _fits(data, image):
            best, low = (quality, data), quality + 1
        else:
            high = quality - 1
    if best is None:
        raise _impossible(image)
    return Delivery(best[1], "image/jpeg", "jpg", best[0])


def deliver_transparent(pixels: NDArray[np.uint8], image: PlatformImage) -> Delivery:
    """`(H, W, 4)` uint8 RGBA as a PNG of exactly the platform's pixels, within its bytes, no metadata.

    Raises InvalidRequest: wrong_size, bytes_limit_impossible.
    """
    _check_size(pixels, image)
    whole = Image.fromarray(pixels)
    # Fewer colours only where the budget asks for it.
    for data in (_png(whole), _png(whole.quantize(FEW_COLOURS, method=Image.Quantize.FASTOCTREE))):
        if _fits(data, image):
            return Delivery(data, "image/png", "png", None)
    raise _impossible(image)


def _check_size(pixels: Pixels, image: PlatformImage) -> None:
    if pixels.shape[:2] != (image.height_px, image.width_px):
        raise InvalidRequest(
            f"picture is {pixels.shape[1]}x{pixels.shape[0]}, "
            f"{image.platform} {image.image} wants {image.width_px}x{image.height_px}",
            code="wrong_size",
        )


def _fits(data: bytes, image: PlatformImage) -> bool:
    return image.bytes_limit is None or len(data) <= image.bytes_limit


def _impossible(image: PlatformImage) -> InvalidRequest:
    return InvalidRequest(
        f"no {image.platform} {image.image} of {image.width_px}x{image.height_px} "
        f"fits into {image.bytes_limit} bytes",
        code="bytes_limit_impossible",
    )


def _jpeg(pixels: Pixels, quality: int) -> bytes:
    # Red type on dark suffers from halved colour: keep it whole while the budget allows.
    sampling = SAMPLING_444 if quality >= FULL_COLOUR_FROM else SAMPLING_420
    options = [
        cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_PROGRESSIVE, 1, cv2.IMWRITE_JPEG_OPTIMIZE, 1,
        cv2.IMWRITE_JPEG_SAMPLING_FACTOR, sampling,
    ]  # fmt: skip
    # Not Pillow's writer: it fails on noisy pictures when progressive ("Suspension not allowed here").
    _, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), options)
    return data.tobytes()


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()
