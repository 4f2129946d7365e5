"""Words and what they come from, in Russian and English; other languages are told apart, not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Literal

import pymorphy3
import snowballstemmer

from studio.words.stopwords import STOP_WORDS

Language = Literal["ru", "en"]

WORD = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
# Letters that Russian does not have, of Ukrainian, Belarusian, Serbian, Kazakh …
_NOT_RUSSIAN = re.compile(r"[ІіЇїЄєҐґЎўЈјЉљЊњЋћЂђЏџӘәҒғҚқҢңӨөҰұҮүҺһ]")
_ENGLISH = frozenset(word for word in STOP_WORDS if word.isascii())
# Of the words of a running text in English, at least so many are the little ones.
ENGLISH_SHARE = 0.15
WORDS_TO_TELL = 6
# Remembered words: a four-hour transcript has some ten thousand different ones.
REMEMBERED = 32_768


@cache
def _morphology() -> pymorphy3.MorphAnalyzer:
    """Loaded when first asked for: 0.4 s and 25 MB."""
    return pymorphy3.MorphAnalyzer()


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


def words_of(text: str) -> list[str]:
    """The words of a text as they are written, hyphenated ones whole, numbers too."""
    return WORD.findall(text)


def is_cyrillic(word: str) -> bool:
    return bool(_CYRILLIC.search(word))


@lru_cache(maxsize=REMEMBERED)
def root_of(word: str) -> str:
    """What different forms of a word share: a Russian word's dictionary form, an English one's stem."""
    word = word.lower().replace("’", "'")
    if is_cyrillic(word):
        return str(_morphology().parse(word)[0].normal_form).replace("ё", "е")
    return str(_stemmer().stemWord(word.removesuffix("'s")))


@lru_cache(maxsize=REMEMBERED)
def part_of_speech(word: str) -> str | None:
    """OpenCorpora's name (NOUN, ADJF, VERB …) for a Russian word; None where it isn't known."""
    if not is_cyrillic(word):
        return None
    found = _morphology().parse(word.lower())[0].tag.POS
    return str(found) if found else None


@lru_cache(maxsize=REMEMBERED)
def is_name(word: str) -> bool:
    """Whether a Russian word is the name of a person or place, so that it keeps its capital letter."""
    if not (is_cyrillic(word) and word[:1].isupper()):
        return False
    tag = _morphology().parse(word.lower())[0].tag
    return any(kind in tag for kind in ("Geox", "Name", "Surn", "Patr", "Orgn"))


@lru_cache(maxsize=REMEMBERED)
def dictionary_form(word: str) -> str:
    """How a word stands in a dictionary, for showing alone: "горах" → "гора"; plurals of their own stay."""
    if not is_cyrillic(word):
        return word.lower()
    parsed = _morphology().parse(word.lower())[0]
    if "NOUN" in parsed.tag and "plur" in parsed.tag:
        nominative = parsed.inflect({"nomn"})
        return str(nominative.word if nominative else parsed.normal_form)
    return str(parsed.normal_form)


@lru_cache(maxsize=REMEMBERED)
def phrase_form(words: tuple[str, ...]) -> str:
    """Russian adjectives and their noun as in a dictionary: "орбитальной станции" → "орбитальная станция".

    What does not bend together (names, other languages) stays as it is written.
    """
    noun = _morphology().parse(words[-1].lower())[0]
    case = {"nomn", "plur"} if "plur" in noun.tag else {"nomn", "sing"}
    gender = {str(noun.tag.gender)} if "plur" not in noun.tag and noun.tag.gender else set()
    bent = [
        parsed.inflect(case | gender)
        for parsed in (_morphology().parse(word.lower())[0] for word in words[:-1])
        if parsed.tag.POS in ("ADJF", "PRTF")
    ]
    alone = noun.inflect({"nomn"})
    if noun.tag.POS != "NOUN" or alone is None or len(bent) != len(words) - 1 or None in bent:
        return " ".join(words)
    forms = [*(str(one.word) for one in bent if one), str(alone.word)]
    return " ".join(
        form.capitalize() if word[:1].isupper() else form for form, word in zip(forms, words, strict=True)
    )


def roots_in(text: str) -> Iterator[str]:
    """The roots of the words that say something, in order, stop-words left out."""
    for word in words_of(text):
        if word.lower() not in STOP_WORDS:
            yield root_of(word)


def language_of(text: str) -> Language | None:
    """Russian or English, by letters and little words; None where a text is neither or too short to tell."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if cyrillic > latin:
        strange = len(_NOT_RUSSIAN.findall(text))
        return "ru" if cyrillic >= 3 and strange <= 0.01 * cyrillic else None
    words = [word.lower() for word in words_of(text) if word.isascii() and word[0].isalpha()]
    if len(words) < WORDS_TO_TELL:
        return None
    return "en" if sum(word in _ENGLISH for word in words) >= ENGLISH_SHARE * len(words) else None
