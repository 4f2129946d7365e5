"""A concert poster: two inks, a disc behind the person, words as large as they come."""

from __future__ import annotations

from studio.design.document import CutoutLayer, Design, Mask, PictureLayer, Plate, ShapeLayer
from studio.design.geometry import WHOLE, focus, main_faces, placed
from studio.design.layout import Layout
from studio.design.layouts.parts import (
    SUBJECT_WIDTH,
    UPRIGHT_WORDS,
    calm,
    head_boxes,
    is_upright,
    nearness,
    picture_above,
    picture_in,
    quieter_side,
)
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.paint.colour import mix
from studio.values import Box

DISC, DISC_INK = 0.86, 0.42
FRAME, FRAME_LINE = 0.036, 0.007
TITLE = Manner(
    "unbounded", caps=True, tracking=-0.03, leading=0.24, max_lines=4, spread=1.5, max_px=0.24,
    narrow="oswald",
)  # fmt: skip


def suits(job: Commission) -> float:
    if job.painting.style != "duotone" and len(job.brief.styles) == 1:
        return 0.0
    return 0.85 if job.painting.style == "duotone" else 0.55


def arrange(job: Commission) -> Design:
    if job.painting.style != "duotone":
        job = job.restyled("duotone")
    sheet, scheme = Sheet(job), job.scheme
    dark, light = scheme.tones
    inset = FRAME / job.aspect
    frame = ShapeLayer(
        id="frame", box=Box(x=inset, y=FRAME, width=1 - 2 * inset, height=1 - 2 * FRAME), colour=light,
        line=FRAME_LINE,
    )  # fmt: skip
    plate = Plate(colour=light, pad=0.016)
    ink = mix(light, "#ffffff", 0.2)
    if is_upright(job):
        margin = job.margin_x + 0.01
        column = Box(x=margin, y=UPRIGHT_WORDS, width=1 - 2 * margin, height=0.93 - UPRIGHT_WORDS)
        sheet.add(*picture_above(job, dark, 0.62), frame)
        stack(sheet, column, TITLE, ink, kicker_colour=dark, kicker_plate=plate, valign="bottom")
        return sheet.design("duotone", dark)
    side = quieter_side(job.lead)
    at = (0.72, 0.46) if side == "left" else (0.28, 0.46)
    picture = picture_in(
        job, "picture", job.lead, WHOLE, at, fill=nearness(job.lead, 0.62, SUBJECT_WIDTH), reach=0.30
    )
    sheet.add(picture)
    _disc(sheet, picture)
    sheet.obstacles += head_boxes(picture, job.lead)
    angle = 0.0 if side == "left" else 180.0
    sheet.add(fade("side", dark, angle, (0, 0.92), (0.30, 0.80), (0.50, 0.42), (0.72, 0)), frame)
    x = job.margin_x + 0.01 if side == "left" else 0.5
    column = Box(x=x, y=0.10, width=0.49 - job.margin_x, height=0.80)
    high, low = (
        calm(job.lead, picture, column.model_copy(update={"y": y, "height": 0.4})) for y in (0.08, 0.52)
    )
    stack(
        sheet, sheet.free(column), TITLE, ink, kicker_colour=dark, kicker_plate=plate,
        valign="bottom" if low <= high else "top",
    )  # fmt: skip
    return sheet.design("duotone", dark)


def _disc(sheet: Sheet, picture: PictureLayer) -> None:
    """A disc of the light ink behind the head, with the person before it, where they can be cut out."""
    job = sheet.job
    if not main_faces(job.lead) or job.darkroom.matte(job.lead.id) is None:
        return
    cx, cy = placed(focus(job.lead), picture.crop, picture.box).centre
    half = DISC / 2
    box = Box(x=cx - half / job.aspect, y=cy - half, width=DISC / job.aspect, height=DISC)
    sheet.add(
        ShapeLayer(id="disc", shape="ellipse", box=box, colour=mix(*job.scheme.tones, DISC_INK)),
        CutoutLayer(
            id="person", source=job.lead.id, crop=picture.crop, box=WHOLE, style="duotone",
            tones=job.scheme.tones, shadow=0.0, mask=Mask(),
        ),
    )  # fmt: skip


LAYOUT = Layout(
    "duotone",
    "cover",
    suits,
    arrange,
    idea="picture",
    style="duotone",
    title={"ru": "Две краски", "en": "Duotone poster"},
    about={
        "ru": "Когда кадр прост, а цвет важнее подробностей: музыка, интервью, большие темы.",
        "en": "When the still is simple and colour says more than detail: music, talks, big themes.",
    },
)
