"""A team's way with words: its typefaces, capitals, and what lies under headlines, for every layout alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from studio.brand.preset import BrandPreset
from studio.design.document import Plate
from studio.design.typeset import Manner
from studio.paint.colour import contrast, hex_luminance
from studio.typefaces import TYPEFACES
from studio.values import Hex

# What is said loudly is in the headline's typeface, the rest in the kicker's.
LOUD = frozenset({"headline", "number", "monogram"})
SHADOW, STROKE = 0.012, 0.006
PLATE_PAD, PLATE_RADIUS, PLATE_OPACITY = 0.020, 0.008, 0.94


@dataclass(frozen=True)
class Helps:
    """What lies under words so that they stand out."""

    shadow: float = 0.0
    stroke: float = 0.0
    stroke_colour: Hex = "#000000"
    plate: Plate | None = None


def mannered(manner: Manner, role: str, brand: BrandPreset) -> Manner:
    """The manner in the team's typeface and capitals, where it asks for such.

    A typeface that there is not leaves the layout's own. Scripts do not go into capitals unless the team
    says so.
    """
    name = brand.fonts.headline if role in LOUD else brand.fonts.kicker
    face = TYPEFACES.get(name)
    if face and name != manner.face:
        leading = face.leading if role in LOUD else manner.leading
        tracking = face.tracking if role in LOUD else manner.tracking
        manner = replace(
            manner, face=name, narrow="", tracking=tracking, leading=leading, caps=manner.caps and face.caps
        )
    elif face:
        # Asked for by name, it is not given up for a narrow one.
        manner = replace(manner, narrow="")
    if brand.text.caps is not None and role in LOUD:
        manner = replace(manner, caps=brand.text.caps)
    return manner


def helped(helps: Helps, colour: Hex, brand: BrandPreset, grounds: Sequence[Hex]) -> Helps:
    """What the team wants under its headlines instead of what a layout would lay there.

    A plate that a layout lays belongs to its idea and stays. `grounds` are the colours for plates and
    strokes; of them the first is taken on which `colour` is read, else the one on which it is read best.
    """
    under = brand.text.under
    if under is None or helps.plate:
        return helps
    if under == "plain":
        return Helps()
    if under == "shadow":
        return Helps(shadow=max(helps.shadow, SHADOW))
    ground = _under(colour, grounds)
    if under == "stroke":
        return Helps(stroke=max(helps.stroke, STROKE), stroke_colour=ground)
    return Helps(plate=Plate(colour=ground, pad=PLATE_PAD, radius=PLATE_RADIUS, opacity=PLATE_OPACITY))


def _under(colour: Hex, grounds: Sequence[Hex]) -> Hex:
    def reads(ground: Hex) -> float:
        return float(contrast(hex_luminance(colour), hex_luminance(ground)))

    return next((ground for ground in grounds if reads(ground) >= 4.5), max(grounds, key=reads))
