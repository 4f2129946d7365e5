"""Boxes: joining, overlapping, and cropping a picture so that its subject lands where a layout wants it."""

from __future__ import annotations

from collections.abc import Sequence

from studio.paint.protocol import Picture
from studio.values import Box, Face

HEAD_UP, HEAD_DOWN, HEAD_SIDE = 0.55, 0.25, 0.30
SURE_FACE = 0.5
LARGEST_ZOOM = 3.2
OFF_SUBJECT_COST = 0.25
WHOLE = Box(x=0, y=0, width=1, height=1)


def union(boxes: Sequence[Box]) -> Box:
    x0, y0 = min(b.x for b in boxes), min(b.y for b in boxes)
    x1, y1 = max(b.x + b.width for b in boxes), max(b.y + b.height for b in boxes)
    return Box(x=x0, y=y0, width=x1 - x0, height=y1 - y0)


def overlap(one: Box, other: Box) -> float:
    """Shared area."""
    w = min(one.x + one.width, other.x + other.width) - max(one.x, other.x)
    h = min(one.y + one.height, other.y + other.height) - max(one.y, other.y)
    return max(0.0, w) * max(0.0, h)


def grow(box: Box, side: float, up: float, down: float) -> Box:
    """Grown by fractions of its own size."""
    return Box(
        x=box.x - side * box.width,
        y=box.y - up * box.height,
        width=box.width * (1 + 2 * side),
        height=box.height * (1 + up + down),
    )


def head(face: Face) -> Box:
    """The whole head around a detected face: hair, ears and chin."""
    return grow(face.box, HEAD_SIDE, HEAD_UP, HEAD_DOWN)


def main_faces(picture: Picture) -> tuple[Face, ...]:
    """The faces that matter: sure ones not much smaller than the largest, biggest first."""
    sure = sorted((f for f in picture.faces if f.score >= SURE_FACE), key=lambda f: f.box.area, reverse=True)
    return tuple(f for f in sure if f.box.area > 0.3 * sure[0].box.area) if sure else ()


def focus(picture: Picture) -> Box:
    """What must be seen: the main heads, else the subject, else the middle."""
    faces = main_faces(picture)
    if faces:
        return union([head(face) for face in faces])
    if picture.subject and 0.002 < picture.subject.area < 0.7:
        return picture.subject
    return Box(x=0.3, y=0.25, width=0.4, height=0.5)


def liveliest(picture: Picture, share: float) -> Box:
    """The upright part, `share` of the picture's width, in which most is going on near its subject."""
    if not picture.busy:
        return focus(picture)
    rows, columns = len(picture.busy), len(picture.busy[0])
    width = max(1, min(columns, round(share * columns)))
    middle = focus(picture).centre[0]
    best = (-1.0, 0)
    for start in range(columns - width + 1):
        going_on = sum(sum(row[start : start + width]) for row in picture.busy) / (rows * width)
        away = abs((start + width / 2) / columns - middle)
        best = max(best, (going_on - OFF_SUBJECT_COST * away, -start))
    return Box(x=-best[1] / columns, y=0.25, width=width / columns, height=0.5)


def crop_for(
    picture: Picture,
    box_px: tuple[float, float],
    *,
    at: tuple[float, float],
    fill: float | None = None,
    reach: float = 0.0,
    nearest: float = LARGEST_ZOOM,
    seen: Box | None = None,
) -> Box:
    """The part of a picture for a box of `box_px`, with the focus's centre as near to `at` as may be.

    `at` is in fractions of the box. `fill`: the focus's height as a share of the box's, where zooming
    allows; None shows as much as fits. `reach`: how far (in crop sizes) the crop may leave the picture
    to the sides. `nearest` bounds how much its pixels may be enlarged. `seen`: another focus than the
    picture's own. The focus is never cut while it can be kept whole.
    """
    width, height = picture.width_px, picture.height_px
    aspect = box_px[0] / box_px[1]
    seen = seen or focus(picture)
    crop_h = float(height) if width / height > aspect else width / aspect
    if fill is not None:
        wanted = seen.height * height / fill
        sharpest = box_px[1] / nearest
        room = max(seen.height * height * 1.06, seen.width * width * 1.06 / aspect)
        crop_h = min(crop_h, max(wanted, sharpest, room))
    crop_w = crop_h * aspect
    cx, cy = seen.centre[0] * width, seen.centre[1] * height
    x, y = cx - at[0] * crop_w, cy - at[1] * crop_h
    x = _hold(x, crop_w, width, reach * crop_w)
    y = _hold(y, crop_h, height, 0.0)
    x = _keep(x, crop_w, seen.x * width, (seen.x + seen.width) * width, width, reach * crop_w)
    y = _keep(y, crop_h, seen.y * height, (seen.y + seen.height) * height, height, 0.0)
    return Box(x=x / width, y=y / height, width=crop_w / width, height=crop_h / height)


def _hold(start: float, length: float, limit: float, reach: float) -> float:
    low, high = -reach, limit - length + reach
    return (low + high) / 2 if low > high else min(max(start, low), high)


def _keep(start: float, length: float, first: float, last: float, limit: float, reach: float) -> float:
    """Shift so that first..last is inside where it fits, its beginning (top of a head) before its end."""
    if last > start + length:
        start = last - length
    if first < start:
        start = first
    return _hold(start, length, limit, reach)


def placed(inner: Box, crop: Box, box: Box) -> Box:
    """Where a box of the source lands on the canvas when `crop` is shown in `box`."""
    return Box(
        x=box.x + (inner.x - crop.x) / crop.width * box.width,
        y=box.y + (inner.y - crop.y) / crop.height * box.height,
        width=inner.width / crop.width * box.width,
        height=inner.height / crop.height * box.height,
    )


def mirrored(inner: Box, box: Box) -> Box:
    """A box on the canvas after what is shown in `box` is turned round, left for right."""
    return inner.model_copy(update={"x": 2 * box.x + box.width - inner.x - inner.width})


def clip(box: Box, to: Box = WHOLE) -> Box | None:
    """The part of `box` inside `to`, None where there is none."""
    x0, y0 = max(box.x, to.x), max(box.y, to.y)
    x1, y1 = min(box.x + box.width, to.x + to.width), min(box.y + box.height, to.y + to.height)
    return Box(x=x0, y=y0, width=x1 - x0, height=y1 - y0) if x1 > x0 and y1 > y0 else None
