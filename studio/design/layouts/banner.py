"""What the banner layouts share: enough pictures, the stage that all devices show, the name inside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.brand.preset import BrandLogo
from studio.design.document import LogoLayer, Plate
from studio.design.marks import DARK_GROUND, SEEN, ink_contrast
from studio.design.sheet import Align, Commission, Manner, Sheet, bar
from studio.paint.colour import hex_luminance
from studio.paint.protocol import Picture
from studio.values import Box, Hex

NAME_HEIGHT = 0.42
DEFAULT_ZONE = Box(x=0.15, y=0.0, width=0.7, height=1.0)
# A safe zone lower than this is a strip that desktops show alone, all the way across.
STRIP = 0.6
NAME = Manner(
    "montserrat", caps=True, leading=0.36, max_lines=3, spread=1.25, min_px=0.03, max_px=0.24, narrow="oswald"
)
SMALL = Manner("golos", max_lines=1, min_px=0.012, max_px=0.06)
# Parts of a name's box: the rule, the air above it and the lines below it.
RULE, AIR, LINE, LINE_AIR = 0.035, 0.12, 0.115, 0.095
PILL_PAD = 0.40
NAME_SHARE = 0.42
# A logo beside the words: its height in theirs, the gap in its own, and its widest share of the room.
LOGO_BESIDE, LOGO_GAP, WIDEST_LOGO = 0.50, 0.40, 0.26
LOGO, LOGO_AIR, LEAST_LOGO = 0.30, 0.12, 0.072


def videos_first(pictures: Sequence[Picture]) -> list[Picture]:
    """The same pictures, the first of every video ahead of all others."""
    firsts: dict[int, Picture] = {}
    for picture in pictures:
        firsts.setdefault(picture.origin.source, picture)
    chosen = {picture.id for picture in firsts.values()}
    return [*firsts.values(), *(picture for picture in pictures if picture.id not in chosen)]


def zone_of(job: Commission) -> Box:
    return job.image.safe_zone or DEFAULT_ZONE


def stage_of(job: Commission) -> Box:
    """The band that every wide screen shows: the whole canvas, or the strip around a low safe zone.

    What is above and below it is for televisions alone.
    """
    zone = zone_of(job)
    whole = zone.height >= STRIP
    return Box(x=0, y=0 if whole else zone.y, width=1, height=1 if whole else zone.height)


def across(job: Commission, height: float) -> float:
    """A length in canvas heights as a share of the canvas's width."""
    return height / job.aspect


def name_box(job: Commission, share: float = 0.80, largest_width: float = 0.46) -> Box:
    """Where the name may stand: the middle of the safe zone, calm above and below."""
    zone = zone_of(job)
    width = min(zone.width * share, largest_width)
    height = min(zone.height * 0.78, NAME_HEIGHT)
    cx, cy = zone.centre
    return Box(x=cx - width / 2, y=cy - height / 2, width=width, height=height)


def place_name(
    sheet: Sheet,
    box: Box,
    face: str,
    colour: Hex,
    accent: Hex,
    *,
    caps: bool = True,
    align: Align = "centre",
    rule: bool = True,
    logo: bool = True,
    tagline: str = "",
    schedule: str = "",
    pill: tuple[Hex, Hex] | None = None,
    narrow: str = NAME.narrow,
    lines: int = NAME.max_lines,
) -> Box:
    """The channel's name in a box as one block: logo, name, a short rule, a line of words, when it is on.

    The logo is the team's for the scheme's card, on which the words stand; on a strip it is beside them.
    `pill` is the colour of the schedule's plate and of its letters. Gives the box of all ink.
    """
    words = _Words(
        replace(NAME, face=face, caps=caps, narrow=narrow, max_lines=lines), colour, accent,
        rule and not (tagline and schedule), tagline, schedule, pill,
    )  # fmt: skip
    mark = _logo(sheet.job) if logo else None
    if mark is None:
        return words.lay(sheet, box, align)
    beside = stage_of(sheet.job).height < 1
    return (_after_logo if beside else _under_logo)(sheet, box, words, align, mark)


