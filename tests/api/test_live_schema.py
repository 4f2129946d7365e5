"""The contract tells of live events what the code sends."""

from __future__ import annotations

import uuid
from typing import Any

from accounts.events import MembershipChanged
from core.events import Event


def test_every_event_is_in_the_contract(contract: Any) -> None:
    schemas = contract["components"]["schemas"]
    told = schemas["LiveEvent"]["discriminator"]["mapping"]
    assert set(told) == {name for name, kind in Event.registry.items() if kind.__module__.endswith(".events")}
    assert {"job.changed", "job.candidate", "review.changed", "membership.changed"} <= set(told)


def test_a_schema_says_what_is_sent(contract: Any) -> None:
    event = MembershipChanged(user_id=1, team_id=uuid.uuid4(), role=None)
    sent = event.model_dump(mode="json")
    schema = contract["components"]["schemas"]["MembershipChanged"]
    assert set(schema["properties"]) == set(schema["required"]) == set(sent)
    assert schema["properties"]["type"]["enum"] == ["membership.changed"]
    assert schema["properties"]["role"]["nullable"] is True
    assert schema["additionalProperties"] is False
