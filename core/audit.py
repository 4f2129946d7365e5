"""The audit trail: one row for every act that matters, written in the act's own transaction."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Model

from core.models import AuditEntry


def record(verb: str, target: Model, *, by: Any, team_id: uuid.UUID | None = None, **data: object) -> None:
    """Add an audit row. `by` is a user, or None when the site itself acts. `data` must be JSON."""
    AuditEntry.objects.create(
        actor=by,
        actor_ref=str(by.pk) if by is not None else "",
        team_id=team_id,
        verb=verb,
        target_type=target._meta.model_name or "",
        target_id=str(target.pk),
        data=data,
    )
