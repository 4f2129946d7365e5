"""Shots from the small pictures of a film: cuts, dissolves and fades.

A cut is a jump that its neighbours do not share. A dissolve is a stretch whose pictures lie on the straight
line between the picture before and the picture after (alpha blending is linear), while nothing comparable
happens around it. A fade passes through a picture without any structure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.values import Shot

Frames = NDArray[np.uint8]  # (N, rows, columns, 3) YUV
Numbers = NDArray[np.float64]

CUT_JUMP = 0.040
CUT_OVER_NEIGHBOURS = 2.6
CUT_NEIGHBOURS = 5
# A flash comes back to where it was: the pictures on both sides are this much more alike than the jump.
FLASH_RETURN = 0.45
FLASH_FRAMES = 4

DISSOLVE_SPANS_S = (0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 2.8)
DISSOLVE_CHANGE = 0.045
DISSOLVE_STRAIGHTNESS = 0.72
DISSOLVE_RESIDUAL = 0.22
DISSOLVE_LINEARITY = 0.16
DISSOLVE_OVER_SURROUNDINGS = 2.2
# A dissolve changes most of the picture, a title that fades only a part of it.
TOUCHED, DISSOLVE_AREA = 6, 0.5
# The share of the other picture at which a mixture begins to be seen.
DISSOLVE_SEEN = 0.06
# Above this correlation of structure it is the light that changed, not the scene.
SAME_SCENE = 0.93

FLAT_SPREAD = 7.0
FADE_REACH_S = 2.5
MIN_SHOT_S = 0.2
# The jump that grain and rounding alone can make of two equal tiny pictures.
MOST_NOISE = 0.006
# A white or black moment this short between two like pictures is a flash or a blink, not a fade.
BLINK_S = 0.5


@dataclass(frozen=True)
class Change:
    """A transition between [start_s, end_s]; for a cut both are the first new frame's time."""

    kind: Literal["cut", "dissolve", "fade"]
    start_s: float
    end_s: float

    @property
    def middle_s(self) -> float:
        return (self.start_s + self.end_s) / 2


def find_changes(times: Sequence[float], frames: Frames) -> list[Change]:
    """Transitions in order; `times` in seconds, `frames` (N, rows, columns, 3) uint8 YUV, one for each."""
    count = len(times)
    if count < 3:
        return []
    at = np.asarray(times, np.float64)
    jumps = np.zeros(count)
    for start in range(1, count, 1024):
        stop = min(count, start + 1024)
        jumps[start:stop] = _distance(frames[start:stop], frames[start - 1 : stop - 1])
    fades = _fades(at, frames)
    cuts = [Change("cut", float(at[i]), float(at[i])) for i in _cuts(jumps, frames)]
    cuts = [cut for cut in cuts if not any(_touch(cut, fade) for fade in fades)]
    dissolves = _dissolves(at, frames, jumps, cuts)
    dissolves = [one for one in dissolves if not any(_touch(one, fade) for fade in fades)]
    return sorted([*cuts, *dissolves, *fades], key=lambda change: change.middle_s)


def _distance(one: Frames, other: Frames) -> Numbers:
    """Mean absolute difference per picture of (N, …) and (N, …) or one (…), about 0..1."""
    difference = np.abs(one.astype(np.int16) - other.astype(np.int16))
    return np.asarray(difference.mean(axis=(1, 2, 3)) / 255 * 1.6, np.float64)


def _cuts(jumps: Numbers, frames: Frames) -> list[int]:
    found: list[int] = []
    for i in np.flatnonzero(jumps > CUT_JUMP):
        before, after = jumps[max(1, i - CUT_NEIGHBOURS) : i], jumps[i + 1 : i + 1 + CUT_NEIGHBOURS]
        around = np.concatenate([before, after])
        level = float(np.sort(around)[-2:].mean()) if len(around) > 1 else 0.0
        if jumps[i] < CUT_OVER_NEIGHBOURS * level and not _stands_out(jumps[i], around):
            continue
        onwards = frames[i + 1 : i + 1 + FLASH_FRAMES]
        backwards = frames[max(0, i - FLASH_FRAMES) : i - 1]
        returned = np.concatenate([_distance(onwards, frames[i - 1]), _distance(backwards, frames[i])])
        if len(returned) and returned.min() < FLASH_RETURN * jumps[i]:
            continue
        found.append(int(i))
    return found


