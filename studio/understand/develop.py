"""From a kept frame to the picture a person sees: upright, without fields, in its colours.

High dynamic range (BT.2100 PQ and HLG) is tone-mapped by FFmpeg's scaler; small pictures of such films go
through a table read off that same scaler, which would take too long for every one of them.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from fractions import Fraction

import av
import cv2
import numpy as np
from av.filter import Graph
from av.video.reformatter import ColorPrimaries, ColorTrc, Interpolation, VideoReformatter
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from studio.understand.container import displayed_size, hdr_of, rotation_of
from studio.understand.frames import Picture, halved, layout_of, planes_of
from studio.values import Box

# A look is as many pixels as 640×360, whatever its shape.
LOOK_PIXELS = 640 * 360
FINE = Interpolation.BICUBIC | Interpolation.FULL_CHR_H_INT | Interpolation.ACCURATE_RND

# ITU-T H.273: the weights of red and blue in luma by matrix number; 2 is "not said".
MATRICES = {1: (0.2126, 0.0722), 4: (0.30, 0.11), 5: (0.299, 0.114), 6: (0.299, 0.114),
            7: (0.212, 0.087), 9: (0.2627, 0.0593), 10: (0.2627, 0.0593)}  # fmt: skip
UNSAID, BT709, BT601, BT2020, FULL_RANGE = 2, 1, 5, 9, 2
# Untagged video of at least this height is BT.709, smaller is BT.601, as players assume.
HD_HEIGHT = 720

# The share of pixels that stand out of both neighbouring lines, from which a frame is a weave of two fields:
# one that says so, and one that doesn't. A step this large (0..255) counts.
COMBED, COMBED_UNSAID, COMB_STEP = 0.004, 0.03, 12
# Edge length of the colour table and how many pixels of a frame one entry takes.
TABLE, PATCH = 17, 8


def combed_share(luma: Picture) -> float:
    """The share of an (H, W) uint8 picture's pixels that stick out of the lines above and below alike."""
    if luma.shape[0] < 8:
        return 0.0
    above, line, below = luma[:-2], luma[1:-1], luma[2:]
    over = cv2.min(cv2.subtract(line, above), cv2.subtract(line, below))
    under = cv2.min(cv2.subtract(above, line), cv2.subtract(below, line))
    sticking = cv2.max(over, under)
    # In a weave the lines above and below agree with each other, on a thin line of the scene they need not.
    agree = cv2.absdiff(above, below)
    sticks = (sticking > COMB_STEP) & (agree < sticking)
    # Vertical runs of it: the same at the next line but one.
    runs = sticks[:-2] & sticks[1:-1] & sticks[2:]
    return float(runs.mean()) if runs.size else 0.0


@dataclass(frozen=True)
class Bars:
    """The part inside the black bars of frames of this coded size."""

    inside: Box
    width_px: int
    height_px: int

    def of(self, frame: av.VideoFrame) -> Box | None:
        """The inside for this frame, None where it is of another size."""
        return self.inside if (frame.width, frame.height) == (self.width_px, self.height_px) else None


