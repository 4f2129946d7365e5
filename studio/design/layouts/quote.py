"""Words that were said, set as a quotation beside whoever said them."""

from __future__ import annotations

from studio.design.document import Design, Layer, Mask, TextLayer, TextLine
from studio.design.geometry import main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import (
    UPRIGHT_WORDS,
    head_boxes,
    is_upright,
    nearness,
    picture_above,
    picture_in,
)
from studio.design.sheet import Align, Commission, Manner, Sheet, bar, fade
from studio.design.stack import KICKER
from studio.design.typeset import ink, is_rtl
from studio.design.wording import is_russian, is_said, quotation_of
from studio.values import Box, Hex

# The portrait's share of the canvas and the part of it that melts into the ground.
VIEW, MELT = 0.58, 0.34
HEAD_FILL = 0.66
# The mark's size, in canvas heights, and its share of a low column.
MARK_FACE, MARK_EM = "playfair", 0.52
MARK_TOP = 0.085


def suits(job: Commission) -> float:
    if not main_faces(job.lead):
        return 0.0
    return 1.0 if is_said(job.brief) else 0.3


def arrange(job: Commission) -> Design:
    if is_upright(job):
        return _upright(job)
    sheet, ground = Sheet(job), job.scheme.deep
    view = Box(x=1 - VIEW, y=0, width=VIEW, height=1)
    picture = picture_in(
        job, "picture", job.lead, view, (0.60, 0.46), fill=nearness(job.lead, HEAD_FILL), reach=0.3,
        mask=Mask(fade_left=MELT),
    )  # fmt: skip
    sheet.add(picture, fade("side", ground, 0, (0.40, 0.75), (0.66, 0.0)))
    sheet.obstacles += head_boxes(picture, job.lead)
    margin = job.margin_x
    _words(sheet, Box(x=margin, y=MARK_TOP, width=0.54 - margin, height=0.915 - MARK_TOP))
    return sheet.design("quote", ground)


def _upright(job: Commission) -> Design:
    sheet, ground = Sheet(job), job.scheme.deep
    sheet.add(*picture_above(job, ground, HEAD_FILL))
    margin = job.margin_x
    _words(sheet, Box(x=margin, y=UPRIGHT_WORDS, width=1 - 2 * margin, height=0.95 - UPRIGHT_WORDS))
    return sheet.design("quote", ground)


def _words(sheet: Sheet, column: Box) -> None:
    """The mark, the words under it and, after a rule, whose they are."""
    job, scheme = sheet.job, sheet.job.scheme
    align: Align = "right" if is_rtl(job.brief.headline) else "left"
    mark, height = _mark(job, column, scheme.on_deep)
    sheet.add(mark)
    foot = 0.085 if job.brief.kicker else 0.0
    room = sheet.free(
        Box(x=column.x, y=column.y + height, width=column.width, height=column.height - height - foot)
    )
    manner = Manner("playfair", leading=0.42, tracking=-0.008, max_lines=6, max_px=0.155)
    words = quotation_of(job.brief.headline) or job.brief.headline
    used = sheet.words(words, room, manner, scheme.ink, align=align, valign="middle")
    if job.brief.kicker:
        y = used.y + used.height + 0.055
        dash = 0.05 / job.aspect
        sheet.add(bar("rule", Box(x=column.x, y=y + 0.016, width=dash, height=0.008), scheme.on_deep))
        line = Box(x=column.x + 1.4 * dash, y=y, width=column.width - 1.4 * dash, height=0.042)
        sheet.words(job.brief.kicker, line, KICKER, scheme.on_deep, role="kicker", valign="middle")


def _mark(job: Commission, column: Box, colour: Hex) -> tuple[Layer, float]:
    """A large opening quotation mark at the column's top, and the height it takes, air included."""
    sign = "«" if is_russian(job.brief) else "“"
    size = MARK_EM * min(1.0, 1.45 * column.height) * (1.0 if sign == "“" else 0.72)
    left, top, right, bottom = ink(MARK_FACE, sign, 0.0)
    line = TextLine(
        text=sign, x=column.x, y=column.y - top * size, size=size, colour=colour,
        width=(right - left) * size / job.aspect,
    )  # fmt: skip
    layer = TextLayer(id="mark", role="note", text=sign, box=column, face=MARK_FACE, lines=(line,))
    return layer, (bottom - top) * size + 0.045


LAYOUT = Layout(
    "quote",
    "cover",
    suits,
    arrange,
    idea="person",
    title={"ru": "Цитата", "en": "Quotation"},
    about={
        "ru": "Когда заголовок — чьи-то слова: из речи, субтитров или в кавычках. Нужно лицо говорящего.",
        "en": "When the headline is what somebody said: heard, subtitled or quoted. Needs their face.",
    },
)
