"""Which stills go into which candidate."""

from __future__ import annotations

import random
from dataclasses import dataclass

from studio.errors import InvalidRequest
from studio.paint.collage.load import load_picture
from studio.paint.protocol import PaintRequest, Picture
from studio.progress import OnStep, Stage
from studio.values import Still

PICTURES_PER_BANNER = 5
PICTURES_PER_COVER = 3
FACE_WORTH = 0.35
SAME_SHOT_COST = 0.25
USED_COST = 0.3
ANOTHER_FACE_COST = 0.16
WORST_FACE_SCORE = 0.5


@dataclass(frozen=True)
class _Choice:
    source: int
    still: Still

    @property
    def key(self) -> tuple[int, int]:
        return (self.source, self.still.rank)


def choose_sets(request: PaintRequest, on_step: OnStep) -> list[tuple[Picture, ...]]:
    """For each candidate its pictures, the leading one first.

    Leads differ while there are stills enough; the followers come from other videos, then other shots.
    Raises InvalidRequest (no_stills).
    """
    every = [
        _Choice(index, still)
        for index, source in enumerate(request.sources)
        for still in source.digest.stills
    ]
    if not every:
        raise InvalidRequest("no stills to make a picture from", code="no_stills")
    chance = random.Random(f"stills {request.seed}")
    worth = {choice.key: _worth(choice, request) + chance.uniform(0, 0.22) for choice in every}
    leads = _leads(every, worth, request)
    wanted = PICTURES_PER_BANNER if request.brief.kind == "banner" else PICTURES_PER_COVER
    loaded: dict[tuple[int, int], Picture] = {}
    sets = []
    for index in range(request.count):
        chosen = [leads[index % len(leads)]]
        chosen += _followers(chosen[0], every, worth, wanted - 1)
        for choice in chosen:
            if choice.key not in loaded:
                on_step(Stage.PAINT, index / request.count, step=index + 1, steps=request.count)
                loaded[choice.key] = load_picture(request.sources[choice.source], choice.source, choice.still)
        sets.append(tuple(loaded[choice.key] for choice in chosen))
    return sets


def has_face(still: Still) -> bool:
    return any(face.score >= WORST_FACE_SCORE for face in still.faces)


def _worth(choice: _Choice, request: PaintRequest) -> float:
    still = choice.still
    best = max((other.score for other in request.sources[choice.source].digest.stills), default=1) or 1
    worth = still.score / best
    faces = has_face(still)
    if request.brief.wants_face is True and not faces:
        worth -= 2
    if request.brief.wants_face is False and faces:
        worth -= 2
    if request.brief.wants_face is None and faces:
        worth += FACE_WORTH * (2 if request.brief.kind == "avatar" else 1)
    return worth


def _leads(every: list[_Choice], worth: dict[tuple[int, int], float], request: PaintRequest) -> list[_Choice]:
    """Best first, each pick making its own shot and video less wanted for the next."""
    wants_faces = request.brief.wants_face or request.brief.kind == "avatar"
    left = dict.fromkeys(every)
    leads: list[_Choice] = []
    while left and len(leads) < request.count:

        def value(choice: _Choice, leads: list[_Choice] = leads) -> float:
            near = sum(
                SAME_SHOT_COST * (lead.source == choice.source and lead.still.shot == choice.still.shot)
                + ANOTHER_FACE_COST * (has_face(lead.still) and has_face(choice.still) and not wants_faces)
                + USED_COST * (lead.source == choice.source) * (len(request.sources) > 1)
                for lead in leads
            )
            return worth[choice.key] - near

        best = max(left, key=value)
        # A still nobody should see as a lead is not picked for variety's sake alone.
        if leads and worth[best.key] < -0.5 and worth[leads[0].key] > -0.5:
            break
        leads.append(best)
        del left[best]
    return leads


def _followers(
    lead: _Choice, every: list[_Choice], worth: dict[tuple[int, int], float], count: int
) -> list[_Choice]:
    chosen = [lead]
    while len(chosen) <= count:
        rest = [choice for choice in every if choice not in chosen]
        if not rest:
            break
        used_videos = [choice.source for choice in chosen]
        used_shots = {(choice.source, choice.still.shot) for choice in chosen}
        chosen.append(
            max(
                rest,
                key=lambda choice: (
                    worth[choice.key]
                    - 1.0 * used_videos.count(choice.source)
                    - 2.0 * ((choice.source, choice.still.shot) in used_shots)
                ),
            )
        )
    return chosen[1:]
