"""People who stand on the stage, and what is around it where a television shows more."""

from __future__ import annotations

from collections.abc import Sequence

from studio.design.document import CutoutLayer, Layer, ShapeLayer
from studio.design.geometry import crop_for, head, main_faces, placed
from studio.design.layouts.banner import across, stage_of
from studio.design.layouts.parts import standing
from studio.design.layouts.wall import shown_part
from studio.design.sheet import Commission
from studio.paint.protocol import Picture
from studio.values import Box, Hex

NEAREST = 6.0
# A cut-out is good where the film did not cut the head, and the face has pixels enough to be enlarged;
# of so many pixels it is as good as any larger one.
SMALLEST_FACE_PX, ENOUGH_FACE_PX = 60, 260
# Surer than for a picture: what is cut out had better be a person.
SUREST = 0.8
FRAME, JOINT = 16 / 9, 0.010
LINE = 0.02


def can_be_cut_out(job: Commission, picture: Picture) -> bool:
    """Whether there surely is a person in a picture, and a mask of them."""
    faces = main_faces(picture)
    return bool(faces) and faces[0].score >= SUREST and job.darkroom.matte(picture.id) is not None


def good_cutout(job: Commission, picture: Picture) -> bool:
    """Whether a picture's person can stand free: one main face, whole, large enough, with a clean mask."""
    faces = main_faces(picture)
    if len(faces) != 1 or faces[0].box.height * picture.height_px < SMALLEST_FACE_PX:
        return False
    whole = head(faces[0])
    if whole.x < 0 or whole.x + whole.width > 1 or faces[0].box.y < 0:
        return False
    return can_be_cut_out(job, picture)


def presence(picture: Picture) -> float:
    """How well a picture's person can stand for a channel: large, sharp, looking at us; 0 without one."""
    faces = main_faces(picture)
    if not faces or faces[0].score < SUREST:
        return 0.0
    pixels = min(1.0, faces[0].box.height * picture.height_px / ENOUGH_FACE_PX)
    return pixels * (0.3 + faces[0].sharpness) * (0.5 + faces[0].frontal)


def person(
    job: Commission, name: str, picture: Picture, box: Box, fill: float, head_at: float = 0.46
) -> CutoutLayer:
    """The person of a picture standing on the lower edge of `box`, the head `fill` of its height."""
    matte = job.darkroom.matte(picture.id)
    assert matte is not None
    crop = crop_for(picture, job.px(box), at=(0.5, head_at), fill=fill, reach=1.0, nearest=NEAREST)
    return CutoutLayer(
        id=name, source=picture.id, crop=standing(picture, matte[1], crop, head_at), box=box,
        style=job.painting.style, tones=job.scheme.tones,
    )  # fmt: skip


def head_of(layer: CutoutLayer, picture: Picture) -> Box:
    """Where the head stands on the canvas."""
    return placed(head(main_faces(picture)[0]), layer.crop, layer.box)


def shelves(job: Commission, pictures: Sequence[Picture], colour: Hex, line: Hex) -> list[Layer]:
    """Above and below a strip that desktops show alone: a line and a row of stills; else nothing."""
    stage = stage_of(job)
    if stage.height == 1:
        return []
    high = LINE * stage.height
    end = stage.y + stage.height
    rows = (("upper", 0.0, stage.y, stage.y - high), ("lower", end, 1.0, end))
    layers: list[Layer] = []
    shown = 0
    for name, top, bottom, line_y in rows:
        layers += [
            ShapeLayer(id=name, box=Box(x=0, y=top, width=1, height=bottom - top), colour=colour),
            ShapeLayer(id=f"{name}-line", box=Box(x=0, y=line_y, width=1, height=high), colour=line),
        ]
        y = top if name == "upper" else top + high + JOINT
        height = bottom - top - high - JOINT
        count = max(2, round(1 / across(job, height * FRAME)))
        gap = across(job, JOINT)
        width = (1 - (count - 1) * gap) / count
        for index in range(count):
            picture = pictures[shown % len(pictures)]
            box = Box(x=index * (width + gap), y=y, width=width, height=height)
            layers.append(shown_part(job, f"{name}-{index}", picture, box, shown // len(pictures)))
            shown += 1
    return layers
