"""What the banner layouts share: enough pictures, and the name inside every crop."""

from __future__ import annotations

from studio.design.sheet import Commission, Manner, Sheet, bar
from studio.design.stack import KICKER
from studio.paint.protocol import Picture
from studio.values import Box, Hex

NAME_HEIGHT = 0.34


def strips(job: Commission, count: int) -> list[Picture]:
    """`count` pictures at most, none twice; the lead stands nearest the middle."""
    pictures = list(job.painting.pictures)[:count]
    ordered: list[Picture] = []
    for index, picture in enumerate(pictures):
        ordered.insert(0 if index % 2 else len(ordered), picture)
    return ordered


def name_box(job: Commission, share: float = 0.86) -> Box:
    """Where the name may stand: the middle of the safe zone, calm above and below."""
    zone = job.image.safe_zone or Box(x=0.15, y=0.0, width=0.7, height=1.0)
    width = zone.width * share
    height = min(zone.height * 0.72, NAME_HEIGHT)
    cx, cy = zone.centre
    return Box(x=cx - width / 2, y=cy - height / 2, width=width, height=height)


def place_name(sheet: Sheet, face: str, colour: Hex, accent: Hex, *, caps: bool = True) -> Box:
    """The channel's name, centred, a short rule and the kicker under it."""
    job = sheet.job
    box = name_box(job)
    foot = box.height * 0.30
    room = Box(x=box.x, y=box.y, width=box.width, height=box.height - foot)
    manner = Manner(face, caps=caps, leading=0.34, max_lines=2, min_px=0.03, max_px=0.20)
    used = sheet.words(job.brief.headline, room, manner, colour, align="centre", valign="bottom")
    y = used.y + used.height + foot * 0.26
    rule = Box(x=box.x + box.width / 2 - 0.022, y=y, width=0.044, height=max(0.006, foot * 0.07))
    sheet.add(bar("rule", rule, accent))
    if job.brief.kicker:
        line = Box(x=box.x, y=y + foot * 0.30, width=box.width, height=foot * 0.36)
        manner = Manner(KICKER.face, caps=True, tracking=0.14, max_lines=1, min_px=0.014, max_px=0.045)
        sheet.words(job.brief.kicker, line, manner, colour, role="kicker", align="centre", valign="top")
    return used
