"""Measuring one picture: sharpness, exposure, colour, where it is busy, what it is about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.understand.motion import Moving
from studio.values import Box, Face

Picture = NDArray[Any]  # uint8; OpenCV's stubs do not keep the dtype
Plane = NDArray[Any]  # float32

LOOK_WIDTH = 640
BUSY_ROWS, BUSY_COLUMNS = 9, 16
# Red against green and yellow against blue.
OPPONENT_COLOURS = np.array([[1, -1, 0], [0.5, 0.5, -1]], np.float32)
# Gradient strength (Sobel, of 255) of grain and soft skies, and the one at which a place is fully busy.
QUIET, FULLY_BUSY = 7.0, 60.0


@dataclass(frozen=True)
class Look:
    """What one picture measures, each in 0..1 but where said."""

    sharpness: float
    exposure: float
    colourfulness: float
    contrast: float
    detail: float
    mean_luma: float


def sharpness_of(luma: Picture) -> float:
    """How crisp the crispest quarter of the picture is, 0..1.

    `luma` is (H, W) uint8. The Laplacian's spread in an 8×8 grid of tiles against the contrast there, so that
    a shallow depth of field is not punished and a flat scene is not mistaken for a blurred one.
    """
    detail = np.abs(cv2.Laplacian(cv2.GaussianBlur(luma, (0, 0), 0.7), cv2.CV_32F))
    tiles = cv2.resize(detail, (8, 8), interpolation=cv2.INTER_AREA)
    strong = float(np.sort(tiles.ravel())[-16:].mean())
    return unit(np.log1p(strong) / np.log1p(14.0))


def look_at(picture: Picture) -> Look:
    """Measure an (H, W, 3) uint8 RGB picture, best at about 640 pixels wide."""
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    shares = np.bincount(luma.ravel(), minlength=256) / luma.size
    levels = np.cumsum(shares)
    low, high = int(np.searchsorted(levels, 0.03)), int(np.searchsorted(levels, 0.97))
    mean = float((shares * np.arange(256)).sum())
    clipped = float(shares[:6].sum() * 0.6 + shares[250:].sum())
    centred = 1 - min(1.0, abs(mean - 118) / 105)
    used = shares[shares > 0]
    entropy = float(-(used * np.log2(used)).sum())
    return Look(
        sharpness=sharpness_of(np.asarray(luma, np.uint8)),
        exposure=unit(0.25 + 0.85 * centred - 0.9 * max(0.0, clipped - 0.04)),
        colourfulness=unit(colourfulness_of(picture) / 75),
        contrast=unit((high - low) / 190),
        detail=unit((entropy - 3.0) / 4.3),
        mean_luma=mean / 255,
    )


def colourfulness_of(picture: Picture) -> float:
    """Hasler & Süsstrunk 2003: about 0 for grey, 45 for colourful, over 80 for extremely so."""
    opponents = cv2.transform(picture.astype(np.float32), OPPONENT_COLOURS)
    mean, spread = cv2.meanStdDev(opponents)
    return math.hypot(*spread.ravel()) + 0.3 * math.hypot(*mean.ravel())


def saliency_of(picture: Picture) -> Plane:
    """Where the eye goes, (36, 64) float32 in 0..1.

    Frequency-tuned colour contrast (Achanta et al. 2009) with the spectral residual (Hou & Zhang 2007),
    leaning to the middle as people with cameras do.
    """
    small = cv2.resize(picture, (160, 90), interpolation=cv2.INTER_AREA)
    lab = cv2.cvtColor(small.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
    colour = np.linalg.norm(cv2.GaussianBlur(lab, (0, 0), 2.0) - lab.mean(axis=(0, 1)), axis=2)
    done, residual = cv2.saliency.StaticSaliencySpectralResidual.create().computeSaliency(small)
    texture = cv2.GaussianBlur(residual.astype(np.float32), (0, 0), 2.0) if done else np.zeros_like(colour)
    y, x = np.mgrid[-1:1:90j, -1:1:160j]
    middle = np.exp(-(x * x + y * y) / 0.9)
    mixed = (colour / max(float(colour.max()), 1e-6) + texture / max(float(texture.max()), 1e-6)) * middle
    shrunk = cv2.resize(mixed.astype(np.float32), (64, 36), interpolation=cv2.INTER_AREA)
    return np.asarray(shrunk / max(float(shrunk.max()), 1e-6), np.float32)


def busy_map(picture: Picture, faces: Sequence[Face]) -> NDArray[np.float32]:
    """(9, 16) float32: 0 an empty wall, 1 full of detail or a face; low numbers are room for words."""
    luma = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    soft = cv2.GaussianBlur(luma, (0, 0), 1.4)
    strength = cv2.magnitude(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1))
    above = np.clip((strength - QUIET) / (FULLY_BUSY - QUIET), 0, 1)
    edges = cv2.resize(above, (BUSY_COLUMNS, BUSY_ROWS), interpolation=cv2.INTER_AREA)
    attention = cv2.resize(saliency_of(picture), (BUSY_COLUMNS, BUSY_ROWS), interpolation=cv2.INTER_AREA)
    busy = np.clip(0.95 * np.sqrt(edges) + 0.30 * attention, 0, 1)
    for face in faces:
        rows, columns = cells(face.box, BUSY_ROWS, BUSY_COLUMNS)
        busy[rows, columns] = 1.0
    return np.asarray(busy, np.float32)


def cells(box: Box, rows: int, columns: int) -> tuple[slice, slice]:
    """The rows and columns of a grid that a box touches."""
    top, left = int(box.y * rows), int(box.x * columns)
    foot = int(np.ceil((box.y + box.height) * rows))
    right = int(np.ceil((box.x + box.width) * columns))
    return slice(max(0, top), min(rows, foot)), slice(max(0, left), min(columns, right))


def subject_box(picture: Picture, faces: Sequence[Face], moving: Moving | None = None) -> Box | None:
    """What the picture is about: heads that matter, what moves, else where the eye goes; None if nowhere."""
    if faces:
        largest = max(face.box.area for face in faces)
        heads = [_head(face.box) for face in faces if face.box.area > 0.25 * largest]
        left, top = min(box.x for box in heads), min(box.y for box in heads)
        right = max(box.x + box.width for box in heads)
        foot = max(box.y + box.height for box in heads)
        return _rounded(left, top, right, foot)
    if moving is not None:
        return _rounded(
            moving.box.x, moving.box.y, moving.box.x + moving.box.width, moving.box.y + moving.box.height
        )
    saliency = saliency_of(picture)
    strong = np.clip(saliency - (saliency.mean() + 0.6 * saliency.std()), 0, None)
    total = float(strong.sum())
    if total <= 0:
        return None
    rows, columns = saliency.shape
    across, down = np.cumsum(strong.sum(axis=0)) / total, np.cumsum(strong.sum(axis=1)) / total
    left, right = (int(np.searchsorted(across, q)) for q in (0.06, 0.94))
    top, foot = (int(np.searchsorted(down, q)) for q in (0.06, 0.94))
    box = _rounded(left / columns, top / rows, (right + 1) / columns, (foot + 1) / rows)
    return None if box.area > 0.62 else box


def _head(face: Box) -> Box:
    """The whole head around a face box, which goes from brow to chin."""
    return Box(
        x=face.x - 0.28 * face.width,
        y=face.y - 0.45 * face.height,
        width=face.width * 1.56,
        height=face.height * 1.60,
    )


def _rounded(left: float, top: float, right: float, foot: float) -> Box:
    left, top, right, foot = (min(1.0, max(0.0, edge)) for edge in (left, top, right, foot))
    return Box(x=round(left, 4), y=round(top, 4), width=round(right - left, 4), height=round(foot - top, 4))


def unit(value: float) -> float:
    """`value` clipped to 0..1 as a plain rounded float."""
    return round(float(min(1.0, max(0.0, value))), 4)
