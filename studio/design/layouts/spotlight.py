"""Full-bleed picture, the subject on one side, words in the shade of the other."""

from __future__ import annotations

from studio.design.document import Design
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
from studio.design.sheet import Commission, Manner, Sheet, bar, fade
from studio.design.stack import stack
from studio.values import Box

TITLE = Manner(
    "montserrat", caps=True, tracking=-0.01, leading=0.30, max_lines=5, max_px=0.20, narrow="oswald"
)


def suits(job: Commission) -> float:
    return 0.9


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    if is_upright(job):
        margin = job.margin_x
        sheet.add(*picture_above(job, scheme.back, 0.62))
        column = Box(x=margin, y=UPRIGHT_WORDS, width=1 - 2 * margin, height=0.94 - UPRIGHT_WORDS)
        stack(sheet, column, TITLE, scheme.words, emphasis=scheme.emphasis, kicker_colour=scheme.emphasis)
        return sheet.design("spotlight", scheme.back)
    side = quieter_side(job.lead)
    at = (0.71, 0.46) if side == "left" else (0.29, 0.46)
    fill = nearness(job.lead, 0.60, SUBJECT_WIDTH)
    picture = picture_in(job, "picture", job.lead, WHOLE, at, fill=fill, reach=0.30)
    sheet.obstacles += head_boxes(picture, job.lead)
    sheet.add(picture)
    angle = 0.0 if side == "left" else 180.0
    sheet.add(fade("side", scheme.back, angle, (0, 0.93), (0.30, 0.84), (0.52, 0.45), (0.74, 0)))
    margin = job.margin_x
    column = Box(x=margin if side == "left" else 0.5, y=0.10, width=0.5 - margin, height=0.80)
    column = sheet.free(column)
    used = stack(sheet, column, TITLE, scheme.words, emphasis=scheme.emphasis, kicker_colour=scheme.emphasis)
    sheet.add(
        bar("rule", Box(x=used.x, y=used.y - 0.052, width=0.055, height=0.012), scheme.accent)
        if not job.brief.kicker
        else bar(
            "rule", Box(x=used.x, y=used.y + used.height + 0.045, width=0.055, height=0.012), scheme.accent
        )
    )
    return sheet.design("spotlight", scheme.back)


LAYOUT = Layout(
    "spotlight",
    "cover",
    suits,
    arrange,
    idea="picture",
    title={"ru": "Крупно", "en": "Big headline"},
    about={
        "ru": "Кадр во всю ширину, слова в тени сбоку. Подходит почти всегда.",
        "en": "A still from edge to edge, words in the shade beside its subject. Suits nearly always.",
    },
)
