"""Words as they are meant, however they are written.

Case, diacritics and invisible characters go; letters of the other alphabet, digits and signs that stand for
letters are read as those letters; stretched letters are shortened; letters spelled out one by one or with
signs between them are joined. A word keeps all its readings: a policy list is compared with each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

# What looks like what (after Unicode's confusables), and what digits and signs are used for. й is folded to
# и with the other diacritics, so u may stand for both.
_AS_CYRILLIC = str.maketrans("abcdeghikmnoprtuwxyіј01346@€", "авсдегникмпоргтишхуијоизчбае")
_AS_LATIN = str.maketrans("авекмнорстухіјѕԁһ01345789@$€!+|", "abekmhopctyxijsdhoieastbgaseitl")
_STRETCHED = re.compile(r"(.)\1{2,}")
_SIGNS = re.compile(r"[\W_]+")
_SIGNS_AROUND = re.compile(r"^[\W_]+|[\W_]+$")


@dataclass(frozen=True)
class Word:
    """A word as typed, and everything it may be meant as. `*` in a reading stands for any letter."""

    typed: str
    readings: frozenset[str]


def fold(text: str) -> str:
    """Lower case, compatibility forms undone, diacritics and invisible characters gone."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in decomposed if unicodedata.category(char) not in {"Mn", "Me", "Cf"})


def words_of(text: str) -> list[Word]:
    """The words of `text` in their order."""
    return [
        Word(typed, frozenset(_readings(part)))
        for typed, chunk in _chunks(text)
        for part in _SIGNS.split(chunk)
        if part
    ]


def joined_words_of(text: str) -> list[Word]:
    """Words put together again: signs between letters taken out or read as letters, spelled-out letters."""
    found: list[Word] = []
    spelled: list[tuple[str, str]] = []
    for typed, chunk in [*_chunks(text), ("", "")]:
        bare = _SIGNS.sub("", chunk)
        if len(bare) == 1:
            spelled.append((typed, bare))
            continue
        found.extend(_spelled_out(spelled))
        spelled = []
        if bare and bare != chunk:
            found.append(Word(typed, frozenset({*_readings(bare), *_readings(chunk), *_masked(chunk)})))
    return found


def _chunks(text: str) -> Iterator[tuple[str, str]]:
    """What stands between blanks: as typed, without signs around it, and folded."""
    for raw in text.split():
        typed = _SIGNS_AROUND.sub("", raw).lower() or raw
        for chunk in fold(raw).split():
            yield typed, chunk


def _spelled_out(letters: list[tuple[str, str]]) -> Iterator[Word]:
    """Single letters in a row, as one word from each of them on: "о х у й" hides one that starts later."""
    for start in range(len(letters) - 2):
        typed, bare = zip(*letters[start:], strict=True)
        yield Word(" ".join(typed), frozenset(_readings("".join(bare))))


def _masked(chunk: str) -> set[str]:
    """Readings of a word with some of its letters starred out: more letters than stars."""
    word = chunk.strip(".,:;!?\"'()«»„“”…-—")
    letters = word.replace("*", "")
    return {word} if "*" in word and letters.isalpha() and len(letters) > word.count("*") else set()


def _readings(word: str) -> set[str]:
    """All that `word` may be meant as: itself, in either alphabet, stretched letters shortened."""
    has_letters = any(char.isalpha() for char in word)
    spellings = {_SIGNS.sub("", word)}
    if has_letters:
        cyrillic = _SIGNS.sub("", word.translate(_AS_CYRILLIC))
        latin = _SIGNS.sub("", word.translate(_AS_LATIN))
        if _is_cyrillic(cyrillic):
            spellings.add(cyrillic)
        if latin.isascii():
            spellings.add(latin)
    return {
        text
        for spelling, kept in product(spellings, (r"\1", r"\1\1"))
        if (text := _STRETCHED.sub(kept, spelling))
    }


def _is_cyrillic(text: str) -> bool:
    return bool(text) and all("\u0400" <= char <= "\u04ff" for char in text)
