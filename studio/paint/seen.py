"""What is known about a picture that was painted, found on it as on a still."""

from __future__ import annotations

from studio.paint.arrays import Pixels
from studio.paint.inputs import shrunk
from studio.paint.protocol import Origin, Picture
from studio.understand.faces import face_finder
from studio.understand.look import LOOK_WIDTH, busy_map, subject_box
from studio.understand.palette import palette_of
from studio.values import Face

FACES_SIDE_PX = 1920


def find_faces(pixels: Pixels) -> tuple[Face, ...]:
    """The faces on a picture, largest first."""
    return tuple(face_finder().find(shrunk(pixels, FACES_SIDE_PX)))


def as_painted(id_: str, pixels: Pixels, origin: Origin, *, score: float = 0.0, shot: int = 0) -> Picture:
    """A painted picture, looked at: faces, subject, where it is busy, its colours. It is not graded again."""
    faces = find_faces(pixels)
    small = shrunk(pixels, LOOK_WIDTH)
    return Picture(
        id=id_,
        pixels=pixels,
        origin=origin,
        faces=faces,
        subject=subject_box(small, faces),
        busy=tuple(tuple(round(float(cell), 3) for cell in row) for row in busy_map(small, faces)),
        palette=palette_of([small]),
        score=score,
        shot=shot,
        style="natural",
    )
