"""Slow transitions: fades through an empty picture, and dissolves.

While two scenes dissolve, every picture is a mixture of the last of one and the first of the other in rising
shares (alpha blending is linear). No movement of one scene looks like that, once the ends are two scenes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from studio.understand.steps import Frames, Numbers, apart, kinship, unexplained

# An empty picture: as little structure as this, and this little beside what is around it.
EMPTY_SPREAD, EMPTY_BESIDE, EMPTY_AT_ONCE = 7.0, 0.18, 1.6
FADE_REACH_S = 2.5
# Structure that grows by this factor from picture to picture is still coming out of a fade.
GROWING, HELD_UP = 1.015, 3
# Structure that comes back by more than this share with one picture comes by a cut.
AT_ONCE = 0.6
# A fade takes at least this long, or it is a cut to black.
SHORTEST_FADE_S = 0.12
# On both sides of a light that went out: this correlation, and mean colours this near (0..255).
SAME_SCENE, SAME_COLOUR = 0.80, 15.0

SPANS_S = (0.30, 0.42, 0.6, 0.85, 1.15, 1.55, 2.0, 2.6, 3.2)
# More pictures a second than this add nothing here.
DENSE_PER_S = 16.0
# The change between two scenes, in levels and in shares of their structure.
LEAST_CHANGE, CHANGE_OF_STRUCTURE = 3.0, 0.25
OTHER_SCENE = 0.86
# Of the change between the ends: what no mixture explains (mean, and in quick passing), how far shares stray
# from even progress, and the share at which mixing begins to be seen.
MOST_RESIDUE, QUICK_RESIDUE, MOST_BEND, SEEN = 0.16, 0.28, 0.15, 0.05
# A title that fades changes a part of the picture only: the squared mean of change over its mean square.
SPREAD_OUT = 0.36
# The middle must be unlike both ends, beyond noise.
LEAST_MIXED = 0.22
# Of the change between the ends this share stays when the camera's movement is taken out of every small step:
# all of it in a dissolve, next to nothing in a pan over something smooth.
STILL_THERE, SMALL_STEP_S = 0.45, 0.15


def find_fades(
    at: Numbers, frames: Frames, flashes: Sequence[tuple[int, int]]
) -> list[tuple[int, int, bool]]:
    """(first, last, same scene on both sides) of every passage through an empty picture but flashes."""
    spread = frames[..., 0].reshape(len(frames), -1).std(axis=1).astype(np.float64)
    empty = (spread < EMPTY_SPREAD) & (spread < EMPTY_BESIDE * _beside(at, spread))
    empty |= spread < EMPTY_AT_ONCE
    for start, back in flashes:
        empty[start:back] = False
        # Nothing grows over a flash.
        spread[start:back] = 0.0
    found: list[tuple[int, int, bool]] = []
    i = 0
    while i < len(at):
        if not empty[i]:
            i += 1
            continue
        j = i
        while j + 1 < len(at) and empty[j + 1]:
            j += 1
        first, last = _grown(at, spread, i, -1), _grown(at, spread, j, 1)
        slowly = _slowly(spread, first, i) and _slowly(spread, last, j)
        if (slowly or float(spread[i : j + 1].min()) < EMPTY_AT_ONCE) and at[last] - at[
            first
        ] >= SHORTEST_FADE_S:
            found.append((first, last, _comes_back(frames, first, last)))
        i = j + 1
    return found


def _beside(at: Numbers, spread: Numbers) -> Numbers:
    """The most structure within reach, on the side where there is less; at the film's ends on the other."""
    before = np.searchsorted(at, at - FADE_REACH_S)
    after = np.searchsorted(at, at + FADE_REACH_S, side="right")
    ends = FADE_REACH_S / 4
    found = np.empty(len(at))
    for n, (a, b) in enumerate(zip(before, after, strict=True)):
        sides = [spread[a : n + 1].max(), spread[n:b].max()]
        if at[n] - at[0] < ends or at[-1] - at[n] < ends:
            found[n] = max(sides)
        else:
            found[n] = min(sides)
    return found


