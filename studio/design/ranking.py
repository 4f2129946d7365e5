"""How good a cover is, as far as that can be measured; see docs/layouts.md, "How candidates are ranked"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from studio.brand import NO_BRAND
from studio.design.document import CutoutLayer, Design, PictureLayer, TextLayer
from studio.design.geometry import focus, grow, overlap, placed
from studio.design.layout import Layout
from studio.design.legibility import Reading
from studio.design.placing import shown_faces, text_boxes
from studio.design.sheet import Commission
from studio.fonts import TYPEFACES
from studio.paint.colour import hue_distance, oklch_of
from studio.values import Box, Hex, Value

Part = Literal["legibility", "contrast", "face", "subject", "balance", "brand", "suits"]
# What each part counts; together 1.
WEIGHTS: Mapping[Part, float] = {
    "legibility": 0.20,
    "contrast": 0.10,
    "face": 0.14,
    "subject": 0.14,
    "balance": 0.12,
    "brand": 0.08,
    "suits": 0.22,
}
# A part that cannot be told counts as this.
UNKNOWN = 0.6
# Capitals at the smallest size a feed shows, 168×94: from this many pixels they are read, at that with ease.
FEED_HEIGHT_PX, READ_PX, EASY_PX = 94, 3.5, 9.5
CAP_EMS = 0.7
# The contrast beyond which more is no gain (WCAG 2.2, AAA).
BEST_CONTRAST = 7.0
# A face's height on the canvas: within these it is a portrait, at the outer ones too small or too near.
FACE_SIZES = (0.08, 0.22, 0.58, 0.95)
# Its middle's height: eyes belong to the upper half.
FACE_HEIGHTS = (0.05, 0.26, 0.52, 0.80)
MOST_COVERED = 0.25
# Words and subject this far apart, in canvas widths and heights, balance each other.
APART = 0.36
# Of the canvas words should take so much.
WORDS_SHARE = (0.02, 0.07, 0.26, 0.45)
GREY, SAME_HUE, SAME_LIGHT = 0.04, 18.0, 0.14


class Score(Value):
    """0 to 100, and the parts that it is made of, each 0 to 1; see `WEIGHTS`."""

    total: float
    parts: dict[str, float]


def score_of(
    design: Design, job: Commission, layout: Layout, readings: Mapping[str, Reading] | None = None
) -> Score:
    """What a cover is worth. `readings` are how its words read once it is drawn, None before that."""
    faces = [face for face in shown_faces(design, job.darkroom) if overlap(face, WHOLE) > 0.5 * face.area]
    words = [box for layer in design.texts() for box in text_boxes(layer)]
    parts: dict[Part, float] = {
        "legibility": _legibility(design),
        "contrast": _contrast(readings),
        "face": _face(faces, job),
        "subject": _subject(design, job, faces, words),
        "balance": _balance(design, job, faces, words),
        "brand": _brand(design, job, layout),
        "suits": min(1.0, layout.suits(job)),
    }
    total = 100 * sum(WEIGHTS[name] * worth for name, worth in parts.items())
    return Score(total=round(total, 1), parts={name: round(worth, 3) for name, worth in parts.items()})


WHOLE = Box(x=0, y=0, width=1, height=1)


def _hill(value: float, low: float, best_low: float, best_high: float, high: float) -> float:
    """1 between the inner two, falling straight to 0 at the outer ones."""
    if value < best_low:
        return min(1.0, max(0.0, (value - low) / (best_low - low)))
    return min(1.0, max(0.0, (high - value) / (high - best_high)))


def _headline(design: Design) -> TextLayer | None:
    return next((layer for layer in design.texts() if layer.role == "headline"), None)


def _legibility(design: Design) -> float:
    """The headline's smallest capitals at feed size."""
    headline = _headline(design)
    if headline is None or not headline.lines:
        return 1.0
    smallest = min(line.size for line in headline.lines) * CAP_EMS * FEED_HEIGHT_PX
    return min(1.0, max(0.0, (smallest - READ_PX) / (EASY_PX - READ_PX)))


