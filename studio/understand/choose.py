"""Choosing the frames worth using: good ones first, unlike each other, from all over the film."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from studio.understand.look import unit
from studio.understand.shots import Change
from studio.understand.watch import Candidate, face_value, jump
from studio.values import Reason, ReasonCode, Shot

WEIGHTS = {
    "sharp": 0.26,
    "well_exposed": 0.13,
    "colourful": 0.14,
    "contrast": 0.12,
    "detail": 0.07,
    "face": 0.42,
    "long_shot": 0.05,
}
BEST_POSSIBLE = 1.05
# Frames this close to a transition carry traces of it.
MARGIN_S = 0.10
# Mean difference of two tiny pictures (0..255) under which they are the same still to a person.
SAME_PICTURE = 5.0
ALIKE_SCALE = 14.0
ALIKE_COSTS, SAME_SHOT_COSTS = 0.42, 0.09
DARK, FLAT = 0.09, 0.20
BLURRED, CRISP = 0.25, 0.50


@dataclass(frozen=True)
class Choice:
    """A chosen candidate with its score and the reasons for it."""

    candidate: Candidate
    shot: int
    score: float
    reasons: tuple[Reason, ...]


def choose(
    candidates: Sequence[Candidate], shots: Sequence[Shot], changes: Sequence[Change], count: int
) -> list[Choice]:
    """At most `count` choices, the best first.

    Frames inside a transition are used only where there is nothing else. Pictures that a person would call
    the same are folded into the better one, so a film in which nothing happens gives fewer.
    """
    calm = [one for one in candidates if not _in_transition(one.at_s, changes)]
    if not calm:
        calm = list(candidates)
    rated = [_rate(one, shots) for one in calm]
    chosen: list[Choice] = []
    left = sorted(rated, key=lambda choice: (-choice.score, choice.candidate.at_s))
    while left and len(chosen) < count:
        best = max(left, key=lambda choice: (_value(choice, chosen), -choice.candidate.at_s))
        chosen.append(best)
        left = [one for one in left if one is not best and not _same(one, best)]
    return chosen


def _in_transition(at_s: float, changes: Sequence[Change]) -> bool:
    return any(
        change.start_s - (MARGIN_S if change.kind != "cut" else 0) <= at_s <= change.end_s + MARGIN_S
        if change.kind != "cut"
        else abs(at_s - change.start_s) < MARGIN_S / 3 and at_s < change.start_s
        for change in changes
    )


def _same(one: Choice, other: Choice) -> bool:
    return jump(one.candidate.tiny, other.candidate.tiny) < SAME_PICTURE


def _value(choice: Choice, chosen: Sequence[Choice]) -> float:
    """The score less what makes it a repetition of those already chosen (maximal marginal relevance)."""
    if not chosen:
        return choice.score
    nearest = min(jump(choice.candidate.tiny, other.candidate.tiny) for other in chosen)
    again = sum(other.shot == choice.shot for other in chosen)
    alike = float(np.exp(-((nearest / ALIKE_SCALE) ** 2)))
    return choice.score - ALIKE_COSTS * alike - SAME_SHOT_COSTS * min(again, 4)


def _rate(candidate: Candidate, shots: Sequence[Shot]) -> Choice:
    shot = shot_at(candidate.at_s, shots)
    total_s = max(shots[-1].end_s, 1e-6)
    share = min(1.0, 2.5 * (shot.end_s - shot.start_s) / total_s)
    look = candidate.look
    parts = {
        "sharp": look.sharpness,
        "well_exposed": look.exposure,
        "colourful": look.colourfulness,
        "contrast": look.contrast,
        "detail": look.detail,
        "long_shot": share,
        "face": face_value(candidate.faces),
    }
    total = sum(WEIGHTS[name] * value for name, value in parts.items()) / BEST_POSSIBLE
    total *= _usable(candidate)
    return Choice(candidate, shot.index, unit(total), _reasons(candidate, parts))


def _usable(candidate: Candidate) -> float:
    """A factor that sinks black, empty and blurred frames, and large faces with shut eyes."""
    look = candidate.look
    factor = 1.0
    if look.mean_luma < DARK:
        factor *= 0.25 + 0.5 * look.mean_luma / DARK
    if look.contrast < FLAT:
        factor *= 0.3 + 0.6 * look.contrast / FLAT
    factor *= 0.45 + 0.55 * min(1.0, max(0.0, (look.sharpness - BLURRED) / (CRISP - BLURRED)))
    if candidate.faces:
        main = candidate.faces[0]
        if main.eyes_open is not None and main.eyes_open < 0.25 and main.frontal > 0.4:
            factor *= 0.8
    return factor


def _reasons(candidate: Candidate, parts: dict[str, float]) -> tuple[Reason, ...]:
    """What spoke for it, strongest first."""
    found: dict[ReasonCode, float] = {}
    for code in ("sharp", "well_exposed", "colourful", "contrast"):
        if parts[code] >= 0.55:
            found[code] = parts[code] * WEIGHTS[code] / 0.26
    if parts["long_shot"] >= 0.6:
        found["long_shot"] = 0.3 * parts["long_shot"]
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
        if at_s < shot.end_s - 1e-6:
            return shot
    return shots[-1]
