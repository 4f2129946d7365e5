"""A cover painted by a model: wished for, watched, made again to the byte, reviewed, published, seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect

from demo.client import Person
from demo.stack import Site, running_site
from tests.e2e.acts import channel_with_video, open_tab, sign_in
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.test_main_path import approve_next, see_in_public
from tests.e2e.words import RUSSIAN
from tests.tiny import tiny_folder

__all__ = ["tiny_folder"]
pytestmark = [pytest.mark.e2e, pytest.mark.stack]

HANDLE = "narisovano"
PAINTED_WITHIN_MS = 180_000
PREVIEW = 'img[src^="data:image/webp"]'


@pytest.fixture(scope="module")
def painting_site(
    playwright: Playwright, tiny_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A site with tiny models, whose operator has accepted their licences."""
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with running_site(
        tmp_path_factory.mktemp("painting-site"),
        SCREENSHOTS / "stack-painting.log",
        MASTHEAD_MODELS_DIR=str(tiny_folder),
        OMP_NUM_THREADS="1",
    ) as site:
        yield site


@pytest.fixture(scope="module")
def video(painting_site: Site, clip: Path) -> str:
    with Person(painting_site.url) as owner:
        owner.sign_in(*painting_site.logins["owner"])
        for model in owner.post("models/sync")["installed"]:
            owner.post(f"models/{model['name']}/accept-licence")
        return channel_with_video(owner, clip, handle=HANDLE, title="Нарисованный космос")[1]


@pytest.fixture
def tab(browser: Browser, painting_site: Site, video: str) -> Iterator[Page]:
    with open_tab(browser, painting_site, RUSSIAN, name="painting") as page:
        sign_in(page, RUSSIAN, painting_site.logins["owner"], to=f"/videos/{video}")
        yield page


def test_a_painted_cover_goes_the_whole_way(tab: Page, browser: Browser, painting_site: Site) -> None:
    tab.get_by_role("radio", name="Нарисовать").check(force=True)
    tab.get_by_role("button", name=RUSSIAN.make_cover).click()

    expect(tab.locator(PREVIEW).first).to_be_visible(timeout=PAINTED_WITHIN_MS)
    tab.screenshot(path=SCREENSHOTS / "painting-preview.png")
    tiles = tab.locator("[data-version]")
    expect(tiles).to_have_count(4, timeout=PAINTED_WITHIN_MS)
    tab.screenshot(path=SCREENSHOTS / "painting-wall.png", animations="disabled")

    tiles.first.click()
    tab.get_by_role("button", name="Такую же").click()
    expect(tiles).to_have_count(5, timeout=PAINTED_WITHIN_MS)

    publish_and_see(tab, browser, painting_site)
    same_to_the_byte(painting_site)


def publish_and_see(tab: Page, browser: Browser, site: Site) -> None:
    """Whatever a model has painted is looked at by a moderator first."""
    if not tab.get_by_role("button", name=RUSSIAN.publish, exact=True).is_visible():
        tab.locator("[data-version]").first.click()
    publish = tab.get_by_role("button", name=RUSSIAN.publish, exact=True)
    publish.click()
    expect(tab.get_by_text(re.compile(RUSSIAN.in_review)).first).to_be_visible()
    approve_next(browser, site, RUSSIAN)
    expect(publish).to_be_visible()
    publish.click()
    expect(tab.get_by_text(re.compile(RUSSIAN.published)).first).to_be_visible()
    tab.screenshot(path=SCREENSHOTS / "painting-published.png")
    see_in_public(browser, site, RUSSIAN, HANDLE)


def same_to_the_byte(site: Site) -> None:
    """The version that was made again is the one it repeats."""
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        (channel,) = [one for one in owner.get("channels")["results"] if one["handle"] == HANDLE]
        (video,) = owner.get("videos", channel=channel["id"])["results"]
        versions = owner.get(f"artworks/{video['cover']['id']}/versions")["results"]
        (again,) = [version for version in versions if version["recipe"].get("replay")]
        assert again["recipe"]["replay"]["identical"] is True
        (original,) = [version for version in versions if version["id"] == again["parent"]]
        assert again["sha256"] == original["sha256"]
        assert all(version["ai_painted"] for version in versions)
