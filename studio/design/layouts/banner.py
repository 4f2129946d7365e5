"""What the banner layouts share: enough pictures, and the name inside every crop."""

from __future__ import annotations

from collections.abc import Sequence

from studio.design.sheet import Commission, Manner, Sheet, bar
from studio.paint.protocol import Picture
from studio.values import Box, Hex

NAME_HEIGHT = 0.42
DEFAULT_ZONE = Box(x=0.15, y=0.0, width=0.7, height=1.0)


def videos_first(pictures: Sequence[Picture]) -> list[Picture]:
    """The same pictures, the first of every video ahead of all others."""
    firsts: dict[int, Picture] = {}
    for picture in pictures:
        firsts.setdefault(picture.origin.source, picture)
    chosen = {picture.id for picture in firsts.values()}
    return [*firsts.values(), *(picture for picture in pictures if picture.id not in chosen)]


def zone_of(job: Commission) -> Box:
    return job.image.safe_zone or DEFAULT_ZONE


def name_box(job: Commission, share: float = 0.80, largest_width: float = 0.46) -> Box:
    """Where the name may stand: the middle of the safe zone, calm above and below."""
    zone = zone_of(job)
    width = min(zone.width * share, largest_width)
    height = min(zone.height * 0.78, NAME_HEIGHT)
    cx, cy = zone.centre
    return Box(x=cx - width / 2, y=cy - height / 2, width=width, height=height)


def place_name(sheet: Sheet, box: Box, face: str, colour: Hex, accent: Hex, *, caps: bool = True) -> Box:
    """The channel's name, centred in a box as one block with a short rule under it."""
    rule_height = max(0.007, box.height * 0.035)
    gap = box.height * 0.13
    room = Box(x=box.x, y=box.y, width=box.width, height=box.height - gap - rule_height)
    manner = Manner(
        face, caps=caps, leading=0.36, max_lines=3, spread=1.25, min_px=0.03, max_px=0.24, narrow="oswald"
    )
    used = sheet.words(sheet.job.brief.headline, room, manner, colour, align="centre", valign="middle")
    y = used.y + used.height + gap
    width = 0.10 * box.width
    sheet.add(
        bar("rule", Box(x=box.x + (box.width - width) / 2, y=y, width=width, height=rule_height), accent)
    )
    return used
