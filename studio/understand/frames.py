"""From decoded frames to small pictures, straight from their planes: no conversion, nothing at full size."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from studio.values import Box

Picture = NDArray[Any]  # uint8; OpenCV's stubs do not keep the dtype

TINY = (32, 18)
# Widths at which sharpness and movement are judged: the first halving of the picture under each.
QUICK_WIDTH, SMALL_WIDTH = 960, 240

BAR_LUMA, BAR_SPREAD = 30, 3.0
# A picture this dark says nothing about bars.
TOO_DARK_FOR_BARS = 34
LEAST_BAR, MOST_BAR = 0.006, 0.30


@dataclass(frozen=True)
class Layout:
    """How a pixel format keeps Y, U and V: each in its plane or the last two together, in how many bits."""

    together: bool
    swapped: bool
    bits: int
    wide: bool


@lru_cache(maxsize=64)
def layout_of(name: str) -> Layout | None:
    """The layout of FFmpeg's pixel format `name`, None where its planes can't be read in place."""
    if name in {"nv12", "nv16", "nv24"}:
        return Layout(together=True, swapped=False, bits=8, wide=False)
    if name in {"nv21", "nv42"}:
        return Layout(together=True, swapped=True, bits=8, wide=False)
    order = "le" if sys.byteorder == "little" else "be"
    if name in {f"p{kind}{depth}{order}" for kind in ("0", "2", "4") for depth in ("10", "12", "16")}:
        # The value sits in the high bits of 16.
        return Layout(together=True, swapped=False, bits=16, wide=True)
    family = next((one for one in ("yuvj4", "yuva4", "yuv4", "gray") if name.startswith(one)), None)
    if family is None:
        return None
    rest = name.removeprefix(family) if family == "gray" else name[len(family) + 2 :].removeprefix("p")
    if rest == "":
        return Layout(together=False, swapped=False, bits=8, wide=False)
    depth = rest.removesuffix(order)
    if rest.endswith(order) and depth.isdigit():
        return Layout(together=False, swapped=False, bits=int(depth), wide=True)
    return None


@dataclass(frozen=True)
class Planes:
    """Y, U and V as views into a frame (uint8, or uint16 of `bits`); one that is grey has no U and V."""

    planes: list[Picture]
    bits: int

    def eight_bits(self, plane: Picture) -> Picture:
        """A plane (best a shrunk one) as uint8."""
        if plane.dtype == np.uint8:
            return plane
        return cv2.convertScaleAbs(plane, alpha=1 / (1 << (self.bits - 8)))


def planes_of(frame: av.VideoFrame) -> Planes:
    """The Y, U and V planes, in place where the format allows, through a conversion elsewhere."""
    layout = layout_of(frame.format.name)
    if layout is None or any(plane.line_size <= 0 for plane in frame.planes):
        frame = frame.reformat(format="yuv444p")
        layout = Layout(together=False, swapped=False, bits=8, wide=False)
    wanted = 2 if layout.together else 3
    views = [_view(plane, layout, 2 if layout.together and n else 1) for n, plane in enumerate(frame.planes)]
    views = views[:wanted]
    if layout.together:
        both = views[1].reshape(views[1].shape[0], -1, 2)
        pair = [both[..., 0], both[..., 1]]
        views = [views[0], *(reversed(pair) if layout.swapped else pair)]
    return Planes(views, layout.bits)


def _view(plane: av.video.plane.VideoPlane, layout: Layout, samples: int) -> Picture:
    kind = np.uint16 if layout.wide else np.uint8
    across = plane.line_size // np.dtype(kind).itemsize
    rows = np.frombuffer(memoryview(plane), kind).reshape(-1, across)
    return rows[: plane.height, : plane.width * samples]


@dataclass(frozen=True)
class Glimpse:
    """What is looked at in every frame: (18, 32, 3) uint8 YUV and the brightness at two sizes, not turned."""

    tiny: Picture
    quick: Picture
    small: Picture


def glimpse_of(frame: av.VideoFrame, *, one_field: bool = False) -> Glimpse:
    """A frame at a glance, by halving; of an interlaced one only every second line is read."""
    given = planes_of(frame)
    luma = given.planes[0]
    quick = given.eight_bits(halved(luma[::2] if one_field else luma, QUICK_WIDTH))
    small = halved(quick, SMALL_WIDTH)
    if len(given.planes) < 3:
        neutral = np.full((TINY[1], TINY[0]), 128, np.uint8)
        return Glimpse(cv2.merge([_to_tiny(small), neutral, neutral]), quick, small)
    colour = [_to_tiny(given.eight_bits(halved(plane, SMALL_WIDTH))) for plane in given.planes[1:]]
    return Glimpse(cv2.merge([_to_tiny(small), *colour]), quick, small)


def halved(plane: Picture, width: int) -> Picture:
    """The plane halved (2×2 means, which OpenCV does quickly) until it is at most `width` wide."""
    while plane.shape[1] > width and plane.shape[0] >= 4:
        rows, columns = plane.shape[0] & ~1, plane.shape[1] & ~1
        plane = cv2.resize(plane[:rows, :columns], (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
    return plane


def _to_tiny(plane: Picture) -> Picture:
    return cv2.resize(plane, TINY, interpolation=cv2.INTER_AREA)


def shrunk(picture: Picture, width: int) -> Picture:
    """The picture at most `width` pixels wide."""
    if picture.shape[1] <= width:
        return picture
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)


def jump(one: Picture, other: Picture) -> float:
    """Mean absolute difference of two tiny pictures, 0..255."""
    return sum(cv2.mean(cv2.absdiff(one, other))[:3]) / 3


def quick_score(quick: Picture) -> float:
    """Enough to tell neighbouring frames apart: sharp in its crispest quarter, neither dark nor burnt out."""
    fine = cv2.absdiff(quick, cv2.blur(quick, (3, 3)))
    tiles = cv2.resize(halved(fine, SMALL_WIDTH), (8, 8), interpolation=cv2.INTER_AREA).astype(np.float32)
    sharp = float(np.sort(tiles.ravel())[-16:].mean())
    mean = cv2.mean(quick)[0]
    lit = min(1.0, max(0.05, (mean - 12) / 40), max(0.05, (250 - mean) / 40))
    return float(np.log1p(sharp)) * lit


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