def _grown(at: Numbers, spread: Numbers, edge: int, way: int) -> int:
    """How far structure still grows from the `edge` of an empty passage on its `way` (-1 or 1) out.

    Pictures shown twice (converted rates) hold it up for a moment only.
    """
    place = edge
    while True:
        ahead = [place + way * n for n in range(1, HELD_UP + 1) if 0 <= place + way * n < len(at)]
        grown = [n for n in ahead if spread[n] > GROWING * spread[place]]
        if not grown or abs(at[grown[0]] - at[edge]) > FADE_REACH_S:
            return place
        place = grown[0]


def _slowly(spread: Numbers, outer: int, edge: int) -> bool:
    """Whether structure comes and goes by and by on one side of an empty passage, not with one picture."""
    if outer == edge:
        return edge in (0, len(spread) - 1)
    grown = np.abs(np.diff(spread[min(outer, edge) : max(outer, edge) + 1]))
    return bool(grown.max() < AT_ONCE * (spread[outer] - spread[edge]))


def _comes_back(frames: Frames, first: int, last: int) -> bool:
    """Whether the same scene is seen before and after: a light that went out, not a transition."""
    if first == 0 or last == len(frames) - 1:
        return False
    ends = frames[[first, last]].astype(np.float32)
    recoloured = float(np.abs(ends[0, ..., 1:].mean(axis=(0, 1)) - ends[1, ..., 1:].mean(axis=(0, 1))).max())
    return recoloured < SAME_COLOUR and bool(kinship(ends[:1, ..., 0], ends[1:, ..., 0])[0] > SAME_SCENE)


