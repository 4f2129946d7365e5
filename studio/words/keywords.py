"""The words that a video is about, in Russian and English, each with where it stands.

Candidates are runs of words between stop-words and marks, as RAKE takes them (Rose et al., "Automatic Keyword
Extraction from Individual Documents", 2010); Russian ones are nouns with the adjectives before them, told by
pymorphy3's dictionary. They are counted by their roots, so that "горы" and "в горах" are one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from studio.values import VideoWords, WordSource
from studio.words.language import dictionary_form, is_cyrillic, is_name, part_of_speech, phrase_form, root_of
from studio.words.stopwords import FILLERS, STOP_WORDS

# How much being in a place counts: a title is chosen word by word, speech flows.
WEIGHTS = {"title": 3.0, "tags": 2.0, "description": 1.0, "subtitles": 0.45, "speech": 0.45}
PHRASE_WORDS = 3
LONGEST_LETTERS = 40
DESCRIPTION_READ = 2000
# A phrase tells more than its words. An English one that is said once may be a run of words by chance.
PHRASE_WORTH, CHANCE_WORTH = 1.25, 0.9
# What a transcript says once may be misheard or beside the point.
ENOUGH_IN_SPEECH = 2

_TOKEN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*|[^\w\s]")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\w+|[#@]\w+")
_NAMING = frozenset(("NOUN", "ADJF", "PRTF", None))


@dataclass(frozen=True)
class Keyword:
    """A word or phrase that the video is about; `score` is only for comparing within one list."""

    text: str
    score: float
    source: WordSource


@dataclass
class _Found:
    """What is known so far of a candidate: its best-written form and where it was met first."""

    score: float = 0.0
    times: int = 0
    spoken_only: bool = True
    forms: dict[str, float] = field(default_factory=dict)
    source: WordSource | None = None
    weight: float = 0.0


def find_keywords(words: Sequence[VideoWords], limit: int = 8) -> tuple[Keyword, ...]:
    """The most telling words and phrases of one or several videos, best first."""
    found: dict[tuple[str, ...], _Found] = {}
    for source, text in _texts(words):
        weight = WEIGHTS[source.kind]
        for place, phrase in enumerate(_phrases(text, tags=source.kind == "tags")):
            _count(found, phrase, source, weight / (1 + 0.02 * place))
    ranked = sorted(
        ((roots, entry) for roots, entry in found.items() if _told_often_enough(entry)),
        key=lambda item: (-_worth(item[0], item[1]), item[0]),
    )
    chosen: list[Keyword] = []
    taken: list[set[str]] = []
    for roots, entry in ranked:
        # "Байкал" after "озеро Байкал" says nothing new.
        if entry.source is None or any(set(roots) <= one or one <= set(roots) for one in taken):
            continue
        taken.append(set(roots))
        form = max(entry.forms.items(), key=lambda item: (item[1], item[0]))[0]
        chosen.append(Keyword(form, round(_worth(roots, entry), 3), entry.source))
        if len(chosen) == limit:
            break
    return tuple(chosen)


def _texts(words: Sequence[VideoWords]) -> Iterator[tuple[WordSource, str]]:
    for video, entry in enumerate(words):
        yield WordSource(kind="title", video=video), entry.title
        for tag in entry.tags:
            yield WordSource(kind="tags", video=video), tag.lstrip("#").replace("_", " ")
        yield WordSource(kind="description", video=video), entry.description[:DESCRIPTION_READ]
        if entry.transcript is not None:
            kind = "speech" if entry.transcript.source == "speech" else "subtitles"
            for line in entry.transcript.lines:
                yield WordSource(kind=kind, video=video, at_s=line.start_s), line.text


def _phrases(text: str, *, tags: bool) -> Iterator[tuple[str, ...]]:
    """Runs of telling words, at most `PHRASE_WORDS` long, and each of their words alone."""
    run: list[str] = []
    for token in [*_TOKEN.findall(_ADDRESS.sub(" . ", text)), "."]:
        if _tells(token):
            run.append(token)
            continue
        yield from _within(run, whole=tags)
        run = []


def _tells(token: str) -> bool:
    word = token.lower()
    if len(word) < 3 or not word[0].isalpha() or word in STOP_WORDS or word in FILLERS:
        return False
    return part_of_speech(word) in _NAMING


def _within(run: Sequence[str], *, whole: bool) -> Iterator[tuple[str, ...]]:
    if whole and 1 < len(run) <= PHRASE_WORDS:
        yield tuple(run)
        return
    for start, word in enumerate(run):
        if part_of_speech(word.lower()) in ("NOUN", None):
            yield (word,)
        for length in range(2, PHRASE_WORDS + 1):
            phrase = tuple(run[start : start + length])
            if len(phrase) == length and _agrees(phrase):
                yield phrase


def _agrees(phrase: Sequence[str]) -> bool:
    """A Russian phrase is adjectives and then a noun, or names; an English one anything but too long."""
    if sum(map(len, phrase)) > LONGEST_LETTERS:
        return False
    kinds = [part_of_speech(word.lower()) for word in phrase]
    if all(kind is None for kind in kinds):
        return True
    names = all(word[0].isupper() for word in phrase)
    return kinds[-1] in ("NOUN", None) and (
        names or all(kind in ("ADJF", "PRTF", None) for kind in kinds[:-1])
    )


def _count(
    found: dict[tuple[str, ...], _Found], phrase: tuple[str, ...], source: WordSource, weight: float
) -> None:
    entry = found.setdefault(tuple(root_of(word) for word in phrase), _Found())
    entry.score += weight
    entry.times += 1
    entry.spoken_only = entry.spoken_only and source.kind in ("subtitles", "speech")
    form = _shown(phrase)
    entry.forms[form] = entry.forms.get(form, 0.0) + weight
    if weight > entry.weight:
        entry.source, entry.weight = source, weight


def _shown(phrase: tuple[str, ...]) -> str:
    """How a keyword is written: a single Russian word as a dictionary has it, a phrase as it was said."""
    if len(phrase) == 1 and is_cyrillic(phrase[0]):
        form = dictionary_form(phrase[0])
        return form[:1].upper() + form[1:] if is_name(phrase[0]) else form
    return phrase_form(phrase) if is_cyrillic(phrase[-1]) else " ".join(phrase)


def _told_often_enough(entry: _Found) -> bool:
    return not entry.spoken_only or entry.times >= ENOUGH_IN_SPEECH


def _worth(roots: tuple[str, ...], entry: _Found) -> float:
    # Said ten times is not ten times as important.
    often = entry.score / entry.times * (1 + math.log(entry.times))
    if len(roots) == 1:
        return often
    by_chance = entry.times == 1 and entry.weight < WEIGHTS["tags"] and not any(map(is_cyrillic, roots))
    return often * (CHANCE_WORTH if by_chance else PHRASE_WORTH)