@dataclass(frozen=True)
class _Words:
    """The name and what stands below it: a rule (not with two lines), the tagline, the schedule."""

    manner: Manner
    colour: Hex
    accent: Hex
    rule: bool
    tagline: str
    schedule: str
    pill: tuple[Hex, Hex] | None

    @property
    def below(self) -> float:
        """The height of what stands below the name, in its measure."""
        more = sum(bool(one) for one in (self.tagline, self.schedule))
        return (AIR + RULE) * self.rule + (LINE + LINE_AIR) * more + 0.06 * bool(self.schedule)

    def lay(self, sheet: Sheet, box: Box, align: Align) -> Box:
        """Set all of it in the middle of a box's height; gives the box of the ink."""
        job, scale = sheet.job, _scale(box, self.below)
        room = box.model_copy(update={"height": box.height - scale * self.below})
        used = sheet.words(job.brief.headline, room, self.manner, self.colour, align=align, valign="middle")
        left, right, y = used.x, used.x + used.width, used.y + used.height
        if self.rule:
            y += AIR * scale
            height, width = max(0.007, RULE * scale), across(job, 0.24 * scale)
            spot = Box(x=box.x + _shift(align, box.width - width), y=y, width=width, height=height)
            sheet.add(bar("rule", spot, self.accent))
            y += RULE * scale
        for text, plated in ((self.tagline, False), (self.schedule, True)):
            if not text:
                continue
            y += LINE_AIR * scale * (1.55 if plated else 1.0)
            pad = PILL_PAD * LINE * scale if plated else 0.0
            inset = 1.2 * across(job, pad)
            line = Box(x=box.x + inset, y=y, width=box.width - 2 * inset, height=LINE * scale)
            ink = self.pill[1] if self.pill and plated else self.colour
            plate = Plate(colour=self.pill[0], pad=pad, radius=LINE * scale) if self.pill and plated else None
            taken = sheet.words(
                text, line, replace(SMALL, max_px=LINE * scale * 1.25), ink, align=align, valign="middle",
                role="note" if plated else "kicker", plate=plate,
            )  # fmt: skip
            left, right = min(left, taken.x - inset), max(right, taken.x + taken.width + inset)
            y += LINE * scale
        return Box(x=left, y=used.y, width=right - left, height=y - used.y)


def _under_logo(sheet: Sheet, box: Box, words: _Words, align: Align, logo: BrandLogo) -> Box:
    """The logo above the words, both together in the middle of the box."""
    scale = _scale(box, words.below + LOGO + LOGO_AIR)
    high = LOGO * scale
    if high < LEAST_LOGO:
        # Too small here to be known again: it finds itself a corner.
        return words.lay(sheet, box, align)
    above = high + LOGO_AIR * scale
    room = box.model_copy(update={"y": box.y + above, "height": box.height - above})
    used = words.lay(sheet, room, align)
    wide = min(across(sheet.job, high * logo.width_px / logo.height_px), box.width)
    spot = Box(x=box.x + _shift(align, box.width - wide), y=used.y - above, width=wide, height=high)
    sheet.add(LogoLayer(id="logo", logo=logo.sha256, box=spot))
    return Box(x=used.x, y=spot.y, width=used.width, height=used.height + above)


def _after_logo(sheet: Sheet, box: Box, words: _Words, align: Align, logo: BrandLogo) -> Box:
    """The logo at the left of the words, both together where `align` says: low strips have no room above."""
    high = LOGO_BESIDE * box.height
    wide = across(sheet.job, high * logo.width_px / logo.height_px)
    if wide > WIDEST_LOGO * box.width:
        high, wide = high * WIDEST_LOGO * box.width / wide, WIDEST_LOGO * box.width
    aside = wide + across(sheet.job, LOGO_GAP * high)
    room = box.model_copy(update={"width": box.width - aside})
    width = words.lay(Sheet(sheet.job), room, "left").width
    x = box.x + _shift(align, box.width - aside - width)
    used = words.lay(sheet, room.model_copy(update={"x": x + aside}), "left")
    spot = Box(x=x, y=used.y + (used.height - high) / 2, width=wide, height=high)
    sheet.add(LogoLayer(id="logo", logo=logo.sha256, box=spot))
    return Box(x=x, y=min(used.y, spot.y), width=aside + used.width, height=max(used.height, high))


def _scale(box: Box, lines: float) -> float:
    """The measure of what goes with the name, which keeps its share of the box. `lines` are its heights."""
    scale = min(box.height, NAME_HEIGHT)
    return scale * min(1.0, (1 - NAME_SHARE) * box.height / max(lines * scale, 1e-6))


def _logo(job: Commission) -> BrandLogo | None:
    """The team's logo that is seen on the card, if banners are to have one."""
    return seen_logo(job, job.scheme.card.colour) if "banner" in job.brand.logo_on else None


def seen_logo(job: Commission, ground: Hex) -> BrandLogo | None:
    """Of the team's logos at hand the one that is seen best on a ground, made for such a one if may be."""
    under = hex_luminance(ground)
    kind = "dark" if under < DARK_GROUND else "light"
    shown = {
        one: job.darkroom.logos[one.sha256] for one in job.brand.logos if one.sha256 in job.darkroom.logos
    }
    seen = [one for one, pixels in shown.items() if ink_contrast(pixels, under) >= SEEN]
    made = [one for one in seen if one.ground == kind] or [one for one in seen if one.ground == "any"]
    return next(iter(made or seen), None)


def _shift(align: Align, spare: float) -> float:
    return {"left": 0.0, "centre": spare / 2, "right": spare}[align]
