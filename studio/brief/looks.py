"""Mood, style and colour: what a wish names, what titles say, what the pictures show."""

from __future__ import annotations

import re
from collections.abc import Sequence

from studio.brief.lexicon import COLOUR_STEMS, MOOD_STEMS, STYLE_STEMS
from studio.paint.colour import oklch_of
from studio.values import Digest, Mood, StyleName, Swatch, VideoWords, Wishes, WordSource

# The order in which styles are tried when the author leaves it open.
STYLES_BY_MOOD: dict[Mood, tuple[StyleName, ...]] = {
    "bold": ("natural", "cinematic", "comic", "duotone", "noir", "watercolour"),
    "bright": ("natural", "comic", "watercolour", "duotone", "cinematic", "noir"),
    "warm": ("natural", "cinematic", "watercolour", "comic", "duotone", "noir"),
    "calm": ("natural", "watercolour", "cinematic", "duotone", "noir", "comic"),
    "cold": ("cinematic", "natural", "duotone", "noir", "watercolour", "comic"),
    "dark": ("cinematic", "noir", "natural", "duotone", "comic", "watercolour"),
}
SWATCHES = 8
# OKLCH: below this chroma a colour is a grey, below and above these lightnesses black and white.
GREY, BLACK, WHITE = 0.035, 0.22, 0.93
# Where a hue ends, in degrees, and its name in English.
_HUES = (
    (15, "pink"), (50, "red"), (75, "orange"), (115, "yellow"), (160, "green"), (215, "teal"), (285, "blue"),
    (320, "violet"), (350, "magenta"), (361, "pink"),
)  # fmt: skip


def merged_palette(digests: Sequence[Digest]) -> tuple[Swatch, ...]:
    """Palettes of all videos, each weighing the same."""
    swatches = [
        Swatch(hex=swatch.hex, share=swatch.share / len(digests))
        for digest in digests
        for swatch in digest.palette
    ]
    return tuple(sorted(swatches, key=lambda swatch: -swatch.share)[:SWATCHES])


def mood_of(
    wishes: Wishes, words: Sequence[VideoWords], palette: tuple[Swatch, ...]
) -> tuple[Mood, WordSource]:
    """What the wish says, else what the titles say, else what the colours say; and which of them it was."""
    if mood := _named_mood(wishes.text):
        return mood, WordSource(kind="wishes")
    for video, entry in enumerate(words):
        if mood := _named_mood(entry.title):
            return mood, WordSource(kind="title", video=video)
    if not palette:
        return "bold", WordSource(kind="rule")
    return _shown_mood(palette), WordSource(kind="colours")


def _named_mood(text: str) -> Mood | None:
    for word in re.findall(r"[\w-]+", text.lower()):
        for stem, mood in MOOD_STEMS.items():
            if word.startswith(stem):
                return mood
    return None


def _shown_mood(palette: tuple[Swatch, ...]) -> Mood:
    total = sum(swatch.share for swatch in palette) or 1
    light = sum(oklch_of(s.hex)[0] * s.share for s in palette) / total
    warm = sum(s.share * _warmth(s.hex) for s in palette) / total
    chroma = sum(oklch_of(s.hex)[1] * s.share for s in palette) / total
    if light < 0.33:
        return "dark"
    if chroma > 0.10 and light > 0.6:
        return "bright"
    if warm > 0.035:
        return "warm"
    if warm < -0.025:
        return "cold"
    return "bold"


def _warmth(colour: str) -> float:
    _, chroma, hue = oklch_of(colour)
    if 20 <= hue <= 110:
        return chroma
    return -chroma if 180 <= hue <= 290 else 0.0


def wished_style(text: str) -> StyleName | None:
    """The first style the text names."""
    lowered = text.lower()
    found = [(lowered.find(stem), style) for stem, style in STYLE_STEMS.items() if stem in lowered]
    return min(found)[1] if found else None


def wished_colour(text: str) -> str | None:
    """The name of the first colour the text asks for."""
    for word in re.findall(r"[\w-]+", text.lower()):
        for stem, name in COLOUR_STEMS.items():
            if word.startswith(stem):
                return name
    return None


def is_understood(wish: str) -> bool:
    """Whether the rules can do something with a wish in free words."""
    return bool(wished_style(wish) or wished_colour(wish) or _named_mood(wish))


def colour_names(palette: Sequence[Swatch], count: int = 2) -> list[str]:
    """What the strongest colours are called in English, each name once."""
    vivid = sorted(palette, key=lambda swatch: -swatch.share * (0.02 + oklch_of(swatch.hex)[1]))
    return list(dict.fromkeys(colour_name(swatch.hex) for swatch in vivid))[:count]


def colour_name(colour: str) -> str:
    """ "deep blue", "pale pink", "grey" …"""
    light, chroma, hue = oklch_of(colour)
    if light < BLACK:
        return "black"
    if chroma < GREY:
        return "white" if light > WHITE else ("dark grey" if light < 0.45 else "grey")
    name = next(name for limit, name in _HUES if hue < limit)
    if name in ("orange", "yellow") and light < 0.55:
        return "brown"
    return f"deep {name}" if light < 0.45 else (f"pale {name}" if light > 0.85 else name)
