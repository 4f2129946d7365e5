"""What moves before a camera that rests: a picture is about that more surely than about what is colourful."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.understand.frames import Picture
from studio.values import Box

# Pictures of this long before and after a moment are compared, three at least.
AROUND_S, FEWEST = 0.45, 3
# Spread of a cell's brightness over time (0..255): of a resting camera's background, and of what moves.
RESTS, MOVES, FULLY_MOVES = 2.0, 6.0, 22.0
# What moves stands out of the background so many times, and takes so much of the picture, in one piece.
STANDS_OUT, LEAST, MOST, COMPACT = 4.0, 0.025, 0.35, 0.30


@dataclass(frozen=True)
class Moving:
    """What moves, and how surely (0..1) it is the subject."""

    box: Box
    strength: float


def activity_of(tinies: Sequence[Picture]) -> NDArray[np.float32] | None:
    """(18, 32) float32: how much each cell's brightness changes over a few pictures; None of too few."""
    if len(tinies) < FEWEST:
        return None
    luma = np.stack([tiny[..., 0] for tiny in tinies]).astype(np.float32)
    return np.asarray(luma.std(axis=0), np.float32)


def moving_in(activity: NDArray[np.float32] | None) -> Moving | None:
    """The one thing that moves before a camera at rest, None where nothing does, or everything."""
    if activity is None:
        return None
    calm = float(np.median(activity))
    if calm > RESTS:
        return None
    moves = (activity > max(MOVES, STANDS_OUT * calm)).astype(np.uint8)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(moves, connectivity=8)
    if count < 2:
        return None
    largest = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))
    left, top, wide, tall, area = (int(value) for value in stats[largest])
    rows, columns = activity.shape
    if not LEAST <= area / activity.size <= MOST or area < COMPACT * wide * tall:
        return None
    # What moves elsewhere too (leaves, a crowd) is scenery.
    alone = area / max(1, int(moves.sum()))
    strong = (float(activity[labels == largest].mean()) - MOVES) / (FULLY_MOVES - MOVES)
    box = Box(x=left / columns, y=top / rows, width=wide / columns, height=tall / rows)
    return Moving(box, round(float(np.clip(0.3 + strong, 0, 1)) * alone, 3))
