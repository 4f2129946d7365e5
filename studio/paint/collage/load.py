"""Stills from disk, without the black bars some videos carry."""

from __future__ import annotations

import hashlib
import io

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from studio.errors import InvalidRequest
from studio.paint.arrays import Floats, Pixels
from studio.paint.protocol import Origin, Picture, Source
from studio.values import Box, Face, Still

BAR_LEVEL = 18
BAR_LIMIT = 0.3
# Every so many pixels of a row or column are enough to call it dark.
SAMPLED = 3
LARGEST_SIDE_PX = 3840


def open_still(source: Source, still: Still, file: str, side_px: int = LARGEST_SIDE_PX) -> Pixels:
    """A file of a still, `(H, W, 3)` uint8 RGB; raises InvalidRequest (still_unreadable)."""
    return _decoded(_read(source, still, file), still, side_px)


def _read(source: Source, still: Still, file: str) -> bytes:
    try:
        return (source.stills_dir / file).read_bytes()
    except OSError as error:
        raise _unreadable(still) from error


def _decoded(raw: bytes, still: Still, side_px: int) -> Pixels:
    try:
        with Image.open(io.BytesIO(raw)) as opened:
            opened.draft("RGB", (side_px, side_px))
            image = opened.convert("RGB")
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError) as error:
        raise _unreadable(still) from error
    image.thumbnail((side_px, side_px))
    return np.asarray(image)


def _unreadable(still: Still) -> InvalidRequest:
    return InvalidRequest(
        f"still {still.file} cannot be read: make the digest again", code="still_unreadable"
    )


def load_picture(source: Source, index: int, still: Still, side_px: int = LARGEST_SIDE_PX) -> Picture:
    """A still as a picture, `(H, W, 3)` uint8 RGB, no side longer than `side_px`.

    Raises InvalidRequest (still_unreadable).
    """
    raw = _read(source, still, still.file)
    return picture_of(raw, index, still, video=source.digest.source, side_px=side_px)


def picture_of(
    raw: bytes, index: int, still: Still, *, video: str, side_px: int = LARGEST_SIDE_PX
) -> Picture:
    """The same of a still's file as it was read; `video` is what its digest calls the film."""
    pixels = _decoded(raw, still, side_px)
    live = live_area(pixels)
    origin = Origin(
        source=index,
        video=video,
        still=still.rank,
        at_s=still.at_s,
        file=still.file,
        sha256=hashlib.sha256(raw).hexdigest(),
    )
    whole = live.width == 1 and live.height == 1
    return Picture(
        id=f"v{index}s{still.rank}",
        pixels=within(pixels, live),
        origin=origin,
        faces=tuple(_face_within(face, live) for face in still.faces),
        subject=still.subject and _box_within(still.subject, live),
        busy=still.busy if whole else busy_map(within(pixels, live)),
        palette=still.palette,
        score=still.score,
        shot=still.shot,
    )


def within(pixels: Pixels, box: Box) -> Pixels:
    """The part of a picture that lies in `box`, as an array of its own."""
    height, width = pixels.shape[:2]
    x0, y0 = round(box.x * width), round(box.y * height)
    x1, y1 = round((box.x + box.width) * width), round((box.y + box.height) * height)
    return np.ascontiguousarray(pixels[y0:y1, x0:x1])


def live_area(pixels: Pixels) -> Box:
    """The picture without black bars: rows and columns from the edge in which nothing is lit."""
    height, width = pixels.shape[:2]
    red, green, blue = cv2.split(pixels)
    brightest = cv2.max(cv2.max(red, green), blue)
    left, right = _bars(np.percentile(brightest[::SAMPLED], 97, axis=0))
    top, bottom = _bars(np.percentile(brightest[:, ::SAMPLED], 97, axis=1))
    return Box(
        x=left / width, y=top / height, width=1 - (left + right) / width, height=1 - (top + bottom) / height
    )


def _bars(profile: Floats) -> tuple[int, int]:
    lit = np.flatnonzero(profile > BAR_LEVEL)
    if not len(lit):
        return 0, 0
    before, after = int(lit[0]), len(profile) - 1 - int(lit[-1])
    if max(before, after) > BAR_LIMIT * len(profile):
        return 0, 0
    # One more pixel or two: compression smears the border.
    return (before + 2 if before else 0), (after + 2 if after else 0)


def busy_map(pixels: Pixels) -> tuple[tuple[float, ...], ...]:
    """How much is going on, 9 rows × 16 columns in 0..1."""
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (320, 180), interpolation=cv2.INTER_AREA)
    edges = np.abs(cv2.Laplacian(cv2.GaussianBlur(small, (0, 0), 1), cv2.CV_32F))
    cells = cv2.resize(edges, (16, 9), interpolation=cv2.INTER_AREA)
    cells = np.clip(cells / max(1e-3, float(np.percentile(cells, 95))), 0, 1)
    return tuple(tuple(round(float(v), 3) for v in row) for row in cells)


def _box_within(box: Box, live: Box) -> Box:
    return Box(
        x=(box.x - live.x) / live.width,
        y=(box.y - live.y) / live.height,
        width=box.width / live.width,
        height=box.height / live.height,
    )


def _face_within(face: Face, live: Box) -> Face:
    eyes = face.eyes and tuple(((x - live.x) / live.width, (y - live.y) / live.height) for x, y in face.eyes)
    return face.model_copy(update={"box": _box_within(face.box, live), "eyes": eyes})
