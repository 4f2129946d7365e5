"""Whose turn it is."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from generation.fairness import Waiting, turns

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
A, B, C = (uuid.UUID(int=number) for number in (1, 2, 3))


def line(*teams: uuid.UUID, priorities: dict[int, int] | None = None) -> list[Waiting]:
    """Jobs of `teams`, in the order in which they came."""
    return [
        Waiting(
            uuid.UUID(int=100 + place),
            team,
            (priorities or {}).get(place, 0),
            NOON + timedelta(seconds=place),
        )
        for place, team in enumerate(teams)
    ]


def teams_of(order: list[uuid.UUID], waiting: list[Waiting]) -> list[uuid.UUID]:
    by_id = {job.id: job.team_id for job in waiting}
    return [by_id[one] for one in order]


def test_a_small_team_does_not_wait_behind_a_big_one() -> None:
    waiting = line(A, A, A, A, B)
    assert teams_of(turns(waiting, {}, {}), waiting) == [A, B, A, A, A]


def test_a_team_with_work_in_hand_waits_for_one_without() -> None:
    waiting = line(A, B)
    assert teams_of(turns(waiting, {A: 2}, {}), waiting) == [B, A]


def test_of_equals_the_least_recently_served_is_next() -> None:
    waiting = line(A, B, C)
    assert teams_of(turns(waiting, {}, {A: 9, B: 4, C: 7}), waiting) == [B, C, A]


def test_within_a_team_priority_goes_before_age() -> None:
    waiting = line(A, A, A, priorities={2: 5})
    assert turns(waiting, {}, {}) == [waiting[2].id, waiting[0].id, waiting[1].id]


@given(
    st.lists(st.sampled_from([A, B, C]), max_size=24),
    st.dictionaries(st.sampled_from([A, B, C]), st.integers(0, 4)),
)
def test_everybody_gets_a_turn_and_nobody_two_more_than_another_who_waits(
    teams: list[uuid.UUID], busy: dict[uuid.UUID, int]
) -> None:
    waiting = line(*teams)
    order = turns(waiting, busy, {})
    assert sorted(order) == sorted(job.id for job in waiting)
    load, left = Counter(busy), Counter(teams)
    for team in teams_of(order, waiting):
        assert load[team] == min(load[other] for other in left if left[other])
        load[team] += 1
        left[team] -= 1
