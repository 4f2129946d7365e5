"""Named presets: styles and modifiers as data, one file a group, woven into the words of a prompt.

A style says what the picture is made as and there is usually one; a modifier (light, mood, framing,
colours) adds to it. No artist is named.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from studio.errors import InvalidRequest
from studio.values import Value

FOLDER = Path(__file__).parent
# The order in which a page shows them: what it is made as first, then what is added.
GROUPS = (
    "photo", "film", "illustration", "painting", "graphic", "three_d", "light", "mood", "framing", "palette",
)  # fmt: skip


class Titles(Value):
    """What people read, in the languages of the interface."""

    ru: str
    en: str


class PresetGroup(Value):
    name: str
    titles: Titles


class Preset(Value):
    """Words that go around an author's own: `lead` before them, `words` after, `negative` against.

    `strength` (of a repainting, 0..1) and `guidance` are what suits it, None where it does not matter.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Literal["style", "modifier"]
    group: str
    titles: Titles
    lead: str = ""
    words: str = Field(min_length=1)
    negative: str = ""
    strength: float | None = Field(default=None, gt=0, le=1)
    guidance: float | None = Field(default=None, ge=1, le=15)


@lru_cache(maxsize=1)
def groups() -> tuple[PresetGroup, ...]:
    """The groups in the order of the page."""
    return tuple(PresetGroup(name=name, **_read(name)["group"]) for name in GROUPS)


@lru_cache(maxsize=1)
def presets() -> tuple[Preset, ...]:
    """Every preset, group after group; raises pydantic's ValidationError on a row that is not one."""
    return tuple(Preset(group=name, **row) for name in GROUPS for row in _read(name)["preset"])


def find_preset(name: str) -> Preset:
    """Raises InvalidRequest (unknown_preset)."""
    for preset in presets():
        if preset.name == name:
            return preset
    raise InvalidRequest(f"unknown preset {name!r}", code="unknown_preset", preset=name)


def woven(prompt: str, negative: str, names: Sequence[str]) -> tuple[str, str]:
    """An author's prompt and negative words with the presets around them: (prompt, negative).

    Leads come first, for models heed the beginning most; then the author's words, the styles', the
    modifiers'. No phrase comes twice, and nothing is both wished for and refused. The author's own text
    stays as it was written. Raises InvalidRequest (unknown_preset).
    """
    chosen = [find_preset(name) for name in dict.fromkeys(names)]
    chosen.sort(key=lambda preset: preset.kind == "modifier")
    own, refused = prompt.strip().strip(",").strip(), negative.strip().strip(",").strip()
    said = _Said(own)
    before = said.fresh(phrase for preset in chosen for phrase in _phrases(preset.lead))
    after = said.fresh(phrase for preset in chosen for phrase in _phrases(preset.words))
    against = _Said(refused).fresh(phrase for preset in chosen for phrase in _phrases(preset.negative))
    wished = _words(", ".join([*before, own, *after]))
    against = [phrase for phrase in against if not _words(phrase) <= wished]
    return (
        ", ".join(part for part in [*before, own, *after] if part),
        ", ".join(part for part in [refused, *against] if part),
    )


class _Said:
    """Phrases that were said already, so that none is said again."""

    def __init__(self, text: str) -> None:
        self._phrases = {phrase.casefold() for phrase in _phrases(text)}

    def fresh(self, phrases: Iterable[str]) -> list[str]:
        new = []
        for phrase in phrases:
            if phrase.casefold() not in self._phrases:
                self._phrases.add(phrase.casefold())
                new.append(phrase)
        return new


def _phrases(text: str) -> list[str]:
    return [phrase.strip() for phrase in text.split(",") if phrase.strip()]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _read(group: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{group}.toml").read_text(encoding="utf-8"))
