"""Colours of a design, chosen against the picture's own."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from studio.design.cards import Card, card_for
from studio.paint.colour import (
    contrast,
    hex_from_oklch,
    hex_luminance,
    hue_distance,
    oklch_of,
)
from studio.values import Hex, Mood, StyleName, Swatch

# Accents that print and screen well; a scheme picks the one that stands out of its picture.
ACCENTS: dict[str, Hex] = {
    "yellow": "#ffd23f",
    "orange": "#ff8a2b",
    "red": "#dd2328",
    "pink": "#ff6fa5",
    "violet": "#9d7bff",
    "blue": "#2c66f5",
    "cyan": "#37d2e8",
    "mint": "#3fe0a5",
    "lime": "#c9f24a",
}
# Pairs of inks for duotones, dark and light, that keep skin alive and the middle tones clean.
TONES: tuple[tuple[Hex, Hex], ...] = (
    ("#1b1552", "#ffd84d"),
    ("#2b0a4f", "#ff9ccb"),
    ("#08264a", "#86f2d3"),
    ("#4a0d34", "#ffc48a"),
    ("#0d1d4d", "#ff9a6b"),
    ("#20184f", "#9fe3ff"),
    ("#3b0764", "#f6e27a"),
    ("#07343a", "#f7d9b0"),
)
NAMED: dict[str, Hex] = {**ACCENTS, "white": "#ffffff", "black": "#15181d", "green": "#35c46a"}
# What an accent is worth before the picture is looked at: some are safer than others.
_PRIOR = {"yellow": 0.34, "orange": 0.18, "red": 0.16, "lime": 0.10, "cyan": 0.10, "mint": 0.06, "blue": -0.1}
REPEATED_COST = 0.4
LIGHTEST_FOR_PAPER = 0.80
PALE_ON_PAPER_COST = 0.6
_MOODS: dict[Mood, frozenset[str]] = {
    "warm": frozenset({"yellow", "orange", "red"}),
    "cold": frozenset({"cyan", "blue", "mint"}),
    "bold": frozenset({"yellow", "red", "lime", "orange"}),
    "bright": frozenset({"yellow", "pink", "lime", "cyan"}),
    "dark": frozenset({"red", "yellow", "cyan"}),
    "calm": frozenset({"mint", "orange", "cyan", "yellow"}),
}


@dataclass(frozen=True)
class Scheme:
    """`ink` is for words on `deep`, `deep` for words on `paper`; `accent_ink` for words on `accent`.

    `ground` says whether words lie on dark or on light by default. `card` is for large plates of colour.
    """

    accent: Hex
    accent_ink: Hex
    deep: Hex
    paper: Hex
    ink: Hex
    ground: Literal["dark", "light"]
    tones: tuple[Hex, Hex]
    card: Card

    @property
    def back(self) -> Hex:
        return self.deep if self.ground == "dark" else self.paper

    @property
    def words(self) -> Hex:
        return self.ink if self.ground == "dark" else self.deep

    @property
    def against_ink(self) -> Hex:
        """For patterns on the accent that may lie under words: away from the words' own lightness."""
        return self.deep if self.accent_ink == "#ffffff" else "#ffffff"

    @property
    def on_deep(self) -> Hex:
        """The accent as a colour for words on `deep`."""
        return lifted(self.accent, self.deep, 5.0)

    @property
    def on_paper(self) -> Hex:
        """The accent as a colour for words on `paper`; yellows would turn to mud, so they stay away."""
        return (
            self.deep
            if oklch_of(self.accent)[0] > LIGHTEST_FOR_PAPER
            else lowered(self.accent, self.paper, 4.8)
        )

    @property
    def emphasis(self) -> Hex:
        """The accent as a colour for words on `back`."""
        return self.on_deep if self.ground == "dark" else self.on_paper


