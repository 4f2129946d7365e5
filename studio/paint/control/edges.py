"""Canny edges, white on black, with thresholds picked from the picture."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Pixels, Plane
from studio.paint.control.faces import faces_in
from studio.paint.control.picture import ControlPicture, around, cut, unit_px, window_for
from studio.values import Box

# The share of pixels with a slope steep enough to start a line, and how much gentler its ends may be.
STRONG_SHARE, GENTLER = 0.065, 0.4
# Slopes below this are noise and compression, however calm the picture is. In bytes a pixel, Sobel's scale.
LEAST_SLOPE = 60.0
SPECK_PX = 22
# How far a line's surroundings reach, and how much they take from it.
SURROUND_PX, INHIBITION = 9.0, 0.8


def draw_edges(photo: Pixels, width_px: int, height_px: int, window: Box | None) -> ControlPicture:
    """The edges of what the canvas shows, one pixel wide at the models' size (Canny, 1986)."""
    if window is None:
        window = window_for(photo, width_px, height_px, around(face.box for face in faces_in(photo)))
    # Drawn at the size the models were trained at: finer lines are texture, which leads nowhere.
    scale = max(1.0, unit_px(width_px, height_px))
    columns, rows = max(1, round(width_px / scale)), max(1, round(height_px / scale))
    lines = _edges(cut(photo, window, columns, rows))
    if scale > 1:
        lines = _enlarged(lines, width_px, height_px)
    return ControlPicture("edges", np.repeat(lines[..., None], 3, axis=2), window)


def _edges(pixels: Pixels) -> Plane:
    """Lines `(H, W)` of 255. Slopes amid others of their kind are texture and count less, as in the surround
    inhibition of Grigorescu et al. (2003)."""
    grey = cv2.cvtColor(cv2.bilateralFilter(pixels, 5, 24, 2.5), cv2.COLOR_RGB2GRAY)
    dx = cv2.Sobel(grey, cv2.CV_32F, 1, 0)
    dy = cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    slope = cv2.magnitude(dx, dy)
    left = np.maximum(slope - INHIBITION * cv2.GaussianBlur(slope, (0, 0), SURROUND_PX), 0)
    share = left / np.maximum(slope, 1e-6)
    strong = max(LEAST_SLOPE, float(np.quantile(left, 1 - STRONG_SHARE)))
    lines = cv2.Canny(
        np.rint(dx * share).astype(np.int16),
        np.rint(dy * share).astype(np.int16),
        strong * GENTLER,
        strong,
        L2gradient=True,
    )
    return _without_specks(lines)


def _without_specks(lines: Plane) -> Plane:
    count, labels, stats, _centres = cv2.connectedComponentsWithStats(lines, connectivity=8)
    kept = np.zeros(count, np.uint8)
    kept[1:] = 255 * (stats[1:, cv2.CC_STAT_AREA] >= SPECK_PX)
    return kept[labels]


def _enlarged(lines: Plane, width_px: int, height_px: int) -> Plane:
    """Lines grown with the canvas, smooth and full white."""
    grown = cv2.resize(lines, (width_px, height_px), interpolation=cv2.INTER_CUBIC)
    return np.where(grown > 100, 255, 0).astype(np.uint8)