def _stands_out(jump: float, around: Numbers) -> bool:
    """Another cut close by must not hide this one: judge by the calm half of the neighbours."""
    return bool(len(around) > 2 and jump > 0.09 and jump > 6 * np.median(around) + 0.02)


def _fades(at: Numbers, frames: Frames) -> list[Change]:
    luma = frames[..., 0].reshape(len(frames), -1)
    spread = luma.std(axis=1)
    flat = spread < FLAT_SPREAD
    runs: list[Change] = []
    i = 0
    while i < len(at):
        if not flat[i]:
            i += 1
            continue
        j = i
        while j + 1 < len(at) and flat[j + 1]:
            j += 1
        first, last = i, j
        while first > 0 and _fading(spread, first, -1) and at[i] - at[first - 1] < FADE_REACH_S:
            first -= 1
        while last + 1 < len(at) and _fading(spread, last, 1) and at[last + 1] - at[j] < FADE_REACH_S:
            last += 1
        blink = at[last] - at[first] < BLINK_S and first > 0 and last + 1 < len(at)
        if not (blink and _distance(frames[first - 1][None], frames[last + 1])[0] < CUT_JUMP):
            runs.append(Change("fade", float(at[first]), float(at[last])))
        i = j + 1
    return runs


def _fading(spread: Numbers, place: int, way: int) -> bool:
    """Whether structure still grows on the `way` (-1 or 1) out of a fade's flat middle."""
    return bool(spread[place + way] > spread[place] * 1.015)


def _dissolves(at: Numbers, frames: Frames, jumps: Numbers, cuts: Sequence[Change]) -> list[Change]:
    travelled = np.concatenate([[0.0], np.cumsum(_moved(jumps[1:]))])
    cut_times = np.array([cut.start_s for cut in cuts])
    candidates: list[tuple[float, Change]] = []
    for span in DISSOLVE_SPANS_S:
        starts = np.arange(len(at))
        ends = np.searchsorted(at, at + span)
        usable = (ends < len(at)) & (ends - starts >= 3)
        starts, ends = starts[usable], ends[usable]
        change = np.empty(len(starts))
        for chunk in range(0, len(starts), 1024):
            part = np.s_[chunk : chunk + 1024]
            change[part] = _distance(frames[starts[part]], frames[ends[part]])
        path = travelled[ends] - travelled[starts]
        likely = (change > DISSOLVE_CHANGE) & (change > DISSOLVE_STRAIGHTNESS * path)
        for s, e in zip(starts[likely], ends[likely], strict=True):
            if np.any((cut_times > at[s]) & (cut_times <= at[e])):
                continue
            quality = _mixes(at, frames, int(s), int(e), travelled, cut_times)
            if quality is not None:
                candidates.append((quality, _placed(at, frames, int(s), int(e), cut_times)))
    kept: list[Change] = []
    for _, one in sorted(candidates, key=lambda pair: (-pair[0], pair[1].start_s)):
        if not any(_touch(one, other) for other in kept):
            kept.append(one)
    return kept


def _placed(at: Numbers, frames: Frames, s: int, e: int, cut_times: Numbers) -> Change:
    """The dissolve found between `s` and `e`, from where the mixing really starts to where it is done."""
    margin = 0.2 * (at[e] - at[s])
    earlier, later = cut_times[cut_times <= at[s]], cut_times[cut_times > at[e]]
    first = int(np.searchsorted(at, max(at[s] - margin, earlier.max() if len(earlier) else at[0])))
    last = (
        int(np.searchsorted(at, min(at[e] + margin, later.min() - 1e-6 if len(later) else at[-1]), "right"))
        - 1
    )
    before, after = frames[first].astype(np.float32).ravel(), frames[last].astype(np.float32).ravel()
    step = after - before
    between = frames[first : last + 1].reshape(last - first + 1, -1).astype(np.float32)
    alphas = (between - before) @ step / max(float(step @ step), 1e-6)
    untouched = np.flatnonzero(alphas < DISSOLVE_SEEN)
    done = np.flatnonzero(alphas > 1 - DISSOLVE_SEEN)
    start, end = first + int(untouched[-1]), first + int(done[0])
    if end <= start:
        start, end = s, e
    return Change("dissolve", float(at[start]), float(at[end]))


