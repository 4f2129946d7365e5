"""A cover painted by a model: wished for, watched, made again to the byte, painted on, published, seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FloatRect, Page, Playwright, expect

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
MODEL = "tiny-sdxl"
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
    wish_for_a_painted_one(tab)
    place = watch_it_sharpen(tab)
    tiles = tab.locator("[data-version]")
    expect(tiles).to_have_count(2, timeout=PAINTED_WITHIN_MS)
    expect(tab.get_by_role("progressbar")).to_have_count(0, timeout=PAINTED_WITHIN_MS)
    # What is made stands where it was painted: nothing has moved meanwhile.
    assert tiles.first.bounding_box() == pytest.approx(place, abs=1)
    tab.screenshot(path=SCREENSHOTS / "painting-wall.png", animations="disabled")

    tiles.first.click()
    read_its_recipe(tab)
    tab.get_by_role("button", name="Такую же").click()
    expect(tiles).to_have_count(3, timeout=PAINTED_WITHIN_MS)
    repaint_a_part(tab)

    publish_and_see(tab, browser, painting_site)
    same_to_the_byte(painting_site)


def wish_for_a_painted_one(tab: Page) -> None:
    expect(tab.get_by_label(RUSSIAN.headline)).to_be_visible()
    tab.get_by_text("Нарисовать", exact=True).click()
    tab.get_by_role("button", name="Масло").click()
    share = tab.get_by_role("slider", name="Сколько моего видео")
    share.fill("60")
    expect(tab.get_by_text("Останется композиция кадра")).to_be_visible()
    tab.get_by_text("Тоньше", exact=True).click()
    tab.get_by_label("Шагов").fill("16")
    tab.get_by_role("group", name="Сколько сделать").get_by_text("2", exact=True).click()
    tab.get_by_role("button", name=RUSSIAN.make_cover).click()


def watch_it_sharpen(tab: Page) -> FloatRect | None:
    """Previews come, with the step they show, into the place that the picture will have."""
    preview = tab.locator(PREVIEW).first
    expect(preview).to_have_attribute("src", re.compile("^data:image/webp"), timeout=PAINTED_WITHIN_MS)
    expect(tab.get_by_text(re.compile(r"^Шаг \d+ из \d+$")).first).to_be_visible()
    tab.screenshot(path=SCREENSHOTS / "painting-preview.png")
    return tab.locator("figure", has=preview).locator("> :first-child").bounding_box()


def read_its_recipe(tab: Page) -> None:
    tab.get_by_role("button", name="Весь рецепт").click()
    recipe = tab.get_by_role("dialog", name=re.compile("Рецепт версии"))
    expect(recipe.get_by_text(re.compile(MODEL)).first).to_be_visible()
    expect(recipe.get_by_text("oil painting").first).to_be_visible()
    expect(recipe.get_by_text("40 %")).to_be_visible()  # what is left of sixty per cent of the video
    tab.screenshot(path=SCREENSHOTS / "painting-recipe.png", animations="disabled")
    tab.keyboard.press("Escape")
    expect(recipe).to_have_count(0)


def repaint_a_part(tab: Page) -> None:
    """By hand and taken back, then by keyboard."""
    tab.locator("[data-version]").first.click()
    tab.get_by_role("button", name="Весь рецепт").click()
    expect(tab.get_by_text("совпала до последнего байта")).to_be_visible()
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Часть заново").click()
    go = tab.get_by_role("button", name="Перерисовать", exact=True)
    stage = tab.get_by_role("application")
    stage.hover()  # waits until the window stands still
    tab.mouse.down()
    box = stage.bounding_box()
    assert box is not None
    tab.mouse.move(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 + 20, steps=5)
    tab.mouse.up()
    tab.get_by_role("button", name="Отменить", exact=True).click()
    expect(tab.get_by_text("Сначала отметьте место кистью")).to_be_visible()
    stage.focus()
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowDown", "Space"):
        tab.keyboard.press(key)
    tab.get_by_label("Что там должно быть").fill("a red balloon")
    tab.screenshot(path=SCREENSHOTS / "painting-mask.png")
    go.click()
    expect(tab.locator("[data-version]")).to_have_count(5, timeout=PAINTED_WITHIN_MS)
    expect(tab.get_by_text(re.compile(r"^Из версии \d+$")).first).to_be_visible()


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
