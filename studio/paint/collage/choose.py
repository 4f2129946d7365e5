"""Which stills go into which candidate."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from studio.errors import InvalidRequest
from studio.paint.collage.kinship import Print, likeness, print_of, same_person
from studio.paint.collage.load import LARGEST_SIDE_PX, load_picture, open_still
from studio.paint.protocol import PaintRequest, Picture
from studio.progress import OnStep, Stage
from studio.values import ArtworkKind, Brief, Still, StillPick

PICTURES_PER_BANNER, BANNER_SIDE_PX = 16, 2560
PICTURES_PER_COVER = 4
# A banner of fewer views than this repeats rather than stays empty.
FEWEST_PER_BANNER = 4
FACE_WORTH = 0.35
SAME_SHOT_COST = 0.25
USED_COST = 0.3
ANOTHER_FACE_COST = 0.16
LARGE_FACE, LARGE_FACE_COST = 0.13, 6.0
# A still that led before, for each time; others are wanted, until all have had their turn.
LED_COST, MOST_LED = 0.60, 3
# Somebody who asks for another still wants another view, and still somebody in it where there was one.
OTHER_VIEW_WORTH, FACE_LOST_COST = 0.6, 0.9
WORST_FACE_SCORE = 0.5
# Among followers: a video seen already, a view seen already, a person seen already.
SEEN_VIDEO_COST, SEEN_VIEW_COST, SEEN_PERSON_COST = 1.0, 2.0, 1.6
REPETITION = 0.75


@dataclass(frozen=True, eq=False)
class _Choice:
    source: int
    still: Still
    look: Print

    @property
    def key(self) -> tuple[int, int]:
        return (self.source, self.still.rank)

    def repeats(self, other: _Choice) -> float:
        """0 another view, 1 the same shot or as good as it."""
        if self.source == other.source and self.still.shot == other.still.shot:
            return 1.0
        return likeness(self.look, other.look)


def choose_sets(request: PaintRequest, on_step: OnStep) -> list[tuple[Picture, ...]]:
    """For each candidate its pictures, the leading one first.

    Leads differ while there are stills enough; the followers come from other videos, then show other views
    and other people. Raises InvalidRequest (no_stills, still_unreadable).
    """
    every, worth, leads = _ranked(request)
    banner = request.brief.kind == "banner"
    wanted = PICTURES_PER_BANNER if banner else PICTURES_PER_COVER
    side_px = still_side_px(request.brief.kind)
    loaded: dict[tuple[int, int], Picture] = {}
    sets = []
    for index in range(request.count):
        chosen = _with_followers(leads[index % len(leads)], every, worth, wanted)
        for choice in chosen:
            if choice.key not in loaded:
                on_step(Stage.PAINT, index / request.count, step=index + 1, steps=request.count)
                source = request.sources[choice.source]
                loaded[choice.key] = load_picture(source, choice.source, choice.still, side_px)
        sets.append(tuple(loaded[choice.key] for choice in chosen))
    return sets


def choose_leads(request: PaintRequest) -> list[Picture]:
    """For each candidate the still it leads with, as `choose_sets` would have it.

    Raises InvalidRequest (no_stills, still_unreadable).
    """
    _, _, leads = _ranked(request)
    loaded = [
        load_picture(request.sources[lead.source], lead.source, lead.still) for lead in leads[: request.count]
    ]
    return [loaded[index % len(loaded)] for index in range(request.count)]


_Ranked = tuple[list[_Choice], dict[tuple[int, int], float], list[_Choice]]


def _ranked(request: PaintRequest) -> _Ranked:
    """Every still, what it is worth, and those that lead, the best first."""
    every = [
        _Choice(index, still, print_of(open_still(source, still, still.thumb), still))
        for index, source in enumerate(request.sources)
        for still in source.digest.stills
    ]
    if not every:
        raise InvalidRequest("no stills to make a picture from", code="no_stills")
    chance = random.Random(f"stills {request.seed}")
    worth = {choice.key: _worth(choice, request) + chance.uniform(0, 0.22) for choice in every}
    return every, worth, _leads(every, worth, request)


def still_side_px(kind: ArtworkKind) -> int:
    """How large stills are loaded at most; a banner shows many, each small."""
    return BANNER_SIDE_PX if kind == "banner" else LARGEST_SIDE_PX


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
    if request.brief.kind == "banner" and faces:
        # On a banner heads stand beside others, whole: large ones do not fit.
        largest = max(face.box.width for face in still.faces)
        worth -= LARGE_FACE_COST * max(0.0, largest - LARGE_FACE)
    return worth


def _leads(
    every: Sequence[_Choice], worth: dict[tuple[int, int], float], request: PaintRequest
) -> list[_Choice]:
    """Best first, each pick making its own view and video less wanted for the next.

    An avatar leads with nothing but faces where there are any: they come again, arranged otherwise. A still
    that a person chose, or that is pinned, leads every time.
    """
    pinned = _picked(every, request.leading.still) or _chosen(every, request.brief)
    barred = _picked(every, request.leading.without)
    if pinned is not None and pinned is not barred:
        return [pinned]
    every = [choice for choice in every if choice is not barred] or every
    fresh = {
        choice.key: worth[choice.key]
        - _led_cost(choice, request)
        - (_unlike(choice, barred) if barred else 0.0)
        for choice in every
    }
    wants_faces = request.brief.wants_face or request.brief.kind == "avatar"
    left = list(every)
    if request.brief.kind == "avatar" and request.brief.wants_face is not False:
        left = [choice for choice in every if has_face(choice.still)] or left
    leads: list[_Choice] = []
    while left and len(leads) < request.count:

        def value(choice: _Choice, leads: list[_Choice] = leads) -> float:
            near = sum(
                SAME_SHOT_COST * lead.repeats(choice)
                + ANOTHER_FACE_COST * (has_face(lead.still) and has_face(choice.still) and not wants_faces)
                + USED_COST * (lead.source == choice.source) * (len(request.sources) > 1)
                for lead in leads
            )
            return fresh[choice.key] - near

        best = max(left, key=value)
        # A still nobody should see as a lead is not picked for variety's sake alone.
        if leads and worth[best.key] < -0.5 and worth[leads[0].key] > -0.5:
            break
        leads.append(best)
        left.remove(best)
    return leads


def _unlike(choice: _Choice, barred: _Choice) -> float:
    """How little a still is wanted instead of another."""
    lost = has_face(barred.still) and not has_face(choice.still)
    return OTHER_VIEW_WORTH * barred.repeats(choice) + FACE_LOST_COST * lost


def _led_cost(choice: _Choice, request: PaintRequest) -> float:
    name = (request.sources[choice.source].digest.source, choice.still.rank)
    return LED_COST * min(MOST_LED, list(request.leading.before).count(name))


def _picked(every: Sequence[_Choice], pick: StillPick | None) -> _Choice | None:
    return next((one for one in every if pick and one.key == (pick.video, pick.rank)), None)


def _chosen(every: Sequence[_Choice], brief: Brief) -> _Choice | None:
    """The still that a person, and not a rule, put into the brief."""
    edited = any(source.kind == "edit" for source in brief.sources.get("still", ()))
    return _picked(every, brief.still) if edited else None


def _with_followers(
    lead: _Choice, every: Sequence[_Choice], worth: dict[tuple[int, int], float], count: int
) -> list[_Choice]:
    """The lead and at most `count` - 1 others, the first of which show what is not seen yet.

    Nothing comes twice, neither a view nor a person, once there is enough.
    """
    chosen = [lead]
    left = [choice for choice in every if choice is not lead]
    while left and len(chosen) < count:
        videos = [choice.source for choice in chosen]

        def repetition(choice: _Choice, chosen: list[_Choice] = chosen) -> tuple[float, bool]:
            again = max(one.repeats(choice) for one in chosen)
            return again, any(same_person(one.look, choice.look) for one in chosen)

        if len(chosen) >= min(count, FEWEST_PER_BANNER):
            fresh = [one for one in left if (seen := repetition(one))[0] < REPETITION and not seen[1]]
            if not fresh:
                break
            left = fresh

        def value(choice: _Choice, videos: list[int] = videos) -> float:
            again, person = repetition(choice)
            cost = SEEN_VIDEO_COST * videos.count(choice.source)
            return worth[choice.key] - cost - SEEN_VIEW_COST * again - SEEN_PERSON_COST * person

        chosen.append(max(left, key=value))
        left.remove(chosen[-1])
    return chosen
