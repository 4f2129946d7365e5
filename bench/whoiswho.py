"""How well faces are found and gathered into persons, against the truth of the labelled films."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av

from bench.labelled.truth import Labelled, Moment, TrueFace
from studio.understand.faces import FaceFinder, face_finder, overlap
from studio.values import Face, Still

# Found and true boxes share so much at least; one frame in so many seconds is looked at.
SAME_FACE, EVERY_S = 0.35, 0.5


@dataclass
class FaceScore:
    """Faces found of those that are there, by how they are seen, and finds where there is none."""

    there: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    invented: int = 0
    frames: int = 0

    def add(self, moment: Moment, faces: Sequence[Face]) -> None:
        """Count one frame."""
        self.frames += 1
        left = list(faces)
        for true in moment.faces:
            self.there[true.seen] += 1
            hit = face_at(true, left)
            if hit is not None:
                self.found[true.seen] += 1
                left.remove(hit)
        self.invented += len(left)

    def recall(self, seen: str | None = None) -> float:
        """The share of true faces found; of all, or of those that are seen so."""
        if seen is not None:
            return self.found[seen] / max(1, self.there[seen])
        return self.found.total() / max(1, self.there.total())

    @property
    def false_alarms(self) -> float:
        """Invented faces per frame looked at."""
        return self.invented / max(1, self.frames)


@dataclass
class PersonScore:
    """B-cubed (Bagga & Baldwin 1998) over the faces of the stills, film by film."""

    purity: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    main_right: int = 0
    main_told: int = 0
    main_there: int = 0

    def add(self, stills: Iterable[Still], main: int | None, truth: Labelled) -> None:
        """Count the faces of one film's stills, and whether its main person is who is longest seen."""
        pairs = [
            (face.person, true.person)
            for still in stills
            for true in truth.at(still.at_s).faces
            if (face := face_at(true, still.faces)) is not None and face.person is not None
        ]
        for ours, theirs in pairs:
            same = [other for person, other in pairs if person == ours]
            own = [person for person, other in pairs if other == theirs]
            self.purity.append(same.count(theirs) / len(same))
            self.whole.append(own.count(ours) / len(own))
        seen = Counter(
            face.person for moment in truth.moments for face in moment.faces for _ in range(_size(face))
        )
        if not seen:
            return
        self.main_there += 1
        if main is not None:
            self.main_told += 1
            names = Counter(name for person, name in pairs if person == main)
            self.main_right += bool(names) and names.most_common(1)[0][0] == seen.most_common(1)[0][0]


def _size(face: TrueFace) -> int:
    """A large face counts more towards whom a film is about."""
    return max(1, round(100 * face.box.width))


def face_at(true: TrueFace, faces: Sequence[Face]) -> Face | None:
    """The found face that lies on a true one."""
    best = max(faces, key=lambda face: overlap(face.box, true.box), default=None)
    return best if best is not None and overlap(best.box, true.box) >= SAME_FACE else None


def faces_in(path: Path, truth: Labelled, score: FaceScore, finder: FaceFinder | None = None) -> None:
    """Look for faces in frames of one film that could be stills, and count them."""
    finder = finder or face_finder()
    due_s = 0.0
    with av.open(str(path)) as film:
        for frame, moment in zip(film.decode(video=0), truth.moments, strict=False):
            if moment.at_s < due_s:
                continue
            due_s = moment.at_s + EVERY_S
            if not set(moment.faults) - {"shut", "text"}:
                score.add(moment, finder.find(frame.to_ndarray(format="rgb24")))
