"""The words of a picture: the author's or the brief's, with the presets and what calls the LoRAs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from studio.models.card import ModelCard
from studio.paint.diffusion.families import Family
from studio.paint.options import PaintOptions
from studio.paint.presets import woven
from studio.values import Brief, Mood

# Words are set on the picture by the design: a model's own letters only get in their way.
USUALLY_UNWANTED = "text, letters, watermark, logo, signature, low quality, blurry, deformed hands"
MOODS: dict[Mood, str] = {
    "calm": "calm mood",
    "bold": "bold colours",
    "warm": "warm light",
    "cold": "cold light",
    "dark": "dark mood",
    "bright": "bright light",
}
KEYWORDS_TAKEN = 6


@dataclass(frozen=True)
class Wording:
    """`unused_negative`: the author said what is not wanted to a model that does not listen to it."""

    prompt: str
    negative: str
    unused_negative: bool = False


def worded(brief: Brief, options: PaintOptions, loras: Sequence[ModelCard], family: Family) -> Wording:
    """What a model of that family is told. Raises InvalidRequest (unknown_preset)."""
    prompt = _wished(brief, options)
    calls = [card.trigger_words[0] for card in loras if _is_uncalled(card, prompt)]
    negative = options.negative if options.negative is not None else brief.negative or USUALLY_UNWANTED
    prompt, negative = woven(", ".join([prompt, *calls]), negative, options.presets)
    if family.negative:
        return Wording(prompt, negative)
    return Wording(prompt, "", unused_negative=bool(options.negative))


def _wished(brief: Brief, options: PaintOptions) -> str:
    if options.prompt is not None:
        return options.prompt
    if brief.prompt:
        return brief.prompt
    known = [brief.subject, *brief.keywords[:KEYWORDS_TAKEN], MOODS[brief.mood]]
    return ", ".join(part for part in known if part)


def _is_uncalled(card: ModelCard, prompt: str) -> bool:
    said = prompt.casefold()
    return bool(card.trigger_words) and not any(word.casefold() in said for word in card.trigger_words)