def _moved(jumps: Numbers) -> Numbers:
    """The jumps without what noise and rounding put into every one of them (they add in squares)."""
    noise = min(float(np.percentile(jumps, 15)), MOST_NOISE)
    return np.asarray(np.sqrt(np.maximum(jumps**2 - noise**2, 0)), np.float64)


def _mixes(
    at: Numbers, frames: Frames, s: int, e: int, travelled: Numbers, cut_times: Numbers
) -> float | None:
    """How well the pictures between `s` and `e` are mixtures of those two; None where they are not."""
    first, last = frames[s].astype(np.float32).ravel(), frames[e].astype(np.float32).ravel()
    step = last - first
    size = float(np.abs(step).mean())
    luma_first, luma_last = frames[s][..., 0].ravel(), frames[e][..., 0].ravel()
    if luma_first.std() < FLAT_SPREAD or luma_last.std() < FLAT_SPREAD:
        return None
    if float(np.corrcoef(luma_first, luma_last)[0, 1]) > SAME_SCENE:
        return None
    if float((np.abs(step.reshape(frames.shape[1:])).max(axis=2) > TOUCHED).mean()) < DISSOLVE_AREA:
        return None
    between = frames[s + 1 : e].reshape(e - s - 1, -1).astype(np.float32)
    alphas = (between - first) @ step / float(step @ step)
    residual = float(np.abs(between - first - alphas[:, None] * step).mean()) / size
    expected = (at[s + 1 : e] - at[s]) / (at[e] - at[s])
    bend = float(np.abs(alphas - expected).mean())
    if residual > DISSOLVE_RESIDUAL or bend > DISSOLVE_LINEARITY or np.any(np.diff(alphas) < -0.03):
        return None
    length = at[e] - at[s]
    inside = (travelled[e] - travelled[s]) / length
    outside = _rate_around(at, travelled, s, e, length / 2, cut_times)
    if inside < DISSOLVE_OVER_SURROUNDINGS * outside:
        return None
    return size * (1 - residual) * (1 - bend) * min(1.0, inside / (outside + 0.02))


def _rate_around(at: Numbers, travelled: Numbers, s: int, e: int, reach: float, cut_times: Numbers) -> float:
    """Change per second just before and after, the livelier side; infinite where nothing is known.

    Looks no farther than a cut or the film's ends.
    """
    earlier = cut_times[cut_times <= at[s]]
    from_s = max(at[s] - reach, float(earlier.max()) if len(earlier) else at[0])
    later = cut_times[cut_times > at[e]]
    until_s = min(at[e] + reach, float(later.min()) if len(later) else at[-1])
    a = int(np.searchsorted(at, from_s))
    b = int(np.searchsorted(at, until_s, side="left" if len(later) else "right")) - 1
    rates = []
    if at[s] - at[a] > 0.08:
        rates.append((travelled[s] - travelled[a]) / (at[s] - at[a]))
    if b > e and at[b] - at[e] > 0.08:
        rates.append((travelled[b] - travelled[e]) / (at[b] - at[e]))
    return float(max(rates)) if rates else math.inf


def _touch(one: Change, other: Change) -> bool:
    return one.start_s <= other.end_s and other.start_s <= one.end_s


def shots_between(changes: Sequence[Change], duration_s: float) -> tuple[Shot, ...]:
    """The shots that the transitions leave; each ends where the next begins, in the middle of a slow one.

    A fade at the film's very beginning or end opens no shot.
    """
    shots: list[Shot] = []
    start, opens = 0.0, "start"
    for change in changes:
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