def scheme_for(
    palette: tuple[Swatch, ...],
    style: StyleName,
    mood: Mood,
    chance: random.Random,
    wished: Hex | None = None,
    used: Collection[Hex] = (),
    others: Sequence[tuple[Swatch, ...]] = (),
    turn: int = 0,
) -> Scheme:
    """A scheme for a picture's palette; `wished` fixes the accent, `used` ones are avoided.

    `others` are the palettes of all pictures that are seen together, `turn` varies how the card is mixed.
    """
    hue, strength = _dominant(palette)
    tones = _pick_tones(wished, used, chance)
    if wished:
        accent = wished
    elif style == "duotone":
        accent = tones[1]
    else:
        accent = _pick_accent(hue, strength, style, mood, chance, used)
    accent_h = oklch_of(accent)[2]
    # The dark ground borrows the picture's hue, so that words seem to stand in the scene.
    ground_hue = hue if strength > 0.02 else accent_h
    deep = _ground(style, ground_hue, tones)
    paper = hex_from_oklch(0.965, 0.014, 85 if style == "watercolour" else ground_hue)
    white_reads = contrast(hex_luminance(accent), 1.0) >= 4.5
    accent_ink = "#ffffff" if white_reads else "#14161a"
    bold = Card(accent, accent_ink, accent_ink)
    return Scheme(
        accent=accent,
        accent_ink=accent_ink,
        deep=deep,
        paper=paper,
        ink="#ffffff",
        ground="light" if style == "watercolour" else "dark",
        tones=tones,
        card=bold if wished else card_for(others or (palette,), style, tones, bold, turn),
    )


def lifted(colour: Hex, against: Hex, ratio: float) -> Hex:
    """The colour, lightened until it has the contrast against a dark one."""
    light, chroma, hue = oklch_of(colour)
    while contrast(hex_luminance(colour), hex_luminance(against)) < ratio and light < 0.98:
        light += 0.02
        colour = hex_from_oklch(light, chroma, hue)
    return colour


def lowered(colour: Hex, against: Hex, ratio: float) -> Hex:
    """The colour, darkened until it has the contrast against a light one."""
    light, chroma, hue = oklch_of(colour)
    while contrast(hex_luminance(colour), hex_luminance(against)) < ratio and light > 0.05:
        light -= 0.02
        colour = hex_from_oklch(light, chroma, hue)
    return colour


def _ground(style: StyleName, hue: float, tones: tuple[Hex, Hex]) -> Hex:
    """A dark colour that is clearly a colour or clearly black: dark warm hues look like mud."""
    if style == "noir":
        return "#0c0c0d"
    if style == "duotone":
        return hex_from_oklch(0.19, 0.09, oklch_of(tones[0])[2])
    cold = hue_distance(hue, 265) < 95
    return hex_from_oklch(0.19, 0.055, hue) if cold else hex_from_oklch(0.165, 0.012, hue)


def _dominant(palette: tuple[Swatch, ...]) -> tuple[float, float]:
    """(hue in degrees, strength as share × chroma) of the colour the picture is about."""
    best = (60.0, 0.0)
    for swatch in palette:
        _, chroma, hue = oklch_of(swatch.hex)
        strength = swatch.share**0.6 * max(0.0, chroma - 0.015)
        if strength > best[1]:
            best = (hue, strength)
    return best


def _pick_accent(
    hue: float, strength: float, style: StyleName, mood: Mood, chance: random.Random, used: Collection[Hex]
) -> Hex:
    if style == "noir":
        return chance.choice([ACCENTS["red"], ACCENTS["yellow"], ACCENTS["red"]])
    ranked = []
    for name, colour in ACCENTS.items():
        apart = hue_distance(oklch_of(colour)[2], hue)
        stands_out = min(apart, 140) / 140 if strength > 0.02 else 0.6
        worth = stands_out + _PRIOR.get(name, 0) + 0.15 * (name in _MOODS[mood]) + chance.uniform(0, 0.35)
        worth -= REPEATED_COST * (colour in used)
        if style == "watercolour" and oklch_of(colour)[0] > LIGHTEST_FOR_PAPER:
            worth -= PALE_ON_PAPER_COST
        ranked.append((worth, colour))
    return max(ranked)[1]


def _pick_tones(wished: Hex | None, used: Collection[Hex], chance: random.Random) -> tuple[Hex, Hex]:
    """Two inks for a duotone: a pair whose light is near the wished colour, else one not used yet."""
    if wished:
        hue = oklch_of(wished)[2]
        return min(TONES, key=lambda pair: hue_distance(oklch_of(pair[1])[2], hue))
    fresh = [pair for pair in TONES if pair[1] not in used]
    return chance.choice(fresh or list(TONES))
