"""How the words do where people meet a picture: in a feed, a few fingers wide."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor

import cv2
import numpy as np

from studio.design.document import Design, TextLayer, TextLine
from studio.design.inking import span_edges
from studio.design.legibility import Proof
from studio.design.lettering import PLATE_SIDE, line_box, line_mask
from studio.paint.arrays import Floats, Pixels, Plane
from studio.paint.colour import oklab_from_srgb
from studio.values import ArtworkKind, Finding

# A cover in a list beside a film, an avatar on a phone: pixels as the platforms show them.
FEED_PX: dict[ArtworkKind, tuple[int, int]] = {"cover": (168, 94), "avatar": (98, 98)}
READ_THERE = frozenset({"headline", "number", "monogram"})
# The least of a line's own light and shade, against that of what it lies on; see `clarities`. Of the covers
# that were looked at, readable ones had 1.1 and more, those that drown 0.9 and less.
CLEAR_ENOUGH = 0.95
FLOOR = 3.0
AROUND_PX = 2
# A small pixel belongs to other words from this cover on; so many are needed to judge by.
OTHERS, FEWEST_PX = 0.04, 12
NOTHING, COLOUR_HELPS = 1e-3, 0.6
UPRIGHT_DEG = 3.0


def at_feed_size(pixels: Pixels, kind: ArtworkKind) -> Pixels:
    """The picture as small as a feed shows it."""
    width, height = FEED_PX.get(kind, FEED_PX["cover"])
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)


def check_feed(drawn: Proof) -> list[Finding]:
    """Findings about words that drown at feed size, measured on the picture rendered down to it."""
    design = drawn.design
    if design.kind not in FEED_PX:
        return []
    findings = []
    small = _Small.of(drawn.pixels, design)
    for layer in design.texts():
        if layer.role not in READ_THERE or not layer.visible or abs(layer.rotation) > UPRIGHT_DEG:
            continue
        worst = min(_clarities(layer, design, small), default=CLEAR_ENOUGH)
        if worst < CLEAR_ENOUGH:
            findings.append(
                Finding(
                    code="unclear_in_feed", severity="warning", value=round(worst, 2), limit=CLEAR_ENOUGH,
                    box=layer.box, layer=layer.id, fix="clarify_words",
                )
            )  # fmt: skip
    return findings


def clarities(pixels: Pixels, layer: TextLayer, design: Design) -> list[float]:
    """For each stretch of one colour in each line how clearly its letters stand out at feed size.

    The colour around them (OKLab, lightness 0..100) is explained by how much of each small pixel the letters
    cover: what they explain, over what is left, both as standard deviations. Letters too small to leave light
    and shade explain little, a lively ground leaves much.
    """
    return _clarities(layer, design, _Small.of(pixels, design))


@dataclass(frozen=True)
class _Small:
    """A picture at feed size, `(H, W, 3)` OKLab × 100, and how much its letters cover there, line by line."""

    lab: Floats
    covers: dict[str, list[Plane]]

    @classmethod
    def of(cls, pixels: Pixels, design: Design) -> _Small:
        width, height = FEED_PX[design.kind]
        small = at_feed_size(pixels, design.kind).astype(np.float32) / 255
        covers = {
            text.id: [_cover(line, text, design, width, height) for line in text.lines]
            for text in design.texts()
            if text.visible
        }
        return cls(100 * oklab_from_srgb(small), covers)


def _clarities(layer: TextLayer, design: Design, small: _Small) -> list[float]:
    height, width = small.lab.shape[:2]
    covers = small.covers[layer.id]
    words = np.sum([cover for one in small.covers.values() for cover in one], axis=0)
    found = []
    for line, cover in zip(layer.lines, covers, strict=True):
        y0 = max(0, int((line.y - 0.8 * line.size) * height) - AROUND_PX)
        y1 = int((line.y + 0.2 * line.size) * height) + AROUND_PX + 1
        for left, right in _stretches(line, layer, design):
            x0, x1 = max(0, int(left * width) - AROUND_PX), int(right * width) + AROUND_PX + 1
            part = _on_plate((slice(y0, y1), slice(x0, x1)), line, layer, (width, height))
            # Neighbouring lines are no ground.
            own = words[part] - cover[part] < OTHERS
            if own.sum() >= FEWEST_PX:
                found.append(clarity(small.lab[part][own], cover[part][own]))
    return found


def _on_plate(
    part: tuple[slice, slice], line: TextLine, layer: TextLayer, size: tuple[int, int]
) -> tuple[slice, slice]:
    """The part of the small picture (of that width and height) without what lies beside a line's plate."""
    if layer.plate is None:
        return part
    width, height = size
    left, top, right, foot = line_box(line, layer, width, height)
    pad = layer.plate.pad * height
    across = PLATE_SIDE * pad
    rows = slice(max(part[0].start, ceil(top - pad)), min(part[0].stop, floor(foot + pad)))
    columns = slice(max(part[1].start, ceil(left - across)), min(part[1].stop, floor(right + across)))
    return rows, columns


def clarity(colours: Floats, cover: Floats) -> float:
    """What letters' `cover` `(N,)` explains of `colours` `(N, 3)`, over what it leaves; see `clarities`."""
    spread = float(cover.std())
    if spread < NOTHING:
        return 0.0
    away, over = colours - colours.mean(axis=0), cover - cover.mean()
    slopes = (away * over[:, None]).mean(axis=0) / spread**2
    left = away - slopes * over[:, None]
    # Light and shade are what letters are read by; colour helps.
    weights = np.array([1.0, COLOUR_HELPS, COLOUR_HELPS], np.float32)
    explained = float(np.linalg.norm(slopes * weights)) * spread
    return explained / (float(left[:, 0].std()) + FLOOR)


def _stretches(line: TextLine, layer: TextLayer, design: Design) -> list[tuple[float, float]]:
    """Where the parts of a line that have one colour begin and end, as canvas xs."""
    if not line.spans:
        return [(line.x, line.x + line.width)]
    em = line.size * design.height_px / design.width_px
    edges = sorted({0, len(line.text), *(place for span in line.spans for place in (span.start, span.end))})
    found = []
    for start, end in pairwise(edges):
        if line.text[start:end].strip():
            left, right = span_edges(line.text, start, end, layer.face, layer.tracking)
            found.append((line.x + max(0.0, left) * em, line.x + min(line.width, right * em)))
    return found


def _cover(line: TextLine, layer: TextLayer, design: Design, width: int, height: int) -> Plane:
    """How much of each small pixel the letters of a line cover."""
    whole = np.zeros((design.height_px, design.width_px), np.float32)
    mask, x, y = line_mask(line, layer, design.width_px, design.height_px)
    x0, y0 = max(0, x), max(0, y)
    x1, y1 = min(design.width_px, x + mask.shape[1]), min(design.height_px, y + mask.shape[0])
    if x1 > x0 and y1 > y0:
        whole[y0:y1, x0:x1] = mask[y0 - y : y1 - y, x0 - x : x1 - x]
    return cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
