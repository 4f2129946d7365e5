"""A list's number, huge, with what it counts beside it."""

from __future__ import annotations

from dataclasses import replace

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
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.typeset import is_rtl
from studio.design.wording import Listing, listing_of
from studio.values import Box

FIGURE = Manner("oswald", tracking=-0.02, max_lines=1, min_px=0.1, max_px=0.82)
RUBRIC = Manner("oswald", caps=True, tracking=0.04, max_lines=1, min_px=0.04, max_px=0.13)
COUNTED = Manner(
    "montserrat", caps=True, tracking=-0.012, leading=0.26, max_lines=3, spread=1.3, max_px=0.17,
    narrow="oswald",
)  # fmt: skip
FIGURE_SHARE = 0.60
GAP = 0.05


def suits(job: Commission) -> float:
    return 1.1 if listing_of(job.brief.headline) and not is_rtl(job.brief.headline) else 0.0


def arrange(job: Commission) -> Design:
    listing = listing_of(job.brief.headline)
    assert listing is not None
    sheet, scheme = Sheet(job), job.scheme
    if is_upright(job):
        sheet.add(*picture_above(job, scheme.back, 0.62))
        _words_beside(sheet, listing)
        return sheet.design("number", scheme.back)
    side = quieter_side(job.lead)
    fill = nearness(job.lead, 0.60, SUBJECT_WIDTH)
    at = (0.72, 0.46) if side == "left" else (0.28, 0.46)
    picture = picture_in(job, "picture", job.lead, WHOLE, at, fill=fill, reach=0.30)
    angle = 0.0 if side == "left" else 180.0
    sheet.add(picture, fade("side", scheme.back, angle, (0, 0.95), (0.32, 0.88), (0.54, 0.50), (0.76, 0)))
    x = job.margin_x if side == "left" else 0.52
    column = Box(x=x, y=0.075, width=0.48 - job.margin_x, height=0.85)
    sheet.obstacles += head_boxes(picture, job.lead)
    _words(sheet, sheet.free(column), listing)
    return sheet.design("number", scheme.back)


def _words(sheet: Sheet, column: Box, listing: Listing) -> None:
    """ "Top" and the figure on one line, what is counted below, as one block flush left."""
    scheme = sheet.job.scheme
    height = column.height * FIGURE_SHARE
    figure = Box(x=column.x, y=column.y, width=column.width, height=height)
    rubric = None
    if listing.before:
        # The rubric stands on the figure's shoulder: above it, as wide as it needs.
        rubric = Box(x=column.x, y=column.y, width=column.width, height=0.085)
        figure = Box(x=column.x, y=column.y + 0.085 + GAP, width=column.width, height=height - 0.085 - GAP)
    used = sheet.words(listing.number, figure, FIGURE, scheme.emphasis, role="number", valign="bottom")
    if rubric:
        lifted = rubric.model_copy(update={"y": used.y - GAP * 0.9 - rubric.height})
        sheet.words(listing.before, lifted, RUBRIC, scheme.words, role="note", valign="bottom")
    top = used.y + used.height + GAP
    rest = Box(x=column.x, y=top, width=column.width, height=column.y + column.height - top)
    manner = COUNTED if len(listing.after) > 6 else replace(COUNTED, max_px=0.24)
    sheet.words(listing.after, rest, manner, scheme.words, valign="top")


def _words_beside(sheet: Sheet, listing: Listing) -> None:
    """On an upright canvas: the figure at the left, everything else beside it."""
    job, scheme = sheet.job, sheet.job.scheme
    y, height = UPRIGHT_WORDS + 0.015, 0.935 - UPRIGHT_WORDS
    figure = Box(x=job.margin_x, y=y, width=0.36, height=height)
    used = sheet.words(listing.number, figure, FIGURE, scheme.emphasis, role="number")
    x = used.x + used.width + 0.045
    rest = Box(x=x, y=used.y, width=1 - job.margin_x - x, height=used.height)
    if listing.before:
        rubric = Box(x=x, y=used.y, width=rest.width, height=0.075)
        sheet.words(listing.before, rubric, RUBRIC, scheme.words, role="note", valign="top")
        rest = Box(x=x, y=used.y + 0.115, width=rest.width, height=max(0.1, used.height - 0.115))
    sheet.words(listing.after, rest, COUNTED, scheme.words, valign="bottom" if listing.before else "middle")


LAYOUT = Layout(
    "number",
    "cover",
    suits,
    arrange,
    idea="type",
    title={"ru": "Число", "en": "Number"},
    about={
        "ru": "Когда заголовок — список: «Топ-10…», «7 ошибок…», «Пять мест…».",
        "en": "When the headline is a list: “Top 10…”, “7 mistakes…”, “Five places…”.",
    },
)
