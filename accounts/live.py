"""`/ws/`: one socket per tab, over which the person's and their teams' events arrive.

Client: `{"type": "join" | "leave", "group": "team.<id>" | "moderators"}`, `{"type": "ping"}`.
Server: `hello`, `joined`, `refused`, `left`, `pong`, and the events of `core.events`.

Whether someone may hear a group is asked when they join, again at a ping every minute, and ends at
once with a `membership.changed`. Events that a slow client doesn't take away fill a bounded queue;
when it is full the socket closes and the client starts anew, refetching over REST.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import structlog
from asgiref.typing import WebSocketScope
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from django.http.request import split_domain_port, validate_host
from redis.exceptions import RedisError
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import Team, User
from accounts.tokens import ApiTokenAuthentication
from core import events

log = structlog.get_logger(__name__)

QUEUE_LENGTH = 500
MESSAGE_CHARACTERS = 2_000
GROUPS_AT_MOST = 100
RECHECK_SECONDS = 60

# Close codes of our own (RFC 6455 leaves 4000–4999 to applications) and of the standard.
NOT_SIGNED_IN = 4401
WRONG_ORIGIN = 4403
MALFORMED = 4400
TOO_SLOW = 4008
TRY_AGAIN = 1013


def origin_is_ours(scope: WebSocketScope) -> bool:
    """Whether the page that opened the socket is this site's. False without an Origin header."""
    headers = dict(scope["headers"])
    origin = headers.get(b"origin", b"").decode("latin-1")
    host = headers.get(b"host", b"").decode("latin-1")
    if not origin:
        return False
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return True
    domain, _port = split_domain_port(host)
    return validate_host(domain, settings.ALLOWED_HOSTS) and urlsplit(origin).netloc == host


@database_sync_to_async
def _user_of_token(token: bytes) -> User | None:
    try:
        user, _token = ApiTokenAuthentication().authenticate_credentials(token)
    except AuthenticationFailed:
        return None
    return user


