"""The live socket: who may open it, what they may hear, and when that ends. Real Redis, the real app."""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Literal

import pytest
from asgiref.sync import sync_to_async
from django.test import Client
from redis.exceptions import ConnectionError as RedisAway

from accounts import live
from accounts.models import Membership, Role, User
from accounts.services import people, teams
from core import events
from core.layer import WatchedPubSubLayer as Layer
from tests.accounts.socket import Socket
from tests.factories.accounts import MembershipFactory, ModeratorFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

ORIGIN = (b"origin", b"http://testserver")
HOST = (b"host", b"testserver")
Open = Callable[..., Awaitable[Socket]]


class Noted(events.Event):
    """An event for these tests alone."""

    type: Literal["test.noted"] = "test.noted"
    group: str
    number: int

    def groups(self) -> list[str]:
        return [self.group]


events.Event.registry.pop("test.noted", None)


@pytest.fixture
async def open_socket() -> AsyncIterator[Open]:
    """Opens sockets as a browser with the given person's session does; closes them at the end."""
    opened: list[Socket] = []

    async def open_as(user: User | None, *, headers: list[tuple[bytes, bytes]] | None = None) -> Any:
        sent = [HOST, ORIGIN] if headers is None else [HOST, *headers]
        if user is not None:
            client = Client()
            await sync_to_async(client.force_login)(user)
            sent.append((b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode()))
        socket = Socket(sent)
        opened.append(socket)
        assert await socket.open()
        return socket

    yield open_as
    for socket in opened:
        await socket.hang_up()


async def _membership(role: Role = Role.VIEWER) -> Membership:
    return await sync_to_async(MembershipFactory)(role=role)


async def _joined(socket: Socket, group: str) -> None:
    await socket.say(type="join", group=group)
    assert await socket.hear() == {"type": "joined", "group": group}


async def _publish(event: events.Event) -> None:
    await sync_to_async(events.publish, thread_sensitive=False)(event)


async def test_hello_ping_and_a_teams_events(open_socket: Open) -> None:
    membership = await _membership()
    socket = await open_socket(membership.user)
    assert await socket.hear() == {"type": "hello", "user_id": membership.user_id}
    await socket.say(type="ping")
    assert await socket.hear() == {"type": "pong"}

    group = events.team_group(membership.team_id)
    await _joined(socket, group)
    for number in range(3):
        await _publish(Noted(group=group, number=number))
    heard = [(await socket.hear())["number"] for _ in range(3)]
    assert heard == [0, 1, 2]

    await socket.say(type="leave", group=group)
    assert (await socket.hear())["type"] == "left"
    await _publish(Noted(group=group, number=4))
    assert await socket.receive_nothing(0.3)


@pytest.mark.parametrize(
    "spelling", ["team.{}", "TEAM.{}", "team.{} ", "team.{upper}", "team.{hex}", "user.{}"]
)
async def test_other_groups_are_refused_whatever_their_spelling(open_socket: Open, spelling: str) -> None:
    user = await sync_to_async(UserFactory)()
    theirs = (await _membership()).team_id
    socket = await open_socket(user)
    await socket.hear()
    group = spelling.format(theirs, upper=str(theirs).upper(), hex=theirs.hex)
    await socket.say(type="join", group=group)
    assert await socket.hear() == {"type": "refused", "group": group, "code": "not_found"}
    await _publish(Noted(group=events.team_group(theirs), number=1))
    assert await socket.receive_nothing(0.3)


@pytest.mark.parametrize("group", ["", "moderators", f"team.{uuid.uuid4()}", "team.", "nonsense", "user.1"])
async def test_unknown_groups_are_refused_alike(open_socket: Open, group: str) -> None:
    membership = await _membership(Role.OWNER)
    socket = await open_socket(membership.user)
    await socket.hear()
    await socket.say(type="join", group=group)
    assert (await socket.hear())["code"] == "not_found"


async def test_moderators_hear_moderators(open_socket: Open) -> None:
    socket = await open_socket(await sync_to_async(ModeratorFactory)())
    await socket.hear()
    await _joined(socket, "moderators")


async def test_a_team_goes_silent_when_the_membership_ends(open_socket: Open) -> None:
    membership = await _membership()
    owner = await sync_to_async(MembershipFactory)(team=membership.team, role=Role.OWNER)
    socket = await open_socket(membership.user)
    await socket.hear()
    group = events.team_group(membership.team_id)
    await _joined(socket, group)
    await sync_to_async(teams.remove_member)(membership.team_id, membership.pk, by=owner.user)
    assert await socket.hear() == {"type": "left", "group": group}
    told = await socket.hear()
    assert (told["type"], told["role"]) == ("membership.changed", None)
    await _publish(Noted(group=group, number=1))
    assert await socket.receive_nothing(0.3)
    await socket.say(type="join", group=group)
    assert (await socket.hear())["type"] == "refused"


