"""Enlarging without a model: Lanczos that agrees with its source, steeper edges without halos, grain kept."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Pixels, Plane
from studio.paint.hearing import OnPaintStep, ignore_step

# Rounds of back-projection (Irani & Peleg, 1991): the enlarged picture, made small again, is the source.
AGREEING_ROUNDS = 2
# How far beyond the source's own brightest and darkest neighbours a pixel may go, as a share of their range:
# nothing is a halo or a ripple that stays within it.
OVERSHOOT = 0.04
SHARPENING = 0.7
# Of the sharpening on edges, what texture and skin get: more turns grain into scales.
EVERYWHERE = 0.2
# Where slopes are compared, and the slope (bytes a pixel) at which an edge begins.
COHERENCE_PX, LEAST_SLOPE = 1.3, 3.0
# Neighbourhood of a source pixel whose range counts.
RANGE_PX = 3
# Grain below this deviation (in bytes) is not worth keeping; above the other it is noise.
LEAST_GRAIN, MOST_GRAIN = 0.6, 5.0
GRAIN_SHARE = 0.75
# Detail up to so many deviations of the grain is damped, by so much at most.
CORING, CALMED = 2.2, 0.85
FEWEST_PIXELS = 64
STEPS = 4


def enlarge(picture: Pixels, width_px: int, height_px: int, on_step: OnPaintStep = ignore_step) -> Pixels:
    """`(height_px, width_px, 3)` of a picture of the same shape; where it gets smaller it is averaged."""
    height, width = picture.shape[:2]
    if (width, height) == (width_px, height_px):
        return picture
    scale = max(width_px / width, height_px / height)
    if scale <= 1:
        return cv2.resize(picture, (width_px, height_px), interpolation=cv2.INTER_AREA)
    light, *colours = cv2.split(cv2.cvtColor(picture, cv2.COLOR_RGB2YCrCb))
    source: Plane = light.astype(np.float32)
    deviation = _noise(source)
    grown = _agreeing(_calmed(source, deviation), width_px, height_px)
    on_step(1, STEPS)
    low, high = _range(source, width_px, height_px)
    edges = cv2.resize(_edges(source), (width_px, height_px), interpolation=cv2.INTER_LINEAR)
    grown = _sharpened(grown, low, high, edges, scale)
    on_step(2, STEPS)
    grown += _grain(grown, deviation, scale)
    on_step(3, STEPS)
    planes: list[Pixels] = [np.clip(np.rint(grown), 0, 255).astype(np.uint8)]
    planes += [cv2.resize(plane, (width_px, height_px), interpolation=cv2.INTER_CUBIC) for plane in colours]
    on_step(4, STEPS)
    return cv2.cvtColor(cv2.merge(planes), cv2.COLOR_YCrCb2RGB)


def agree(grown: Plane, source: Plane, share: float = 1.0, rounds: int = AGREEING_ROUNDS) -> Plane:
    """The larger picture corrected by `share` of what its smaller self lacks of the source; any channels."""
    height, width = source.shape[:2]
    for _round in range(rounds):
        lacking = source - cv2.resize(grown, (width, height), interpolation=cv2.INTER_AREA)
        grown = grown + share * cv2.resize(lacking, grown.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return grown


def _agreeing(source: Plane, width_px: int, height_px: int) -> Plane:
    grown = cv2.resize(source, (width_px, height_px), interpolation=cv2.INTER_LANCZOS4)
    return agree(grown, source)


def _range(source: Plane, width_px: int, height_px: int) -> tuple[Plane, Plane]:
    """The darkest and brightest a pixel may be by its neighbours in the source, at the larger size."""
    kernel = np.ones((RANGE_PX, RANGE_PX), np.uint8)
    low, high = cv2.erode(source, kernel), cv2.dilate(source, kernel)
    room = OVERSHOOT * (high - low)
    size = (width_px, height_px)
    # Softened, or the window's own squares would show.
    low, high = cv2.GaussianBlur(low - room, (0, 0), 0.6), cv2.GaussianBlur(high + room, (0, 0), 0.6)
    return (
        cv2.resize(low, size, interpolation=cv2.INTER_CUBIC),
        cv2.resize(high, size, interpolation=cv2.INTER_CUBIC),
    )


def _edges(source: Plane) -> Plane:
    """1 on a clear edge, 0 in flat parts and where texture runs every way: how much the slopes around a pixel
    agree on one direction (the structure tensor's coherence, Weickert 1998)."""
    dx, dy = cv2.Sobel(source, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(source, cv2.CV_32F, 0, 1) / 8
    xx, yy, xy = (cv2.GaussianBlur(part, (0, 0), COHERENCE_PX) for part in (dx * dx, dy * dy, dx * dy))
    both = xx + yy
    coherence = ((xx - yy) ** 2 + 4 * xy * xy) / np.maximum(both * both, 1e-6)
    return coherence * np.clip((np.sqrt(both) - LEAST_SLOPE) / LEAST_SLOPE, 0, 1)


def _sharpened(grown: Plane, low: Plane, high: Plane, edges: Plane, scale: float) -> Plane:
    """Edges steeper by two unsharp masks, then held within the range: steep, but without a rim."""
    fine = grown - cv2.GaussianBlur(grown, (0, 0), 0.45 * scale)
    broad = grown - cv2.GaussianBlur(grown, (0, 0), 0.95 * scale)
    amount = SHARPENING * (EVERYWHERE + (1 - EVERYWHERE) * edges)
    return np.clip(grown + amount * (0.8 * fine + 0.7 * broad), low, high)


def _noise(source: Plane) -> float:
    """The deviation of a picture's grain in bytes, by its calm half (Immerkær's filter, 1996)."""
    kernel = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32) / 6
    noise = np.abs(cv2.filter2D(source, cv2.CV_32F, kernel, borderType=cv2.BORDER_REFLECT))
    # Clipped blacks and whites have no grain and say nothing.
    seen = noise[(source > 8) & (source < 247)]
    return min(MOST_GRAIN, float(np.median(seen)) / 0.6745) if seen.size > FEWEST_PIXELS else 0.0


def _calmed(source: Plane, deviation: float) -> Plane:
    """The source with what is not larger than its grain damped: enlarged grain is blotches."""
    if deviation < LEAST_GRAIN:
        return source
    detail = source - cv2.GaussianBlur(source, (0, 0), 1.0)
    power = detail * detail
    kept = power / (power + (CORING * deviation) ** 2)
    return source - (1 - kept) * CALMED * detail


def _grain(grown: Plane, deviation: float, scale: float) -> Plane:
    """Fresh grain of one pixel in place of what was damped."""
    if deviation < LEAST_GRAIN:
        return np.zeros_like(grown)
    amount = deviation * GRAIN_SHARE * min(1.0, (scale - 1) / 0.5)
    field: Plane = np.random.default_rng(7).standard_normal(grown.shape, dtype=np.float32)
    field = cv2.GaussianBlur(field, (0, 0), 0.55)
    middle = grown / 255
    return field * (amount / float(field.std())) * np.clip(0.35 + 2.6 * middle * (1 - middle), 0, 1)
