"""Choosing the frames worth using: good ones first, unlike each other, from all over the film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.understand.candidates import LETTERED, Candidate, face_value
from studio.understand.frames import jump
from studio.understand.look import unit
from studio.understand.shots import Change
from studio.understand.steps import shifted_apart
from studio.values import Reason, ReasonCode, Shot

WEIGHTS = {
    "sharp": 0.26,
    "well_exposed": 0.13,
    "colourful": 0.14,
    "contrast": 0.12,
    "detail": 0.07,
    "face": 0.42,
    "long_shot": 0.05,
    "moving": 0.20,
}
BEST_POSSIBLE = 1.05
# Frames this close to a transition carry traces of it.
MARGIN_S = 0.10
# Mean difference of two tiny pictures (0..255) under which they are the same still to a person.
SAME_PICTURE = 5.0
ALIKE_SCALE = 14.0
# Of pictures that agree once shifted: what is left of their difference in brightness, and of that in place.
SHIFTED_COSTS, PLACE_COSTS = 1.0, 0.25
ALIKE_COSTS, SAME_SHOT_COSTS = 0.42, 0.18
DARK, FLAT = 0.09, 0.20
BLURRED, CRISP = 0.25, 0.50
# Titles come and go softly, so frames of the same shot this close to lettering are suspected too.
LETTERING_CLOSE_S, LETTERING_NEAR_S = 0.8, 2.0
LETTERED_FACTOR, CLOSE_TO_LETTERS_FACTOR, NEAR_LETTERS_FACTOR = 0.42, 0.62, 0.82
# The main face's eyes less open than this are shut, which spoils a still.
SHUT, SHUT_FACTOR = 0.30, 0.62
# A frame without words and shut eyes replaces those with, if its score is this share of theirs at least.
GOOD_ENOUGH = 0.7
# A frame of a damaged stretch is used where there is nothing else.
DAMAGED_FACTOR = 0.1
# A film in which little happens still gives this many stills, if they are this far apart.
FEWEST, FEWEST_APART_S = 4, 0.8


@dataclass(frozen=True)
class Choice:
    """A chosen candidate with its score and the reasons for it."""

    candidate: Candidate
    shot: int
    score: float
    reasons: tuple[Reason, ...]


def choose(
    candidates: Sequence[Candidate],
    shots: Sequence[Shot],
    changes: Sequence[Change],
    count: int,
    lettered_at: Sequence[float] = (),
) -> list[Choice]:
    """At most `count` choices, the best first; `lettered_at` are moments at which lettering was seen.

    Frames inside a transition are used only where there is nothing else. Pictures that a person would call
    the same are folded into the better one, so a film in which little happens gives fewer.
    """
    whole = [one for one in candidates if one.sound] or list(candidates)
    calm = [one for one in whole if not in_transition(one.at_s, changes)] or whole
    lettered = sorted({*lettered_at, *(one.at_s for one in candidates if one.lettering > LETTERED)})
    rated = _without_spoilt([_rate(one, shots, lettered) for one in calm])
    chosen = _spread(rated, [], count, SAME_PICTURE, 0.0)
    if len(chosen) < min(FEWEST, count):
        chosen = _spread(rated, chosen, min(FEWEST, count), 0.0, FEWEST_APART_S)
    return [rated[number] for number in chosen]


def _without_spoilt(rated: Sequence[Choice]) -> list[Choice]:
    """All but those with words over them, or shut eyes, whose shot has a good one without."""
    best_of: dict[int, float] = {}
    for one in rated:
        if not _is_spoilt(one.candidate):
            best_of[one.shot] = max(best_of.get(one.shot, 0.0), one.score)
    return [
        one
        for one in rated
        if not (_is_spoilt(one.candidate) and best_of.get(one.shot, 0.0) >= GOOD_ENOUGH * one.score)
    ]


def _is_spoilt(candidate: Candidate) -> bool:
    return candidate.lettering > LETTERED or _sleeps(candidate)


def _sleeps(candidate: Candidate) -> bool:
    """Whether the main face looks this way with its eyes shut."""
    if not candidate.faces:
        return False
    main = candidate.faces[0]
    return main.eyes_open is not None and main.eyes_open < SHUT and main.frontal > 0.4


def _spread(
    rated: Sequence[Choice], chosen: Sequence[int], count: int, same: float, apart_s: float
) -> list[int]:
    """`chosen` and the best others up to `count`, by their numbers.

    None is as like another as `same`, nor in time as near as `apart_s`. The score is taken down by what makes
    a still a repetition of those chosen (maximal marginal relevance).
    """
    found = list(chosen)
    if not rated:
        return found
    lumas = np.stack([one.candidate.tiny[..., 0] for one in rated]).astype(np.float32)
    times = np.array([one.candidate.at_s for one in rated])
    shots = np.array([one.shot for one in rated])
    scores = np.array([one.score for one in rated])
    nearest, again = np.full(len(rated), np.inf), np.zeros(len(rated))
    left = np.ones(len(rated), bool)

    def repeat(number: int) -> None:
        nonlocal nearest, again
        unlike = _unlike(rated, lumas, number)
        nearest, again = np.minimum(nearest, unlike), again + (shots == shots[number])
        left[(unlike < same) | (np.abs(times - times[number]) < apart_s)] = False
        left[number] = False

    for number in found:
        repeat(number)
    while left.any() and len(found) < count:
        value = scores - ALIKE_COSTS * np.exp(-((nearest / ALIKE_SCALE) ** 2))
        value = value - SAME_SHOT_COSTS * np.minimum(again, 4)
        # The earlier one of two that are worth the same.
        best = max(np.flatnonzero(left), key=lambda number: (value[number], -times[number]))
        found.append(int(best))
        repeat(int(best))
    return found


def _unlike(rated: Sequence[Choice], lumas: NDArray[np.float32], number: int) -> NDArray[np.float64]:
    """How unlike all small pictures are to one (0..255), in colour as they lie, or in brightness shifted.

    A pan, or somebody who leans aside, makes no other picture.
    """
    plain = np.array([jump(one.candidate.tiny, rated[number].candidate.tiny) for one in rated])
    own = np.broadcast_to(lumas[number], lumas.shape)
    return np.minimum(plain, SHIFTED_COSTS * shifted_apart(own, lumas) + PLACE_COSTS * plain)


def in_transition(at_s: float, changes: Sequence[Change]) -> bool:
    """Whether a moment is inside a transition or carries traces of one."""
    return any(
        change.start_s - (MARGIN_S if change.kind != "cut" else 0) <= at_s <= change.end_s + MARGIN_S
        if change.kind != "cut"
        else abs(at_s - change.start_s) < MARGIN_S / 3 and at_s < change.start_s
        for change in changes
    )


def worth_of(candidate: Candidate) -> float:
    """A candidate's score (0..1) by itself, before anything is known of the film around it."""
    lettered = LETTERED_FACTOR if candidate.lettering > LETTERED else 1.0
    return _total(_parts(candidate, 0.0)) * _usable(candidate) * lettered