async def test_strangers_are_closed_out(open_socket: Open) -> None:
    assert await (await open_socket(None)).closed_with() == live.NOT_SIGNED_IN


@pytest.mark.parametrize(
    "headers",
    [[], [(b"origin", b"http://evil.example")], [(b"origin", b"null")], [(b"origin", b"testserver")]],
)
async def test_a_session_counts_only_from_our_own_pages(
    open_socket: Open, headers: list[tuple[bytes, bytes]]
) -> None:
    user = await sync_to_async(UserFactory)()
    assert await (await open_socket(user, headers=headers)).closed_with() == live.WRONG_ORIGIN


async def test_scripts_come_with_a_token(open_socket: Open) -> None:
    user = await sync_to_async(UserFactory)()
    _row, token = await sync_to_async(people.create_token)(user, "script")
    socket = await open_socket(None, headers=[(b"authorization", f"Token {token}".encode())])
    assert (await socket.hear())["user_id"] == user.pk
    wrong = await open_socket(None, headers=[(b"authorization", b"Token wrong")])
    assert await wrong.closed_with() == live.NOT_SIGNED_IN


@pytest.mark.parametrize(
    "message", ["{", "[]", '"x"', "{}", '{"type": "shout"}', '{"type": "join", "group": 5}']
)
async def test_nonsense_closes_the_socket(open_socket: Open, message: str) -> None:
    socket = await open_socket(await sync_to_async(UserFactory)())
    await socket.hear()
    await socket.say_text(message)
    assert await socket.closed_with() == live.MALFORMED


async def test_long_messages_close_the_socket(open_socket: Open) -> None:
    socket = await open_socket(await sync_to_async(UserFactory)())
    await socket.hear()
    await socket.say_text(json.dumps({"type": "ping", "x": "x" * live.MESSAGE_CHARACTERS}))
    assert await socket.closed_with() == live.MALFORMED


async def test_an_ended_session_is_noticed(open_socket: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RECHECK_SECONDS", 0)
    user = await sync_to_async(UserFactory)()
    socket = await open_socket(user)
    await socket.hear()
    await socket.say(type="ping")
    assert (await socket.hear())["type"] == "pong"
    await sync_to_async(User.objects.filter(pk=user.pk).update)(is_active=False)
    await socket.say(type="ping")
    assert await socket.closed_with() == live.NOT_SIGNED_IN


async def test_rights_are_asked_again(open_socket: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "RECHECK_SECONDS", 0)
    user = await sync_to_async(ModeratorFactory)()
    socket = await open_socket(user)
    await socket.hear()
    await _joined(socket, "moderators")
    await sync_to_async(User.objects.filter(pk=user.pk).update)(is_moderator=False)
    await socket.say(type="ping")
    assert await socket.hear() == {"type": "left", "group": "moderators"}


async def test_a_slow_client_is_let_go(open_socket: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "QUEUE_LENGTH", 5)
    # A client that reads nothing: the transport's buffer is full and sending waits for ever.
    monkeypatch.setattr(live.LiveConsumer, "_send_queued", lambda self: asyncio.sleep(3600))
    membership = await _membership()
    socket = await open_socket(membership.user)
    await socket.say(type="join", group=events.team_group(membership.team_id))
    await asyncio.sleep(0.3)
    for number in range(10):
        await _publish(Noted(group=events.team_group(membership.team_id), number=number))
    assert await socket.closed_with() == live.TOO_SLOW


async def test_no_other_socket_address(redis_server: str) -> None:
    assert not await Socket([HOST, ORIGIN], path="/ws/other").open()


async def test_a_team_that_is_made_while_listening_can_be_joined(open_socket: Open) -> None:
    user = await sync_to_async(UserFactory)()
    socket = await open_socket(user)
    await socket.hear()
    team = await sync_to_async(teams.create_team)("New", by=user)
    assert (await socket.hear())["role"] == "owner"
    await _joined(socket, events.team_group(team.pk))


async def test_with_redis_away_a_socket_is_told_to_come_again(
    open_socket: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away(Layer):
        async def new_channel(self, prefix: str = "specific.") -> str:
            raise RedisAway

    user = await sync_to_async(UserFactory)()
    monkeypatch.setattr("channels.consumer.get_channel_layer", lambda alias: Away())
    socket = await open_socket(user)
    assert await socket.closed_with() == live.TRY_AGAIN


async def test_an_outage_of_redis_loses_the_event_not_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        async def group_send(self, group: str, message: object) -> None:
            raise RedisAway

    monkeypatch.setattr(events, "get_channel_layer", Away)
    team = await sync_to_async(TeamFactory)()
    user = await sync_to_async(UserFactory)()
    made = await sync_to_async(teams.create_team)("New", by=user)
    assert made.pk != team.pk
    assert await sync_to_async(Membership.objects.filter(user=user).count)() == 1
