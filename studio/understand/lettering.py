"""Finding white letters laid over a picture: titles and subtitles make poor stills.

Overlaid letters are evenly white, crisp at the edge, thin for their outline, and drawn in strokes of one
width, which bright grass, gravel and chrome are not. A title is few large shapes of that kind (often touching
each other), a subtitle many small ones of one height on one line.
"""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[Any]  # uint8

WHITE = 208
GLYPH_HEIGHT = (0.016, 0.34)
# Outline squared over area: 12.6 a disc, 16 a square, about 25 a bar, 40-200 letters, more where they touch.
THIN, JOINED = 24.0, 130.0
# Mean gradient (Sobel, of 255) on the outline of letters; clouds and highlights are softer.
CRISP = 150.0
TITLE_GLYPHS, SUBTITLE_GLYPHS = 3, 7
TITLE_HEIGHT = 0.06
# So many shapes of one height on one line, and few others about, are letters though a bright background joins
# some of them; elsewhere a title must be in strokes, or it may be a texture.
SURE_GLYPHS, FEW = 5, 24
# The widest place of a shape over that of most of it, and how much widths vary: letters 1.5 and 0.2, bright
# textures 2.2 to 8 and 0.3 to 1.
WIDEST, VARIES = 1.9, 0.24
MOST_SHAPES = 400


def lettering_share(picture: Picture) -> float:
    """The share (0..1) of an (H, W, 3) uint8 RGB picture, best 640 wide, that white lettering covers."""
    red, green, blue = cv2.split(picture)
    darkest = cv2.min(cv2.min(red, green), blue)
    _, white = cv2.threshold(darkest, WHITE, 1, cv2.THRESH_BINARY)
    if not cv2.countNonZero(white):
        return 0.0
    glyphs = _glyphs(white, darkest)
    height, width = darkest.shape
    large = [glyph for glyph in glyphs if glyph[3] >= TITLE_HEIGHT * height]
    small = [glyph for glyph in glyphs if glyph[3] < TITLE_HEIGHT * height]
    covered = 0.0
    for line in _lines(large):
        title = len(line) >= TITLE_GLYPHS or any(glyph[4] > JOINED for glyph in line)
        plain = len(glyphs) <= FEW and len(line) >= SURE_GLYPHS and _one_height(line)
        if title and (plain or _in_strokes(white, line)):
            covered += _area(line)
    for line in _lines(small):
        if len(line) >= SUBTITLE_GLYPHS and _one_height(line):
            covered += _area(line)
    return min(1.0, covered / (width * height))


Glyph = tuple[int, int, int, int, float]  # left, top, width, height, thinness


def _glyphs(white: Picture, darkest: Picture) -> list[Glyph]:
    """White shapes that could be letters, from left to right."""
    height = white.shape[0]
    contours, family = cv2.findContours(white, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    strength: Picture | None = None
    found: list[Glyph] = []
    for number, contour in enumerate(contours):
        if family[0][number][3] >= 0 or len(found) >= MOST_SHAPES:
            continue
        left, top, wide, tall = (int(edge) for edge in cv2.boundingRect(contour))
        if not GLYPH_HEIGHT[0] * height <= tall <= GLYPH_HEIGHT[1] * height:
            continue
        outline, area = cv2.arcLength(contour, True), cv2.contourArea(contour)
        hole = int(family[0][number][2])
        while hole >= 0:
            outline += cv2.arcLength(contours[hole], True)
            area -= cv2.contourArea(contours[hole])
            hole = int(family[0][hole][0])
        thinness = outline * outline / max(area, 1.0)
        if thinness < THIN or area < 0.12 * wide * tall:
            continue
        if strength is None:
            strength = cv2.magnitude(
                cv2.Sobel(darkest, cv2.CV_32F, 1, 0), cv2.Sobel(darkest, cv2.CV_32F, 0, 1)
            )
        points = contour[:, 0]
        if float(strength[points[:, 1], points[:, 0]].mean()) >= CRISP:
            found.append((left, top, wide, tall, float(thinness)))
    return sorted(found)


def _lines(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs gathered into rows by the height at which they stand."""
    lines: list[list[Glyph]] = []
    for glyph in glyphs:
        for line in lines:
            if _follows(line[-1], glyph):
                line.append(glyph)
                break
        else:
            lines.append([glyph])
    return lines


def _follows(one: Glyph, other: Glyph) -> bool:
    tall = max(one[3], other[3])
    level = abs((one[1] + one[3]) - (other[1] + other[3])) < 0.3 * tall
    return level and other[0] - (one[0] + one[2]) < 1.6 * tall


def _one_height(line: list[Glyph]) -> bool:
    """Letters come in two or three heights, glitter in all."""
    heights = np.array([glyph[3] for glyph in line], float)
    return bool(heights.std() < 0.24 * heights.mean())


def _in_strokes(white: Picture, line: list[Glyph]) -> bool:
    """Whether most of a line's shapes are of one width all over, by the ridges of their distance maps."""
    widest, varies = [], []
    for left, top, wide, tall, _ in line:
        part = np.pad(white[top : top + tall, left : left + wide], 1)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(part, connectivity=8)
        shape = (labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))).astype(np.uint8)
        depth = cv2.distanceTransform(shape, cv2.DIST_L2, 5)
        ridge = depth[(depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)) - 1e-3) & (depth > 0.9)]
        if not ridge.size:
            continue
        widest.append(float(ridge.max()) / max(float(np.median(ridge)), 0.5))
        varies.append(float(ridge.std()) / max(float(ridge.mean()), 0.5))
    return bool(widest) and float(np.median(widest)) <= WIDEST and float(np.median(varies)) <= VARIES


def _area(line: list[Glyph]) -> int:
    right = max(glyph[0] + glyph[2] for glyph in line)
    foot = max(glyph[1] + glyph[3] for glyph in line)
    return (right - min(glyph[0] for glyph in line)) * (foot - min(glyph[1] for glyph in line))
