"""What the words of a headline ask of a layout: a number, a quotation, a change, an episode."""

from __future__ import annotations

import re
from dataclasses import dataclass

from studio.values import Brief

# Numbers up to ten are often written out at the head of a list; in all the forms that stand before a noun.
_WRITTEN = {
    "два": 2, "две": 2, "три": 3, "четыре": 4, "пять": 5, "шесть": 6, "семь": 7, "восемь": 8, "девять": 9,
    "десять": 10, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10,
}  # fmt: skip
_TOP = r"(?:топ|top|лучшие|best)"
_NUMBER = r"\d{1,3}(?:[.,]\d)?[%+]?|\d{1,3}\s?(?:000|к|k)"
_LIST = re.compile(
    rf"(?ix)^ (?P<before> {_TOP} [\s\-–—]? )? (?P<number> {_NUMBER} | {'|'.join(_WRITTEN)} )"
    r" (?![\w:]) [\s\-–—]* (?P<after> .+ )$"
)
_QUOTED = re.compile(r"^\s*[«“\"„](?P<words>[^»”\"“]+)[»”\"“]\s*(?P<mark>[.!?…]?)\s*$")
_CHANGE = re.compile(
    r"""(?ix) (?<!\w) (?: до \s* (?:и|/|→|-) \s* после | было | стало | преобра\w+ | преврат\w+ | изменил\w*
    | ремонт\w* | реставрац\w+ | переделк\w+ | переделал\w* | before | after | transform\w* | makeover
    | restor\w+ | renovat\w+ | rebuil\w+ | turned \s (?:\w+\s){1,4} into ) (?!\w)"""
)
_EPISODE = re.compile(
    r"""(?ix) (?<!\w) (?: (?P<word> сезон|серия|выпуск|эпизод|часть|урок|лекция|глава|день|season|episode|ep
    |part|lesson|chapter|day|vol)\.? \s* (?:№|\#)? \s* (?P<number>\d{1,4})
    | (?P<first>\d{1,4}) \s* (?:-?(?:й|я|ая|ый))? \s+ (?P<unit>сезон|серия|выпуск|эпизод|часть|урок)
    | s(?P<season>\d{1,2})\s*e(?P<part>\d{1,3}) | [\#№]\s*(?P<bare>\d{1,4}) ) (?!\w)"""
)
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
MOST_LIST_WORDS = 8


@dataclass(frozen=True)
class Listing:
    """A headline that begins with a number: "Top" | "10" | "mistakes of a beginner"."""

    before: str
    number: str
    after: str


@dataclass(frozen=True)
class Episode:
    """Which of a series, as it was written: ("Выпуск", "12"); `word` is "" where there was none."""

    word: str
    number: str


def listing_of(headline: str) -> Listing | None:
    """The number that a headline begins with and what it counts, None where it counts nothing."""
    found = _LIST.match(headline.strip())
    if not found or len(found["after"].split()) > MOST_LIST_WORDS:
        return None
    number = found["number"]
    written = _WRITTEN.get(number.lower())
    return Listing((found["before"] or "").strip(" -–—"), str(written or number), found["after"])


def quotation_of(headline: str) -> str | None:
    """What stands within the quotation marks of a headline that is one quotation."""
    found = _QUOTED.match(headline)
    return found["words"].strip() + found["mark"] if found else None


def is_said(brief: Brief) -> bool:
    """Whether a headline's words were said by somebody: quoted, or heard or read in the film."""
    source = next((one.source.kind for one in brief.headlines if one.text == brief.headline), None)
    return source in ("speech", "subtitles") or quotation_of(brief.headline) is not None


def tells_of_change(headline: str) -> bool:
    """Whether a headline says that something was made another."""
    return bool(_CHANGE.search(headline))


def episode_of(brief: Brief) -> Episode | None:
    """The number in a series, from the kicker or the headline."""
    for text in (brief.kicker, brief.headline):
        found = _EPISODE.search(text)
        if found:
            number = found["number"] or found["first"] or found["bare"]
            if found["season"]:
                return Episode(f"S{int(found['season'])}", found["part"])
            return Episode(found["word"] or found["unit"] or "", number)
    return None


def without_episode(headline: str) -> str:
    """A headline without its number in a series, itself where nothing else is left."""
    rest = _EPISODE.sub(" ", headline, count=1).strip(" \t-–—|·•,:;.()[]")
    return re.sub(r"\s+", " ", rest) or headline


def is_russian(brief: Brief) -> bool:
    """Whether labels beside these words are Russian."""
    return bool(_CYRILLIC.search(brief.headline or brief.kicker))
