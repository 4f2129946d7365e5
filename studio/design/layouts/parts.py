"""Bits that several layouts share."""

from __future__ import annotations

import cv2
import numpy as np

from studio.design.blending import cut
from studio.design.document import GradientLayer, PictureLayer
from studio.design.geometry import SURE_FACE, crop_for, focus, grow, main_faces, overlap, placed
from studio.design.sheet import Align, Commission, fade
from studio.design.temper import nearer, toned
from studio.paint.matte import Alpha
from studio.paint.protocol import Picture
from studio.values import Box, Hex

CLOSEST_SUBJECT = 0.66
# What a subject may take of the width where words stand beside it.
SUBJECT_WIDTH = 0.46
NARROWEST_SIDE_BY_SIDE = 1.3
CUT_SHARE, PLAN_PX = 0.10, 256
# On an upright canvas the picture ends at this height and melts away before it; words stand below.
UPRIGHT_FOOT, UPRIGHT_MELT, UPRIGHT_WORDS = 0.64, 0.16, 0.585


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
    crop = crop_for(picture, job.px(box), at=at, fill=nearer(fill, job.temper), reach=reach, seen=seen)
    if fill is None and job.temper == "bolder":
        shown = min(0.9, (seen or focus(picture)).height / crop.height)
        crop = crop_for(picture, job.px(box), at=at, fill=nearer(shown, job.temper), reach=reach, seen=seen)
    base = PictureLayer(
        id=name,
        source=picture.id,
        crop=crop,
        box=box,
        style=job.painting.style,
        tones=job.scheme.tones,
    )
    return toned(base.model_copy(update=options), job.temper)


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


def cut_sides(alpha: Alpha) -> tuple[bool, bool]:
    """Whether the film's left and right edges cut the person off."""
    return bool((alpha[:, :2] > 0.5).mean() > CUT_SHARE), bool((alpha[:, -2:] > 0.5).mean() > CUT_SHARE)


def body_edges(alpha: Alpha, crop: Box, aspect: float, top: float, foot: float) -> tuple[float, float] | None:
    """Where a cut-out begins and ends on a canvas that shows `crop` of it, from `top` to `foot`."""
    plane = cut(alpha, crop, PLAN_PX, round(PLAN_PX / aspect), cv2.BORDER_CONSTANT)
    rows = slice(round(top * len(plane)), max(round(foot * len(plane)), round(top * len(plane)) + 1))
    body = np.flatnonzero((plane[rows] > 0.5).any(axis=0))
    return (body[0] / PLAN_PX, (body[-1] + 1) / PLAN_PX) if len(body) else None


def head_boxes(layer: PictureLayer, picture: Picture) -> list[Box]:
    """What words must leave free of the heads in a picture: the face with some air, on the canvas."""
    faces = [grow(face.box, 0.14, 0.25, 0.14) for face in picture.faces if face.score >= SURE_FACE]
    return [placed(face, layer.crop, layer.box) for face in faces]


def other_scene(job: Commission) -> Picture | None:
    """The first picture of another shot than the leading one, None where there is none."""
    lead = job.lead
    shot = (lead.origin.source, lead.shot)
    return next((one for one in job.painting.pictures[1:] if (one.origin.source, one.shot) != shot), None)


def scenes(job: Commission, most: int) -> list[Picture]:
    """The leading picture and others, each of another shot, at most so many."""
    found: dict[tuple[int, int], Picture] = {}
    for picture in job.painting.pictures:
        found.setdefault((picture.origin.source, picture.shot), picture)
    return list(found.values())[:most]


def calm(picture: Picture, layer: PictureLayer, box: Box) -> float:
    """How much is going on in a box of the canvas under which a picture lies, 0..1: room for words is low."""
    if not picture.busy:
        return 0.5
    rows, columns = len(picture.busy), len(picture.busy[0])
    cells = [
        picture.busy[row][column]
        for row in range(rows)
        for column in range(columns)
        if overlap(placed(_cell(row, column, rows, columns), layer.crop, layer.box), box) > 0
    ]
    return sum(cells) / len(cells) if cells else 0.0


def _cell(row: int, column: int, rows: int, columns: int) -> Box:
    return Box(x=column / columns, y=row / rows, width=1 / columns, height=1 / rows)


def is_upright(job: Commission) -> bool:
    """Whether the canvas is too narrow for words beside a picture: they stand below it then."""
    return job.aspect < NARROWEST_SIDE_BY_SIDE


def picture_above(job: Commission, ground: Hex, head_fill: float) -> tuple[PictureLayer, GradientLayer]:
    """For an upright canvas: the leading picture above, and how it melts into the ground below."""
    fill = head_fill if main_faces(job.lead) else None
    picture = picture_in(
        job, "picture", job.lead, Box(x=0, y=0, width=1, height=UPRIGHT_FOOT), (0.5, 0.46), fill=fill
    )
    box = Box(x=0, y=UPRIGHT_FOOT - UPRIGHT_MELT, width=1, height=UPRIGHT_MELT + 0.004)
    return picture, fade("melt", ground, 90, (0, 0), (0.92, 1), (1, 1), box=box)


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
