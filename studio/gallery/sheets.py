"""Contact sheets: every print of a layout on one page, as its places show it, with what was found."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap

import cv2
import numpy as np
from PIL import Image, ImageDraw

from studio import fonts
from studio.design.layout import Layout
from studio.design.patterns import rounded
from studio.gallery.prints import Print
from studio.paint.arrays import Pixels
from studio.values import Box

PAPER, INK, QUIET, RED = "#fafaf7", "#15181d", "#6b7078", "#c0362c"
MARGIN, GAP, LINE, HEAD = 28, 18, 24, 86
# The width of a letter of a note, in pixels.
LETTER = 8
# By kind: columns, and the width of a print in pixels.
GRID = {"cover": (3, 440), "avatar": (4, 380), "banner": (2, 760)}
# An avatar large, as a phone's page shows it, and beside a comment.
AVATAR_SIDES_PX = (212, 98, 48)
# A safe zone lower than this is a strip that desktops show alone.
STRIP = 0.6
WHOLE_SHARE = 0.66


def sheet_of(layout: Layout, prints: Sequence[Print]) -> Image.Image:
    """All prints of one layout under its name and when it suits."""
    columns, width = GRID[layout.kind]
    shown = [(one, _shown(one.pixels, one, width)) for one in prints if one.pixels is not None]
    left_out = "; ".join(one.case.label for one in prints if one.pixels is None)
    notes = wrap(f"Not for: {left_out}", columns * width // LETTER) if left_out else []
    rows = [shown[start : start + columns] for start in range(0, len(shown), columns)]
    heights = [max(picture.height for _, picture in row) + LINE + GAP for row in rows]
    size = (
        2 * MARGIN + columns * (width + GAP) - GAP,
        2 * MARGIN + HEAD + sum(heights) + LINE * len(notes),
    )
    page = Image.new("RGB", size, PAPER)
    title = " — ".join(layout.title.get(language, layout.name) for language in ("en", "ru"))
    _write(page, MARGIN, MARGIN, title, 30)
    about = " · ".join((layout.kind, layout.name, layout.about.get("en", "")))
    _write(page, MARGIN, MARGIN + 44, about, 16, QUIET)
    y = MARGIN + HEAD
    for row, height in zip(rows, heights, strict=True):
        for index, (one, picture) in enumerate(row):
            x = MARGIN + index * (width + GAP)
            page.paste(picture, (x, y))
            _write(page, x, y + picture.height + 5, one.case.label, 13, QUIET)
            faults = ", ".join(sorted({fault.code for fault in one.faults}))
            _write(page, x + width // 2, y + picture.height + 5, faults, 13, RED)
        y += height
    for index, note in enumerate(notes):
        _write(page, MARGIN, y + index * LINE, note, 13, QUIET)
    return page


def scaled(pixels: Pixels, width: int) -> Image.Image:
    """The picture at a width in pixels, as a browser would show it."""
    height = round(pixels.shape[0] * width / pixels.shape[1])
    return Image.fromarray(cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA))


def in_circle(pixels: Pixels, side: int) -> Image.Image:
    """An avatar as it is shown: cut to a circle, on paper."""
    small = np.asarray(scaled(pixels, side), np.float32)
    inside = rounded(side, side, side / 2, ellipse=True)[..., None]
    paper = np.array([int(PAPER[at : at + 2], 16) for at in (1, 3, 5)], np.float32)
    return Image.fromarray((small * inside + paper * (1 - inside) + 0.5).astype(np.uint8))


def _shown(pixels: Pixels, one: Print, width: int) -> Image.Image:
    """A print in its places: a cover as it is, an avatar in three sizes, a banner with its crops."""
    if one.layout.kind == "avatar":
        return _row([in_circle(pixels, side) for side in AVATAR_SIDES_PX])
    zone = one.image.safe_zone
    if one.layout.kind == "cover" or zone is None:
        return scaled(pixels, width)
    large = round(width * WHOLE_SHARE)
    pair = _row([scaled(pixels, large), scaled(_cut(pixels, zone), width - large - GAP)])
    if zone.height >= STRIP:
        return pair
    strip = _cut(pixels, Box(x=0, y=zone.y, width=1, height=zone.height))
    return _column([pair, scaled(strip, width)])


def _cut(pixels: Pixels, box: Box) -> Pixels:
    height, width = pixels.shape[:2]
    y0, y1 = round(box.y * height), round((box.y + box.height) * height)
    return pixels[y0:y1, round(box.x * width) : round((box.x + box.width) * width)]


def _row(pictures: Sequence[Image.Image]) -> Image.Image:
    size = (
        sum(one.width for one in pictures) + GAP * (len(pictures) - 1),
        max(one.height for one in pictures),
    )
    page = Image.new("RGB", size, PAPER)
    x = 0
    for one in pictures:
        page.paste(one, (x, 0))
        x += one.width + GAP
    return page


def _column(pictures: Sequence[Image.Image]) -> Image.Image:
    gap = GAP // 2
    size = (
        max(one.width for one in pictures),
        sum(one.height for one in pictures) + gap * (len(pictures) - 1),
    )
    page = Image.new("RGB", size, PAPER)
    y = 0
    for one in pictures:
        page.paste(one, (0, y))
        y += one.height + gap
    return page


def _write(page: Image.Image, x: int, y: int, text: str, size: int, colour: str = INK) -> None:
    ImageDraw.Draw(page).text((x, y), text, fill=colour, font=fonts.font("golos", size))
