"""The film's small pictures as they pass, and the transitions between them as far as they are settled."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.understand.develop import Developer
from studio.understand.frames import Picture, jump
from studio.understand.palette import palette_of
from studio.understand.shots import Change, find_changes, shots_between
from studio.values import Shot, Swatch

# Transitions are looked for in windows of this many pictures. What lies within MARGIN_S of a window's end
# waits for the next, which begins CONTEXT_S before what is settled.
WINDOW, MARGIN_S, CONTEXT_S = 1500, 8.0, 8.0
# Pictures kept for palettes: one a second, fewer in long films.
SAMPLES = 1800
# A jump (mean difference, 0..255) to another scene.
OTHER_SCENE = 18.0
SHOT_COLOURS, PICTURES_OF_A_SHOT, PICTURES_OF_A_FILM = 5, 6, 48


class Timeline:
    """Takes every watched picture, forgets most, and knows the transitions. Memory does not grow."""

    def __init__(self) -> None:
        self._times: list[float] = []
        self._tinies: list[Picture] = []
        self._samples: list[tuple[float, Picture]] = []
        self._every_s = 1.0
        self.changes: list[Change] = []
        self.settled_s = 0.0
        self.last_s = 0.0

    @property
    def held(self) -> int:
        """How many pictures are remembered now."""
        return len(self._tinies) + len(self._samples)

    def add(self, at_s: float, tiny: Picture) -> None:
        """The next picture, (18, 32, 3) uint8 YUV."""
        self.last_s = at_s
        self._times.append(at_s)
        self._tinies.append(tiny)
        if not self._samples or at_s - self._samples[-1][0] >= self._every_s:
            self._samples.append((at_s, tiny))
            if len(self._samples) > SAMPLES:
                self._samples = self._samples[::2]
                self._every_s *= 2
        if len(self._times) >= WINDOW and at_s - self.settled_s > 2 * MARGIN_S:
            self._settle(at_s - MARGIN_S)

    def around(self, at_s: float, reach_s: float) -> list[Picture]:
        """The remembered pictures so near to a moment, in its own scene as far as a jump tells."""
        middle = int(np.searchsorted(self._times, at_s))
        first = last = min(middle, len(self._times) - 1)
        while first > 0 and self._near(first - 1, first, at_s, reach_s):
            first -= 1
        while last + 1 < len(self._times) and self._near(last + 1, last, at_s, reach_s):
            last += 1
        return self._tinies[first : last + 1]

    def _near(self, number: int, neighbour: int, at_s: float, reach_s: float) -> bool:
        if abs(self._times[number] - at_s) > reach_s:
            return False
        return jump(self._tinies[number], self._tinies[neighbour]) < OTHER_SCENE

    def finish(self) -> None:
        """No more pictures come."""
        if self._times:
            self._settle(self.last_s + 1.0)

    def shots(self, duration_s: float) -> tuple[Shot, ...]:
        """The shots as far as transitions are settled; the last reaches to `duration_s`."""
        return shots_between(self.changes, duration_s)

    def coloured(self, shots: Sequence[Shot], developer: Developer) -> tuple[Shot, ...]:
        """The shots with their palettes."""
        return tuple(shot.model_copy(update={"palette": self._palette(shot, developer)}) for shot in shots)

    def palette(self, developer: Developer) -> tuple[Swatch, ...]:
        """The film's colours."""
        return palette_of(self._shown(range(len(self._samples)), PICTURES_OF_A_FILM, developer))

    def _palette(self, shot: Shot, developer: Developer) -> tuple[Swatch, ...]:
        within = [n for n, (at_s, _) in enumerate(self._samples) if shot.start_s <= at_s < shot.end_s]
        if not within:
            middle = (shot.start_s + shot.end_s) / 2
            within = [min(range(len(self._samples)), key=lambda n: abs(self._samples[n][0] - middle))]
        return palette_of(self._shown(within, PICTURES_OF_A_SHOT, developer), SHOT_COLOURS)

    def _shown(self, numbers: Sequence[int], count: int, developer: Developer) -> list[Picture]:
        step = max(1, len(numbers) // count)
        return [developer.colours(self._samples[n][1]) for n in list(numbers)[step // 2 :: step][:count]]

    def _settle(self, until_s: float) -> None:
        """Look for transitions in what is held; believe those that end before `until_s`."""
        found = find_changes(self._times, np.stack(self._tinies))
        new = [one for one in found if self.settled_s <= one.end_s < until_s]
        self.changes += [one for one in new if not any(_same(one, old) for old in self.changes[-8:])]
        self.settled_s = until_s
        keep = int(np.searchsorted(self._times, until_s - CONTEXT_S))
        del self._times[:keep], self._tinies[:keep]


def _same(one: Change, other: Change) -> bool:
    return one.start_s <= other.end_s and other.start_s <= one.end_s
