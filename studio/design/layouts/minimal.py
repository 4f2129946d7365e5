"""Much air: one colour, few words, the subject small in a round window."""

from __future__ import annotations

from studio.design.document import Design, Mask
from studio.design.layout import Layout
from studio.design.layouts.parts import is_upright, nearness, picture_in
from studio.design.sheet import Align, Commission, Manner, Sheet
from studio.design.stack import KICKER
from studio.design.typeset import is_rtl
from studio.values import Box

# The window's diameter and the air to the canvas's edges, in canvas heights.
WINDOW, UPRIGHT_WINDOW, AIR = 0.60, 0.46, 0.115
LONG_HEADLINE = 40
TITLE = Manner("montserrat", tracking=-0.022, leading=0.42, max_lines=4, max_px=0.140, narrow="oswald")


def suits(job: Commission) -> float:
    calm = job.brief.mood in ("calm", "bright", "cold")
    worth = 0.85 if calm else 0.6
    return worth if len(job.brief.headline) <= LONG_HEADLINE else worth - 0.3


def arrange(job: Commission) -> Design:
    sheet, card = Sheet(job), job.scheme.card
    width = WINDOW / job.aspect
    if is_upright(job):
        size = UPRIGHT_WINDOW
        window = Box(x=1 - AIR - size / job.aspect, y=AIR * 0.8, width=size / job.aspect, height=size)
        top = AIR * 0.8 + size + 0.06
        column = Box(x=AIR, y=top, width=1 - 2 * AIR, height=1 - AIR * 0.8 - top)
    else:
        air = AIR / job.aspect
        window = Box(x=1 - air - width, y=AIR * 0.92, width=width, height=WINDOW)
        column = Box(x=air, y=AIR, width=window.x - 2 * air, height=1 - 2 * AIR)
    picture = picture_in(
        job, "picture", job.lead, window, (0.5, 0.50), fill=nearness(job.lead, 0.74), finish=False,
        mask=Mask(shape="ellipse"),
    )  # fmt: skip
    sheet.add(picture)
    align: Align = "right" if is_rtl(job.brief.headline) else "left"
    room = sheet.free(column)
    if job.brief.kicker and not is_upright(job):
        line = Box(x=column.x, y=column.y, width=column.width, height=0.044)
        sheet.words(job.brief.kicker, line, KICKER, card.ink, role="kicker", align=align, valign="top")
        room = Box(x=room.x, y=room.y + 0.12, width=room.width, height=room.height - 0.12)
    sheet.words(job.brief.headline, room, TITLE, card.ink, align=align, valign="bottom")
    return sheet.design("minimal", card.colour)


LAYOUT = Layout(
    "minimal",
    "cover",
    suits,
    arrange,
    idea="type",
    title={"ru": "Минимум", "en": "Minimal"},
    about={
        "ru": "Когда слов мало и важен воздух: спокойные темы, одна вещь, один цвет.",
        "en": "When words are few and air matters: calm themes, one thing, one colour.",
    },
)
