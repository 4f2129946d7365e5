"""Two moderators, no mouse: every decision reaches the author's tab by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.client import Person
from demo.stack import Site
from tests.e2e.acts import channel_with_video, open_tab, set_policy, sign_in
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.waiting import wait_until
from tests.e2e.words import RUSSIAN

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

CASES = 3
TAKEN_BACK_WITHIN_MS = 5_000
TOLD_WITHIN_MS = TAKEN_BACK_WITHIN_MS + 5_000


@pytest.fixture(scope="module")
def video(site: Site, clip: Path) -> str:
    """A video with three candidates in review, and no other case in the queue."""
    set_policy(site, "hold")
    with Person(site.url) as moderator:
        moderator.sign_in(*site.logins["moderator"])
        for case in moderator.get("reviews", state="open")["results"]:
            sha256 = case["version"]["sha256"]
            moderator.post(f"reviews/{case['id']}/approve", {"sha256": sha256})
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        _channel, video = channel_with_video(owner, clip, handle="proverka", title="Полёт под проверкой")
        cover = owner.get(f"videos/{video}")["cover"]["id"]
        job = owner.post("jobs", {"kind": "make_candidates", "artwork": cover, "count": CASES})
        wait_until(lambda: owner.get(f"jobs/{job['id']}")["state"] == "succeeded")
        for version in reversed(owner.get(f"artworks/{cover}/versions")["results"]):
            owner.post(f"versions/{version['id']}/submit")
        return str(video)


@pytest.fixture
def author(browser: Browser, site: Site, video: str) -> Iterator[Page]:
    with open_tab(browser, site, RUSSIAN, name="review-author") as tab:
        sign_in(tab, RUSSIAN, site.logins["owner"], to=f"/videos/{video}")
        yield tab


@pytest.fixture
def desks(browser: Browser, site: Site, video: str) -> Iterator[tuple[Page, Page]]:
    """Two moderators' tabs, each with the queue of three."""
    with (
        open_tab(browser, site, RUSSIAN, name="review-one") as one,
        open_tab(browser, site, RUSSIAN, name="review-two") as two,
    ):
        for desk in (one, two):
            sign_in(desk, RUSSIAN, site.logins["moderator"], to="/review")
            expect(desk.get_by_text(f"Ждут {CASES} картинки")).to_be_visible()
        yield one, two


def test_decisions_by_keyboard_reach_everybody(author: Page, desks: tuple[Page, Page]) -> None:
    one, two = desks
    tiles = author.locator(".wall-tile, [data-version]")
    expect(tiles).to_have_count(CASES)

    walk_and_look(one)
    one.keyboard.press("c")
    one.keyboard.press("1")
    one.keyboard.press("Enter")
    expect(two.get_by_text("Ждут 2 картинки")).to_be_visible(timeout=TOLD_WITHIN_MS)
    expect(author.get_by_text("Нужны правки")).to_be_visible()

    one.keyboard.press("r")
    one.keyboard.press("2")
    one.keyboard.press("Enter")
    expect(one.get_by_text("Ждёт 1 картинка")).to_be_visible()
    one.keyboard.press("z")
    expect(one.get_by_text("Ждут 2 картинки")).to_be_visible()
    one.wait_for_timeout(TAKEN_BACK_WITHIN_MS + 500)
    expect(author.get_by_text("Отклонено")).to_have_count(0)

    both_decide_the_same_case(one, two)
    expect(author.get_by_text("Одобрено").first).to_be_visible(timeout=TOLD_WITHIN_MS)
    author.screenshot(path=SCREENSHOTS / "review-author.png")
    what_the_author_reads(author)


def walk_and_look(desk: Page) -> None:
    first = desk.url
    desk.keyboard.press("j")
    expect(desk).not_to_have_url(first)
    desk.keyboard.press("k")
    expect(desk).to_have_url(first)
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_have_count(0)
    desk.keyboard.press("n")
    desk.keyboard.type("Слова мелкие")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Space")
    expect(desk.get_by_text("Держите пробел")).to_have_count(0)


def both_decide_the_same_case(one: Page, two: Page) -> None:
    """The first to be heard decides; the second is told, and nothing of theirs is kept."""
    address = one.url
    two.goto(address)
    expect(two.get_by_role("button", name="Одобрить")).to_be_visible()
    one.keyboard.press("a")
    one.wait_for_timeout(1000)
    two.keyboard.press("r")
    two.keyboard.press("1")
    two.keyboard.press("Enter")
    expect(two.get_by_text("уже")).to_be_visible(timeout=TOLD_WITHIN_MS)
    two.screenshot(path=SCREENSHOTS / "review-too-late.png")


def what_the_author_reads(author: Page) -> None:
    author.locator("[data-version]").first.click()
    answer = author.get_by_text("Слова мелкие")
    expect(answer).to_be_visible()
    author.screenshot(path=SCREENSHOTS / "review-answer.png")
