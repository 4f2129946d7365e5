"""What a person said of stills ("more like this", "never this"), carried over to the others."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from studio.paint.colour import oklch_of
from studio.values import Still, Swatch

# How much a liked still gains, one just like it, and what one just like a hidden one loses.
LIKED, LIKE_LIKED, LIKE_HIDDEN = 0.4, 0.3, 0.12
# What makes two stills kin, in all 1: the same shot, the same colours, people as large.
SAME_SHOT, SAME_COLOURS, SAME_PEOPLE, NEAR_IN_TIME = 0.35, 0.3, 0.25, 0.1
NEAR_S = 20.0
FAR_COLOURS = 0.25
SURE_FACE = 0.5


def with_taste(stills: Sequence[Still], liked: Collection[int], hidden: Collection[int]) -> tuple[Still, ...]:
    """The stills without the `hidden` ones, best first by their scores as a person's taste moves them.

    `liked` and `hidden` are ranks. These stay as they are, for they name a still.
    """
    models = [still for still in stills if still.rank in liked]
    avoided = [still for still in stills if still.rank in hidden]
    moved = [
        still.model_copy(update={"score": round(_moved(still, models, avoided), 4)})
        for still in stills
        if still.rank not in hidden
    ]
    return tuple(sorted(moved, key=lambda still: (-still.score, still.rank)))


def _moved(still: Still, models: Sequence[Still], avoided: Sequence[Still]) -> float:
    score = still.score
    if any(model.rank == still.rank for model in models):
        score += LIKED
    else:
        score += LIKE_LIKED * max((kinship(still, model) for model in models), default=0.0)
    score -= LIKE_HIDDEN * max((kinship(still, other) for other in avoided), default=0.0)
    return max(0.01, score)


def kinship(one: Still, other: Still) -> float:
    """How much two stills are of a kind, 0..1, by what is known of them."""
    near = math.exp(-abs(one.at_s - other.at_s) / NEAR_S)
    return (
        SAME_SHOT * (one.shot == other.shot)
        + SAME_COLOURS * _colours(one.palette, other.palette)
        + SAME_PEOPLE * _people(one, other)
        + NEAR_IN_TIME * near
    )


def _colours(one: Sequence[Swatch], other: Sequence[Swatch]) -> float:
    """1 where every colour of each has its like in the other, 0 where none has."""
    if not one or not other:
        return 0.0
    return 1 - min(1.0, (_apart(one, other) + _apart(other, one)) / 2 / FAR_COLOURS)


def _apart(one: Sequence[Swatch], other: Sequence[Swatch]) -> float:
    total = sum(swatch.share for swatch in one) or 1.0
    labs = [_lab(swatch.hex) for swatch in other]
    return sum(swatch.share * min(math.dist(_lab(swatch.hex), lab) for lab in labs) for swatch in one) / total


def _lab(colour: str) -> tuple[float, float, float]:
    light, chroma, hue = oklch_of(colour)
    return light, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def _people(one: Still, other: Still) -> float:
    """1 for nobody in either or faces as many and as large, less for others."""
    mine = [face.box.area for face in one.faces if face.score >= SURE_FACE]
    theirs = [face.box.area for face in other.faces if face.score >= SURE_FACE]
    if not mine or not theirs:
        return 0.5 if not mine and not theirs else 0.0
    largest = max(mine), max(theirs)
    size = (min(largest) / max(largest)) ** 0.5
    return size * (1.0 if len(mine) == len(theirs) else 0.6)
