"""A person signs up, uploads, chooses, has it reviewed, publishes and finds it in public."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from demo.stack import Site
from tests.e2e.acts import DESK, PHONE, open_tab, set_policy, sign_up
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.words import ENGLISH, RUSSIAN, Words

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

UNDERSTOOD_WITHIN_MS = 60_000
MADE_WITHIN_MS = 60_000


@pytest.fixture(scope="module", autouse=True)
def everything_is_held(site: Site) -> None:
    """The site's operator wants a human to look at every picture."""
    set_policy(site, "hold")


@pytest.fixture(params=[RUSSIAN, ENGLISH], ids=["ru", "en"])
def words(request: pytest.FixtureRequest) -> Words:
    return request.param


@pytest.fixture
def tab(browser: Browser, site: Site, words: Words) -> Iterator[Page]:
    """The author's tab."""
    with open_tab(browser, site, words, name=words.locale[:2]) as page:
        yield page


def test_from_sign_up_to_the_public_page(
    tab: Page, browser: Browser, site: Site, words: Words, clip: Path
) -> None:
    code = words.locale[:2]
    tab.goto("/")
    sign_up(tab, site, words, email=f"author-{code}@example.org")
    make_team_and_channel(tab, words, title={"ru": "Космос рядом", "en": "Space next door"}[code])
    tab.locator("input[type=file]").first.set_input_files(clip)
    to_video = tab.get_by_role("link", name=words.make_cover)
    expect(to_video).to_be_visible(timeout=UNDERSTOOD_WITHIN_MS)
    to_video.click()

    tiles = make_candidates(tab, words)
    for image in tiles.locator("img").all():
        image.evaluate("image => image.decode()")
    tab.screenshot(path=SCREENSHOTS / f"workbench-{code}.png", animations="disabled")
    tiles.first.click()
    tab.get_by_role("button", name=words.publish, exact=True).click()
    expect(tab.get_by_text(re.compile(words.in_review)).first).to_be_visible()

    approve_next(browser, site, words)

    publish = tab.get_by_role("button", name=words.publish, exact=True)
    expect(publish).to_be_visible()  # told live: the tab was not reloaded
    tab.screenshot(path=SCREENSHOTS / f"version-{code}.png")
    publish.click()
    expect(tab.get_by_text(re.compile(words.published)).first).to_be_visible()

    handle = {"ru": "kosmos-ryadom", "en": "space-next-door"}[code]
    see_in_public(browser, site, words, handle)


def make_team_and_channel(tab: Page, words: Words, *, title: str) -> None:
    tab.get_by_label(words.team_name).fill(f"{title}, {words.locale}")
    tab.get_by_role("button", name=words.make_team).click()
    tab.get_by_label(words.channel_title).fill(title)
    tab.get_by_role("button", name=words.make_channel).click()


def make_candidates(tab: Page, words: Words) -> Locator:
    """Press the one button, reload in the middle of the job, and wait for four pictures."""
    expect(tab.get_by_label(words.headline)).to_be_visible()
    tab.get_by_role("button", name=words.make_cover).click()
    tab.get_by_role("progressbar").first.wait_for()
    tab.reload()
    tiles = tab.locator("[data-version]")  # not those of the history below
    expect(tiles).to_have_count(4, timeout=MADE_WITHIN_MS)
    return tiles


def approve_next(browser: Browser, site: Site, words: Words) -> None:
    """The moderator decides with the keyboard only."""
    context = browser.new_context(locale=words.locale, viewport=DESK, base_url=site.url)
    desk = context.new_page()
    email, password = site.logins["moderator"]
    desk.goto("/review")
    desk.get_by_label(words.email).fill(email)
    desk.locator("input[type=password]").fill(password)
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name=words.approve)).to_be_visible()
    desk.keyboard.press("Space")
    desk.screenshot(path=SCREENSHOTS / f"review-{words.locale[:2]}.png")
    desk.keyboard.press("a")
    desk.wait_for_timeout(6000)  # five seconds in which it could be undone
    context.close()


def see_in_public(browser: Browser, site: Site, words: Words, handle: str) -> None:
    """A stranger, on a phone, without an account."""
    context = browser.new_context(locale=words.locale, viewport=PHONE, base_url=site.url)
    phone = context.new_page()
    phone.goto(f"/c/{handle}")
    cover = phone.get_by_role("main").get_by_role("img").last
    expect(cover).to_be_visible()
    assert cover.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1280
    phone.screenshot(path=SCREENSHOTS / f"public-{words.locale[:2]}.png")
    context.close()
