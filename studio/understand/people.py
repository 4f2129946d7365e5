"""Who is who in a film: faces that were seen, gathered into persons.

Within a shot a face that stays where it was is the same person's; over shots the likest are joined, mean
likeness first (average linkage), and two faces of one frame never are.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.understand.choose import shot_at
from studio.understand.likeness import FaceEmbedder, Likeness, all_apart
from studio.values import Face, Person, Shot, Still

# People whose mean distance is below this are one. On the tuning half of the labelled films 0.36 never takes
# two for one and splits every seventh face off its person, 0.44 hardly splits and is wrong in 7 of 100 faces:
# two under one name are worse than one under two.
ONE_PERSON = 0.40
# Within a shot: a face no farther from where it was than so many of its widths, about as large, not too
# unlike, and seen again within so many seconds, is the same.
STAYED_WIDTHS, STAYED_SIZE, STAYED_LOOKS, STAYED_S = 0.9, 1.6, 0.62, 6.0
# Faces looked at in one frame, and stretches of faces that are compared with all others.
FACES_OF_A_FRAME, MOST_STRETCHES = 4, 320
MOST_PERSONS = 24
# Who is seen less than this beside the first is an extra; so much more than the next is seen who stands out.
EXTRA, STANDS_OUT, LEAST_SHARE = 0.02, 1.4, 0.05


@dataclass(frozen=True)
class Sighting:
    """Somebody in a looked-at frame; `number` is the face's place in it."""

    at_s: float
    number: int
    likeness: Likeness


@dataclass
class Cast:
    """Everybody who was seen so far, frame by frame. Grows with the frames looked at, which are bounded."""

    embedder: FaceEmbedder | None = None
    _frames: dict[int, tuple[float, tuple[Likeness, ...]]] = field(default_factory=dict)

    def add(self, at_s: float, people: Sequence[Likeness]) -> None:
        """A frame that was looked at, with the largest faces first; one without people counts too."""
        self._frames[_key(at_s)] = (at_s, tuple(people[:FACES_OF_A_FRAME]))

    def with_more(self, frames: Iterable[tuple[float, Sequence[Likeness]]]) -> Cast:
        """The same and some more frames; this one stays as it is."""
        more = Cast(self.embedder, dict(self._frames))
        for at_s, people in frames:
            more.add(at_s, people)
        return more

    def persons(self, shots: Sequence[Shot], duration_s: float) -> People:
        """Who is who, the first first."""
        frames = sorted(self._frames.values(), key=lambda frame: frame[0])
        seen = [Sighting(at_s, n, one) for at_s, people in frames for n, one in enumerate(people)]
        if not seen:
            return People((), None, {})
        unlike = all_apart([one.likeness for one in seen], self.embedder)
        groups = _joined(_stretches(seen, unlike, shots), seen, unlike)
        return _ordered(groups, seen, _lasting([at_s for at_s, _ in frames], duration_s), self.embedder)


@dataclass(frozen=True)
class People:
    """The persons of a film, whom it is about (None: nobody stands out), and whose face is whose."""

    persons: tuple[Person, ...]
    main: int | None
    _whose: Mapping[tuple[int, int], int]

    def named(self, still: Still) -> Still:
        """The still with every face's person."""
        faces = tuple(
            face.model_copy(update={"person": self._whose.get((_key(still.at_s), number))})
            for number, face in enumerate(still.faces)
        )
        return still.model_copy(update={"faces": faces})

    def shown_in(self, stills: Sequence[Still]) -> tuple[Person, ...]:
        """The persons with the stills (named, in order) that show them."""
        return tuple(
            person.model_copy(
                update={
                    "stills": tuple(
                        still.rank
                        for still in stills
                        if any(face.person == person.id for face in still.faces)
                    )
                }
            )
            for person in self.persons
        )


def _key(at_s: float) -> int:
    return round(at_s * 1000)


def _stretches(
    seen: Sequence[Sighting], unlike: NDArray[np.float32], shots: Sequence[Shot]
) -> list[list[int]]:
    """Sightings (by number) that follow each other in one shot at one place, in order of time."""
    found: list[list[int]] = []
    open_ones: list[list[int]] = []
    shot = -1
    for number, one in enumerate(seen):
        now = shot_at(one.at_s, shots).index if shots else 0
        if now != shot:
            open_ones, shot = [], now
        fit = [
            stretch
            for stretch in open_ones
            if _stayed(seen[stretch[-1]], one) and unlike[stretch[-1], number] < STAYED_LOOKS
        ]
        if fit:
            min(fit, key=lambda stretch: float(unlike[stretch[-1], number])).append(number)
        else:
            found.append([number])
            open_ones.append(found[-1])
    return found


