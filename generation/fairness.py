"""Whose turn it is: fair between teams, by priority and age within one."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Waiting:
    """A job in line, as far as its turn depends on it."""

    id: uuid.UUID
    team_id: uuid.UUID
    priority: int
    created_at: datetime


def turns(
    waiting: Iterable[Waiting], busy: Mapping[uuid.UUID, int], served: Mapping[uuid.UUID, int]
) -> list[uuid.UUID]:
    """The order in which waiting jobs get their turn.

    The team with the fewest jobs in hand is next; of equals, the one whose last turn is longest ago. `busy`
    counts each team's jobs that are running or handed over, `served` says when its last turn was, as a
    number that grows.
    """
    lines: defaultdict[uuid.UUID, deque[Waiting]] = defaultdict(deque)
    for job in sorted(waiting, key=lambda job: (-job.priority, job.created_at)):
        lines[job.team_id].append(job)
    load = Counter(dict(busy))
    last = dict(served)
    clock = max(last.values(), default=0)
    order: list[uuid.UUID] = []
    while lines:
        team = min(lines, key=lambda team: (load[team], last.get(team, -1), lines[team][0].created_at))
        order.append(lines[team].popleft().id)
        clock += 1
        load[team] += 1
        last[team] = clock
        if not lines[team]:
            del lines[team]
    return order
