"""Plates of colour for words, mixed from the pictures' own colours so that they look made for each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.paint.arrays import Floats
from studio.paint.colour import contrast, hex_from_oklch, hex_luminance, hue_distance, mix, oklch_of
from studio.values import Hex, StyleName, Swatch

# Lightness and chroma (OKLCH) of the four quiet ways to mix a card; every fifth is the bold accent itself.
RICH, PAPER, DEEP, TINT = (0.43, 0.100), (0.935, 0.026), (0.265, 0.060), (0.835, 0.065)
QUIET = ("rich", "paper", "deep", "tint")
BOLD_EVERY = 5
DARK_INK, LIGHT_INK = 0.20, 0.975
LINE_CONTRAST = 3.0
# Dark yellows and olives look like mud; their dark neighbour is terracotta.
MUD, TERRACOTTA = (48.0, 125.0), 36.0
HUE_BINS, APART = 24, 50.0
GREYISH = 0.02


@dataclass(frozen=True)
class Card:
    """A large plate: its colour, the words' ink on it, and a third colour for a line on it."""

    colour: Hex
    ink: Hex
    line: Hex


def card_for(
    palettes: Sequence[tuple[Swatch, ...]], style: StyleName, tones: tuple[Hex, Hex], bold: Card, turn: int
) -> Card:
    """A card for pictures of these palettes, shown in `style`; `turn` walks through the ways to mix it.

    Words on it have a contrast of 7 and more.
    """
    if turn % BOLD_EVERY == BOLD_EVERY - 1:
        return bold
    manner = QUIET[turn % BOLD_EVERY]
    light = manner in ("paper", "tint")
    if style == "noir":
        return Card("#f1efeb", "#0c0c0d", "#c8161d") if light else Card("#0c0c0d", "#ffffff", "#dd2328")
    if style == "duotone":
        pale, dark = mix(tones[1], "#ffffff", 0.35), mix(tones[0], "#000000", 0.15)
        return Card(pale, dark, dark) if light else Card(dark, pale, tones[1])
    main, second = _hues(palettes, bold)
    hue, other = (second, main) if manner in ("rich", "tint") else (main, second)
    return _mixed(manner, hue, other)


def _mixed(manner: str, hue: float, other: float) -> Card:
    lightness, chroma = {"rich": RICH, "paper": PAPER, "deep": DEEP, "tint": TINT}[manner]
    if manner in ("paper", "tint"):
        ground = hex_from_oklch(lightness, chroma, hue)
        return Card(ground, hex_from_oklch(DARK_INK, 0.035, _clean(hue)), _line(other, ground, -0.02))
    ground = hex_from_oklch(lightness, chroma, _clean(hue))
    return Card(ground, hex_from_oklch(LIGHT_INK, 0.012, hue), _line(other, ground, 0.02))


def _clean(hue: float) -> float:
    return TERRACOTTA if MUD[0] < hue < MUD[1] else hue


def _line(hue: float, ground: Hex, step: float) -> Hex:
    """A lively colour for thin lines, lightened or darkened until it is seen on the ground."""
    light = 0.62
    colour = hex_from_oklch(light, 0.15, hue)
    while contrast(hex_luminance(colour), hex_luminance(ground)) < LINE_CONTRAST and 0.1 < light < 0.95:
        light += step
        colour = hex_from_oklch(light, 0.15, hue)
    return colour


def _hues(palettes: Sequence[tuple[Swatch, ...]], bold: Card) -> tuple[float, float]:
    """The hue that the pictures have most of, and the strongest one well away from it.

    Where they have one hue only the second is its complement; where they have none, the accent's.
    """
    weights: Floats = np.zeros(HUE_BINS, np.float32)
    for palette in palettes:
        for swatch in palette:
            _, chroma, hue = oklch_of(swatch.hex)
            weights[int(hue / 360 * HUE_BINS) % HUE_BINS] += swatch.share * max(0.0, chroma - GREYISH)
    accent = oklch_of(bold.colour)[2]
    if weights.sum() < 1e-3:
        return accent, (accent + 180) % 360
    # Neighbouring bins hold the same colour; the circle is closed.
    weights = weights + 0.5 * (np.roll(weights, 1) + np.roll(weights, -1))
    middles = (np.arange(HUE_BINS) + 0.5) * 360 / HUE_BINS
    main = float(middles[int(weights.argmax())])
    far = np.array([hue_distance(float(one), main) >= APART for one in middles])
    others = np.where(far, weights, 0)
    if others.max() < 0.12 * weights.max():
        return main, (main + 180) % 360
    return main, float(middles[int(others.argmax())])
