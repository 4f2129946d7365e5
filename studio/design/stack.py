"""Kicker and headline set as one block, placed in a column as one."""

from __future__ import annotations

from dataclasses import replace

from studio.design.document import Plate
from studio.design.lettering import PLATE_SIDE
from studio.design.manners import Helps
from studio.design.sheet import Align, Manner, Sheet, VAlign
from studio.design.typeset import is_rtl
from studio.values import Box, Hex

KICKER = Manner("golos", caps=True, tracking=0.06, max_lines=1, min_px=0.022, max_px=0.046)
KICKER_HEIGHT = 0.046
KICKER_GAP = 0.042
# A word this short may be much larger than a phrase.
SHOUT_LETTERS, SHOUT_MAX = 5, 0.40


def stack(
    sheet: Sheet,
    column: Box,
    manner: Manner,
    colour: Hex,
    *,
    kicker_colour: Hex,
    emphasis: Hex | None = None,
    kicker_plate: Plate | None = None,
    align: Align = "left",
    valign: VAlign = "middle",
    shadow: float = 0.0,
    stroke: float = 0.0,
    stroke_colour: Hex = "#000000",
    plate: Plate | None = None,
) -> Box:
    """Lay kicker and headline in a column; gives the box of both.

    The kicker's room is kept free above the headline, so that together they stand where `valign` says.
    """
    brief = sheet.job.brief
    if is_rtl(brief.headline) and align != "centre":
        align = "right"
    if len(brief.headline) <= SHOUT_LETTERS:
        manner = replace(manner, max_px=SHOUT_MAX)
    helps = sheet.job.helps(Helps(shadow, stroke, stroke_colour, plate), colour)
    plate = helps.plate
    gap = KICKER_GAP + (plate.pad if plate else 0) + (kicker_plate.pad if kicker_plate else 0)
    above = KICKER_HEIGHT + gap if brief.kicker else 0.0
    room = Box(x=column.x, y=column.y + above, width=column.width, height=column.height - above)
    used = sheet.words(
        brief.headline, room, manner, colour, align=align, valign=valign, emphasis=emphasis,
        shadow=helps.shadow, stroke=helps.stroke, stroke_colour=helps.stroke_colour, plate=plate,
    )  # fmt: skip
    if not brief.kicker:
        return used
    # A plate's edge, not its letters, stands flush with the headline (which may have a plate of its own).
    inset = PLATE_SIDE * ((kicker_plate.pad if kicker_plate else 0.0) - (plate.pad if plate else 0.0))
    inset /= sheet.job.aspect
    shift = {"left": inset, "centre": 0.0, "right": -inset}[align]
    line = Box(x=column.x + shift, y=used.y - gap - KICKER_HEIGHT, width=column.width, height=KICKER_HEIGHT)
    taken = sheet.words(
        brief.kicker, line, KICKER, kicker_colour, role="kicker", align=align, valign="bottom",
        plate=kicker_plate,
        shadow=0.0 if kicker_plate else helps.shadow / 2,
    )  # fmt: skip
    left = min(used.x, taken.x)
    right = max(used.x + used.width, taken.x + taken.width)
    return Box(x=left, y=taken.y, width=right - left, height=used.y + used.height - taken.y)
