"""How many bytes a team uses. The apps that keep files say so: accounts knows none of them.

In an AppConfig's `ready()`:   storage.count_with(bytes_of_teams)   # (team ids) -> {team id: bytes}
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Collection, Mapping

Count = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, int]]
_counts: list[Count] = []


def count_with(count: Count) -> None:
    """Let `count` add to what teams use."""
    if count not in _counts:
        _counts.append(count)


def used_bytes(team_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Bytes used by each team, 0 where nothing is kept."""
    total: Counter[uuid.UUID] = Counter()
    for count in _counts:
        total.update(count(team_ids))
    return total
