"""Full-bleed picture, every line of the headline on its own strip of paper."""

from __future__ import annotations

from studio.design.document import Design, Plate
from studio.design.geometry import WHOLE
from studio.design.layout import Layout
from studio.design.layouts.parts import (
    SUBJECT_WIDTH,
    UPRIGHT_WORDS,
    head_boxes,
    is_upright,
    nearness,
    picture_above,
    picture_in,
    quieter_side,
)
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.values import Box


def suits(job: Commission) -> float:
    return 0.75


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    side = quieter_side(job.lead)
    margin = job.margin_x + 0.018
    if is_upright(job):
        sheet.add(*picture_above(job, scheme.deep, 0.62))
        top = UPRIGHT_WORDS - 0.02
        column = Box(x=margin, y=top, width=1 - 2 * margin, height=0.92 - top)
    else:
        fill = nearness(job.lead, 0.56, SUBJECT_WIDTH)
        at = (0.66, 0.42) if side == "left" else (0.34, 0.42)
        picture = picture_in(job, "picture", job.lead, WHOLE, at, fill=fill, reach=0.12)
        sheet.add(picture)
        sheet.obstacles += head_boxes(picture, job.lead)
        if scheme.ground == "dark":
            sheet.add(fade("foot", scheme.deep, 90, (0.45, 0), (1, 0.62)))
        width = 0.56
        column = Box(x=margin if side == "left" else 1 - margin - width, y=0.30, width=width, height=0.60)
        column = sheet.free(column)
    plate = Plate(colour=scheme.accent, pad=0.026, radius=0.010)
    # The strip below the last line needs its room too.
    column = column.model_copy(update={"height": column.height - plate.pad})
    manner = Manner("rubik", tracking=-0.01, leading=1.08, max_lines=4, max_px=0.135)
    stack(
        sheet, column, manner, scheme.accent_ink, kicker_colour="#ffffff",
        plate=plate,
        kicker_plate=Plate(colour=scheme.deep, pad=0.018, radius=0.010), valign="bottom",
        align=side,
    )  # fmt: skip
    return sheet.design("tape", scheme.deep)


LAYOUT = Layout(
    "tape",
    "cover",
    suits,
    arrange,
    idea="picture",
    title={"ru": "Лента", "en": "Tape"},
    about={
        "ru": "Каждая строка на своей полоске бумаги. Для пёстрых кадров и бодрых роликов.",
        "en": "Every line on its own strip of paper. For motley stills and brisk videos.",
    },
)
