"""Every group of the live socket, joined by every kind of person: the matrix's other half."""

from __future__ import annotations

import pytest
from asgiref.sync import sync_to_async
from django.test import Client

from accounts.models import Role, User
from core import events
from tests.accounts.socket import Socket
from tests.factories.accounts import MembershipFactory, ModeratorFactory, UserFactory, team_with_all_roles

pytestmark = pytest.mark.django_db(transaction=True)
HEADERS = [(b"host", b"testserver"), (b"origin", b"http://testserver")]

# What each may hear, besides what is for them alone.
MAY_HEAR = {
    "stranger": {"their team"},
    "viewer": {"team"},
    "author": {"team"},
    "editor": {"team"},
    "owner": {"team"},
    "moderator": {"moderators"},
    "operator": set(),
}


def _world() -> tuple[dict[str, User], dict[str, str]]:
    team, roles = team_with_all_roles()
    stranger = MembershipFactory(role=Role.OWNER)
    people = {
        "stranger": stranger.user,
        **{str(role): user for role, user in roles.items()},
        "moderator": ModeratorFactory(),
        "operator": UserFactory(is_staff=True),
    }
    groups = {
        "team": events.team_group(team.pk),
        "their team": events.team_group(stranger.team_id),
        "moderators": events.MODERATORS,
        "somebody's own": events.user_group(roles[Role.OWNER].pk),
    }
    return people, groups


def _cookie(user: User) -> tuple[bytes, bytes]:
    client = Client()
    client.force_login(user)
    return (b"cookie", f"sessionid={client.cookies['sessionid'].value}".encode())


@pytest.mark.parametrize("actor", MAY_HEAR)
async def test_who_may_hear_what(actor: str) -> None:
    people, groups = await sync_to_async(_world)()
    socket = Socket([*HEADERS, await sync_to_async(_cookie)(people[actor])])
    assert await socket.open()
    assert (await socket.hear())["user_id"] == people[actor].pk
    heard = set()
    for name, group in groups.items():
        await socket.say(type="join", group=group)
        answer = await socket.hear()
        if answer == {"type": "joined", "group": group}:
            heard.add(name)
        else:
            # Refused alike, whether there is such a group or not.
            assert answer == {"type": "refused", "group": group, "code": "not_found"}
    assert heard == MAY_HEAR[actor]
    await socket.hang_up()
