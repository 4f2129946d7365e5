"""What a person said of stills moves the others."""

from __future__ import annotations

import pytest

from studio.brief.taste import kinship, with_taste
from studio.values import Still, Swatch
from tests.studio.brief.films import face, still

BLUE, RED = (Swatch(hex="#2040a0", share=1.0),), (Swatch(hex="#c02020", share=1.0),)


def shown(rank: int, shot: int, palette: tuple[Swatch, ...], *, people: int = 0) -> Still:
    made = still(rank, *(face() for _ in range(people)), at_s=40.0 * shot + rank)
    return made.model_copy(update={"shot": shot, "palette": palette})


STILLS = [
    shown(0, 0, RED),
    shown(1, 0, RED),
    shown(2, 1, BLUE, people=1),
    shown(3, 1, BLUE, people=1),
    shown(4, 2, RED),
]


def ranks(stills: tuple[Still, ...]) -> list[int]:
    return [one.rank for one in stills]


def test_nothing_said_changes_nothing() -> None:
    assert ranks(with_taste(STILLS, (), ())) == [0, 1, 2, 3, 4]
    assert with_taste(STILLS, (), ())[0].score == STILLS[0].score


def test_more_like_this_brings_it_and_its_kin_up() -> None:
    assert ranks(with_taste(STILLS, [3], ()))[:2] == [3, 2]


def test_never_this_takes_it_away_and_its_kin_down() -> None:
    left = with_taste(STILLS, (), [0])
    assert 0 not in ranks(left)
    scores = {one.rank: one.score for one in left}
    assert scores[1] < STILLS[1].score
    assert scores[2] > scores[1] - 0.1


def test_scores_stay_above_nothing() -> None:
    assert all(one.score > 0 for one in with_taste([still(9), still(10)], (), [9]))


def test_kinship_is_whole_with_oneself_and_the_same_both_ways() -> None:
    assert kinship(STILLS[2], STILLS[2]) == pytest.approx(1.0)
    assert kinship(STILLS[0], STILLS[2]) == kinship(STILLS[2], STILLS[0]) < 0.3
    assert kinship(STILLS[2], STILLS[3]) > 0.9
