"""Bits that several layouts share."""

from __future__ import annotations

from studio.design.document import PictureLayer
from studio.design.geometry import SURE_FACE, crop_for, focus, grow, main_faces, placed
from studio.design.sheet import Align, Commission
from studio.paint.matte import Alpha
from studio.paint.protocol import Picture
from studio.values import Box

CLOSEST_SUBJECT = 0.66
# What a subject may take of the width where words stand beside it.
SUBJECT_WIDTH = 0.46


def picture_in(
    job: Commission,
    name: str,
    picture: Picture,
    box: Box,
    at: tuple[float, float] = (0.5, 0.45),
    *,
    fill: float | None = None,
    reach: float = 0.0,
    seen: Box | None = None,
    **options: object,
) -> PictureLayer:
    """A graded picture in a box, its focus (or what is to be `seen`) at `at`."""
    base = PictureLayer(
        id=name,
        source=picture.id,
        crop=crop_for(picture, job.px(box), at=at, fill=fill, reach=reach, seen=seen),
        box=box,
        style=job.painting.style,
        tones=job.scheme.tones,
    )
    return base.model_copy(update=options)


def nearness(picture: Picture, face_fill: float, widest: float = 1.0) -> float | None:
    """How large the focus should stand: faces as asked, other subjects a little nearer, else as it is.

    `widest`: the share of the picture's width that a subject may take, so that words find room beside it.
    """
    if main_faces(picture):
        return face_fill
    subject = picture.subject
    if subject and subject.height < CLOSEST_SUBJECT:
        wide_enough = subject.height * widest / max(subject.width, 1e-3)
        return min(CLOSEST_SUBJECT, subject.height * 1.5, max(subject.height, wide_enough))
    return None


def standing(picture: Picture, alpha: Alpha, crop: Box, head_at: float) -> Box:
    """A crop of a cut-out moved so that the head's middle is at `head_at` of its height.

    It may show air above the film's edge where the film did not cut the head, and never any below.
    """
    y = crop.y
    if not (alpha[:2] > 0.5).any():
        y = focus(picture).centre[1] - head_at * crop.height
    return Box(x=crop.x, y=min(y, 1 - crop.height), width=crop.width, height=crop.height)


def head_boxes(layer: PictureLayer, picture: Picture) -> list[Box]:
    """What words must leave free of the heads in a picture: the face with some air, on the canvas."""
    faces = [grow(face.box, 0.14, 0.25, 0.14) for face in picture.faces if face.score >= SURE_FACE]
    return [placed(face, layer.crop, layer.box) for face in faces]


def quieter_side(picture: Picture) -> Align:
    """The side with room for words: away from the subject, else where less is going on."""
    x = focus(picture).centre[0]
    if x < 0.42:
        return "right"
    if x > 0.58:
        return "left"
    if not picture.busy:
        return "left"
    third = max(1, len(picture.busy[0]) // 3)
    left = sum(sum(row[:third]) for row in picture.busy)
    right = sum(sum(row[-third:]) for row in picture.busy)
    return "left" if left <= right * 1.15 else "right"
