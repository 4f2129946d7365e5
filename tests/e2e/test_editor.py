"""A made cover in the editor: words, a drag, steps back over a reload, a mended finding, a new version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from demo.client import Person
from demo.stack import Site
from tests.e2e.acts import axe_faults, channel_with_video, open_tab, sign_in
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.waiting import wait_until
from tests.e2e.words import RUSSIAN

pytestmark = [pytest.mark.e2e, pytest.mark.stack]

TITLE = "Дорога к звёздам"
PLACES = ("Слева, пикселей", "Сверху, пикселей")


@pytest.fixture(scope="module")
def version(site: Site, clip: Path) -> str:
    """A cover whose words stand on a single picture."""
    with Person(site.url) as owner:
        owner.sign_in(*site.logins["owner"])
        _, video = channel_with_video(owner, clip, handle="redaktor", title=TITLE)
        cover = owner.get(f"videos/{video}")["cover"]["id"]
        wishes = {"headline": TITLE, "layout": "poster"}
        job = owner.post("jobs", {"kind": "make_candidates", "artwork": cover, "count": 1, "wishes": wishes})
        wait_until(lambda: owner.get(f"jobs/{job['id']}")["state"] == "succeeded")
        made: str = owner.get(f"artworks/{cover}/versions")["results"][0]["id"]
        return made


@pytest.fixture
def tab(browser: Browser, site: Site, version: str) -> Iterator[Page]:
    with open_tab(browser, site, RUSSIAN, name="editor") as page:
        sign_in(page, RUSSIAN, site.logins["owner"], to=f"/versions/{version}/edit")
        yield page


def test_a_cover_is_changed_by_hand_and_becomes_a_version(tab: Page) -> None:
    choose_words(tab)
    type_words(tab, "Путь домой")
    before = place(tab)
    drag(tab, by=(60, -40))
    after = place(tab)
    assert after[0] > before[0]
    assert after[1] < before[1]

    steps_survive_a_reload(tab, before, after)
    mend_what_is_found(tab)
    assert not axe_faults(tab)
    save_as_version(tab)


def choose_words(tab: Page) -> None:
    tab.get_by_role("list", name="Слои").get_by_role("button", name=TITLE, exact=True).click()
    expect(words(tab)).to_have_value(TITLE)


def words(tab: Page) -> Locator:
    return tab.get_by_role("complementary", name="Правка").get_by_label("Слова", exact=True)


def type_words(tab: Page, text: str) -> None:
    """On the canvas, by keyboard: the server has set them when their pixels come."""
    tab.get_by_role("application").focus()
    tab.keyboard.press("Enter")
    with tab.expect_response(lambda answer: answer.url.endswith("/draw") and answer.ok):
        tab.keyboard.insert_text(text)
    tab.keyboard.press("Escape")
    expect(words(tab)).to_have_value(text)
    tab.get_by_role("list", name="Слои").get_by_role("button", name=text, exact=True).click()


def place(tab: Page) -> tuple[int, int]:
    x, y = (int(tab.get_by_label(name).input_value()) for name in PLACES)
    return x, y


def drag(tab: Page, *, by: tuple[int, int]) -> None:
    """The words by their middle, in pixels of the page."""
    middle = tab.get_by_role("application").evaluate(MIDDLE_OF, [*place(tab), *size(tab)])
    tab.mouse.move(*middle)
    tab.mouse.down()
    tab.mouse.move(middle[0] + by[0], middle[1] + by[1], steps=5)
    tab.mouse.up()


def size(tab: Page) -> tuple[int, int]:
    names = ("Ширина, пикселей", "Высота, пикселей")
    width, height = (int(tab.get_by_label(name).input_value()) for name in names)
    return width, height


# The canvas, 1280 by 720, lies in the middle of its stage with room around.
MIDDLE_OF = """(stage, [x, y, width, height]) => {
    const room = stage.getBoundingClientRect()
    const scale = Math.min((room.width - 56) / 1280, (room.height - 56) / 720)
    return [room.x + room.width / 2 + (x + width / 2 - 640) * scale,
            room.y + room.height / 2 + (y + height / 2 - 360) * scale]
}"""


def steps_survive_a_reload(tab: Page, before: tuple[int, int], after: tuple[int, int]) -> None:
    tab.keyboard.press("Control+z")
    assert place(tab) == before
    tab.keyboard.press("Control+y")
    assert place(tab) == after
    tab.reload()
    tab.get_by_role("list", name="Слои").get_by_role("button", name="Путь домой", exact=True).click()
    assert place(tab) == after
    tab.get_by_role("button", name="Отменить", exact=True).click()
    assert place(tab) == before
    tab.get_by_role("button", name="Вернуть", exact=True).click()


def mend_what_is_found(tab: Page) -> None:
    """Words without contrast are found, pointed at, and mended by one press."""
    tab.get_by_role("button", name=re.compile("^Цвет #")).click()
    field = tab.get_by_label("Цвет как #rrggbb")
    field.fill("#1a1a1a")
    field.press("Enter")
    found = tab.get_by_role("region", name="Проверка").get_by_role("listitem")
    weak = found.filter(has_text=re.compile("контраст"))
    mend = weak.get_by_role("button", name=re.compile("текст"))
    expect(mend).to_be_enabled()
    tab.screenshot(path=SCREENSHOTS / "editor-found.png")
    mend.click()
    expect(mend).to_have_count(0)
    tab.screenshot(path=SCREENSHOTS / "editor-mended.png")


def save_as_version(tab: Page) -> None:
    tab.get_by_role("button", name="Сохранить версию").click()
    tab.get_by_label("Что изменилось").fill("Другие слова")
    tab.get_by_role("button", name="Сделать версию").click()
    expect(tab.get_by_role("heading", name="Версия 2", exact=True)).to_be_visible(timeout=60_000)
    expect(tab).to_have_url(re.compile(r"/videos/.+\?version="))
    tab.screenshot(path=SCREENSHOTS / "editor-version.png")
