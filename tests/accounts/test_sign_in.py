"""Accounts, through allauth's headless API as the SPA uses it."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests.accounts.browser import Browser, mailed_code, pending
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    user = UserFactory(email="vera@example.com", language="ru")
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    return user


@pytest.fixture
def signed_in(person: User) -> Browser:
    browser = Browser()
    assert browser.call("POST", "/auth/login", email=person.email, password=PASSWORD).status_code == 200
    return browser


def _totp_code(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


@pytest.mark.parametrize(
    ("header", "language", "words"), [("ru-RU,ru;q=0.9", "ru", "Введите"), ("en-GB", "en", "Type this code")]
)
def test_sign_up_by_code_in_the_browsers_language(header: str, language: str, words: str) -> None:
    browser = Browser(header)
    answer = browser.call(
        "POST", "/auth/signup", email="New@Example.com", password=PASSWORD, display_name="Аня Ли"
    )
    assert (answer.status_code, pending(answer)) == (401, "verify_email")
    assert words in mail.outbox[-1].body
    assert mailed_code() in mail.outbox[-1].subject

    answer = browser.call("POST", "/auth/email/verify", key=mailed_code())
    assert answer.status_code == 200
    me = browser.call("GET", "/api/v1/me").json()
    assert (me["email"], me["display_name"], me["language"]) == ("new@example.com", "Аня Ли", language)
    assert me["teams"] == []
    assert not me["is_moderator"]
    assert not me["is_operator"]


def test_a_wrong_code_does_not_confirm() -> None:
    browser = Browser()
    browser.call("POST", "/auth/signup", email="new@example.com", password=PASSWORD)
    wrong = "000000" if mailed_code() != "000000" else "111111"
    assert browser.call("POST", "/auth/email/verify", key=wrong).status_code == 400
    assert browser.call("GET", "/api/v1/me").status_code == 401


def test_the_code_can_be_sent_again() -> None:
    browser = Browser()
    browser.call("POST", "/auth/signup", email="new@example.com", password=PASSWORD)
    # At most one every ten seconds.
    assert browser.call("POST", "/auth/email/verify/resend").status_code == 429
    cache.clear()
    assert browser.call("POST", "/auth/email/verify/resend").status_code == 200
    assert len(mail.outbox) == 2
    assert browser.call("POST", "/auth/email/verify", key=mailed_code()).status_code == 200


def test_sign_up_does_not_tell_who_has_an_account(person: User) -> None:
    answer = Browser("en").call("POST", "/auth/signup", email=person.email, password=PASSWORD)
    assert (answer.status_code, pending(answer)) == (401, "verify_email")
    # The owner of the address is told, in their own language.
    assert mail.outbox[-1].subject == "У вас уже есть аккаунт"
    assert User.objects.count() == 1


@pytest.mark.parametrize("password", ["short", "password123", "1234567890123"])
def test_weak_passwords_are_refused_with_a_field_error(password: str) -> None:
    answer = Browser("ru").call("POST", "/auth/signup", email="new@example.com", password=password)
    assert answer.status_code == 400
    assert {error["param"] for error in answer.json()["errors"]} == {"password"}
    assert not User.objects.exists()


def test_wrong_password(person: User) -> None:
    answer = Browser().call("POST", "/auth/login", email=person.email, password="not this one")
    assert answer.status_code == 400


def test_guessing_passwords_is_slowed_down(person: User) -> None:
    browser = Browser()
    for _attempt in range(12):
        answer = browser.call("POST", "/auth/login", email=person.email, password="not this one")
    assert answer.json()["errors"][0]["code"] == "too_many_login_attempts"
    assert browser.call("POST", "/auth/login", email=person.email, password=PASSWORD).status_code == 400


def test_sign_out(signed_in: Browser) -> None:
    assert signed_in.call("DELETE", "/auth/session").status_code == 401
    assert signed_in.call("GET", "/api/v1/me").status_code == 401


def test_password_reset_by_code(person: User) -> None:
    browser = Browser()
    answer = browser.call("POST", "/auth/password/request", email=person.email)
    assert (answer.status_code, pending(answer)) == (401, "password_reset_by_code")
    assert "новый пароль" in mail.outbox[-1].body
    answer = browser.call("POST", "/auth/password/reset", key=mailed_code(), password="another good one")
    assert answer.status_code == 200
    assert mail.outbox[-1].subject == "Ваш пароль заменён новым."
    again = Browser()
    assert again.call("POST", "/auth/login", email=person.email, password=PASSWORD).status_code == 400
    assert (
        again.call("POST", "/auth/login", email=person.email, password="another good one").status_code == 200
    )


def test_reset_for_an_unknown_address_looks_the_same() -> None:
    browser = Browser()
    answer = browser.call("POST", "/auth/password/request", email="nobody@example.com")
    assert (answer.status_code, pending(answer)) == (401, "password_reset_by_code")
    assert mail.outbox[-1].subject == "There is no account with this address"


def test_authenticator_app_and_recovery_codes(
    signed_in: Browser, person: User, django_capture_on_commit_callbacks: Any
) -> None:
    setup = signed_in.call("GET", "/account/authenticators/totp")
    assert setup.status_code == 404
    secret = setup.json()["meta"]["secret"]
    address = "/account/authenticators/totp"
    # What changes how one signs in needs the password again.
    assert signed_in.call("POST", address, code=_totp_code(secret)).status_code == 401
    assert signed_in.call("POST", "/auth/reauthenticate", password=PASSWORD).status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        assert signed_in.call("POST", address, code=_totp_code(secret)).status_code == 200
    # A copy of the database alone doesn't give the secret away.
    assert secret not in str(Authenticator.objects.values())
    assert mail.outbox[0].subject == "Вход по приложению-аутентификатору включён."
    codes = signed_in.call("GET", "/account/authenticators/recovery-codes").json()["data"]["unused_codes"]
    assert len(codes) == 10

    other = Browser()
    answer = other.call("POST", "/auth/login", email=person.email, password=PASSWORD)
    assert (answer.status_code, pending(answer)) == (401, "mfa_authenticate")
    assert other.call("GET", "/api/v1/me").status_code == 401
    assert other.call("POST", "/auth/2fa/authenticate", code="000000").status_code == 400
    assert other.call("POST", "/auth/2fa/authenticate", code=codes[0]).status_code == 200
    assert other.call("GET", "/api/v1/me").status_code == 200


def test_sessions_are_listed_and_ended(signed_in: Browser, person: User) -> None:
    other = Browser()
    other.call("POST", "/auth/login", email=person.email, password=PASSWORD)
    sessions = other.call("GET", "/auth/sessions").json()["data"]
    assert sorted(session["is_current"] for session in sessions) == [False, True]
    theirs = [session["id"] for session in sessions if not session["is_current"]]
    assert other.call("DELETE", "/auth/sessions", sessions=theirs).status_code == 200
    assert signed_in.call("GET", "/api/v1/me").status_code == 401
    assert other.call("GET", "/api/v1/me").status_code == 200


def test_reading_does_not_write(signed_in: Browser) -> None:
    signed_in.call("GET", "/api/v1/me")
    with CaptureQueriesContext(connection) as queries:
        for _again in range(3):
            assert signed_in.call("GET", "/api/v1/me").status_code == 200
    wrote = [row["sql"] for row in queries if not row["sql"].startswith(("SELECT", "PRAGMA"))]
    assert queries.captured_queries
    assert wrote == []


def test_a_write_without_csrf_token_is_refused(signed_in: Browser, person: User) -> None:
    answer = signed_in.client.patch(
        "/api/v1/me", '{"display_name": "Mallory"}', content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")
    person.refresh_from_db()
    assert person.display_name != "Mallory"


def test_an_inactive_person_is_shut_out(signed_in: Browser, person: User) -> None:
    User.objects.filter(pk=person.pk).update(is_active=False)
    assert signed_in.call("GET", "/api/v1/me").status_code == 401
