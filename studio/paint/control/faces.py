"""Every face of a photo, small ones at the side included."""

from __future__ import annotations

from itertools import product

import numpy as np

from studio.paint.arrays import Pixels
from studio.understand.faces import face_finder, overlap
from studio.values import Box, Face

# A long photo is also looked at in squares: as a whole its faces would be too small for the finder.
LONG = 1.3
SAME = 0.3


def faces_in(photo: Pixels) -> list[Face]:
    """Faces, largest first, boxes and eyes in fractions of the photo."""
    faces = list(face_finder().find(photo))
    height, width = photo.shape[:2]
    side = min(height, width)
    if max(height, width) > LONG * side:
        _look_closer(photo, side, faces)
    if not faces:
        # Far away in a wide view: nothing else is drawn from such a photo.
        _look_closer(photo, max(1, side // 2), faces)
    return sorted(faces, key=lambda face: -face.box.area)


def _look_closer(photo: Pixels, side: int, faces: list[Face]) -> None:
    """Add to `faces` those that are found in squares of that side all over the photo."""
    height, width = photo.shape[:2]
    for left, top in product(_starts(width - side, side), _starts(height - side, side)):
        square = np.ascontiguousarray(photo[top : top + side, left : left + side])
        place = Box(x=left / width, y=top / height, width=side / width, height=side / height)
        for found in face_finder().find(square):
            face = _outside(found, place)
            cut_off = _touches(found.box, left > 0, top > 0, left + side < width, top + side < height)
            if not cut_off and all(overlap(face.box, other.box) < SAME for other in faces):
                faces.append(face)


def _starts(along: int, side: int) -> list[int]:
    """Where squares begin that overlap by half and cover all."""
    return [int(start) for start in np.linspace(0, along, 1 + -(-along // max(1, side // 2))).round()]


def _outside(face: Face, place: Box) -> Face:
    """A face found within `place`, in fractions of the whole."""
    box = Box(
        x=place.x + face.box.x * place.width,
        y=place.y + face.box.y * place.height,
        width=face.box.width * place.width,
        height=face.box.height * place.height,
    )
    eyes = face.eyes and tuple((place.x + x * place.width, place.y + y * place.height) for x, y in face.eyes)
    return face.model_copy(update={"box": box, "eyes": eyes})


def _touches(box: Box, left: bool, top: bool, right: bool, foot: bool) -> bool:
    """Whether a face reaches one of the edges at which the photo goes on: the next square has all of it."""
    return (
        (left and box.x <= 0.01)
        or (top and box.y <= 0.01)
        or (right and box.x + box.width >= 0.99)
        or (foot and box.y + box.height >= 0.99)
    )
