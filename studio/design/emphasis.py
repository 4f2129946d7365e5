"""Which one word of a headline stands out, and where it is in lines that were set."""

from __future__ import annotations

from collections.abc import Sequence

from studio.design.document import TextLine, TextSpan
from studio.values import Hex
from studio.words.language import part_of_speech, root_of
from studio.words.stopwords import STOP_WORDS

# Words of measure belong to the number before them.
_UNITS = (
    "час", "дн", "ден", "дне", "мин", "сек", "год", "лет", "руб", "₽", "км", "кг", "%", "°", "раз", "hour",
    "day", "min", "sec", "year", "km", "kg", "$", "€", "times",
)  # fmt: skip
SHORTEST_STRONG = 4
# More than this share of the letters is no emphasis any more; what is left of a line beside it is a mark.
LARGEST_SHARE, WHOLE_LINE_SHARE = 0.62, 0.90
_MARKS = ".,:;!?…«»\"'“”„()[]—–-"


def strongest(text: str, keywords: Sequence[str] = ()) -> str:
    """The word of `text` to stand out, "" where none should: a number with its unit, else a word of
    `keywords` (the first of them that is there, in any form), else the longest noun, else the longest word
    that says something; the later of equals.
    """
    words = text.split()
    if len(words) < 2:
        return ""
    chosen = _number(words) or _keyword(words, keywords) or _longest(words)
    letters = sum(map(len, words))
    return chosen if len(chosen.replace(" ", "")) <= LARGEST_SHARE * letters else ""


def _number(words: list[str]) -> str:
    for index, word in enumerate(words):
        if any(letter.isdigit() for letter in word):
            following = words[index + 1] if index + 1 < len(words) else ""
            ends = word[-1] in ".,:;!?"
            return f"{word} {following}" if not ends and following.lower().startswith(_UNITS) else word
    return ""


def _keyword(words: list[str], keywords: Sequence[str]) -> str:
    for keyword in keywords:
        for word in words:
            bare = word.strip(_MARKS)
            if len(bare) >= SHORTEST_STRONG and root_of(bare) == root_of(keyword):
                return word
    return ""


def _longest(words: list[str]) -> str:
    """Things before qualities and deeds, where the language is one whose words can be told apart."""
    strong = [
        (part_of_speech(bare) == "NOUN", len(bare), index)
        for index, word in enumerate(words)
        if len(bare := word.strip(_MARKS)) >= SHORTEST_STRONG and bare.lower() not in STOP_WORDS
    ]
    return words[max(strong)[2]] if strong else ""


def emphasised(lines: Sequence[TextLine], words: str, colour: Hex) -> tuple[TextLine, ...]:
    """The lines with `words`, where they first come in that order, in a colour: as spans, or as whole lines
    where little else is in them. Words broken over lines are found by their parts."""
    wanted = [word.casefold() for word in words.split()]
    parts = [
        (index, start, start + len(part), part.casefold())
        for index, line in enumerate(lines)
        for start, part in _parts(line.text)
    ]
    found = _found(parts, wanted)
    if not found:
        return tuple(lines)
    coloured = []
    for index, line in enumerate(lines):
        edges = [(start, end) for at, start, end in found if at == index]
        if not edges:
            coloured.append(line)
            continue
        start, end = edges[0][0], edges[-1][1]
        if end - start >= WHOLE_LINE_SHARE * len(line.text):
            coloured.append(line.model_copy(update={"colour": colour}))
        else:
            span = TextSpan(start=start, end=end, colour=colour)
            coloured.append(line.model_copy(update={"spans": (span,)}))
    return tuple(coloured)


def _parts(text: str) -> list[tuple[int, str]]:
    """The words of a line with the places of their first letters."""
    parts, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        parts.append((at, word))
        at += len(word)
    return parts


def _found(parts: list[tuple[int, int, int, str]], wanted: list[str]) -> list[tuple[int, int, int]]:
    """(line, start, end) of the parts that spell the wanted words."""
    for first in range(len(parts) if wanted else 0):
        at, places = first, []
        for word in wanted:
            rest = word
            while rest and at < len(parts):
                line, start, end, part = parts[at]
                broken = part.endswith("-") and part != rest
                piece = part[:-1] if broken else part
                if not piece or not rest.startswith(piece) or (not broken and rest != piece):
                    break
                rest = rest[len(piece) :]
                places.append((line, start, end))
                at += 1
            if rest:
                break
        else:
            return places
    return []
