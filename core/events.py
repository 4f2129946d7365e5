"""Live events: closed pydantic classes, sent to groups after the transaction has committed."""

from __future__ import annotations

import asyncio
import uuid
from typing import ClassVar

import structlog
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import transaction
from pydantic import BaseModel, ConfigDict
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


class Event(BaseModel):
    """Base of all live events. `type` is the name on the wire; subclasses declare `groups()`."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    registry: ClassVar[dict[str, type[Event]]] = {}
    type: str

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        Event.registry[cls.model_fields["type"].default] = cls

    def groups(self) -> list[str]:
        """The channel-layer groups that hear this event."""
        raise NotImplementedError(type(self).__name__)


def user_group(user_id: int) -> str:
    return f"user.{user_id}"


def team_group(team_id: uuid.UUID | str) -> str:
    return f"team.{team_id}"


MODERATORS = "moderators"
SENT_WITHIN_S = 2.0


def publish(event: Event) -> None:
    """Send `event` now. A lost Redis loses the event, never the work: the page refetches on reconnect."""
    try:
        async_to_sync(_send)(event)
    except (RedisError, OSError) as error:
        log.warning("event.lost", event_type=event.type, reason=str(error))


async def _send(event: Event) -> None:
    layer = get_channel_layer()
    message = {"type": "live.event", "event": event.model_dump(mode="json")}
    # A Redis that hangs must not hang the verb that has something to tell.
    async with asyncio.timeout(SENT_WITHIN_S):
        for group in event.groups():
            await layer.group_send(group, message)


def publish_on_commit(event: Event) -> None:
    """Send `event` once the present transaction has committed."""
    transaction.on_commit(lambda: publish(event))
