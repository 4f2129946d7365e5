"""Banner: the name and much air, one window with a still."""

from __future__ import annotations

from studio.design.document import Design, Mask, ShapeLayer
from studio.design.layout import Layout
from studio.design.layouts.banner import across, place_name, seen_logo, stage_of, zone_of
from studio.design.layouts.floor import presence
from studio.design.layouts.parts import nearness, picture_in
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import hex_luminance, mix
from studio.values import Box

# The window's diameter in the stage's height, and the air beside it in its diameters.
WINDOW, AIR = 0.62, 0.26
HAIRLINE = 0.004
# A zone this narrow has room for words alone.
NARROW_ZONE, EDGE, WIDEST = 0.42, 0.015, 0.46
# On pale plates letters with serifs, on others without.
PALE = 0.4


def suits(job: Commission) -> float:
    return 0.55


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card, stage, zone = scheme.card, stage_of(job), zone_of(job)
    sheet.add(ShapeLayer(id="ground", box=Box(x=0, y=0, width=1, height=1), colour=card.colour))
    wide = zone.width >= NARROW_ZONE
    high = WINDOW * stage.height
    diameter = across(job, high)
    aside = diameter * (1 + AIR) if wide else 0.0
    room = Box(
        x=zone.x + EDGE + aside, y=stage.y + 0.18 * stage.height,
        width=min(zone.width - 2 * EDGE - aside, WIDEST), height=0.64 * stage.height,
    )  # fmt: skip
    # Window and words are one block in the middle: set once aside to know how wide it is.
    start = zone.centre[0] - (aside + _named(Sheet(job), room, wide=wide).width) / 2 if wide else room.x
    room = room.model_copy(update={"x": start + aside})
    if wide:
        window = Box(x=start, y=stage.y + (stage.height - high) / 2, width=diameter, height=high)
        best = max(job.painting.pictures, key=presence)
        lead = best if presence(best) else job.lead
        picture = picture_in(
            job, "window", lead, window, (0.5, 0.47), fill=nearness(lead, 0.72), finish=False,
            mask=Mask(shape="ellipse"),
        )  # fmt: skip
        sheet.add(picture)
    line = mix(card.colour, card.ink, 0.22)
    # A logo that is not seen on the card itself takes a corner, where the lines would be in its way.
    if not job.brand.logos or seen_logo(job, card.colour):
        for name, y in (("top", stage.y + 0.07 * stage.height), ("bottom", stage.y + 0.93 * stage.height)):
            sheet.add(
                ShapeLayer(id=name, box=Box(x=0, y=y, width=1, height=HAIRLINE * stage.height), colour=line)
            )
    _named(sheet, room, wide=wide)
    return sheet.design("nameplate", card.colour)


def _named(sheet: Sheet, room: Box, *, wide: bool) -> Box:
    job, card = sheet.job, sheet.job.scheme.card
    face = "playfair" if hex_luminance(card.colour) > PALE else "montserrat"
    return place_name(
        sheet, room, face, card.ink, card.line, caps=False, align="left" if wide else "centre", narrow="",
        tagline=job.brand.tagline, schedule=job.brand.schedule, pill=(card.ink, card.colour),
    )  # fmt: skip


LAYOUT = Layout(
    "nameplate",
    "banner",
    suits,
    arrange,
    idea="type",
    title={"ru": "Вывеска", "en": "Nameplate"},
    about={
        "ru": "Имя, воздух и одно окно с кадром. Для спокойных каналов и длинных имён.",
        "en": "The name, air and one window with a still. For calm channels and long names.",
    },
)
