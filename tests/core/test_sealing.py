"""The audit trail's chain: what was changed, taken out or written anew is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from core import audit, audit_triggers, sealing
from core.models import AuditEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def trail() -> User:
    """Five sealed acts of a person, in two goes."""
    person: User = UserFactory()
    for number in range(5):
        audit.record("lamp.light", person, by=person, number=number, words="Свет")
        if number == 2:
            sealing.seal_new()
    assert sealing.seal_new() == 2
    return person


@pytest.fixture
def behind_its_back() -> Callable[[str], None]:
    """Write to the table as somebody with the database's own password would."""

    def write(statement: str) -> None:
        where = " ON core_auditentry" if connection.vendor == "postgresql" else ""
        with connection.cursor() as cursor:
            for name in (*audit_triggers.KEPT, *audit_triggers.ON_SERVERS):
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{where}")
            cursor.execute(statement)

    return write


def test_an_untouched_trail_holds(trail: User) -> None:
    audit.record("lamp.douse", trail, by=None)
    verdict = sealing.verify()
    assert (verdict.holds, verdict.sealed, verdict.waiting) == (True, 5, 1)
    assert verdict.head == sealing.newest()
    assert sealing.seal_new() == 1
    assert sealing.seal_new() == 0
    assert sealing.verify(verdict.head).kept_seal_found


def test_the_trail_outlives_the_account(trail: User) -> None:
    name = str(trail.pk)
    trail.delete()
    assert sealing.verify().holds
    assert set(AuditEntry.objects.values_list("actor", "actor_ref")) == {(None, name)}


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE core_auditentry SET verb = 'lamp.douse' WHERE place = 2", 2),
        ("DELETE FROM core_auditentry WHERE place = 3", 3),
        ("DELETE FROM core_auditentry WHERE place = 1", 1),
        ("UPDATE core_auditentry SET target_id = 'x' WHERE place = 5", 5),
    ],
)
def test_what_was_done_behind_its_back_is_told(
    trail: User, behind_its_back: Callable[[str], None], statement: str, place: int
) -> None:
    behind_its_back(statement)
    assert sealing.verify().broken_at == place
    with pytest.raises(CommandError, match=f"place {place}:"):
        call_command("audit", "verify", stdout=StringIO())


def test_a_trail_that_was_cut_is_told_by_a_kept_seal(
    trail: User, behind_its_back: Callable[[str], None]
) -> None:
    kept = sealing.newest()
    behind_its_back("DELETE FROM core_auditentry WHERE place = 5")
    assert sealing.verify().holds
    assert not sealing.verify(kept).holds
    with pytest.raises(CommandError, match="not in the chain"):
        call_command("audit", "verify", seal=kept, stdout=StringIO())


@pytest.mark.parametrize("change", [{"verb": "x"}, {"actor_ref": ""}, {"data": {}}, {"seal": "0" * 64}])
def test_the_database_refuses_to_change_it(trail: User, change: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEntry.objects.filter(place=2).update(**change)
    assert sealing.verify().holds


def test_it_can_be_written_out(trail: User) -> None:
    out = StringIO()
    call_command("audit", "export", stdout=out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [line["place"] for line in lines] == [1, 2, 3, 4, 5]
    assert lines[4]["seal"] == sealing.newest()
    assert lines[0]["data"] == {"number": 0, "words": "Свет"}
    call_command("audit", "verify", stdout=out)
    assert "5 entries are as they were written" in out.getvalue()
