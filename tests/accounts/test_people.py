"""The signed-in person, tokens, the outbox, the first people."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.utils import timezone
from rest_framework.test import APIClient

from accounts import outbox
from accounts.models import ApiToken, Membership, OutboxMessage, User
from accounts.outbox import OutboxBackend
from accounts.services import people
from core.errors import Conflict
from core.models import AuditEntry
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]


def test_name_and_language_are_ones_own(as_user: SignIn) -> None:
    user = UserFactory()
    answer = as_user(user).patch("/api/v1/me", {"display_name": " Вера ", "language": "ru"}, format="json")
    assert (answer.json()["display_name"], answer.json()["language"]) == ("Вера", "ru")
    entry = AuditEntry.objects.get(verb="user.update")
    assert (entry.actor, entry.data) == (user, {"fields": ["display_name", "language"]})


@pytest.mark.parametrize(
    "data", [{"language": "de"}, {"display_name": "a" * 81}, {"display_name": "a\nb"}, {"language": None}]
)
def test_names_and_languages_that_are_not_taken(as_user: SignIn, data: dict[str, Any]) -> None:
    user = UserFactory()
    answer = as_user(user).patch("/api/v1/me", data, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "validation_error"
    assert set(answer.json()["fields"]) == set(data)
    assert not AuditEntry.objects.exists()


def test_flags_and_address_cannot_be_written(as_user: SignIn) -> None:
    user = UserFactory()
    as_user(user).patch(
        "/api/v1/me", {"is_moderator": True, "is_operator": True, "email": "x@y.zz"}, format="json"
    )
    user.refresh_from_db()
    assert not user.is_moderator
    assert not user.is_staff
    assert user.email != "x@y.zz"


def test_a_token_works_until_it_is_revoked(as_user: SignIn, api: APIClient) -> None:
    user = UserFactory()
    client = as_user(user)
    made = client.post("/api/v1/tokens", {"name": "script"}, format="json").json()
    assert made["expires_at"] is None
    api.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")
    assert api.get("/api/v1/me").json()["id"] == user.pk

    listed = client.get("/api/v1/tokens").json()["results"]
    assert [row["name"] for row in listed] == ["script"]
    assert listed[0]["last_used_at"] is not None
    assert "token" not in listed[0]
    assert made["token"] not in str(ApiToken.objects.values())

    assert client.delete(f"/api/v1/tokens/{made['id']}").status_code == 204
    answer = api.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


@pytest.mark.parametrize("token", ["nonsense", "\xff\xfe", "0" * 5000])
def test_what_is_no_token_signs_nobody_in(api: APIClient, token: str) -> None:
    api.credentials(HTTP_AUTHORIZATION=f"Token {token}")
    answer = api.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_authenticated")


def test_a_token_expires(as_user: SignIn, api: APIClient) -> None:
    user = UserFactory()
    made = as_user(user).post("/api/v1/tokens", {"name": "script", "days": 2}, format="json").json()
    api.credentials(HTTP_AUTHORIZATION=f"Token {made['token']}")
    assert api.get("/api/v1/me").status_code == 200
    ApiToken.objects.update(expiry=timezone.now() - timedelta(seconds=1))
    assert api.get("/api/v1/me").status_code == 401


def test_tokens_of_others_do_not_exist(as_user: SignIn) -> None:
    row, _token = people.create_token(UserFactory(), "theirs")
    client = as_user(UserFactory())
    assert client.delete(f"/api/v1/tokens/{row.id}").status_code == 404
    assert client.get("/api/v1/tokens").json()["results"] == []
    assert ApiToken.objects.count() == 1


def test_tokens_are_not_made_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people, "TOKENS_AT_MOST", 1)
    user = UserFactory()
    people.create_token(user, "one")
    with pytest.raises(Conflict, match="too many"):
        people.create_token(user, "two")


def test_without_a_language_header_the_persons_language_counts(api: APIClient) -> None:
    _row, token = people.create_token(UserFactory(language="ru"), "script")
    client = APIClient(HTTP_AUTHORIZATION=f"Token {token}")
    answer = client.delete("/api/v1/tokens/00000000-0000-0000-0000-000000000000")
    assert answer.json()["title"] == "Не найдено"
    english = client.delete(
        "/api/v1/tokens/00000000-0000-0000-0000-000000000000", headers={"Accept-Language": "en"}
    )
    assert english.json()["title"] == "Not found"


def test_the_outbox_shows_mails_and_their_codes(api: APIClient, capsys: pytest.CaptureFixture[str]) -> None:
    backend = OutboxBackend()
    backend.send_messages([EmailMessage("Code", "Hello\n\n123456\n\nbye", "a@b.cc", ["c@d.ee"])])
    backend.send_messages([EmailMessage("None", "Hello", "a@b.cc", ["c@d.ee"])])
    rows = api.get("/api/v1/outbox").json()["results"]
    assert [(row["subject"], row["code"], row["to"]) for row in rows] == [
        ("None", None, "c@d.ee"),
        ("Code", "123456", "c@d.ee"),
    ]
    assert "123456" in capsys.readouterr().out


def test_the_outbox_forgets_the_oldest_mails(
    db: None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(outbox, "MOST_KEPT", 2)
    backend = OutboxBackend()
    for number in range(3):
        backend.send_messages([EmailMessage(f"Mail {number}", "text", to=["anna@example.org"])])
    kept = OutboxMessage.objects.order_by("created_at").values_list("subject", flat=True)
    assert list(kept) == ["Mail 1", "Mail 2"]


def test_there_is_no_outbox_where_mails_are_sent(api: APIClient, settings: Any) -> None:
    OutboxMessage.objects.create(to="a@b.cc", subject="s", body="b")
    settings.OUTBOX_ENABLED = False
    assert api.get("/api/v1/outbox").status_code == 404
    assert api.get("/api/v1/site").json()["outbox"] is False


@pytest.mark.parametrize(
    ("address", "status"), [("127.0.0.1", 200), ("::1", 200), ("192.0.2.7", 404), ("", 404)]
)
def test_the_outbox_is_for_the_machines_own_people(api: APIClient, address: str, status: int) -> None:
    assert api.get("/api/v1/outbox", REMOTE_ADDR=address).status_code == status
    assert api.get("/api/v1/site", REMOTE_ADDR=address).json()["outbox"] is (status == 200)


def _first_people(*options: str) -> str:
    out = StringIO()
    call_command("first_people", *options, stdout=out)
    return out.getvalue()


def test_first_people_are_made_once_and_shown_once() -> None:
    made = json.loads(_first_people("--json", "--language", "ru"))["people"]
    assert [person["part"] for person in made] == ["owner", "moderator"]
    owner, moderator = (User.objects.get(email=person["email"]) for person in made)
    assert owner.check_password(made[0]["password"])
    assert moderator.check_password(made[1]["password"])
    assert (owner.is_staff, owner.is_moderator) == (True, False)
    assert (moderator.is_staff, moderator.is_moderator) == (False, True)
    assert EmailAddress.objects.filter(verified=True, primary=True).count() == 2
    membership = Membership.objects.get()
    assert (membership.user, membership.role, membership.team.name) == (owner, "owner", "Моя команда")

    again = json.loads(_first_people("--json"))["people"]
    assert [person["password"] for person in again] == [None, None]
    assert made[0]["password"] not in _first_people()
    assert User.objects.count() == 2
    assert Membership.objects.count() == 1
