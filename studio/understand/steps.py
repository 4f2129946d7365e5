"""Comparing small pictures of a film: how unlike two are once the camera's movement is taken out."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.uint8]  # (N, rows, columns, 3) YUV
Planes = NDArray[np.float32]  # (N, rows, columns) luma
Numbers = NDArray[np.float64]

# The camera is followed this far between two pictures, in cells of the small picture.
REACH = (2, 3)
# A stronger hand on the parameters of the fit than on the pictures: flat pictures have no movement.
STEADINESS = np.diag([30.0, 30.0, 3000.0, 3000.0])
CHUNK = 1024


def differences(frames: Frames, lag: int = 1) -> Numbers:
    """Mean absolute difference (0..255) of every picture to the one `lag` before; zeros at first."""
    found = np.zeros(len(frames))
    for start in range(lag, len(frames), CHUNK):
        stop = min(len(frames), start + CHUNK)
        found[start:stop] = apart(frames[start:stop], frames[start - lag : stop - lag])
    return found


def apart(one: Frames, other: Frames) -> Numbers:
    """Mean absolute difference (0..255) of (N, …) pictures and (N, …) or one other."""
    wide = np.abs(one.astype(np.int16) - other.astype(np.int16))
    return np.asarray(wide.mean(axis=tuple(range(1, wide.ndim))), np.float64)


def unexplained(before: Planes, after: Planes) -> Numbers:
    """What of the difference of luma pictures, pair by pair, no movement of the camera explains (0..255).

    The better of two explanations: a shift by whole cells, and a small shift, zoom and turn fitted to the
    gradients (Lucas & Kanade 1981, for the whole picture at once).
    """
    return np.minimum(shifted_apart(before, after), _fitted(before, after))


def kinship(before: Planes, after: Planes) -> Numbers:
    """The best correlation (-1..1) of luma pictures, pair by pair, over shifts of the camera.

    1 is the same scene in whatever light; near 0 two scenes, or one without any structure.
    """
    best = np.full(len(before), -1.0)
    for one, other in _shifts(before, after):
        a = one.reshape(len(one), -1)
        b = other.reshape(len(other), -1)
        a, b = a - a.mean(axis=1, keepdims=True), b - b.mean(axis=1, keepdims=True)
        energy = np.sqrt((a * a).sum(axis=1) * (b * b).sum(axis=1))
        best = np.maximum(best, (a * b).sum(axis=1) / (energy + a.shape[1]))
    return best


def _shifts(before: Planes, after: Planes) -> list[tuple[Planes, Planes]]:
    """The parts of two pictures that lie on each other, for every shift within reach."""
    rows, columns = before.shape[1:]
    down, across = min(REACH[0], rows // 4), min(REACH[1], columns // 4)
    return [
        (_part(before, dy, dx), _part(after, -dy, -dx))
        for dy in range(-down, down + 1)
        for dx in range(-across, across + 1)
    ]


def _part(pictures: Planes, dy: int, dx: int) -> Planes:
    rows, columns = pictures.shape[1:]
    return pictures[:, max(0, dy) : rows + min(0, dy), max(0, dx) : columns + min(0, dx)]


def shifted_apart(before: Planes, after: Planes) -> Numbers:
    """Mean absolute difference (0..255) of luma pictures, pair by pair, at the best shift within reach."""
    best = np.full(len(before), np.inf)
    for one, other in _shifts(before, after):
        best = np.minimum(best, np.abs(one - other).mean(axis=(1, 2)))
    return best


def _fitted(before: Planes, after: Planes) -> Numbers:
    count, rows, columns = before.shape
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    y, x = y - (rows - 1) / 2, x - (columns - 1) / 2
    down, across = np.gradient(0.5 * (before + after), axis=(1, 2))
    moves: NDArray[Any] = np.stack([across, down, x * across + y * down, x * down - y * across], axis=-1)
    basis = moves[:, 1:-1, 1:-1].reshape(count, -1, 4)
    change = (after - before)[:, 1:-1, 1:-1].reshape(count, -1, 1)
    turned = basis.transpose(0, 2, 1)
    found = np.linalg.solve(turned @ basis + STEADINESS, turned @ change)
    return np.asarray(np.abs(change - basis @ found).mean(axis=(1, 2)), np.float64)
