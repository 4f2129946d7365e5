"""Setting type: how wide words are, where lines break, how large they may be.

All lengths are pixels of the final canvas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from studio.design.inking import cap_ratio, draw_line, ink, ink_width, is_rtl

# Words that lean on the next one and may not end a line (Russian and English typographic practice).
_LEANING = """
в во на с со к ко о об обо у и а но не ни из за до от по под над при про для без что как или же ли бы
the a an of to in on at by for and or is vs with my your our
"""
LEANING = frozenset(_LEANING.split())
ORPHAN_LETTERS = 4
# A line of so few letters above others looks forgotten.
LONELY_LETTERS = 3
VOWELS = frozenset("аеёиоуыэюяaeiouy")
_BREAKS = re.compile(r"[^\S\u00a0\u202f\u2007]+")
# Beyond the signs that belong to words (%, ₽, №, dashes) are pictures, which may stand where they like.
LAST_SIGN = 0x2190
CLEARLY_LARGER = 1.16
BROKEN_LARGER = 1.7
# Where hyphens are welcome a word is broken so many times earlier.
EAGER = 2.2


@dataclass(frozen=True)
class Manner:
    """How a text is set. `tracking` in ems, `leading` is the gap between lines in cap heights.

    `spread` > 1 lets short lines be set larger than long ones, up to that ratio, so that the block fills
    its measure: a poster's way. `max_px`/`min_px` bound the em. `narrow` is a condensed face to turn to
    where long words would make the text small. With `hyphenate` long words may be broken before they make the
    rest small, else only where nothing else helps.
    """

    face: str
    caps: bool = False
    tracking: float = 0.0
    leading: float = 0.30
    max_lines: int = 4
    spread: float = 1.0
    min_px: float = 18.0
    max_px: float = 10_000.0
    narrow: str = ""
    hyphenate: bool = False


@dataclass(frozen=True)
class SetLine:
    """A line with its em, the width of its ink and its baseline below the block's top."""

    text: str
    size_px: float
    width_px: float
    baseline_px: float


@dataclass(frozen=True)
class Block:
    """Set lines and the height from the top of the first capitals to the last baseline or descender.

    `broken`: a word had to be hyphenated.
    """

    lines: tuple[SetLine, ...]
    height_px: float
    width_px: float
    broken: bool = False

    @property
    def largest_px(self) -> float:
        return max(line.size_px for line in self.lines)


def set_text(text: str, width_px: float, height_px: float, manner: Manner) -> Block:
    """The largest setting of `text` in a box, with the calmest line breaks.

    A word too long for the measure at the smallest size is broken with a hyphen.
    """
    whole = words_of(text.upper() if manner.caps else text)
    eager = replace(manner, min_px=manner.min_px * EAGER) if manner.hyphenate else manner
    words = whole
    for smallest, larger in ((eager, BROKEN_LARGER), (eager, 1.0), (manner, 1.0)):
        words = _break_giants(whole, width_px, smallest, larger)
        if words == whole or len(words) <= manner.max_lines:
            break
    else:
        # Parts of one word stand each on a line of its own.
        manner = replace(manner, max_lines=max(manner.max_lines, len(words)))
    best: tuple[float, Block] | None = None
    for lines in _ways(words, manner):
        block = _fit(lines, width_px, height_px, manner)
        worth = _worth(block, lines, width_px, manner)
        if best is None or worth > best[0]:
            best = (worth, block)
    assert best is not None
    return replace(best[1], broken=words != whole)


def words_of(text: str) -> list[str]:
    """What lines may be broken between: at spaces, but for no-break ones, and not before a lone sign."""
    words: list[str] = []
    for word in _BREAKS.split(text):
        if words and word and not any(letter.isalnum() or ord(letter) > LAST_SIGN for letter in word):
            words[-1] += f" {word}"
        elif word:
            words.append(word)
    return words


def _ways(words: list[str], manner: Manner) -> list[list[str]]:
    """Ways to break words into at most `max_lines` lines; the balanced ones only where there are many."""
    count = len(words)
    ways = []
    for lines in range(1, min(manner.max_lines, count) + 1):
        if count > 14:
            ways.append(_balanced(words, lines, manner))
            continue
        for cuts in combinations(range(1, count), lines - 1):
            edges = [0, *cuts, count]
            ways.append([" ".join(words[a:b]) for a, b in pairwise(edges)])
    return ways


def _balanced(words: list[str], lines: int, manner: Manner) -> list[str]:
    """Greedy filling with the narrowest measure that needs no more than `lines` lines."""

    def fill(measure: float) -> list[str]:
        filled = [words[0]]
        for word in words[1:]:
            longer = f"{filled[-1]} {word}"
            if ink_width(manner.face, longer, manner.tracking) <= measure:
                filled[-1] = longer
            else:
                filled.append(word)
        return filled

    low = max(ink_width(manner.face, word, manner.tracking) for word in words)
    high = ink_width(manner.face, " ".join(words), manner.tracking)
    for _ in range(18):
        middle = (low + high) / 2
        if len(fill(middle)) <= lines:
            high = middle
        else:
            low = middle
    return fill(high)