class Developer:
    """Makes pictures of one film's frames; several threads may ask.

    `first` says what the film's colours are, `aspect` the shape of its pixels.
    """

    def __init__(
        self, first: av.VideoFrame, aspect: Fraction | None = None, bars: Bars | None = None
    ) -> None:
        self._first, self._aspect, self._bars = first, aspect, bars
        self._lock = threading.Lock()
        self._plain, self._managed = VideoReformatter(), VideoReformatter()
        self._tables: dict[tuple[object, ...], ImageFilter.Color3DLUT | None] = {}

    def picture(self, frame: av.VideoFrame) -> Picture:
        """The whole frame as shown, (H, W, 3) uint8 RGB: bars cut away, pixels square, turned upright."""
        inside = self._inside(frame)
        rgb = _cut(self._whole(self._unwoven(frame)), inside)
        size = self._unturned_size(frame)
        if rgb.shape[1::-1] != size:
            rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_LANCZOS4)
        return np.ascontiguousarray(np.rot90(rgb, rotation_of(frame) // 90))

    def look(self, frame: av.VideoFrame) -> Picture:
        """The same, about as many pixels as 640×360 where the frame has more, made from its planes."""
        width, height = self._unturned_size(frame)
        factor = min(1.0, (LOOK_PIXELS / (width * height)) ** 0.5)
        size = max(1, round(width * factor)), max(1, round(height * factor))
        if layout_of(frame.format.name) is None:
            rgb = _cut(self._whole(frame), self._inside(frame))
            small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
        else:
            small = self._small(frame, size)
        return np.ascontiguousarray(np.rot90(small, rotation_of(frame) // 90))

    def colours(self, yuv: Picture, frame: av.VideoFrame | None = None) -> Picture:
        """(H, W, 3) uint8 YUV of `frame` as RGB; without one: of the film, and cut to inside the bars."""
        if frame is None:
            frame = self._first
            yuv = _cut(yuv, self._inside(frame))
        table = self._table(frame) if hdr_of(frame) else None
        if table is not None:
            return np.asarray(Image.fromarray(yuv).filter(table))
        return cv2.transform(yuv, _matrix(frame))

    def upright(self, cells: NDArray[np.float32] | None, frame: av.VideoFrame) -> NDArray[np.float32] | None:
        """A map over the coded frame as it lies over the frame's `picture`."""
        if cells is None:
            return None
        return np.ascontiguousarray(np.rot90(_cut(cells, self._inside(frame)), rotation_of(frame) // 90))

    def size_of(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Width and height of the frame's `picture`."""
        width, height = self._unturned_size(frame)
        return (height, width) if rotation_of(frame) in (90, 270) else (width, height)

    def _inside(self, frame: av.VideoFrame) -> Box | None:
        return self._bars.of(frame) if self._bars else None

    def _unturned_size(self, frame: av.VideoFrame) -> tuple[int, int]:
        """Width and height as shown, inside the bars, before turning."""
        width, height = displayed_size(frame, self._aspect)
        if rotation_of(frame) in (90, 270):
            width, height = height, width
        inside = self._inside(frame)
        if inside is None:
            return width, height
        left, top, right, foot = _edges(inside, frame.width, frame.height)
        return max(1, round(width / frame.width * (right - left))), foot - top

    def _small(self, frame: av.VideoFrame, size: tuple[int, int]) -> Picture:
        given, inside = planes_of(frame), self._inside(frame)
        shrunk = []
        for plane in given.planes:
            lines = plane[::2] if frame.interlaced_frame else plane
            nearly = given.eight_bits(halved(_cut(lines, inside), 2 * size[0] - 1))
            shrunk.append(cv2.resize(nearly, size, interpolation=cv2.INTER_AREA))
        return self.colours(_merged(shrunk), frame)

    def _whole(self, frame: av.VideoFrame) -> Picture:
        """All of the coded frame as (H, W, 3) uint8 RGB in BT.709 colours."""
        if layout_of(frame.format.name) is None or hdr_of(frame):
            with self._lock:
                return _scaled(self._managed if hdr_of(frame) else self._plain, frame).to_ndarray()
        given = planes_of(frame)
        size = frame.width, frame.height
        planes = [given.eight_bits(plane) for plane in given.planes]
        # Between the samples, colour is where its neighbours say: doubling them would leave stairs at edges.
        grown = [
            plane if plane.shape[1::-1] == size else cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR)
            for plane in planes
        ]
        return cv2.transform(_merged(grown), _matrix(frame))

    def _unwoven(self, frame: av.VideoFrame) -> av.VideoFrame:
        """The frame without the teeth of two fields where it has them (FFmpeg's edge-tracing `estdif`)."""
        if layout_of(frame.format.name) is None or frame.height < 16:
            return frame
        given = planes_of(frame)
        limit = COMBED if frame.interlaced_frame else COMBED_UNSAID
        if combed_share(given.eight_bits(given.planes[0])) < limit:
            return frame
        graph = Graph()
        source = graph.add_buffer(
            width=frame.width, height=frame.height, format=frame.format,
            time_base=frame.time_base, name="in",
        )  # fmt: skip
        filtered = graph.add("estdif", "mode=frame:deint=all")
        sink = graph.add("buffersink")
        source.link_to(filtered)
        filtered.link_to(sink)
        graph.configure()
        try:
            graph.push(frame)
            graph.push(None)
            done = graph.pull()
        except av.FFmpegError:
            return frame
        return done if isinstance(done, av.VideoFrame) else frame

    def _table(self, frame: av.VideoFrame) -> ImageFilter.Color3DLUT | None:
        """YUV to BT.709 RGB as the scaler does it, read off a frame that holds a lattice of colours.

        None where the film is too small to hold one. Making it takes the scaler two seconds, once a film.
        """
        key = (frame.format.name, frame.width, frame.height, int(frame.color_trc), int(frame.colorspace))
        with self._lock:
            if key not in self._tables:
                self._tables[key] = self._read_table(frame)
            return self._tables[key]

    def _read_table(self, frame: av.VideoFrame) -> ImageFilter.Color3DLUT | None:
        across = frame.width // PATCH
        if across * (frame.height // PATCH) < TABLE**3:
            return None
        levels = np.linspace(0, 255, TABLE).round().astype(np.uint8)
        v, u, y = np.meshgrid(levels, levels, levels, indexing="ij")
        entries = np.stack([y.ravel(), u.ravel(), v.ravel()], axis=-1)
        lattice = np.full((frame.height, frame.width, 3), 128, np.uint8)
        for n, entry in enumerate(entries):
            row, column = divmod(n, across)
            lattice[row * PATCH : (row + 1) * PATCH, column * PATCH : (column + 1) * PATCH] = entry
        shown = av.VideoFrame.from_ndarray(np.moveaxis(lattice, 2, 0).copy(), format="yuv444p")
        shown.color_range, shown.colorspace = frame.color_range, frame.colorspace
        shown = shown.reformat(format=frame.format.name)
        shown.color_range, shown.colorspace = frame.color_range, frame.colorspace
        shown.color_trc, shown.color_primaries = frame.color_trc, frame.color_primaries
        rgb = _scaled(self._managed, shown).to_ndarray()
        rows, columns = np.divmod(np.arange(TABLE**3), across)
        middle = rgb[rows * PATCH + PATCH // 2, columns * PATCH + PATCH // 2]
        return ImageFilter.Color3DLUT(TABLE, (middle / 255).astype(np.float32).ravel().tolist())


def _scaled(scaler: VideoReformatter, frame: av.VideoFrame) -> av.VideoFrame:
    """The frame as rgb24 by FFmpeg's scaler, which maps tones where the frame says that it is HDR."""
    if hdr_of(frame):
        return scaler.reformat(
            frame, format="rgb24", interpolation=FINE,
            dst_color_trc=ColorTrc.IEC61966_2_1, dst_color_primaries=ColorPrimaries.BT709,
        )  # fmt: skip
    return scaler.reformat(frame, format="rgb24", interpolation=FINE)


def _merged(planes: list[Picture]) -> Picture:
    """Y, U and V of one size as (H, W, 3); a grey one has neutral colour."""
    if len(planes) < 3:
        planes = [planes[0], *[np.full_like(planes[0], 128)] * 2]
    return cv2.merge(planes)


def _is_hd(frame: av.VideoFrame) -> bool:
    return min(frame.width, frame.height) >= HD_HEIGHT


def _matrix(frame: av.VideoFrame) -> NDArray[np.float32]:
    """(3, 4) float32: 8-bit YUV of this frame to RGB (ITU-R BT.601, BT.709, BT.2020)."""
    said = int(frame.colorspace)
    red, blue = MATRICES.get(said, MATRICES[BT709 if _is_hd(frame) else BT601])
    green = 1 - red - blue
    full = int(frame.color_range) == FULL_RANGE or frame.format.name.startswith("yuvj")
    bright, colour, black = (1.0, 1.0, 0.0) if full else (255 / 219, 255 / 224, 16.0)
    to_red, to_blue = 2 * (1 - red) * colour, 2 * (1 - blue) * colour
    rows = np.array(
        [
            [bright, 0, to_red],
            [bright, -to_blue * blue / green, -to_red * red / green],
            [bright, to_blue, 0],
        ]
    )
    offset = rows @ np.array([-black, -128.0, -128.0])
    return np.hstack([rows, offset[:, None]]).astype(np.float32)


def _edges(inside: Box, columns: int, rows: int) -> tuple[int, int, int, int]:
    left, top = round(inside.x * columns), round(inside.y * rows)
    right, foot = round((inside.x + inside.width) * columns), round((inside.y + inside.height) * rows)
    return left, top, max(right, left + 1), max(foot, top + 1)


def _cut(picture: Picture, inside: Box | None) -> Picture:
    if inside is None:
        return picture
    left, top, right, foot = _edges(inside, picture.shape[1], picture.shape[0])
    return picture[top:foot, left:right]
