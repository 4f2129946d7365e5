"""From decoded frames to arrays: upright, square-pixelled, without black bars, in the right colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import av
import cv2
import numpy as np
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

from studio.understand.container import displayed_size, rotation_of
from studio.values import Box

Picture = NDArray[Any]  # uint8; OpenCV's stubs do not keep the dtype

TINY = (32, 18)
LUMA_WIDTH = 640
# Planar 8-bit layouts whose planes can be read in place, without a conversion.
DIRECT_FORMATS = frozenset(("yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p"))
COLORSPACE_UNSPECIFIED = 2
# Untagged video of at least this height is BT.709, smaller is BT.601, as players assume.
HD_HEIGHT = 720

BAR_LUMA, BAR_SPREAD = 30, 3.0
# A picture this dark says nothing about bars.
TOO_DARK_FOR_BARS = 34
LEAST_BAR, MOST_BAR = 0.006, 0.30


def planes_of(frame: av.VideoFrame) -> list[Picture] | None:
    """The Y, U and V planes as views into the frame, None where its layout is another."""
    if frame.format.name not in DIRECT_FORMATS or any(plane.line_size <= 0 for plane in frame.planes):
        return None
    return [
        np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        for plane in frame.planes
    ]


def tiny_yuv(frame: av.VideoFrame) -> Picture:
    """The frame as a (18, 32, 3) uint8 YUV thumbnail by area averaging, not turned."""
    planes = planes_of(frame)
    if planes is None:
        small = frame.reformat(width=TINY[0], height=TINY[1], format="yuv444p", interpolation="AREA")
        planes = planes_of(small) or []
    return np.stack([_averaged(plane, TINY) for plane in planes], axis=-1)


def _averaged(plane: Picture, size: tuple[int, int]) -> Picture:
    """Shrink by whole numbers, dropping a few pixels at the edges: five times faster than exact areas."""
    height, width = plane.shape
    across, down = width // size[0], height // size[1]
    if across == 0 or down == 0:
        return cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
    left, top = (width - across * size[0]) // 2, (height - down * size[1]) // 2
    middle = plane[top : top + down * size[1], left : left + across * size[0]]
    return cv2.resize(middle, size, interpolation=cv2.INTER_AREA)


def luma_of(frame: av.VideoFrame) -> Picture:
    """The frame's brightness, (H, W) uint8, about 640 pixels wide where it is larger, not turned."""
    planes = planes_of(frame)
    if planes is None:
        grey = frame.reformat(format="gray").to_ndarray()
        luma = np.asarray(grey, np.uint8)
    else:
        luma = planes[0]
    height, width = luma.shape
    factor = max(1, round(max(width, height) / LUMA_WIDTH))
    return luma if factor == 1 else _averaged(luma, (max(1, width // factor), max(1, height // factor)))


def upright_rgb(frame: av.VideoFrame, stream: av.VideoStream, bars: Box | None) -> Picture:
    """The whole frame as shown, (H, W, 3) uint8 RGB: bars cut away, pixels square, turned upright.

    `bars` is the part of the coded frame inside the black bars, None where there are none.
    """
    untagged = int(frame.colorspace) == COLORSPACE_UNSPECIFIED
    matrix = Colorspace.ITU709 if untagged and min(frame.width, frame.height) >= HD_HEIGHT else None
    picture: Picture = frame.to_ndarray(format="rgb24", src_colorspace=matrix)
    turn = rotation_of(frame)
    width, height = displayed_size(frame, stream)
    if turn in (90, 270):
        width, height = height, width
    if bars is not None:
        rows, columns = picture.shape[:2]
        left, top = round(bars.x * columns), round(bars.y * rows)
        right, foot = round((bars.x + bars.width) * columns), round((bars.y + bars.height) * rows)
        picture = picture[top:foot, left:right]
        width, height = round(width / columns * (right - left)), foot - top
    if picture.shape[1] != width:
        picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_LANCZOS4)
    return np.ascontiguousarray(np.rot90(picture, turn // 90))


@dataclass
class BarFinder:
    """Collects frames and says which edge of them is always black."""

    brightest: Picture | None = None

    def add(self, luma: Picture) -> None:
        """Take another (H, W) uint8 picture into account, unless it is too dark to tell."""
        if cv2.mean(luma)[0] < TOO_DARK_FOR_BARS:
            return
        if self.brightest is None or self.brightest.shape != luma.shape:
            self.brightest = luma.copy()
        else:
            np.maximum(self.brightest, luma, out=self.brightest)

    def inside(self) -> Box | None:
        """The part of the frame inside the bars, None where there are none worth cutting."""
        if self.brightest is None:
            return None
        top, foot = _edges(self.brightest)
        left, right = _edges(self.brightest[round(top * len(self.brightest)) :].T)
        if max(top, foot, left, right) < LEAST_BAR or max(top, foot, left, right) > MOST_BAR:
            return None
        return Box(x=left, y=top, width=1 - left - right, height=1 - top - foot)


def _edges(luma: Picture) -> tuple[float, float]:
    """How much of the rows at the start and at the end is an even black, in fractions, a little generous."""
    high = np.percentile(luma, 97, axis=1)
    spread = luma.astype(np.float32).std(axis=1)
    black = (high <= BAR_LUMA) & (spread <= BAR_SPREAD)
    if black.all():
        return 0.0, 0.0
    content = np.flatnonzero(~black)
    count = len(luma)
    before, after = int(content[0]), count - 1 - int(content[-1])
    # The row where the picture begins is half black from scaling: cut one more.
    return ((before + 1) / count if before else 0.0), ((after + 1) / count if after else 0.0)