def _fit(lines: list[str], width_px: float, height_px: float, manner: Manner) -> Block:
    """The largest block of exactly these lines."""
    widths = [ink_width(manner.face, line, manner.tracking) for line in lines]
    if manner.spread > 1:
        smallest = width_px / max(widths)
        sizes = [min(width_px / width, smallest * manner.spread) for width in widths]
        # A small difference looks like a mistake: lines are alike or clearly not.
        sizes = [size if size > smallest * CLEARLY_LARGER else smallest for size in sizes]
    else:
        sizes = [width_px / max(widths)] * len(lines)
    sizes = [min(size, manner.max_px) for size in sizes]
    height = _height(lines, sizes, manner)
    if height > height_px:
        sizes = [size * height_px / height for size in sizes]
        height = height_px
    cap = cap_ratio(manner.face)
    set_lines, y = [], 0.0
    for index, (line, size, width) in enumerate(zip(lines, sizes, widths, strict=True)):
        y += (_rise(line, manner) if index == 0 else cap) * size
        set_lines.append(SetLine(line, size, width * size, y))
        if index + 1 < len(lines):
            y += _gap(lines, sizes, index, manner)
    return Block(tuple(set_lines), height, max(line.width_px for line in set_lines))


def _rise(line: str, manner: Manner) -> float:
    """Top of the first line above its baseline, ems: capitals, or the ink where it is higher (Й, Ё)."""
    return max(cap_ratio(manner.face) * (1.0 if manner.caps else 0.9), -ink(manner.face, line, 0.0)[1])


def _drop(line: str, manner: Manner) -> float:
    """Depth of descenders, ems."""
    return max(0.0, ink(manner.face, line, 0.0)[3])


def _gap(lines: list[str], sizes: list[float], index: int, manner: Manner) -> float:
    """Space between a baseline and the next capitals, in pixels.

    The leading, or what the worst tails and accents of the block need: all gaps are alike.
    """
    cap = cap_ratio(manner.face)
    share = manner.leading
    for above, below in pairwise(lines):
        accents = max(0.0, -ink(manner.face, below, 0.0)[1] / cap - 1)
        tails = _drop(above, manner) / cap
        share = max(share, 0.9 * (tails + accents) + 0.08)
    return share * cap * min(sizes[index], sizes[index + 1])


def _height(lines: list[str], sizes: list[float], manner: Manner) -> float:
    cap = cap_ratio(manner.face)
    height = _rise(lines[0], manner) * sizes[0] + _drop(lines[-1], manner) * sizes[-1]
    for index in range(len(lines) - 1):
        height += _gap(lines, sizes, index, manner) + cap * sizes[index + 1]
    return height


def _worth(block: Block, lines: list[str], width_px: float, manner: Manner) -> float:
    """Large type is good; ragged lines, leaning ends, orphans and many lines are not."""
    mean = sum(line.size_px * line.width_px for line in block.lines) / sum(
        line.width_px for line in block.lines
    )
    worth = mean
    longest = max(line.width_px for line in block.lines)
    ragged = sum((1 - line.width_px / longest) ** 2 for line in block.lines) / len(lines)
    worth *= 1 - 0.32 * ragged
    for index, line in enumerate(lines):
        words = line.split()
        if any(word.endswith("-") for word in words[:-1]):
            worth *= 0.1
        if index + 1 < len(lines) and words[-1].lower().strip("«\"'(") in LEANING:
            worth *= 0.74
        if len(lines) > 2 and index + 1 < len(lines) and len(line.strip('«"“')) < LONELY_LETTERS:
            worth *= 0.78
        if (
            index + 1 < len(lines)
            and line.endswith(("—", "–", "-")) is False
            and _starts_dash(lines[index + 1])
        ):
            worth *= 0.8
    if len(lines) > 1 and len(lines[-1].strip('!?.…»"')) < ORPHAN_LETTERS and len(lines[0]) > 6:
        worth *= 0.72
    return worth * 0.985 ** len(lines)


def _starts_dash(line: str) -> bool:
    return line.startswith(("—", "–"))


def _break_giants(words: list[str], width_px: float, manner: Manner, larger: float) -> list[str]:
    """Break words too long for the smallest size, between syllables, into parts that fit at `larger` times
    that: once a word has to be broken anyway, its parts may as well be large."""
    parts = []
    smallest = width_px / manner.min_px
    for word in words:
        rest = word
        limit = smallest / larger if ink_width(manner.face, word, manner.tracking) > smallest else smallest
        while ink_width(manner.face, rest, manner.tracking) > limit and len(rest) > 4:
            keep = len(rest) - 2
            while keep > 2 and ink_width(manner.face, rest[:keep] + "-", manner.tracking) > limit:
                keep -= 1
            at = next((k for k in range(keep, max(2, keep - 6), -1) if _may_break(rest, k)), keep)
            parts.append(rest[:at].rstrip("-") + "-")
            rest = rest[at:]
        parts.append(rest)
    return parts


def _may_break(word: str, at: int) -> bool:
    """Whether a syllable ends there: what follows begins with a consonant and a vowel, or with a vowel
    behind another. Russian rules of division, which English words can stand as well."""
    left, right = word[:at].lower(), word[at:].lower()
    if left.endswith("-"):
        return True
    if not VOWELS & set(left) or not VOWELS & set(right):
        return False
    if right[0] in VOWELS:
        return left[-1] in VOWELS
    return right[0] not in "ьъ" and right[1:2] in VOWELS


__all__ = ["Block", "Manner", "SetLine", "cap_ratio", "draw_line", "ink", "ink_width", "is_rtl", "set_text"]
