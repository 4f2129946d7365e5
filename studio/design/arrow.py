"""The outline of an arrow: a bent shaft that grows towards a swept head, as if drawn with one stroke."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]

# Of the whole way from tail to tip: how far the shaft bows out.
BOW = 0.13
# In thicknesses of the shaft: the tail, the neck before the head, the head's length and half width, and how
# far its barbs are swept back.
TAIL, NECK, HEAD, BARB, SWEEP = 0.34, 0.50, 2.5, 1.45, 0.55
# A head on a short way stays an arrow's head.
LONGEST_HEAD = 0.55
STEPS = 24
# Corners are as round as a pen of this reach, in thicknesses of the shaft, would leave them.
ROUNDING = 0.10


def arrow_outline(points: Sequence[Point], thick: float) -> list[Point]:
    """A polygon in the points' own unit from the first of them, the tail, to the second, the tip.

    It bows upwards, or to the left where it goes straight up or down.
    """
    if len(points) < 2:
        return []
    tail, tip = np.array(points[0], np.float64), np.array(points[1], np.float64)
    way = tip - tail
    length = float(np.hypot(*way))
    if length < 1e-6:
        return []
    side = np.array([way[1], -way[0]]) / length
    if side[1] > 1e-9 or (abs(side[1]) <= 1e-9 and side[0] > 0):
        side = -side
    middle = tail + way / 2 + side * BOW * 2 * length
    head = min(HEAD * thick, LONGEST_HEAD * length)
    scale = head / (HEAD * thick)
    # The curve is a quadratic Bézier; the shaft ends where the head's notch is.
    end = max(0.1, 1 - (head - SWEEP * thick * scale) / length)
    t = np.linspace(0, end, STEPS)[:, None]
    spine = (1 - t) ** 2 * tail + 2 * t * (1 - t) * middle + t**2 * tip
    slope = 2 * (1 - t) * (middle - tail) + 2 * t * (tip - middle)
    normal = _unit(np.stack([-slope[:, 1], slope[:, 0]], axis=1))
    half = (TAIL + (NECK - TAIL) * (t / end)) * thick * scale
    # The head lies along the way from its base on the curve to the tip.
    base_t = max(0.0, 1 - head / length)
    base = (1 - base_t) ** 2 * tail + 2 * base_t * (1 - base_t) * middle + base_t**2 * tip
    ahead = _unit((tip - base)[None])[0]
    across = np.array([-ahead[1], ahead[0]])
    back = tip - ahead * head
    barbs = [back + across * BARB * thick * scale, back - across * BARB * thick * scale]
    shape = [*(spine + normal * half), barbs[0], tip, barbs[1], *(spine - normal * half)[::-1]]
    return [(float(x), float(y)) for x, y in shape]


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    return vectors / np.maximum(np.hypot(vectors[:, 0], vectors[:, 1])[:, None], 1e-9)