def _contrast(readings: Mapping[str, Reading] | None) -> float:
    if not readings:
        return UNKNOWN
    worst = min(min(reading.contrasts) for reading in readings.values())
    return min(1.0, worst / BEST_CONTRAST)


def _face(faces: list[Box], job: Commission) -> float:
    """The largest face: as large as a portrait's, whole, its eyes in the upper half."""
    if not faces:
        return UNKNOWN if job.brief.wants_face is None else float(not job.brief.wants_face)
    face = max(faces, key=lambda box: box.area)
    whole = overlap(face, WHOLE) / face.area
    return _hill(face.height, *FACE_SIZES) * _hill(face.centre[1], *FACE_HEIGHTS) * whole


def _subject(design: Design, job: Commission, faces: list[Box], words: list[Box]) -> float:
    """How much of the faces, or of what is shown where there are none, words leave uncovered."""
    seen = faces or [box for box in (_seen(design, job),) if box]
    if not seen or not words:
        return 1.0
    covered = max(sum(overlap(word, one) for word in words) / one.area for one in seen)
    return max(0.0, 1 - covered / MOST_COVERED)


def _seen(design: Design, job: Commission) -> Box | None:
    """Where the leading picture's subject stands, its rough edges left out."""
    for layer in design.layers:
        if isinstance(layer, PictureLayer | CutoutLayer) and not getattr(layer, "blur", 0.0):
            box = placed(focus(job.darkroom.pictures[layer.source]), layer.crop, layer.box)
            return grow(box, -0.15, -0.15, -0.15)
    return None


def _balance(design: Design, job: Commission, faces: list[Box], words: list[Box]) -> float:
    """Words on one side and the subject on another, words neither lost nor all over."""
    if not words:
        return UNKNOWN
    area = sum(word.area for word in words)
    x = sum(word.centre[0] * word.area for word in words) / area
    y = sum(word.centre[1] * word.area for word in words) / area
    seen = max(faces, key=lambda box: box.area) if faces else _seen(design, job)
    apart = 1.0
    if seen is not None:
        cx, cy = seen.centre
        apart = min(1.0, ((x - cx) ** 2 + (y - cy) ** 2) ** 0.5 / APART)
    return 0.6 * apart + 0.4 * _hill(area, *WORDS_SHARE)


def _brand(design: Design, job: Commission, layout: Layout) -> float:
    """How much of what the team asks for is there: its typeface, its colours, a layout it likes."""
    brand = job.brand
    if brand == NO_BRAND:
        return 1.0
    told: list[float] = []
    headline = _headline(design)
    if brand.fonts.headline in TYPEFACES and headline is not None:
        told.append(float(headline.face == brand.fonts.headline))
    if brand.palette:
        used = _colours(design)
        own = [one.hex for one in brand.palette]
        near = [any(_alike(colour, other) for other in own) for colour in used]
        told.append(sum(near) / len(near) if near else UNKNOWN)
    if favourites := brand.layouts.get(design.kind):
        told.append(float(layout.name in favourites))
    return sum(told) / len(told) if told else 1.0


def _colours(design: Design) -> list[Hex]:
    """The colours of words and flat shapes that are colours, black and white left out."""
    found: set[Hex] = set()
    for layer in design.layers:
        if layer.type == "text":
            found |= {line.colour for line in layer.lines}
            found |= {layer.plate.colour} if layer.plate else set()
        elif layer.type == "shape" and layer.opacity == 1:
            found.add(layer.colour)
    return sorted(colour for colour in found if oklch_of(colour)[1] > GREY)


def _alike(one: Hex, other: Hex) -> bool:
    light, chroma, hue = oklch_of(one)
    other_light, other_chroma, other_hue = oklch_of(other)
    return (
        abs(light - other_light) < SAME_LIGHT
        and min(chroma, other_chroma) > GREY
        and hue_distance(hue, other_hue) < SAME_HUE
    )
