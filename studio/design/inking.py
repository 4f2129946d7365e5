"""How wide the ink of a line is, and drawing it. Lengths are in ems, or in pixels where they say so."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from PIL import ImageDraw, ImageFont
from PIL.Image import Image

from studio import fonts
from studio.design.runs import EMOJI, Run, clusters, runs
from studio.typefaces import EVERY

MEASURE_PX = 200
# Figures as high as capitals: old-style ones look lost in a headline.
FEATURES = ["lnum", "kern"]
RTL = frozenset({"R", "AL"})
# Emoji beside capitals: a little higher than these, and with their middles on one line.
EMOJI_CAPS, EMOJI_EM, EMOJI_MIDDLE = 1.30, 1.05, 0.35

Ink = tuple[float, float, float, float]


@lru_cache(maxsize=64)
def cap_ratio(face: str) -> float:
    """Height of a capital."""
    box = fonts.font(face, MEASURE_PX).getbbox("Н", anchor="ls")
    return -box[1] / MEASURE_PX


@lru_cache(maxsize=4096)
def ink(face: str, text: str, tracking: float) -> Ink:
    """(left, top, right, bottom) of the ink from the pen's start on the baseline."""
    parts = runs(text, face)
    if len(parts) == 1 and parts[0].face == face:
        return _ink(face, parts[0].text, tracking)
    boxes: list[Ink] = []
    for run, at in _in_order(parts, face, text, tracking):
        scale, rise = _manner_of(run, face)
        left, top, right, bottom = _ink(run.face, run.text, tracking / scale)
        boxes.append((at + left * scale, top * scale - rise, at + right * scale, bottom * scale - rise))
    if not boxes:
        return 0.0, 0.0, 0.0, 0.0
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _ink(face: str, text: str, tracking: float) -> Ink:
    font = fonts.font(face, MEASURE_PX)
    left, top, right, bottom = font.getbbox(text, anchor="ls", features=FEATURES, language=_language(face))
    extra = 0.0 if is_rtl(text) else tracking * max(0, len(clusters(text)) - 1)
    return left / MEASURE_PX, top / MEASURE_PX, right / MEASURE_PX + extra, bottom / MEASURE_PX


def is_rtl(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in RTL for letter in text)


def ink_width(face: str, text: str, tracking: float) -> float:
    left, _, right, _ = ink(face, text, tracking)
    return max(0.01, right - left)


def _manner_of(run: Run, face: str) -> tuple[float, float]:
    """How large a run is set beside `face`, and how far it is lifted."""
    if run.face == face:
        return 1.0, 0.0
    cap = cap_ratio(face)
    if run.face == EMOJI:
        scale = EMOJI_CAPS * cap / EMOJI_EM
        return scale, cap / 2 - EMOJI_MIDDLE * scale
    return cap / cap_ratio(run.face), 0.0


def _in_order(parts: tuple[Run, ...], face: str, text: str, tracking: float) -> list[tuple[Run, float]]:
    """Runs as they stand from the left, each with where its pen starts."""
    placed, at = [], 0.0
    for run in parts[::-1] if is_rtl(text) else parts:
        scale, _ = _manner_of(run, face)
        placed.append((run, at))
        at += _length(run) * scale + tracking * len(clusters(run.text))
    return placed


def _length(run: Run) -> float:
    font = fonts.font(run.face, MEASURE_PX)
    return font.getlength(run.text, features=FEATURES, language=_language(run.face)) / MEASURE_PX


def _language(face: str) -> str | None:
    return EVERY[face].language if face in EVERY else None


def draw_line(image: Image, x: float, y: float, text: str, face: str, size_px: float, tracking: float,
              stroke_px: float = 0.0) -> None:  # fmt: skip
    """Draw white ink into an `L` image so that it starts at `x` and stands on the baseline `y`."""
    start = x - ink(face, text, tracking)[0] * size_px
    parts = runs(text, face)
    if len(parts) == 1 and parts[0].face == face:
        _draw_run(image, start, y, parts[0], size_px, tracking, stroke_px)
        return
    for run, at in _in_order(parts, face, text, tracking):
        scale, rise = _manner_of(run, face)
        left, base = start + at * size_px, y - rise * size_px
        _draw_run(image, left, base, run, size_px * scale, tracking / scale, stroke_px)


def _draw_run(
    image: Image, start: float, y: float, run: Run, size_px: float, tracking: float, stroke_px: float
) -> None:
    font = fonts.font(run.face, max(1, round(size_px)))
    draw = ImageDraw.Draw(image)
    tongue = _language(run.face)

    def put(x: float, text: str) -> None:
        draw.text(
            (x, y), text, fill=255, font=font, anchor="ls", stroke_width=stroke_px, features=FEATURES,
            language=tongue,
        )  # fmt: skip

    if not tracking or is_rtl(run.text):
        put(start, run.text)
        return
    before = ""
    for index, letter in enumerate(clusters(run.text)):
        at = start + _advance(font, before, letter, tongue) + index * tracking * size_px
        before += letter
        put(at, letter)


def _advance(font: ImageFont.FreeTypeFont, before: str, letter: str, tongue: str | None) -> float:
    """Where a letter starts behind others, kerning with its neighbour included."""
    if not before:
        return 0.0
    whole = font.getlength(before + letter, features=FEATURES, language=tongue)
    return whole - font.getlength(letter, features=FEATURES, language=tongue)


def span_edges(text: str, start: int, end: int, face: str, tracking: float) -> tuple[float, float]:
    """Where letters `start` to `end` of a line lie, from where its ink begins.

    Edges within a line fall into the middle of the space beside them. Whole words only: letters that are
    joined cannot be parted.
    """
    whole = ink_width(face, text, tracking)
    if is_rtl(text):
        return whole - _edge(text, end, face, 0.0), whole - _edge(text, start, face, 0.0)
    return _edge(text, start, face, tracking), _edge(text, end, face, tracking)


def _edge(text: str, index: int, face: str, tracking: float) -> float:
    """The middle of the space that the letter at `index` follows or is, from the ink's begin."""
    if index <= 0:
        return -1.0
    if index >= len(text):
        return ink_width(face, text, tracking) + 1.0
    before = index - 1 if text[index - 1].isspace() else index
    after = index + 1 if text[index].isspace() else index
    middle = (_pen(text[:before], face, tracking) + _pen(text[:after], face, tracking)) / 2
    return middle - ink(face, text, tracking)[0]


def _pen(text: str, face: str, tracking: float) -> float:
    """How far the pen goes over a text."""
    parts = runs(text, face)
    if not parts:
        return 0.0
    run, at = _in_order(parts, face, "", tracking)[-1]
    return at + _length(run) * _manner_of(run, face)[0] + tracking * len(clusters(run.text))
