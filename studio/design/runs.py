"""Which typeface draws which part of a text: letters that one lacks, signs and emoji come from another."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from studio import fonts

EMOJI = "emoji"
_JOINER, _KEYCAP = 0x200D, 0x20E3
_TEXT_STYLE, _EMOJI_STYLE = 0xFE0E, 0xFE0F
_TONES, _TAGS = range(0x1F3FB, 0x1F400), range(0xE0020, 0xE0080)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
# Beyond this all pictures are emoji by themselves; below it a sign is one where its style is asked for.
_PICTURES = range(0x1F000, 0x1FB00)
_UNSEEN = frozenset({_JOINER, _TEXT_STYLE, _EMOJI_STYLE, 0x200B, 0x200C, 0x2060, 0xFEFF, 0xAD})


@dataclass(frozen=True)
class Run:
    """A stretch of text that one typeface draws."""

    text: str
    face: str


def clusters(text: str) -> list[str]:
    """What a reader takes for single letters: with marks, tones, keycaps; joined emoji and flags are one.

    After Unicode's grapheme clusters (UAX 29), as far as our typefaces go.
    """
    found: list[str] = []
    for letter in text:
        if found and _joins(found[-1], letter):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _joins(before: str, letter: str) -> bool:
    code, last = ord(letter), ord(before[-1])
    if code in (_JOINER, _KEYCAP, _TEXT_STYLE, _EMOJI_STYLE) or code in _TONES or code in _TAGS:
        return not before.isspace()
    if last == _JOINER:
        return code in _PICTURES or unicodedata.category(letter) == "So"
    if code in _FLAG_LETTERS and last in _FLAG_LETTERS:
        return sum(ord(one) in _FLAG_LETTERS for one in before) % 2 == 1
    return unicodedata.combining(letter) != 0 and not before.isspace()


@lru_cache(maxsize=1024)
def runs(text: str, face: str) -> tuple[Run, ...]:
    """The text in the order it is read, shared out. What no typeface has is left out, see `lacking`.

    Emoji are drawn in one colour and without skin tones, joined ones as one picture where there is one.
    """
    if not fonts.undrawable(text, face) and not any(map(_is_picture, text)):
        return (Run(text, face),)
    shared: list[Run] = []
    for cluster in clusters(text):
        if cluster.isspace():
            chosen: str | None = shared[-1].face if shared else face
        else:
            chosen = _face_of(cluster, face)
        if chosen is None:
            continue
        drawn = _without_tones(cluster) if chosen == EMOJI else cluster
        if shared and shared[-1].face == chosen:
            shared[-1] = Run(shared[-1].text + drawn, chosen)
        else:
            shared.append(Run(drawn, chosen))
    return tuple(shared)


def lacking(text: str, face: str) -> tuple[str, ...]:
    """The letters of `text` that none of our typefaces can draw, each once."""
    return tuple(
        dict.fromkeys(one for one in clusters(text) if not one.isspace() and _face_of(one, face) is None)
    )


def _face_of(cluster: str, face: str) -> str | None:
    """The typeface for one cluster, None where none has all of it."""
    wants_picture = any(map(_is_picture, cluster)) or chr(_EMOJI_STYLE) in cluster or chr(_KEYCAP) in cluster
    order = (EMOJI, face, *fonts.FALLBACKS) if wants_picture else (face, *fonts.FALLBACKS)
    codes = {ord(letter) for letter in _without_tones(cluster)} - _UNSEEN
    return next((name for name in order if codes <= fonts.coverage(name)), None)


def _is_picture(letter: str) -> bool:
    return ord(letter) in _PICTURES


def _without_tones(cluster: str) -> str:
    return "".join(letter for letter in cluster if ord(letter) not in _TONES)
