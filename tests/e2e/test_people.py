"""Somebody is invited, grows in their role, leaves again, and looks after their own account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.client import Person
from demo.stack import Site
from tests.e2e.acts import PASSWORD, channel_with_video, open_tab, sign_in, sign_up
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.words import RUSSIAN

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

EMAIL = "gost@example.org"
NEW_PASSWORD = "orbital-mechanics-8"
LIST_IS_ASKED_WITHIN_MS = 15_000


@pytest.fixture(scope="module")
def video(site: Site, clip: Path) -> str:
    """A video of the owner's team."""
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        return channel_with_video(owner, clip, handle="komanda", title="Полёт на двоих")[1]


@pytest.fixture
def owner(browser: Browser, site: Site) -> Iterator[Page]:
    with Person(site.url) as person:
        person.sign_in(*site.logins["owner"])
        team = person.get("me")["teams"][0]["id"]
    with open_tab(browser, site, RUSSIAN, name="people-owner") as tab:
        sign_in(tab, RUSSIAN, site.logins["owner"], to=f"/teams/{team}")
        yield tab


@pytest.fixture
def guest(browser: Browser, site: Site) -> Iterator[Page]:
    with open_tab(browser, site, RUSSIAN, name="people-guest") as tab:
        yield tab


def test_a_guest_becomes_an_author_and_goes_again(owner: Page, guest: Page, site: Site, video: str) -> None:
    owner.get_by_label("Роль", exact=True).select_option("viewer")
    owner.get_by_role("button", name="Получить ссылку").click()
    guest.goto(owner.get_by_label("Ссылка").input_value())
    sign_up(guest, site, RUSSIAN, email=EMAIL)
    guest.get_by_role("button", name="Вступить").click()
    guest.wait_for_url(f"{site.url}/")

    guest.goto(f"/videos/{video}")
    make = guest.get_by_role("button", name="Сделать обложку")
    expect(make).to_be_disabled()
    expect(guest.get_by_text("Роль меняет владелец")).to_be_visible()

    row = owner.locator(".member", has_text=EMAIL)
    expect(row).to_be_visible(timeout=LIST_IS_ASKED_WITHIN_MS)  # nobody reloaded the page
    row.get_by_role("combobox").select_option("author")
    expect(make).to_be_enabled()

    row.get_by_role("button", name="Убрать из команды").click()
    owner.screenshot(path=SCREENSHOTS / "people-remove.png")
    owner.get_by_role("alertdialog").get_by_role("button", name="Убрать из команды").click()
    expect(row).to_have_count(0)
    expect(make).to_have_count(0)
    expect(guest.get_by_text("Вы больше не в команде")).to_be_visible()
    guest.screenshot(path=SCREENSHOTS / "people-shut-out.png")

    own_team_from_its_beginning_to_its_end(guest)
    new_password_and_a_session_ended(guest, site)


def own_team_from_its_beginning_to_its_end(guest: Page) -> None:
    guest.goto("/")
    guest.get_by_label("Название команды").fill("Своя")
    guest.get_by_role("button", name="Создать команду").click()
    guest.get_by_role("button", name=re.compile("Команда: Своя")).click()
    guest.get_by_text("Участники и настройки").click()
    guest.get_by_label("Название команды").fill("Своя и ничья")
    guest.get_by_role("button", name="Сохранить").click()
    expect(guest.get_by_role("heading", name="Своя и ничья")).to_be_visible()
    guest.get_by_role("button", name="Удалить команду").click()
    dialog = guest.get_by_role("alertdialog")
    delete = dialog.get_by_role("button", name="Удалить команду")
    expect(delete).to_be_disabled()
    dialog.get_by_role("textbox").fill("Своя и ничья")
    delete.click()
    expect(guest.get_by_role("button", name="Создать команду")).to_be_visible()


def new_password_and_a_session_ended(guest: Page, site: Site) -> None:
    with Person(site.url) as elsewhere:
        elsewhere.sign_in(EMAIL, PASSWORD)
        guest.goto("/account")
        guest.get_by_role("button", name="Выйти там").click()
        expect(guest.get_by_role("button", name="Выйти там")).to_have_count(0)
        shut_out = elsewhere.http.get("/api/v1/me")
        assert shut_out.status_code == 401
    guest.get_by_label("Нынешний пароль").fill(PASSWORD)
    guest.get_by_label("Новый пароль").fill(NEW_PASSWORD)
    guest.get_by_role("button", name="Сменить пароль").click()
    expect(guest.get_by_text("Пароль изменён")).to_be_visible()
    guest.reload()  # the session that changed it goes on
    expect(guest.get_by_role("button", name="Сменить пароль")).to_be_visible()
    with Person(site.url) as again:
        again.sign_in(EMAIL, NEW_PASSWORD)
        assert again.get("me")["teams"] == []
