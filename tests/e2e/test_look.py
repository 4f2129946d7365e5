"""A channel's look in a real browser: proposed, changed, saved, and in the covers made after it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from demo.client import Person
from demo.stack import Site
from tests.e2e.acts import DESK, axe_faults, channel_with_video, open_tab, sign_in
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.waiting import wait_until
from tests.e2e.words import ENGLISH

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

PINK = "#c2185b"


@pytest.fixture(scope="module")
def channel(site: Site, clip: Path) -> tuple[str, str]:
    """A channel with a video that has one cover already; both ids."""
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        channel, video = channel_with_video(owner, clip, handle="oblik", title="Звёзды рядом")
        cover = owner.get(f"videos/{video}")["cover"]["id"]
        _make_cover(owner, cover)
        return channel, video


def _make_cover(owner: Person, cover: str) -> dict[str, Any]:
    job = owner.post("jobs", {"kind": "make_candidates", "artwork": cover, "count": 1})
    wait_until(lambda: owner.get(f"jobs/{job['id']}")["state"] == "succeeded")
    versions: list[dict[str, Any]] = owner.get(f"jobs/{job['id']}")["versions"]
    return versions[0]


def _example(tab: Page) -> str:
    """The first example's picture, once it is drawn in the look that stands in the form now."""
    expect(tab.locator(".examples")).to_have_attribute("aria-busy", "false", timeout=30_000)
    return tab.locator(".examples img").first.get_attribute("src") or ""


def _type_colour(tab: Page, hex_code: str, role: str = "Accent") -> None:
    field = tab.get_by_label(f"Code of the colour: {role}")
    field.fill(hex_code)
    field.press("Tab")


def test_a_proposed_look_is_changed_saved_and_worn(
    browser: Browser, site: Site, channel: tuple[str, str]
) -> None:
    channel_id, video = channel
    with open_tab(browser, site, ENGLISH, name="look", screen=DESK) as tab:
        sign_in(tab, ENGLISH, site.logins["owner"], to=f"/channels/{channel_id}/look")
        tab.get_by_role("button", name="Propose from my videos").click()
        expect(tab.get_by_role("heading", name="Proposed from your videos")).to_be_visible(timeout=30_000)
        expect(tab.locator(".examples img").first).to_have_attribute(
            "src", re.compile("^data:image/webp"), timeout=30_000
        )
        proposed = _example(tab)
        # Not every layout shows every role: one of these is seen in any.
        _type_colour(tab, "#0b5d3e", "Dark ground")
        _type_colour(tab, "#f4e3c1", "Light ground")
        _type_colour(tab, PINK)
        expect(tab.locator(".examples")).to_have_attribute("aria-busy", "true")
        expect(tab.locator(".examples img").first).not_to_have_attribute("src", proposed, timeout=30_000)
        tab.screenshot(path=SCREENSHOTS / "look-en.png")
        tab.get_by_role("button", name="Save the look").click()
        expect(tab.get_by_text("Revision 1,")).to_be_visible()
        _type_colour(tab, "#1e88e5")
        tab.get_by_label("What have you changed?").fill("Blue is calmer")
        tab.get_by_role("button", name="Save", exact=True).click()
        expect(tab.get_by_text("Revision 2,")).to_be_visible()
        expect(tab.get_by_role("button", name="Blue is calmer")).to_be_visible()
        tab.get_by_role("button", name="Blue is calmer").click()
        expect(tab.get_by_text(f"Accent: {PINK} → #1e88e5")).to_be_visible()
        assert not axe_faults(tab)
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        brand = owner.get(f"channels/{channel_id}")["brand"]
        made = _make_cover(owner, owner.get(f"videos/{video}")["cover"]["id"])
        assert (made["brand"]["id"], made["brand"]["number"]) == (brand, 2)
        assert "#1e88e5" in str(made["recipe"]["brand"])