def _rate(candidate: Candidate, shots: Sequence[Shot], lettered: Sequence[float]) -> Choice:
    shot = shot_at(candidate.at_s, shots)
    total_s = max(shots[-1].end_s, 1e-6)
    parts = _parts(candidate, min(1.0, 2.5 * (shot.end_s - shot.start_s) / total_s))
    unlettered = _unlettered(candidate, shot, lettered)
    if unlettered < 1:
        # A title that fades is no subject.
        parts["moving"] = 0.0
    total = _total(parts) * _usable(candidate) * unlettered
    return Choice(candidate, shot.index, unit(total), _reasons(candidate, parts))


def _parts(candidate: Candidate, share: float) -> dict[str, float]:
    look = candidate.look
    return {
        "sharp": look.sharpness,
        "well_exposed": look.exposure,
        "colourful": look.colourfulness,
        "contrast": look.contrast,
        "detail": look.detail,
        "long_shot": share,
        "face": face_value(candidate.faces),
        "moving": candidate.moving.strength if candidate.moving is not None and not candidate.faces else 0.0,
    }


def _total(parts: dict[str, float]) -> float:
    return sum(WEIGHTS[name] * value for name, value in parts.items()) / BEST_POSSIBLE


def _unlettered(candidate: Candidate, shot: Shot, lettered: Sequence[float]) -> float:
    """A factor that sinks frames with a title over them, and those in which it may be fading."""
    if candidate.lettering > LETTERED:
        return LETTERED_FACTOR
    nearest_s = min(
        (abs(at_s - candidate.at_s) for at_s in lettered if shot.start_s <= at_s < shot.end_s),
        default=LETTERING_NEAR_S,
    )
    if nearest_s < LETTERING_CLOSE_S:
        return CLOSE_TO_LETTERS_FACTOR
    return NEAR_LETTERS_FACTOR if nearest_s < LETTERING_NEAR_S else 1.0


def _usable(candidate: Candidate) -> float:
    """A factor that sinks black, empty and blurred frames, and large faces with shut eyes."""
    look = candidate.look
    factor = 1.0 if candidate.sound else DAMAGED_FACTOR
    if look.mean_luma < DARK:
        factor *= 0.25 + 0.5 * look.mean_luma / DARK
    if look.contrast < FLAT:
        factor *= 0.3 + 0.6 * look.contrast / FLAT
    factor *= 0.45 + 0.55 * min(1.0, max(0.0, (look.sharpness - BLURRED) / (CRISP - BLURRED)))
    return factor * (SHUT_FACTOR if _sleeps(candidate) else 1.0)


def _reasons(candidate: Candidate, parts: dict[str, float]) -> tuple[Reason, ...]:
    """What spoke for it, strongest first."""
    found: dict[ReasonCode, float] = {}
    for code in ("sharp", "well_exposed", "colourful", "contrast"):
        if parts[code] >= 0.55:
            found[code] = parts[code] * WEIGHTS[code] / 0.26
    if parts["long_shot"] >= 0.6:
        found["long_shot"] = 0.3 * parts["long_shot"]
    if parts["moving"] >= 0.4:
        found["clear_subject"] = parts["moving"]
    if candidate.faces:
        main = candidate.faces[0]
        size = min(1.0, main.box.area**0.5 / 0.36)
        if size >= 0.4:
            found["face_large"] = size
            if main.sharpness >= 0.5:
                found["face_sharp"] = size * main.sharpness
            if (main.eyes_open or 0) >= 0.6:
                found["eyes_open"] = size * 0.8 * (main.eyes_open or 0)
            if main.frontal >= 0.7 and main.eyes is not None:
                found["looks_at_camera"] = size * 0.7 * main.frontal
            if (main.smile or 0) >= 0.5:
                found["smile"] = size * 0.6 * (main.smile or 0)
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Reason(code=code, weight=round(min(1.0, weight), 3)) for code, weight in ordered)


def shot_at(at_s: float, shots: Sequence[Shot]) -> Shot:
    """The shot that a moment belongs to."""
    for shot in shots:
        if round(at_s, 3) < shot.end_s:
            return shot
    return shots[-1]
