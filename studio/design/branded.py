"""A scheme in a team's own colours: each by its role, and none where words could not be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from studio.brand.preset import BrandPreset
from studio.design.cards import Card
from studio.design.scheme import Scheme, lifted
from studio.paint.colour import contrast, hex_luminance, mix
from studio.values import Hex

# WCAG 2.2: 4.5 is enough for words, 7 is aimed for where a team's colours give it, 3 for lines.
READABLE, WELL_READABLE, SEEN = 4.5, 7.0, 3.0
DARK, WHITE = "#14161a", "#ffffff"
# The darkest ground may have this luminance: white reads on it well.
DEEPEST_GROUND = 0.10
PAPER = 0.55
INKS_APART = 10.0


def branded(scheme: Scheme, brand: BrandPreset, turn: int = 0, *, wished: bool = False) -> Scheme:
    """The scheme with the team's colours in place of those found in the pictures.

    `turn` walks through the plates that the palette allows. `wished`: the author asked for the accent, which
    stays unless the palette is locked. A brand without colours changes nothing.
    """
    if not brand.palette:
        return scheme
    first, second = brand.colour("accent"), brand.colour("second")
    accent = first or second or scheme.accent
    if wished and "palette" not in brand.locks:
        accent = scheme.accent
    elif second and turn % 3 == 2:
        accent = second
    ground, paper = brand.colour("ground"), brand.colour("paper")
    deep = _darkened(ground) if ground else scheme.deep
    paper = paper if paper and hex_luminance(paper) >= PAPER else scheme.paper
    light = [colour for colour in (brand.colour("ink"), brand.colour("paper")) if colour]
    ink = _first_readable([*light, WHITE], deep)
    dark = [colour for colour in (brand.colour("ink"), ground) if colour]
    accent_ink = _first_readable([*light, *dark, WHITE, DARK], accent, READABLE)
    return replace(
        scheme,
        accent=accent,
        accent_ink=accent_ink,
        deep=deep,
        paper=paper,
        ink=ink,
        tones=(deep, lifted(mix(accent, WHITE, 0.25), deep, INKS_APART)),
        card=_card(accent, second, deep, paper, [*dark, *light], turn),
    )


def _card(
    accent: Hex, second: Hex | None, deep: Hex, paper: Hex, inks: Sequence[Hex], turn: int
) -> Card:  # fmt: skip
    """Plates in turn: the accent itself, the dark ground, paper, the second colour."""
    plates = [accent, deep, paper, *([second] if second else [])]
    colour = plates[turn % len(plates)]
    ink = _first_readable([*inks, WHITE, DARK], colour)
    lines = [one for one in (second, accent, deep, paper) if one and one != colour]
    return Card(colour, ink, _first_readable([*lines, ink], colour, SEEN))


def _darkened(ground: Hex) -> Hex:
    """A ground for light words: the team's own where it is dark, else its shadow."""
    share = 0.0
    colour = ground
    while hex_luminance(colour) > DEEPEST_GROUND and share < 1:
        share += 0.05
        colour = mix(ground, "#000000", share)
    return colour


def _first_readable(colours: Sequence[Hex], ground: Hex, ratio: float = WELL_READABLE) -> Hex:
    """The first colour with that contrast on the ground, else the one with most."""
    under = hex_luminance(ground)

    def reads(colour: Hex) -> float:
        return float(contrast(hex_luminance(colour), under))

    return next((one for one in colours if reads(one) >= ratio), max(colours, key=reads))
