"""How well transitions and stills agree with the truth of the labelled films."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from bench.labelled.truth import Boundary, Labelled

# A cut is found if it is at most this many frames off; a slow transition if it is at least touched.
CUT_FRAMES, SLACK_S = 2.5, 0.15

Kind = Literal["cut", "slow", "any"]


@dataclass(frozen=True)
class Found:
    """A transition that somebody found. Those who don't tell cuts from slow transitions say "any"."""

    kind: Kind
    start_s: float
    end_s: float


@dataclass
class Score:
    """Right, missed and invented, and how far off the right ones are in seconds."""

    right: int = 0
    missed: int = 0
    invented: int = 0
    off_s: list[float] = field(default_factory=list)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall, 1 where there is nothing to find and nothing found."""
        total = 2 * self.right + self.missed + self.invented
        return 2 * self.right / total if total else 1.0

    def add(self, other: Score) -> None:
        """Take another film's count into this one."""
        self.right += other.right
        self.missed += other.missed
        self.invented += other.invented
        self.off_s += other.off_s


def judge(found: Iterable[Found], truth: Labelled) -> tuple[Score, Score]:
    """(cuts, slow transitions) of one film. Each truth takes the nearest transition of its kind, once."""
    left = sorted(found, key=lambda one: one.start_s)
    cuts, slow = Score(), Score()
    for boundary in truth.boundaries:
        cut = boundary.kind == "cut"
        score = cuts if cut else slow
        slack_s = CUT_FRAMES * truth.frame_s if cut else SLACK_S
        hit = _nearest(left, boundary, "cut" if cut else "slow", slack_s)
        if hit is None:
            score.missed += boundary.opens_shot
            continue
        left.remove(hit)
        if boundary.opens_shot:
            score.right += 1
            score.off_s.append(abs(_middle(hit) - (boundary.start_s + boundary.end_s) / 2))
    for one in left:
        (slow if one.kind == "slow" else cuts).invented += 1
    return cuts, slow


def _nearest(left: Sequence[Found], boundary: Boundary, kind: Kind, slack_s: float) -> Found | None:
    middle = (boundary.start_s + boundary.end_s) / 2
    near = [
        one
        for one in left
        if one.kind in (kind, "any")
        and one.start_s <= boundary.end_s + slack_s
        and one.end_s >= boundary.start_s - slack_s
    ]
    return min(near, key=lambda one: abs(_middle(one) - middle), default=None)


def _middle(one: Found) -> float:
    return (one.start_s + one.end_s) / 2
