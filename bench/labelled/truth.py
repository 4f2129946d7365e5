"""What is known of a labelled film, as it lies beside it in JSON."""

from __future__ import annotations

import bisect
from pathlib import Path
from typing import Literal

from studio.values import Box, Value

Fault = Literal["transition", "flash", "black", "blur", "text", "shut"]


class Boundary(Value):
    """A transition; a cut has no length. One that opens no shot (a fade at the film's end) is not counted."""

    kind: Literal["cut", "dissolve", "fade"]
    start_s: float
    end_s: float
    opens_shot: bool = True


class TrueFace(Value):
    """A face from brow to chin, how it is seen, whose it is."""

    box: Box
    seen: Literal["large", "small", "turned"]
    person: str = ""
    shut: bool = False


class Moment(Value):
    """One frame: which scene it shows, what speaks against it as a still, and the faces in it."""

    at_s: float
    scene: int
    faults: tuple[Fault, ...] = ()
    faces: tuple[TrueFace, ...] = ()


class Labelled(Value):
    """The truth about one film. `file` is relative to the truth's own folder."""

    name: str
    half: Literal["tuning", "report"]
    theme: str
    file: str
    duration_s: float
    frame_s: float
    boundaries: tuple[Boundary, ...]
    flashes: tuple[tuple[float, float], ...]
    moments: tuple[Moment, ...]

    def at(self, at_s: float) -> Moment:
        """The frame on the screen at `at_s`."""
        times = [moment.at_s for moment in self.moments]
        return self.moments[max(0, bisect.bisect_right(times, at_s + self.frame_s / 4) - 1)]

    @property
    def scenes(self) -> set[int]:
        """Scenes of which at least one frame could be a still."""
        return {moment.scene for moment in self.moments if not moment.faults}


def load(path: Path) -> Labelled:
    """The truth that lies at `path`."""
    return Labelled.model_validate_json(path.read_bytes())