def find_dissolves(
    at: Numbers, frames: Frames, kept_out: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    """(start, end) in seconds of every dissolve. `kept_out` are times of other transitions: it spans none."""
    thin = _thinned(at)
    at, frames = at[thin], frames[thin]
    rough = _rough(frames)
    found: list[tuple[float, float, float]] = []
    for span_s in SPANS_S:
        starts = np.arange(len(at))
        ends = np.searchsorted(at, at + span_s)
        fits = (ends < len(at)) & (ends - starts >= 3)
        starts, ends = _likely(at, frames, rough, starts[fits], ends[fits], kept_out)
        for s, e in zip(starts, ends, strict=True):
            quality = _mixture(at, frames, int(s), int(e))
            if quality is not None:
                found.append((quality, *_placed(at, frames, int(s), int(e), kept_out)))
    kept: list[tuple[float, float]] = []
    for _, start_s, end_s in sorted(found, key=lambda one: (-one[0], one[1])):
        if not any(start_s <= end and start <= end_s for start, end in kept):
            kept.append((start_s, end_s))
    return sorted(kept)


def _rough(frames: Frames) -> NDArray[np.float32]:
    """The brightness of each picture in a quarter of the cells, (N, cells): enough for a first test."""
    count, rows, columns = frames.shape[:3]
    luma = frames[:, : rows & ~1, : columns & ~1, 0].astype(np.float32)
    fours = luma.reshape(count, rows // 2, 2, columns // 2, 2).mean(axis=(2, 4))
    return np.asarray(fours.reshape(count, -1), np.float32)


def _thinned(at: Numbers) -> NDArray[np.intp]:
    """Which pictures to look at: at most so many a second."""
    kept = [0]
    for n in range(1, len(at)):
        if at[n] - at[kept[-1]] >= 0.9 / DENSE_PER_S:
            kept.append(n)
    return np.array(kept, np.intp)


def _likely(
    at: Numbers,
    frames: Frames,
    rough: NDArray[np.float32],
    starts: NDArray[np.intp],
    ends: NDArray[np.intp],
    kept_out: Sequence[tuple[float, float]],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """The spans that begin in one scene, end in another and have a mixture in the middle."""
    free = np.ones(len(starts), bool)
    for begins, stops in kept_out:
        free &= (at[ends] < begins) | (at[starts] >= stops)
    starts, ends = starts[free], ends[free]
    if not len(starts):
        return starts, ends
    middles = np.searchsorted(at, (at[starts] + at[ends]) / 2)
    first, last, middle = rough[starts], rough[ends], rough[middles]
    step = last - first
    size = np.abs(step).mean(axis=1)
    share = ((middle - first) * step).sum(axis=1) / np.maximum((step * step).sum(axis=1), 1e-3)
    left = np.abs(middle - first - share[:, None] * step).mean(axis=1)
    mixed = (size > LEAST_CHANGE / 2) & (left < QUICK_RESIDUE * size) & (share > 0.2) & (share < 0.8)
    starts, ends = starts[mixed], ends[mixed]
    if not len(starts):
        return starts, ends
    changed = apart(frames[starts], frames[ends]) > LEAST_CHANGE
    starts, ends = starts[changed], ends[changed]
    if not len(starts):
        return starts, ends
    luma = frames[..., 0].astype(np.float32)
    other = kinship(luma[starts], luma[ends]) < OTHER_SCENE
    return starts[other], ends[other]


def _mixture(at: Numbers, frames: Frames, s: int, e: int) -> float | None:
    """How well the pictures between `s` and `e` are mixtures of those two; None where they are not."""
    shape = frames.shape[1:]
    first, last = frames[s].astype(np.float32), frames[e].astype(np.float32)
    structure = float(first[..., 0].std()), float(last[..., 0].std())
    step = (last - first).ravel()
    size = float(np.abs(step).mean())
    if min(structure) < EMPTY_AT_ONCE or size < CHANGE_OF_STRUCTURE * max(structure):
        return None
    changed = np.abs(step.reshape(shape)).sum(axis=2)
    if float(changed.mean() ** 2 / max(float((changed**2).mean()), 1e-6)) < SPREAD_OUT:
        return None
    between = frames[s + 1 : e].reshape(e - s - 1, -1).astype(np.float32)
    shares = (between - first.ravel()) @ step / float(step @ step)
    residue = float(np.abs(between - first.ravel() - shares[:, None] * step).mean()) / size
    even = (at[s + 1 : e] - at[s]) / (at[e] - at[s])
    bend = float(np.abs(shares - even).mean())
    if residue > MOST_RESIDUE or bend > MOST_BEND or np.any(np.diff(shares) < -0.05):
        return None
    mixed = float(np.minimum(shares, 1 - shares).max())
    if mixed < LEAST_MIXED:
        return None
    if _stays(at, frames, s, e) < STILL_THERE:
        return None
    return size * (1 - 3 * residue) * (1 - 2 * bend)


def _stays(at: Numbers, frames: Frames, s: int, e: int) -> float:
    """How much of the change between two pictures no movement of the camera explains, in shares of it."""
    steps = max(2, min(e - s, round((at[e] - at[s]) / SMALL_STEP_S)))
    places = np.unique(np.linspace(s, e, steps + 1).round().astype(np.intp))
    luma = frames[places, :, :, 0].astype(np.float32)
    whole = float(np.abs(luma[-1] - luma[0]).mean())
    return float(unexplained(luma[:-1], luma[1:]).sum()) / max(whole, 1e-3)


def _placed(
    at: Numbers, frames: Frames, s: int, e: int, kept_out: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """The dissolve found between `s` and `e`, from where the mixing really starts to where it is done."""
    margin = 0.2 * (at[e] - at[s])
    from_s, until_s = at[s] - margin, at[e] + margin
    for begins, stops in kept_out:
        if stops <= at[s]:
            from_s = max(from_s, stops)
        elif begins > at[e]:
            until_s = min(until_s, begins - 1e-6)
    first = int(np.searchsorted(at, from_s))
    last = int(np.searchsorted(at, until_s, side="right")) - 1
    before, after = frames[first].astype(np.float32).ravel(), frames[last].astype(np.float32).ravel()
    step = after - before
    between = frames[first : last + 1].reshape(last - first + 1, -1).astype(np.float32)
    shares = (between - before) @ step / max(float(step @ step), 1e-6)
    untouched, done = np.flatnonzero(shares < SEEN), np.flatnonzero(shares > 1 - SEEN)
    if not len(untouched) or not len(done) or first + done[0] <= first + untouched[-1]:
        return float(at[s]), float(at[e])
    return float(at[first + int(untouched[-1])]), float(at[first + int(done[0])])