def _stayed(before: Sighting, now: Sighting) -> bool:
    if not 0 < now.at_s - before.at_s <= STAYED_S:
        return False
    one, other = before.likeness.face.box, now.likeness.face.box
    width = (one.width + other.width) / 2
    aside = abs(one.centre[0] - other.centre[0]) / width
    down = abs(one.centre[1] - other.centre[1]) / ((one.height + other.height) / 2)
    larger = max(one.width, other.width) / max(min(one.width, other.width), 1e-6)
    return max(aside, down) < STAYED_WIDTHS and larger < STAYED_SIZE


def _joined(
    stretches: list[list[int]], seen: Sequence[Sighting], unlike: NDArray[np.float32]
) -> list[list[int]]:
    """The stretches of one person together, as long as the likest two are like enough."""
    stretches = sorted(stretches, key=lambda one: -sum(seen[n].likeness.face.box.area for n in one))
    groups = [list(one) for one in stretches[:MOST_STRETCHES]]
    frames = [{seen[n].at_s for n in group} for group in groups]
    count = len(groups)
    far = np.full((count, count), np.inf)
    for i in range(count):
        for j in range(i):
            if not frames[i] & frames[j]:
                far[i, j] = far[j, i] = float(unlike[np.ix_(groups[i], groups[j])].mean())
    while count > 1:
        i, j = (int(n) for n in np.unravel_index(int(np.argmin(far)), far.shape))
        if not far[i, j] < ONE_PERSON:
            break
        a, b = len(groups[i]), len(groups[j])
        # Lance and Williams: the mean of a group's distances is kept without asking its members again.
        far[i] = far[:, i] = (a * far[i] + b * far[j]) / (a + b)
        far[i, i] = np.inf
        far[j] = far[:, j] = np.inf
        groups[i] += groups[j]
        groups[j] = []
    return [sorted(group) for group in groups if group]


def _lasting(times: Sequence[float], duration_s: float) -> dict[float, float]:
    """How much of the film (0..1) each looked-at frame stands for: half-way to its neighbours."""
    edges = [0.0, *((one + other) / 2 for one, other in itertools.pairwise(times)), duration_s]
    whole = max(duration_s, 1e-6)
    return {
        at_s: max(0.0, end - start) / whole for at_s, start, end in zip(times, edges, edges[1:], strict=False)
    }


def _ordered(
    groups: list[list[int]],
    seen: Sequence[Sighting],
    lasting: Mapping[float, float],
    embedder: FaceEmbedder | None,
) -> People:
    """Persons by how long and how large they are seen, numbered from 0."""
    rated = sorted(((_weight(group, seen, lasting), group) for group in groups), key=lambda pair: -pair[0])
    most = rated[0][0]
    rated = [pair for pair in rated if pair[0] >= EXTRA * most][:MOST_PERSONS]
    persons: list[Person] = []
    whose: dict[tuple[int, int], int] = {}
    for number, (_, group) in enumerate(rated):
        best = max(group, key=lambda n: (_clear(seen[n].likeness.face), -seen[n].at_s))
        face = seen[best].likeness.face.model_copy(update={"person": number})
        share = sum(lasting[at_s] for at_s in {seen[n].at_s for n in group})
        persons.append(
            Person(
                id=number,
                share=round(min(1.0, share), 4),
                seen=len(group),
                at_s=round(seen[best].at_s, 3),
                face=face,
                told_by=embedder.name if embedder is not None else "looks",
                likeness=_vector([seen[n].likeness for n in group]) if embedder is not None else (),
            )
        )
        whose |= {(_key(seen[n].at_s), seen[n].number): number for n in group}
    outstanding = len(rated) == 1 or rated[0][0] >= STANDS_OUT * rated[1][0]
    main = 0 if outstanding and persons[0].share >= LEAST_SHARE else None
    return People(tuple(persons), main, whose)


def _weight(group: Sequence[int], seen: Sequence[Sighting], lasting: Mapping[float, float]) -> float:
    return sum(
        lasting[seen[n].at_s]
        * seen[n].likeness.face.box.area ** 0.5
        * (0.5 + 0.5 * seen[n].likeness.face.frontal)
        for n in group
    )


def _clear(face: Face) -> float:
    """How well a face shows who somebody is."""
    eyes = 0.5 if face.eyes_open is None else face.eyes_open
    return face.box.area**0.5 * (0.4 + 0.6 * face.sharpness) * (0.3 + 0.7 * face.frontal) * (0.4 + 0.6 * eyes)


def _vector(people: Sequence[Likeness]) -> tuple[float, ...]:
    vectors = [one.vector for one in people if one.vector is not None]
    if not vectors:
        return ()
    mean = np.mean(vectors, axis=0)
    return tuple(round(float(value), 4) for value in mean / max(float(np.linalg.norm(mean)), 1e-9))
