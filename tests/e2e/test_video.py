"""The video page on a real clip: its shots, its stills, its words and its brief."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.client import Person
from demo.stack import Site
from tests.e2e.acts import DESK, axe_faults, channel_with_video, open_tab, sign_in
from tests.e2e.words import ENGLISH

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

SRT = (
    "1\n00:00:02,000 --> 00:00:04,000\nКто видел звёзды днём?\n\n"
    "2\n00:00:08,000 --> 00:00:10,000\nЗвёзды рядом.\n"
)


@pytest.fixture(scope="module")
def video(site: Site, clip: Path) -> str:
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        return channel_with_video(owner, clip, handle="zvezdy", title="Дорога к звёздам начинается здесь")[1]


@pytest.fixture
def tab(browser: Browser, site: Site, video: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    with open_tab(browser, site, ENGLISH, name=request.node.name, screen=DESK) as page:
        sign_in(page, ENGLISH, site.logins["owner"], to=f"/videos/{video}")
        page.locator(".stills .card").first.wait_for()
        yield page


def player_at(tab: Page) -> float:
    return float(tab.evaluate("document.querySelector('video').currentTime"))


def test_a_shot_is_gone_to_by_click_and_by_keyboard(tab: Page) -> None:
    shots = tab.get_by_role("button", name="Shot ")
    assert shots.count() > 2
    shots.nth(1).click()
    expect(shots.nth(1)).to_have_attribute("aria-current", "true")
    went = player_at(tab)
    assert went > 0
    # One of them is in the way of the tab key; the arrows go on from it.
    shots.nth(1).press("ArrowRight")
    expect(shots.nth(2)).to_be_focused()
    shots.nth(2).press("Enter")
    expect(shots.nth(2)).to_have_attribute("aria-current", "true")
    assert player_at(tab) > went


def test_stills_say_why_and_are_liked_hidden_and_brought_back(tab: Page) -> None:
    cards = tab.locator(".stills .card")
    count = cards.count()
    expect(cards.first.locator(".still")).to_contain_text("Sharp")
    liked = cards.nth(2)
    moment = liked.locator(".at").inner_text()
    liked.get_by_role("button", name="More like this").click()
    expect(cards.first.locator(".at")).to_have_text(moment)
    expect(cards.first.get_by_role("button", name="More like this")).to_have_attribute("aria-pressed", "true")
    cards.last.get_by_role("button", name="Never this").click()
    expect(cards).to_have_count(count - 1)
    tab.get_by_text("1 hidden still").click()
    tab.get_by_role("button", name="Bring back").click()
    expect(cards).to_have_count(count)


def test_a_frame_is_added_from_where_the_player_is(tab: Page) -> None:
    cards = tab.locator(".stills .card")
    count = cards.count()
    tab.evaluate("document.querySelector('video').currentTime = 7.31")
    tab.get_by_role("button", name="Take the frame at 0:07").click()
    expect(cards).to_have_count(count + 1, timeout=30_000)
    tab.get_by_role("button", name="Take away").first.click()
    expect(cards).to_have_count(count)


def test_subtitles_bring_headlines_and_a_broken_file_is_answered_in_words(tab: Page, tmp_path: Path) -> None:
    tab.get_by_text("Words of the video").click()
    expect(tab.get_by_text("What is said in the video isn't known")).to_be_visible()
    broken = tmp_path / "letter.srt"
    broken.write_text("Dear grandmother", encoding="utf-8")
    files = tab.locator(".words input[type=file]")
    files.set_input_files(broken)
    expect(tab.locator(".words").get_by_role("alert")).to_contain_text("don't look like subtitles")
    good = tmp_path / "film.srt"
    good.write_text(SRT, encoding="utf-8")
    files.set_input_files(good)
    tab.get_by_role("button", name="Кто видел звёзды днём?").first.click()
    assert player_at(tab) == pytest.approx(2, abs=0.2)
    tab.get_by_text("The idea behind it").click()
    quote = tab.locator(".idea .choice button", has_text="from the subtitles at 00:02")
    quote.click()
    expect(quote).to_have_attribute("aria-pressed", "true")
    expect(tab.get_by_label("Words on the picture")).to_have_value("Кто видел звёзды днём?")


def test_a_brief_is_changed_kept_and_given_back(tab: Page) -> None:
    tab.get_by_text("The idea behind it").click()
    prompt = tab.locator(".idea").get_by_label("Prompt", exact=True)
    written = prompt.input_value()
    assert written.isascii()
    prompt.fill("a rocket over a quiet field")
    prompt.press("Enter")
    expect(tab.locator(".idea").get_by_text("your own words")).to_be_visible()
    # Enter kept the words; it made no pictures.
    expect(tab.get_by_text("No cover yet")).to_be_visible()
    tab.reload()
    tab.get_by_text("The idea behind it").click()
    expect(prompt).to_have_value("a rocket over a quiet field")
    tab.get_by_role("button", name="Back to what was written: Prompt").click()
    expect(prompt).to_have_value(written)


def test_axe_finds_nothing_on_the_open_page(tab: Page) -> None:
    tab.get_by_text("The idea behind it").click()
    tab.get_by_text("Words of the video").click()
    tab.locator(".idea .palette").wait_for()
    tab.wait_for_timeout(800)
    assert not axe_faults(tab)
