"""How long work tells where it is, and how it is asked to stop."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Stage(StrEnum):
    """What the studio is doing now, in the order of the flow."""

    PROBE = "probe"
    WATCH = "watch"
    STILLS = "stills"
    LISTEN = "listen"
    DESCRIBE = "describe"
    BRIEF = "brief"
    PAINT = "paint"
    DESIGN = "design"
    CHECK = "check"
    DELIVER = "deliver"


class OnStep(Protocol):
    """Called at every step of long work; may raise `Cancelled` to stop it there.

    `fraction` is of this stage, 0..1. `step` of `steps` counts whole things ("picture 3 of 4") where
    there are such, and is 0 of 0 elsewhere.
    """

    def __call__(self, stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None: ...


def ignore(stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
    """An `OnStep` for callers that want none."""
