"""Lists of terms, and finding them in texts.

A term is a word (`porn`), the beginning of words (`porn*`), or several of either in a row (`kill your*`).
Terms are folded as texts are. What a list's `except` names is never found, though a beginning would match.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal

from moderation.words.normalise import Word, fold, joined_words_of, words_of

Action = Literal["refuse", "hold"]
_FOLDER = Path(__file__).parent
# Shorter beginnings would be found in half of the dictionary.
_SHORTEST_STEM = 3


class TermError(ValueError):
    """A term that can't be used: empty, or a beginning that is too short."""


@dataclass(frozen=True)
class Found:
    """A term of a list in a text. `word` is what stands there, as typed but in lower case."""

    category: str
    action: Action
    word: str


@dataclass(frozen=True)
class _Rule:
    parts: tuple[str, ...]
    category: str
    action: Action


@dataclass
class WordLists:
    """Terms of several categories, ready to be looked up."""

    _words: dict[str, _Rule] = field(default_factory=dict)
    _stems: dict[str, _Rule] = field(default_factory=dict)
    _phrases: list[_Rule] = field(default_factory=list)
    _innocent: set[str] = field(default_factory=set)

    def add(self, category: str, action: Action, terms: Iterable[str], innocent: Iterable[str] = ()) -> None:
        """Take in a category. Raises TermError."""
        self._innocent.update(fold(word) for word in innocent)
        for term in terms:
            parts = tuple(fold(term).split())
            if not parts or any(_is_short_stem(part) or not part.strip("*") for part in parts):
                raise TermError(term)
            rule = _Rule(parts, category, action)
            if len(parts) > 1:
                self._phrases.append(rule)
            elif parts[0].endswith("*"):
                self._stems[parts[0][:-1]] = rule
            else:
                self._words[parts[0]] = rule

    def find(self, text: str) -> list[Found]:
        """What of the lists is in `text`, each category and word once; what is refused comes first."""
        words = words_of(text)
        hits: dict[tuple[str, str], Found] = {}
        for word in [*words, *joined_words_of(text)]:
            for rule in self._rules_for(word):
                hits.setdefault((rule.category, word.typed), Found(rule.category, rule.action, word.typed))
        for rule, typed in self._phrases_in(words):
            hits.setdefault((rule.category, typed), Found(rule.category, rule.action, typed))
        return sorted(hits.values(), key=lambda found: found.action != "refuse")

    def _rules_for(self, word: Word) -> Iterable[_Rule]:
        if word.readings & self._innocent:
            return
        for reading in word.readings:
            if rule := self._words.get(reading):
                yield rule
            if "*" in reading:
                yield from self._unmasked(reading)
            for length in range(_SHORTEST_STEM, len(reading) + 1):
                if rule := self._stems.get(reading[:length]):
                    yield rule

    def _unmasked(self, masked: str) -> Iterable[_Rule]:
        """What a starred-out word may hide: n*t is any word of its length, or begins as some stem does."""
        pattern = re.compile(masked.replace("*", r"\w"))
        yield from (rule for word, rule in self._words.items() if pattern.fullmatch(word))
        for stem, rule in self._stems.items():
            if len(masked) >= len(stem) and re.fullmatch(masked[: len(stem)].replace("*", r"\w"), stem):
                yield rule

    def _phrases_in(self, words: Sequence[Word]) -> Iterable[tuple[_Rule, str]]:
        for rule in self._phrases:
            for start in range(len(words) - len(rule.parts) + 1):
                here = words[start : start + len(rule.parts)]
                if all(_is_meant(part, word) for part, word in zip(rule.parts, here, strict=True)):
                    yield rule, " ".join(word.typed for word in here)


def _is_meant(part: str, word: Word) -> bool:
    if part.endswith("*"):
        return any(reading.startswith(part[:-1]) for reading in word.readings)
    return part in word.readings


def _is_short_stem(part: str) -> bool:
    return part.endswith("*") and len(part) <= _SHORTEST_STEM


@lru_cache(maxsize=1)
def _tables() -> tuple[tuple[str, Action, tuple[str, ...], tuple[str, ...]], ...]:
    tables = []
    for path in sorted(_FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        terms = tuple(table.get("ru", []) + table.get("en", []))
        tables.append((path.stem, table["action"], terms, tuple(table.get("except", []))))
    return tuple(tables)


def site_lists() -> WordLists:
    """The lists that come with the site."""
    return with_own_words((), ())


@lru_cache(maxsize=8)
def with_own_words(refused: tuple[str, ...], held: tuple[str, ...]) -> WordLists:
    """The site's lists and an operator's own terms. Raises TermError."""
    lists = WordLists()
    for category, action, terms, innocent in _tables():
        lists.add(category, action, terms, innocent)
    lists.add("own", "hold", held)
    lists.add("own", "refuse", refused)
    return lists
