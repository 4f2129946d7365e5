"""Teams, members and invitations."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, connections
from django.utils import timezone
from rest_framework.test import APIClient
from rest_framework.throttling import ScopedRateThrottle

from accounts import storage
from accounts.events import MembershipChanged
from accounts.models import Invitation, Membership, Role, Team, User
from accounts.services import invitations, teams
from core.errors import Conflict
from core.events import Event
from core.models import AuditEntry
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory, member, team_with_all_roles

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]


def test_who_makes_a_team_owns_it(as_user: SignIn) -> None:
    user = UserFactory()
    answer = as_user(user).post("/api/v1/teams", {"name": "Редакция"}, format="json")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["name"], body["role"], body["members_count"]) == ("Редакция", "owner", 1)
    assert body["storage"]["used_bytes"] == 0
    assert AuditEntry.objects.get(verb="team.create").actor == user


def test_only_ones_own_teams_are_listed(as_user: SignIn) -> None:
    user = UserFactory()
    mine = MembershipFactory(user=user, role=Role.VIEWER).team
    MembershipFactory()
    rows = as_user(user).get("/api/v1/teams").json()["results"]
    assert [(row["id"], row["role"]) for row in rows] == [(str(mine.pk), "viewer")]


def test_storage_is_what_the_apps_count(as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    team = TeamFactory()
    monkeypatch.setattr(storage, "_counts", [])
    storage.count_with(lambda ids: dict.fromkeys(ids, 5))
    storage.count_with(lambda ids: dict.fromkeys(ids, 7))
    body = as_user(member(team, Role.VIEWER)).get(f"/api/v1/teams/{team.pk}").json()
    assert body["storage"]["used_bytes"] == 12


def test_a_role_is_changed_and_told(
    as_user: SignIn, heard: list[Event], django_capture_on_commit_callbacks: Any
) -> None:
    team, people = team_with_all_roles()
    membership = Membership.objects.get(user=people[Role.VIEWER])
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_user(people[Role.OWNER]).patch(
            f"/api/v1/teams/{team.pk}/members/{membership.pk}", {"role": "editor"}, format="json"
        )
    assert answer.json()["role"] == "editor"
    assert heard == [MembershipChanged(user_id=membership.user_id, team_id=team.pk, role="editor")]


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_an_owner_always_remains(as_user: SignIn, method: str) -> None:
    membership = MembershipFactory(role=Role.OWNER)
    address = f"/api/v1/teams/{membership.team_id}/members/{membership.pk}"
    answer = getattr(as_user(membership.user), method)(address, {"role": "editor"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    membership.refresh_from_db()
    assert membership.role == Role.OWNER


def test_members_may_leave_but_not_remove_others(as_user: SignIn) -> None:
    team, people = team_with_all_roles()
    rows = {row.user_id: row for row in team.memberships.all()}
    viewer, author = people[Role.VIEWER], people[Role.AUTHOR]
    address = f"/api/v1/teams/{team.pk}/members/"
    assert as_user(viewer).delete(f"{address}{rows[author.pk].pk}").status_code == 403
    assert as_user(viewer).delete(f"{address}{rows[viewer.pk].pk}").status_code == 204
    assert set(team.memberships.values_list("user", flat=True)) == set(rows) - {viewer.pk}


def test_a_member_of_another_team_is_not_found(as_user: SignIn) -> None:
    team, people = team_with_all_roles()
    other = MembershipFactory()
    address = f"/api/v1/teams/{team.pk}/members/{other.pk}"
    assert as_user(people[Role.OWNER]).delete(address).status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_owners_stepping_down_at_once_leave_one() -> None:
    team = TeamFactory()
    rows = [MembershipFactory(team=team, role=Role.OWNER) for _ in range(2)]
    barrier = threading.Barrier(2)
    refused: list[Conflict] = []

    def step_down(row: Membership) -> None:
        try:
            barrier.wait(5)
            teams.change_role(team.pk, row.pk, Role.EDITOR, by=row.user)
        except Conflict as error:
            refused.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=step_down, args=[row]) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [error.code for error in refused] == ["last_owner"]
    assert team.memberships.filter(role=Role.OWNER).count() == 1


def test_a_team_is_deleted_when_it_owns_nothing(as_user: SignIn) -> None:
    membership = MembershipFactory()
    assert as_user(membership.user).delete(f"/api/v1/teams/{membership.team_id}").status_code == 204
    assert not Team.objects.exists()
    assert AuditEntry.objects.get(verb="team.delete").team_id == membership.team_id


def _invite(as_user: SignIn, membership: Membership, **data: str) -> dict[str, Any]:
    answer = as_user(membership.user).post(
        f"/api/v1/teams/{membership.team_id}/invitations", {"role": "author", **data}, format="json"
    )
    assert answer.status_code == 201
    return dict(answer.json())


def _token(invitation: dict[str, Any]) -> str:
    return str(invitation["url"]).rsplit("/", 1)[1]


def test_an_invitation_makes_a_member_once(as_user: SignIn, api: APIClient) -> None:
    owner = MembershipFactory(role=Role.OWNER)
    made = _invite(as_user, owner)
    token = _token(made)
    assert token not in str(Invitation.objects.values())
    preview = api.get(f"/api/v1/invitations/{token}").json()
    assert (preview["team_name"], preview["role"], preview["state"]) == (owner.team.name, "author", "open")

    guest = UserFactory()
    for _again in range(2):
        answer = as_user(guest).post(f"/api/v1/invitations/{token}/accept")
        assert (answer.status_code, answer.json()["role"]) == (200, "author")
    assert owner.team.memberships.filter(user=guest).count() == 1
    listed = as_user(owner.user).get(f"/api/v1/teams/{owner.team_id}/invitations").json()["results"]
    assert [(row["id"], row["state"]) for row in listed] == [(made["id"], "accepted")]
    assert "url" not in listed[0]

    late = as_user(UserFactory()).post(f"/api/v1/invitations/{token}/accept")
    assert (late.status_code, late.json()["code"]) == (409, "invitation_closed")


def test_a_member_who_tries_the_link_neither_uses_it_up_nor_changes_role(as_user: SignIn) -> None:
    owner = MembershipFactory(role=Role.OWNER)
    token = _token(_invite(as_user, owner))
    assert as_user(owner.user).post(f"/api/v1/invitations/{token}/accept").json()["role"] == "owner"
    assert as_user(UserFactory()).post(f"/api/v1/invitations/{token}/accept").status_code == 200


def test_an_expired_invitation(as_user: SignIn, api: APIClient) -> None:
    owner = MembershipFactory(role=Role.OWNER)
    token = _token(_invite(as_user, owner))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert api.get(f"/api/v1/invitations/{token}").json()["state"] == "expired"
    guest = UserFactory()
    answer = as_user(guest).post(f"/api/v1/invitations/{token}/accept")
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_expired")
    assert not guest.memberships.exists()


def test_a_revoked_invitation(as_user: SignIn) -> None:
    owner = MembershipFactory(role=Role.OWNER)
    made = _invite(as_user, owner)
    address = f"/api/v1/teams/{owner.team_id}/invitations/{made['id']}"
    for _again in range(2):
        assert as_user(owner.user).delete(address).status_code == 204
    answer = as_user(UserFactory()).post(f"/api/v1/invitations/{_token(made)}/accept")
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_closed")


def test_an_invitation_is_mailed_in_the_language_of_whom_it_is_for(
    as_user: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    owner = MembershipFactory(role=Role.OWNER, team__name="R&D <b>")
    UserFactory(email="guest@example.com", language="ru")
    with django_capture_on_commit_callbacks(execute=True):
        made = _invite(as_user, owner, email="Guest@Example.com")
    message = mail.outbox[-1]
    assert message.to == ["Guest@Example.com"]
    assert "приглашает" in message.subject
    assert "R&D <b>" in message.body
    assert made["url"] in message.body


def test_a_mail_server_that_is_away_does_not_lose_the_link(
    as_user: SignIn, django_capture_on_commit_callbacks: Any, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    owner = MembershipFactory(role=Role.OWNER)
    with django_capture_on_commit_callbacks(execute=True):
        made = _invite(as_user, owner, email="guest@example.com")
    assert as_user(UserFactory()).post(f"/api/v1/invitations/{_token(made)}/accept").status_code == 200


def test_invitations_are_not_sent_by_the_thousand(as_user: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ScopedRateThrottle.THROTTLE_RATES, "invite", "2/hour")
    owner = MembershipFactory(role=Role.OWNER)
    client = as_user(owner.user)
    address = f"/api/v1/teams/{owner.team_id}/invitations"
    answers = [client.post(address, {"role": "author"}, format="json") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[-1].json()["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.get(address).status_code == 200
    assert Invitation.objects.count() == 2


def test_an_unknown_link(api: APIClient, as_user: SignIn) -> None:
    assert api.get("/api/v1/invitations/nonsense").status_code == 404
    assert as_user(UserFactory()).post("/api/v1/invitations/nonsense/accept").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite takes one writer at a time anyway")
def test_of_two_guests_at_once_one_gets_in() -> None:
    owner = MembershipFactory(role=Role.OWNER)
    _row, token = invitations.invite(owner.team_id, Role.AUTHOR, "", by=owner.user)
    guests = [UserFactory(), UserFactory()]
    outcomes: list[str] = []

    def accept(guest: User) -> None:
        try:
            invitations.accept(token, by=guest)
            outcomes.append("in")
        except Conflict as error:
            outcomes.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=accept, args=[guest]) for guest in guests]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(outcomes) == ["in", "invitation_closed"]
