"""Where to crop a still for the shapes that covers, avatars and banners have.

Every place on a grid, at a few sizes, is given what speaks against it: heads cut, most of all between brow
and chin; a subject cut; eyes off the upper third, a subject off the thirds, no room to look into; pixels
thrown away. The cheapest place is the suggestion.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from studio.values import Box, Crop, CropShape, Face

Numbers = NDArray[np.float64]

SIZES = (1.0, 0.86, 0.74, 0.64)
STEPS = 25
# A face box goes from brow to chin: the head around it, in face widths and heights; chins need little air.
HEAD_SIDE, HEAD_UP, HEAD_DOWN = 0.22, 0.48, 0.10
# Faces this much smaller than the largest are in the background.
MATTERS = 0.25
AIR = 0.015
# What a cut costs: a head's, a face's, a subject's; a lesser head that is left out altogether.
HEAD_CUT, FACE_CUT, SUBJECT_CUT, LEFT_OUT = 6.0, 12.0, 3.0, 1.2
EYELINE, OFF_THIRDS, ROOM_TO_LOOK, SMALLER, LIVELY = 1.6, 0.9, 0.8, 0.7, 0.5
# From this turn on somebody looks to a side.
LOOKS_ASIDE_DEG = 14.0
# In shapes wider than this a third is a better place than the middle.
WIDE = 1.3
# A subject this much of the picture is everywhere.
EVERYWHERE = 0.62


def suggest_crops(
    width_px: int,
    height_px: int,
    faces: Sequence[Face],
    subject: Box | None = None,
    busy: Sequence[Sequence[float]] = (),
) -> tuple[Crop, ...]:
    """A crop for every shape; `busy` is the still's map of how much is going on, by rows."""
    return tuple(
        _best(shape, width_px, height_px, _that_matter(faces), subject, busy) for shape in get_args(CropShape)
    )


def _that_matter(faces: Sequence[Face]) -> list[Face]:
    largest = max((face.box.area for face in faces), default=0.0)
    return [face for face in faces if face.box.area >= MATTERS * largest]


def _best(
    shape: CropShape,
    width_px: int,
    height_px: int,
    faces: Sequence[Face],
    subject: Box | None,
    busy: Sequence[Sequence[float]],
) -> Crop:
    across, down = (int(side) for side in shape.split(":"))
    aspect = across / down * height_px / width_px
    places = _places(aspect)
    left, top, wide, tall = places
    cost: Numbers = SMALLER * (1 - np.maximum(wide, tall))
    if faces:
        cost = cost + _cost_of_heads(faces, places) + _cost_of_eyes(faces, places, wide=across / down > WIDE)
    elif subject is not None and subject.area < EVERYWHERE:
        cut = 1 - _inside(subject, places)
        x, y = (subject.centre[0] - left) / wide, (subject.centre[1] - top) / tall
        cost = cost + SUBJECT_CUT * (cut + (cut > 0.02)) + OFF_THIRDS * _off(x, wide=across / down > WIDE)
        cost = cost + 0.5 * np.abs(y - 0.5)
    else:
        cost = cost + LIVELY * (1 - _going_on(busy, places)) + 0.3 * np.abs(left + wide / 2 - 0.5)
    best = int(np.argmin(cost))
    box = Box(
        x=round(float(left[best]), 4), y=round(float(top[best]), 4),
        width=round(float(wide[best]), 4), height=round(float(tall[best]), 4),
    )  # fmt: skip
    keep = [head_of(face) for face in faces] or ([subject] if subject is not None else [])
    return Crop(shape=shape, box=box, whole=all(_holds(box, _within(one)) for one in keep))


def _places(aspect: float) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """(left, top, width, height) of every place; `aspect` is the shape's in fractions of the picture."""
    widest = min(1.0, aspect)
    found = []
    for size in SIZES:
        wide, tall = widest * size, widest * size / aspect
        x, y = np.meshgrid(np.linspace(0, 1 - wide, STEPS), np.linspace(0, 1 - tall, STEPS))
        found.append(np.stack([x.ravel(), y.ravel(), np.full(x.size, wide), np.full(x.size, tall)]))
    left, top, wide, tall = np.concatenate(found, axis=1)
    return left, top, wide, tall


def head_of(face: Face) -> Box:
    """The whole head around a face, from the top of the hair to just below the chin."""
    box = face.box
    return Box(
        x=box.x - HEAD_SIDE * box.width,
        y=box.y - HEAD_UP * box.height,
        width=box.width * (1 + 2 * HEAD_SIDE),
        height=box.height * (1 + HEAD_UP + HEAD_DOWN),
    )


