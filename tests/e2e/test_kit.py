"""From stills to the files of two platforms: a video's page, a cover, one button, a ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from demo.client import Person
from demo.stack import Site
from studio.platforms import PLATFORM_IMAGES
from tests.e2e.acts import DESK, axe_faults, channel_with_video, open_tab, sign_in
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.words import RUSSIAN

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

MADE_WITHIN_MS = 60_000


@pytest.fixture
def tab(browser: Browser, site: Site, clip: Path) -> Iterator[Page]:
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        video = channel_with_video(owner, clip, handle="komplekt", title="Дорога к звёздам")[1]
    with open_tab(browser, site, RUSSIAN, name="kit", screen=DESK) as page:
        sign_in(page, RUSSIAN, site.logins["owner"], to=f"/videos/{video}")
        yield page


def test_from_stills_to_a_kit_and_beside_each_other(tab: Page) -> None:
    tab.get_by_role("button", name="Сделать обложку").first.click()
    tiles = tab.locator("[data-version]")
    expect(tiles).to_have_count(4, timeout=MADE_WITHIN_MS)
    tiles.first.click()

    tab.get_by_role("button", name="Все размеры (ZIP)").click()
    expect(tab.get_by_label("RUTUBE")).to_be_checked()
    expect(tab.get_by_label("YouTube")).to_be_checked()
    tab.get_by_role("button", name="Собрать 7 картинок").click()
    ready = tab.get_by_role("link", name="Скачать ZIP")
    expect(ready).to_be_visible(timeout=MADE_WITHIN_MS)
    expect(tab.get_by_text("7 файлов")).to_be_visible()
    tab.wait_for_timeout(800)
    assert not axe_faults(tab)
    with tab.expect_download() as waited:
        ready.click()
    assert_holds_all_that_is_wanted(waited.value.path().read_bytes(), {"rutube", "youtube"})

    tab.get_by_text("На своих местах").click()
    for place, shown in (("feed", 2), ("channel", 3), ("phone", 4), ("tv", 3)):
        tab.locator(".where select").select_option(place)
        expect(tab.locator(".screen img")).to_have_count(shown)
    tab.screenshot(path=SCREENSHOTS / "kit-places.png")
    tab.keyboard.press("Escape")

    tab.get_by_role("link", name="Сравнить").click()
    expect(tab.get_by_role("heading", name="В чём разница")).to_be_visible()
    tab.get_by_role("tab", name="Шторка").press("ArrowLeft")
    expect(tab.get_by_role("tab", name="Разница")).to_have_attribute("aria-selected", "true")
    expect(tab.get_by_text("картинки. Цветом показано")).to_be_visible()
    tab.wait_for_timeout(800)
    assert not axe_faults(tab)


def assert_holds_all_that_is_wanted(archive: bytes, platforms: set[str]) -> None:
    """Every picture of the platform table, of its pixels, within its bytes, and told of in the manifest."""
    wanted = {(row.platform, row.image): row for row in PLATFORM_IMAGES if row.platform in platforms}
    with zipfile.ZipFile(io.BytesIO(archive)) as kit:
        told = json.loads(kit.read("manifest.json"))["items"]
        assert {(one["platform"], one["image"]) for one in told} == set(wanted)
        for one in told:
            row, data = wanted[one["platform"], one["image"]], kit.read(one["file"])
            with Image.open(io.BytesIO(data)) as picture:
                assert picture.size == (row.width_px, row.height_px), one["file"]
            assert row.bytes_limit is None or len(data) <= row.bytes_limit
