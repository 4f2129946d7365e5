"""The chain of seals over the audit trail, by which it can be told that nothing was changed or taken out.

Each seal is the SHA-256 of the seal before it and of the entry as canonical JSON (as in RFC 6962's chain of
hashes, without the tree). Acts write their entries in their own transactions, side by side; one process at a
time seals what they left, so that no act waits for another's. Whoever can write to the database could write
a whole new chain: the newest seal is logged now and then, and `verify` compares with one that was kept apart.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from core.models import AuditEntry

BEGINNING = "0" * 64
SEALED_AT_ONCE = 500
READ_AT_ONCE = 2000


@dataclass(frozen=True)
class Verdict:
    """How the chain stands. `broken_at` is the first place that is not as it was sealed, None where all are.

    `sealed` entries are in it, `waiting` ones not yet; `head` is the seal of the last. `kept_seal_found` says
    whether the seal that was asked for is in the chain, None where none was.
    """

    sealed: int
    waiting: int
    head: str
    broken_at: int | None = None
    kept_seal_found: bool | None = None

    @property
    def holds(self) -> bool:
        return self.broken_at is None and self.kept_seal_found is not False


@transaction.atomic
def seal_new(at_most: int = SEALED_AT_ONCE) -> int:
    """Seal the entries that are not yet, the oldest first; how many. For one process at a time."""
    last = AuditEntry.objects.exclude(place=None).order_by("-place").first()
    place, seal = (last.place or 0, last.seal) if last else (0, BEGINNING)
    new = list(AuditEntry.objects.filter(place=None).order_by("id")[:at_most])
    for entry in new:
        place += 1
        seal = seal_of(entry, place, seal)
        AuditEntry.objects.filter(pk=entry.pk).update(place=place, seal=seal)
    return len(new)


def seal_of(entry: AuditEntry, place: int, before: str) -> str:
    """The seal of an entry at a place, after the seal `before`."""
    return hashlib.sha256(f"{before}\n{canonical(entry, place)}".encode()).hexdigest()


def canonical(entry: AuditEntry, place: int) -> str:
    """What is sealed of an entry: JSON with sorted keys and no spaces."""
    return json.dumps(
        told(entry) | {"place": place}, sort_keys=True, separators=(",", ":"), ensure_ascii=True
    )


def told(entry: AuditEntry) -> dict[str, object]:
    """An entry as JSON, for export too."""
    return {
        "place": entry.place,
        "at": entry.at.isoformat(timespec="microseconds"),
        "actor": entry.actor_ref or None,
        "team": str(entry.team_id) if entry.team_id else None,
        "verb": entry.verb,
        "target_type": entry.target_type,
        "target_id": entry.target_id,
        "data": entry.data,
    }


def newest() -> str:
    """The seal of the last entry in the chain."""
    last = AuditEntry.objects.exclude(place=None).order_by("-place").first()
    return last.seal if last else BEGINNING


def verify(kept_seal: str | None = None) -> Verdict:
    """Go through the whole chain; `kept_seal` is one that was written down earlier, apart from it."""
    before, count, found = BEGINNING, 0, kept_seal is None
    for entry in AuditEntry.objects.exclude(place=None).order_by("place").iterator(READ_AT_ONCE):
        count += 1
        if entry.place != count or entry.seal != seal_of(entry, count, before):
            return Verdict(count - 1, _waiting().count(), before, count, None if kept_seal is None else found)
        before = entry.seal
        found = found or entry.seal == kept_seal
    return Verdict(count, _waiting().count(), before, None, None if kept_seal is None else found)


def exported(entries: QuerySet[AuditEntry]) -> Iterator[str]:
    """Entries as lines of JSON with their seals, the oldest first."""
    for entry in entries.order_by("id").iterator(READ_AT_ONCE):
        yield json.dumps(told(entry) | {"seal": entry.seal or None}, ensure_ascii=False) + "\n"


def _waiting() -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(place=None)
