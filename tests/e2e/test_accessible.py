"""axe finds nothing to mend on any place: light and dark, Russian and English, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from demo.client import Person
from demo.stack import Site
from tests.e2e.acts import axe_faults, channel_with_video, set_policy
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.waiting import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

SETTLED_MS = 1200


@dataclass(frozen=True)
class Look:
    """How a visitor's screen is set up."""

    locale: str
    scheme: Literal["light", "dark"]
    screen: ViewportSize

    def __str__(self) -> str:
        return f"{self.locale[:2]}-{self.scheme}-{self.screen['width']}"


LOOKS = [
    Look("ru-RU", "light", ViewportSize(width=390, height=844)),
    Look("en-US", "dark", ViewportSize(width=1280, height=800)),
    Look("ru-RU", "dark", ViewportSize(width=1920, height=1080)),
]


@pytest.fixture(scope="module")
def places(site: Site, clip: Path) -> dict[str, str]:
    """A channel with a video and candidates of every kind; name → address of each place that shows them."""
    set_policy(site, "auto")
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        team = owner.get("me")["teams"][0]["id"]
        made, video = channel_with_video(owner, clip, handle="blizko", title="Близко к звёздам")
        channel = owner.get(f"channels/{made}")
        cover = owner.get(f"videos/{video}")["cover"]["id"]
        for slot in (cover, channel["avatar"]["id"], channel["banner"]["id"]):
            owner.post("jobs", {"kind": "make_candidates", "artwork": slot, "count": 3})
        wait_until(
            lambda: all(job["state"] == "succeeded" for job in owner.get("jobs", team=team)["results"])
        )
        banner = owner.get(f"artworks/{channel['banner']['id']}/versions")["results"][0]
        version, other = owner.get(f"artworks/{cover}/versions")["results"][:2]
        for chosen in (banner, version):
            owner.post(f"versions/{chosen['id']}/submit")
            owner.post(f"versions/{chosen['id']}/publish")
    at = f"/channels/{channel['id']}"
    return {
        "home": "/",
        "channel": at,
        "history": f"{at}/history",
        "settings": f"{at}/settings",
        "library": f"{at}/library",
        "video": f"/videos/{video}",
        "version": f"/videos/{video}?version={version['id']}",
        "editor": f"/versions/{version['id']}/edit",
        "banner": f"{at}/banner",
        "compare": f"/versions/{other['id']}/compare/{version['id']}",
        "team": f"/teams/{team}",
        "account": "/account",
        "site": "/site",
        "models": "/site/models",
        "workers": "/site/workers",
        "public": "/c/blizko",
    }


@pytest.fixture(params=LOOKS, ids=str)
def tab(request: pytest.FixtureRequest, browser: Browser, site: Site) -> Iterator[tuple[Page, Look]]:
    look: Look = request.param
    context = browser.new_context(
        locale=look.locale, color_scheme=look.scheme, viewport=look.screen, base_url=site.url
    )
    yield context.new_page(), look
    context.close()


def test_every_place_passes_axe(tab: tuple[Page, Look], places: dict[str, str], site: Site) -> None:
    page, look = tab
    found = {f"sign-in {fault}" for fault in _faults(page, "/sign-in")}
    email, password = site.logins["owner"]
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    for name, address in places.items():
        found |= {f"{name} {fault}" for fault in _faults(page, address)}
        page.screenshot(path=SCREENSHOTS / f"{name}-{look}.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{name} scrolls sideways"
    assert not found


def test_the_review_desk_passes_axe(tab: tuple[Page, Look], places: dict[str, str], site: Site) -> None:
    page, look = tab
    page.goto("/sign-in")
    email, password = site.logins["moderator"]
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(password)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")
    assert not _faults(page, "/review")
    page.screenshot(path=SCREENSHOTS / f"review-{look}.png")


def _faults(page: Page, address: str) -> set[str]:
    """What axe finds at `address`, as "rule: where"."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(SETTLED_MS)
    return axe_faults(page)