@database_sync_to_async
def may_hear(user_id: int, group: str) -> bool:
    """Whether the person may hear `group`: a team of theirs, or the moderators if they are one."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return False
    if group == events.MODERATORS:
        return user.is_moderator
    kind, _dot, team = group.partition(".")
    if kind != "team":
        return False
    try:
        team_id = uuid.UUID(team)
    except ValueError:
        return False
    # One spelling per team: the layer's groups are compared as strings.
    return str(team_id) == team and Team.objects.visible_to(user).filter(pk=team_id).exists()


@database_sync_to_async
def _session_lives(session: Any, user_id: int) -> bool:
    """Whether the session the socket came with was not ended and its person not shut out meanwhile."""
    alive = session is None or session.exists(session.session_key)
    return alive and User.objects.filter(pk=user_id, is_active=True).exists()


class LiveConsumer(AsyncWebsocketConsumer):
    """One browser tab or script that listens."""

    user_id: int
    joined: set[str]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        said: set[str] = set()

        async def noted(message: Any) -> None:
            said.add(message["type"])
            await send(message)

        try:
            await super().__call__(scope, receive, noted)
        except (RedisError, OSError) as error:
            log.warning("live.layer_away", reason=str(error))
            await self._refuse_for_now(said, send)

    async def _refuse_for_now(self, said: set[str], send: Any) -> None:
        """Tell the client to come again; Redis may have been away before there was a socket at all."""
        if "websocket.close" in said:
            return
        if "websocket.accept" not in said:
            # A socket must be accepted before a close code can be told to a browser.
            await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": TRY_AGAIN})

    async def connect(self) -> None:
        self.joined = set()
        self.outgoing: asyncio.Queue[str] = asyncio.Queue(QUEUE_LENGTH)
        self.sender: asyncio.Task[None] | None = None
        self.checked_at = time.monotonic()
        self.by_session = False
        user, refusal = await self._who()
        if user is None:
            # A socket must be accepted before a close code can be told to a browser.
            await self.accept()
            await self.close(refusal)
            return
        self.user_id = user.pk
        await self.channel_layer.group_add(events.user_group(user.pk), self.channel_name)
        self.joined.add(events.user_group(user.pk))
        await self.accept()
        self.sender = asyncio.create_task(self._send_queued())
        self._tell(type="hello", user_id=user.pk)

    async def _who(self) -> tuple[User | None, int]:
        """The person behind the socket, or None and the code to close it with."""
        header = dict(self.scope["headers"]).get(b"authorization", b"").split()
        if len(header) == 2 and header[0].lower() == b"token":
            return await _user_of_token(header[1]), NOT_SIGNED_IN
        if not origin_is_ours(self.scope):
            return None, WRONG_ORIGIN
        user = self.scope.get("user")
        if user is None or not user.is_authenticated:
            return None, NOT_SIGNED_IN
        self.by_session = True
        return user, 0

    async def disconnect(self, code: int) -> None:
        if self.sender is not None:
            self.sender.cancel()
        for group in self.joined:
            with suppress(RedisError, OSError):
                await self.channel_layer.group_discard(group, self.channel_name)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        if self.sender is None:
            return
        if text_data is None or len(text_data) > MESSAGE_CHARACTERS:
            await self.close(MALFORMED)
            return
        try:
            message = json.loads(text_data)
            kind, group = message["type"], message.get("group", "")
        except (ValueError, TypeError, KeyError, AttributeError):
            await self.close(MALFORMED)
            return
        if kind == "ping":
            await self._ping()
        elif kind == "join" and isinstance(group, str):
            await self._join(group)
        elif kind == "leave" and isinstance(group, str):
            await self._leave(group)
        else:
            await self.close(MALFORMED)

    async def _ping(self) -> None:
        if time.monotonic() - self.checked_at >= RECHECK_SECONDS and not await self._recheck():
            await self.close(NOT_SIGNED_IN)
            return
        self._tell(type="pong")

    async def _recheck(self) -> bool:
        """Ask again what was asked at the start; leaves groups that may not be heard any more."""
        self.checked_at = time.monotonic()
        session = self.scope.get("session") if self.by_session else None
        if not await _session_lives(session, self.user_id):
            return False
        for group in self.joined - {events.user_group(self.user_id)}:
            if not await may_hear(self.user_id, group):
                await self._leave(group)
        return True

    async def _join(self, group: str) -> None:
        allowed = len(self.joined) < GROUPS_AT_MOST and await may_hear(self.user_id, group)
        if not allowed:
            self._tell(type="refused", group=group, code="not_found")
            return
        await self.channel_layer.group_add(group, self.channel_name)
        self.joined.add(group)
        # A membership that ended between the question and the joining would stay unheard of.
        if await may_hear(self.user_id, group):
            self._tell(type="joined", group=group)
        else:
            await self._leave(group)

    async def _leave(self, group: str) -> None:
        if group in self.joined and group != events.user_group(self.user_id):
            self.joined.discard(group)
            with suppress(RedisError, OSError):
                await self.channel_layer.group_discard(group, self.channel_name)
        self._tell(type="left", group=group)

    async def live_event(self, message: dict[str, Any]) -> None:
        """An event from the channel layer (`core.events.publish`)."""
        event = message["event"]
        if event["type"] == "membership.changed" and event["role"] is None:
            await self._leave(events.team_group(event["team_id"]))
        self._tell(**event)

    async def layer_lost(self, message: dict[str, Any]) -> None:
        """The channel layer may have missed events: the client starts anew and refetches."""
        await self.close(TRY_AGAIN)

    def _tell(self, **message: object) -> None:
        try:
            self.outgoing.put_nowait(json.dumps(message, ensure_ascii=False))
        except asyncio.QueueFull:
            log.info("live.too_slow", user_id=self.user_id)
            if self.sender is not None:
                self.sender.cancel()
                self.sender = None
            self._closing = asyncio.create_task(self.close(TOO_SLOW))

    async def _send_queued(self) -> None:
        while True:
            await self.send(text_data=await self.outgoing.get())


class NoSuchSocket(AsyncWebsocketConsumer):
    """Any other address: the handshake is refused."""

    async def connect(self) -> None:
        await self.close()
