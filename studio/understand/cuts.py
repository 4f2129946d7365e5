"""Cuts and flashes: jumps that no movement of the camera explains, and those that come back."""

from __future__ import annotations

import numpy as np

from studio.understand.frames import Picture
from studio.understand.steps import Frames, Numbers, apart, differences, kinship, unexplained

# A jump this large (mean luma difference left when movement is taken out, 0..255) may be a cut.
LEAST_JUMP = 3.2
# Below this correlation of structure two pictures show two scenes.
OTHER_SCENE = 0.72
# Out of calm, a jump this many times larger shows another view of the same things up to this correlation.
OVER_CALM, OTHER_VIEW = 10.0, 0.85
# A cut is this many times the largest jumps around it, or stands out of a lively middle this clearly.
OVER_LARGEST, OVER_MIDDLE, OVER_MIDDLE_BY = 1.75, 7.0, 6.0
# Between a lively scene and a calm one a cut need only be the largest jump, if nothing is alike.
OVER_LIVELY, NOTHING_ALIKE = 1.25, 0.4
NEIGHBOURS, LONGEST_GAP = 5, 4.0
# Pictures whose structure is this strong (spread of luma) can be compared by it.
STRUCTURE = 2.0
# Light that comes and goes within this time is a flash; coming back means this share of the jump is left.
FLASH_S, COME_BACK, FLASH_JUMP = 0.4, 0.35, 9.0
# It is this many times larger than what moved just before: light that rises slowly is a fade.
SUDDEN = 2.0
# The share of a change that the mean alone explains when it was the light.
MOSTLY_LIGHT = 0.6


def find_cuts(at: Numbers, frames: Frames) -> tuple[list[int], list[tuple[int, int]]]:
    """Indices of the first picture after each cut, and (first, one past last) of each flash."""
    luma = frames[..., 0].astype(np.float32)
    jumps = differences(frames[..., :1])
    likely = np.flatnonzero(jumps > LEAST_JUMP)
    if len(likely):
        jumps[likely] = np.minimum(jumps[likely], unexplained(luma[likely - 1], luma[likely]))
    flashes = _flashes(at, frames[..., 0], jumps)
    found = [
        int(i)
        for i in likely
        if jumps[i] > LEAST_JUMP and _is_cut(at, luma, jumps, int(i)) and not _within(int(i), flashes)
    ]
    return found, flashes


def _is_cut(at: Numbers, luma: np.ndarray, jumps: Numbers, i: int) -> bool:
    """Whether the jump to picture `i` stands out of those around it and leads to another scene."""
    limit = _kin_allowed(at, jumps, i)
    return limit is not None and _kin(luma[i - 1], luma[i]) < limit


def _kin_allowed(at: Numbers, jumps: Numbers, i: int) -> float | None:
    """How alike the pictures may be at most for the jump between them to be a cut; None where it is none."""
    before, after = jumps[max(1, i - NEIGHBOURS) : i], jumps[i + 1 : i + 1 + NEIGHBOURS]
    around = np.concatenate([before, after])
    if len(around) < 2:
        return OTHER_SCENE
    # What moves goes farther in a longer time: uneven films have gaps.
    steps = np.diff(at[max(0, i - NEIGHBOURS) : i + 1 + NEIGHBOURS])
    longer = float(np.clip((at[i] - at[i - 1]) / max(float(np.median(steps)), 1e-6), 1, LONGEST_GAP))
    largest, middle = longer * float(np.sort(around)[-2:].mean()), longer * float(np.median(around))
    if jumps[i] > OVER_CALM * (largest + 1):
        return OTHER_VIEW
    # Another cut close by must not hide this one: its middle neighbour is calm all the same.
    if jumps[i] > OVER_LARGEST * largest or jumps[i] > OVER_MIDDLE * middle + OVER_MIDDLE_BY:
        return OTHER_SCENE
    calmer = min(before.max(initial=0.0), after.max(initial=0.0))
    to_calm = jumps[i] > OVER_LIVELY * longer * float(around.max()) and jumps[i] > OVER_CALM * (calmer + 0.5)
    return NOTHING_ALIKE if to_calm else None


def _kin(before: Picture, after: Picture) -> float:
    """The kinship of two luma pictures; one without structure is kin to nothing."""
    if max(before.std(), after.std()) < STRUCTURE:
        return 0.0
    return float(kinship(before[None], after[None])[0])


def _flashes(at: Numbers, luma: Frames, jumps: Numbers) -> list[tuple[int, int]]:
    """Jumps after which the film soon goes on as it was before."""
    found: list[tuple[int, int]] = []
    i = calm_from = 1
    while i < len(at):
        before = float(jumps[max(calm_from, i - 3) : i].max(initial=0))
        sudden = jumps[i] > max(FLASH_JUMP, SUDDEN * before) and _lit_or_foreign(luma[i - 1], luma[i])
        back = _back(at, luma, i) if sudden else None
        if back is None:
            i += 1
        else:
            found.append((i, back))
            i = calm_from = back + 1
    return found


def _lit_or_foreign(before: Picture, after: Picture) -> bool:
    """Whether it is the light that changed, or the whole picture: not a hand that shook."""
    one, other = before[None].astype(np.float32), after[None].astype(np.float32)
    change = float(np.abs(other - one).mean())
    lit = abs(float(other.mean() - one.mean())) > MOSTLY_LIGHT * change
    return lit or bool(kinship(one, other)[0] < OTHER_SCENE)


def _back(at: Numbers, luma: Frames, i: int) -> int | None:
    """The first picture that is again like the one before `i`, None where none is soon."""
    stop = int(np.searchsorted(at, at[i] + FLASH_S, side="right"))
    if i + 1 >= stop:
        return None
    left = apart(luma[i + 1 : stop], luma[i - 1])
    again = np.flatnonzero(left < COME_BACK * apart(luma[i : i + 1], luma[i - 1])[0])
    return i + 1 + int(again[0]) if len(again) else None


def _within(i: int, flashes: list[tuple[int, int]]) -> bool:
    return any(first <= i <= back for first, back in flashes)
