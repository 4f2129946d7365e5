"""Shots from the small pictures of a film: what lies between its cuts, dissolves and fades."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from studio.understand.cuts import find_cuts
from studio.understand.slow import find_dissolves, find_fades
from studio.understand.steps import Frames
from studio.values import Shot

MIN_SHOT_S = 0.2


@dataclass(frozen=True)
class Change:
    """What happens between [start_s, end_s]; for a cut both are the first new frame's time.

    A flash opens no shot: light that comes or goes for a moment.
    """

    kind: Literal["cut", "dissolve", "fade", "flash"]
    start_s: float
    end_s: float

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2


def find_changes(times: Sequence[float], frames: Frames) -> list[Change]:
    """Transitions in order; `times` in seconds, `frames` (N, rows, columns, 3) uint8 YUV, one for each."""
    if len(times) < 3:
        return []
    at = np.asarray(times, np.float64)
    cuts, flashes = find_cuts(at, frames)
    found = [Change("flash", float(at[first]), float(at[back])) for first, back in flashes]
    for first, last, same_scene in find_fades(at, frames, flashes):
        found.append(Change("flash" if same_scene else "fade", float(at[first]), float(at[last])))
    fades = [one for one in found if one.kind == "fade" or one.end_s - one.start_s > MIN_SHOT_S]
    for cut in cuts:
        change = Change("cut", float(at[cut]), float(at[cut]))
        if not any(_touch(change, fade) for fade in fades):
            found.append(change)
    kept_out = [(one.start_s, one.end_s) for one in found]
    found += [Change("dissolve", start, end) for start, end in find_dissolves(at, frames, kept_out)]
    return sorted(found, key=lambda change: change.middle_s)


def _touch(one: Change, other: Change) -> bool:
    return one.start_s <= other.end_s and other.start_s <= one.end_s


def shots_between(changes: Sequence[Change], duration_s: float) -> tuple[Shot, ...]:
    """The shots that the transitions leave; each ends where the next begins, in the middle of a slow one.

    A fade at the film's very beginning or end opens no shot.
    """
    shots: list[Shot] = []
    start, opens = 0.0, "start"
    for change in changes:
        if change.kind == "flash":
            continue
        edge = change.middle_s
        if edge - start < MIN_SHOT_S or duration_s - edge < MIN_SHOT_S:
            continue
        at_an_end = change.start_s <= MIN_SHOT_S or change.end_s >= duration_s - MIN_SHOT_S
        if change.kind == "fade" and at_an_end:
            continue
        shots.append(_shot(len(shots), start, edge, opens))
        start, opens = edge, change.kind
    shots.append(_shot(len(shots), start, max(duration_s, start), opens))
    return tuple(shots)


def _shot(index: int, start_s: float, end_s: float, opens_with: str) -> Shot:
    return Shot.model_validate(
        {"index": index, "start_s": round(start_s, 3), "end_s": round(end_s, 3), "opens_with": opens_with}
    )