def _cost_of_heads(faces: Sequence[Face], places: tuple[Numbers, Numbers, Numbers, Numbers]) -> Numbers:
    total: Any = 0.0
    largest = max(face.box.area for face in faces)
    for number, face in enumerate(faces):
        weight = 1.0 if number == 0 else (face.box.area / largest) ** 0.5
        head, own = _within(head_of(face)), _within(face.box)
        in_head, in_face = _inside(head, places, AIR), _inside(own, places, AIR)
        cut = (in_head > 0.02) & (in_head < 0.985)
        through = (in_face > 0.02) & (in_face < 0.985)
        gone = in_head <= 0.02
        missing = (FACE_CUT if number == 0 else LEFT_OUT) * gone
        total = total + weight * (HEAD_CUT * (cut * 0.5 + 1 - in_head) * ~gone + FACE_CUT * through + missing)
    return np.asarray(total)


def _cost_of_eyes(
    faces: Sequence[Face], places: tuple[Numbers, Numbers, Numbers, Numbers], *, wide: bool
) -> Numbers:
    """Eyes belong on the upper third; who looks to a side needs room there; else the thirds are as good."""
    left, top, across, tall = places
    weights = np.array([face.box.area for face in faces])
    eyes = np.average([_eyes_of(face) for face in faces], axis=0, weights=weights)
    x, y = (eyes[0] - left) / across, (eyes[1] - top) / tall
    cost = EYELINE * np.abs(y - 1 / 3)
    yaw = faces[0].pose.yaw_deg if faces[0].pose is not None and len(faces) == 1 else 0.0
    if abs(yaw) >= LOOKS_ASIDE_DEG:
        return np.asarray(cost + ROOM_TO_LOOK * np.abs(x - (1 / 3 if yaw > 0 else 2 / 3)))
    if len(faces) > 1:
        return np.asarray(cost + OFF_THIRDS * np.abs(x - 0.5))
    return np.asarray(cost + OFF_THIRDS * _off(x, wide=wide))


def _eyes_of(face: Face) -> tuple[float, float]:
    if face.eyes is None:
        return face.box.centre[0], face.box.y + 0.35 * face.box.height
    (x1, y1), (x2, y2) = face.eyes
    return (x1 + x2) / 2, (y1 + y2) / 2


def _off(x: Numbers, *, wide: bool) -> Numbers:
    """How far from a good place: the thirds or the middle of a wide shape, the middle of another."""
    middle = np.abs(x - 0.5)
    if not wide:
        return middle
    return np.minimum(np.minimum(np.abs(x - 1 / 3), np.abs(x - 2 / 3)), middle + 0.03)


def _inside(box: Box, places: tuple[Numbers, Numbers, Numbers, Numbers], air: float = 0.0) -> Numbers:
    """The share of a box that lies in each place, with some air to its edges where the picture has any."""
    left, top, wide, tall = places
    x0 = np.where(left > 1e-6, left + air * wide, left)
    y0 = np.where(top > 1e-6, top + air * tall, top)
    x1 = np.where(left + wide < 1 - 1e-6, left + (1 - air) * wide, 1.0)
    y1 = np.where(top + tall < 1 - 1e-6, top + (1 - air) * tall, 1.0)
    width = np.clip(np.minimum(x1, box.x + box.width) - np.maximum(x0, box.x), 0, None)
    height = np.clip(np.minimum(y1, box.y + box.height) - np.maximum(y0, box.y), 0, None)
    return np.asarray(width * height / max(box.area, 1e-9))


def _going_on(busy: Sequence[Sequence[float]], places: tuple[Numbers, Numbers, Numbers, Numbers]) -> Numbers:
    """The share of what is going on that each place shows."""
    if not busy:
        return np.ones(len(places[0]))
    cells = np.array(busy)
    summed = np.pad(cells.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    left, top, wide, tall = places
    corners = (
        _at(summed, left + wide, top + tall) - _at(summed, left, top + tall)
        - _at(summed, left + wide, top) + _at(summed, left, top)
    )  # fmt: skip
    return np.asarray(corners / max(float(summed[-1, -1]), 1e-9))


def _at(summed: Numbers, x: Numbers, y: Numbers) -> Numbers:
    """A summed table between its entries, (x, y) in fractions: bilinear, which of even cells is exact."""
    rows, columns = summed.shape[0] - 1, summed.shape[1] - 1
    across, down = np.clip(x, 0, 1) * columns, np.clip(y, 0, 1) * rows
    column, row = np.minimum(across.astype(int), columns - 1), np.minimum(down.astype(int), rows - 1)
    u, v = across - column, down - row
    upper = summed[row, column] * (1 - u) + summed[row, column + 1] * u
    lower = summed[row + 1, column] * (1 - u) + summed[row + 1, column + 1] * u
    return np.asarray(upper * (1 - v) + lower * v)


def _within(box: Box) -> Box:
    """The part of a box that is in the picture at all."""
    left, top = max(0.0, box.x), max(0.0, box.y)
    right, foot = min(1.0, box.x + box.width), min(1.0, box.y + box.height)
    return Box(x=left, y=top, width=max(1e-6, right - left), height=max(1e-6, foot - top))


def _holds(crop: Box, box: Box, slack: float = 0.004) -> bool:
    return (
        crop.x <= box.x + slack
        and crop.y <= box.y + slack
        and crop.x + crop.width >= box.x + box.width - slack
        and crop.y + crop.height >= box.y + box.height - slack
    )
