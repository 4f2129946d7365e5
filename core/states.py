"""State tables: the life of a row as data, and the one function that moves a row along it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import Model

from core import audit
from core.errors import Forbidden, InvalidTransition


class Rule(Protocol):
    """Who may take a step: called with the actor (None: the site itself) and the row."""

    def __call__(self, actor: Any, row: Any, /) -> bool: ...


@dataclass(frozen=True)
class StateTable:
    """`steps` maps (from_state, verb) to (to_state, who may)."""

    name: str
    steps: Mapping[tuple[str, str], tuple[str, Rule]]

    def verbs(self, row: Any, *, by: Any) -> list[str]:
        """What `by` may do to `row` now, in the table's order."""
        return [
            verb
            for (state, verb), (_, allowed) in self.steps.items()
            if state == row.state and allowed(by, row)
        ]


def by_the_site(actor: Any, row: Any) -> bool:
    """Rule for steps that only the site itself takes."""
    return actor is None


def transition(
    table: StateTable, row: Model, verb: str, *, by: Any, team_id: uuid.UUID | None = None, **changes: Any
) -> None:
    """Move `row` by `verb`, writing `changes` with it and an audit row.

    Must run inside a transaction. The row is locked and re-read first, so of two people at once one
    gets through and the other sees the new state.

    Raises InvalidTransition (not in the table for the present state), Forbidden (rule says no).
    """
    locked = type(row)._default_manager.select_for_update().get(pk=row.pk)
    before: str = locked.state  # type: ignore[attr-defined]
    step = table.steps.get((before, verb))
    if step is None:
        raise InvalidTransition
    after, allowed = step
    if not allowed(by, locked):
        raise Forbidden
    for name, value in {"state": after, **changes}.items():
        setattr(locked, name, value)
        setattr(row, name, value)
    locked.save(update_fields=["state", *changes])
    audit.record(f"{table.name}.{verb}", row, by=by, team_id=team_id, before=before, after=after)
