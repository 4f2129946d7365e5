"""Frames that may become stills: what is measured of each, and a shelf that holds the best of them.

Memory does not grow with the film: the shelf keeps a fixed number of frames, good and unlike each other, as
the decoder left them; those that do not fit its budget are printed at once and held as files.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from studio.understand.develop import Developer
from studio.understand.faces import FaceFinder, measured_by
from studio.understand.frames import Picture
from studio.understand.lettering import lettering_share
from studio.understand.likeness import FaceEmbedder, Likeness, likeness_of
from studio.understand.look import Look, look_at
from studio.understand.motion import Moving, moving_in
from studio.values import Face

# Frames held at most, and how many more may come before the shelf is thinned out again.
SHELF, OVERFLOW = 32, 12
# What held frames may take together.
SHELF_BYTES = 140 * 1024 * 1024
# Lettering over this share of the picture is a title or a subtitle.
LETTERED = 0.004
# Thinning: what a perfect double costs against the score of 0..1, and how unlike (mean of 255) is unlike.
DOUBLE_COSTS, UNLIKE = 0.5, 14.0


@dataclass
class Kept:
    """A decoded frame held for later, None once it has been printed; `quick` tells neighbours apart.

    `activity` is how much each cell of its small picture changes around its moment.
    """

    at_s: float
    frame: av.VideoFrame | None
    tiny: Picture
    quick: float
    sound: bool
    activity: NDArray[np.float32] | None = None

    @property
    def bytes(self) -> int:
        """What the held frame takes."""
        return sum(plane.buffer_size for plane in self.frame.planes) if self.frame is not None else 0


@dataclass(frozen=True)
class Candidate:
    """A frame that may become a still and what we measured of it; `sound` is False in damaged stretches.

    `people` are those whose `faces` are seen, in the same order.
    """

    at_s: float
    width_px: int
    height_px: int
    look: Look
    faces: tuple[Face, ...]
    lettering: float
    tiny: Picture
    sound: bool
    kept: Kept
    people: tuple[Likeness, ...] = ()
    moving: Moving | None = None


def examine(
    kept: Kept, developer: Developer, finder: FaceFinder, embedder: FaceEmbedder | None = None
) -> Candidate:
    """Measure a held frame by its small picture."""
    assert kept.frame is not None
    look = developer.look(kept.frame)
    width, height = developer.size_of(kept.frame)
    people = tuple(likeness_of(look, seen, embedder) for seen in measured_by(finder, look))
    return Candidate(
        at_s=kept.at_s,
        width_px=width,
        height_px=height,
        look=look_at(look),
        faces=tuple(one.face for one in people),
        lettering=lettering_share(look),
        tiny=kept.tiny,
        sound=kept.sound,
        kept=kept,
        people=people,
        moving=moving_in(developer.upright(kept.activity, kept.frame)),
    )


def best_of(
    best: Kept,
    second: Kept | None,
    developer: Developer,
    finder: FaceFinder,
    embedder: FaceEmbedder | None = None,
) -> Candidate:
    """The better of a stretch's two best frames: by itself the first, by its face the second."""
    found = examine(best, developer, finder, embedder)
    if found.faces and second is not None:
        other = examine(second, developer, finder, embedder)
        if face_value(other.faces) > face_value(found.faces) + 0.04:
            return other
    return found


class Shelf:
    """The candidates worth holding. `worth` is a candidate's score (0..1) by itself.

    `lettered_at` are the moments at which lettering was seen, in candidates that were let go too.
    """

    def __init__(self, worth: Callable[[Candidate], float]) -> None:
        self._worth = worth
        self._held: list[tuple[Candidate, float]] = []
        self.lettered_at: list[float] = []

    @property
    def candidates(self) -> list[Candidate]:
        """What is held, in film time."""
        return [candidate for candidate, _ in self._held]

    def add(self, candidate: Candidate, spoilt: Callable[[Candidate], bool]) -> bool:
        """Hold a candidate; True where that made it thin itself out: the `spoilt` go first, then doubles."""
        self._held.append((candidate, self._worth(candidate)))
        if candidate.lettering > LETTERED:
            self.lettered_at.append(candidate.at_s)
        if len(self._held) < SHELF + OVERFLOW:
            return False
        self._thin(spoilt)
        return True

    def too_much(self, printed: Callable[[Candidate], bool]) -> list[Candidate]:
        """What must be printed to hold no more than the budget: the best, likeliest to be printed anyway."""
        held = [(one, worth) for one, worth in self._held if not printed(one)]
        over = sum(one.kept.bytes for one, _ in held) - SHELF_BYTES
        found: list[Candidate] = []
        for one, _ in sorted(held, key=lambda pair: -pair[1]):
            if over <= 0:
                break
            over -= one.kept.bytes
            found.append(one)
        return found

    def _thin(self, spoilt: Callable[[Candidate], bool]) -> None:
        worth = np.array([value - 2 * spoilt(one) for one, value in self._held])
        small = [cv2.resize(one.tiny, (16, 9), interpolation=cv2.INTER_AREA) for one, _ in self._held]
        flat = np.stack(small).reshape(len(small), -1).astype(np.float32)
        chosen: list[int] = []
        doubling = np.zeros(len(worth))
        for _ in range(SHELF):
            value = worth - DOUBLE_COSTS * doubling
            value[chosen] = -np.inf
            best = int(np.argmax(value))
            chosen.append(best)
            unlike = np.abs(flat - flat[best]).mean(axis=1)
            doubling = np.maximum(doubling, np.exp(-((unlike / UNLIKE) ** 2)))
        self._held = [self._held[n] for n in sorted(chosen)]


def face_value(faces: Sequence[Face]) -> float:
    """How much the best face is worth, 0..1: large, sharp, turned to us, eyes open, a smile a little."""
    return max((_worth(face) for face in faces), default=0.0)


def _worth(face: Face) -> float:
    size = min(1.0, face.box.area**0.5 / 0.36)
    eyes = 0.75 if face.eyes_open is None else face.eyes_open
    smile = 0.4 if face.smile is None else face.smile
    return (
        size
        * (0.35 + 0.65 * face.sharpness)
        * (0.35 + 0.65 * face.frontal)
        * (0.25 + 0.6 * eyes + 0.15 * smile)
    )
