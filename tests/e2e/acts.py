"""What people do again and again, with the words of their language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Browser, Page, ViewportSize

from demo.client import Person
from demo.stack import Site
from demo.upload import Upload
from tests.e2e.conftest import SCREENSHOTS
from tests.e2e.waiting import wait_until
from tests.e2e.words import Words

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PASSWORD = "orbital-mechanics-7"
DESK = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)


@contextmanager
def open_tab(
    browser: Browser, site: Site, words: Words, *, name: str, screen: ViewportSize = DESK
) -> Iterator[Page]:
    """A tab of a browser of its own. A script error, a failing server, or a request to another host fails it.

    Its last look is kept as `last-<name>.png`.
    """
    context = browser.new_context(locale=words.locale, viewport=screen, base_url=site.url)
    faults: list[str] = []
    page = context.new_page()
    page.set_default_timeout(15_000)
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.on("response", lambda r: faults.append(f"{r.status} {r.url}") if r.status >= 500 else None)
    ours = (site.url, "data:", "blob:", site.url.replace("http", "ws"))
    page.on(
        "request",
        lambda r: None if r.url.startswith(ours) else faults.append(f"asked another host: {r.url}"),
    )
    try:
        yield page
    finally:
        page.screenshot(path=SCREENSHOTS / f"last-{name}.png")
        context.close()
    assert not faults


def sign_in(tab: Page, words: Words, login: tuple[str, str], *, to: str) -> None:
    """Come to `to` as somebody without a session, and sign in there."""
    email, password = login
    tab.goto(to)
    tab.get_by_label(words.email).fill(email)
    tab.locator("input[type=password]").fill(password)
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"**{to}*")


def sign_up(tab: Page, site: Site, words: Words, *, email: str) -> None:
    """From a page that offers an account to the one after it, with the code from the letter."""
    tab.get_by_role("link", name=words.create_account).click()
    # The password first: both pages have a field for the e-mail, only the next one has this.
    tab.locator("input[autocomplete=new-password]").fill(PASSWORD)
    tab.get_by_label(words.email).fill(email)
    tab.get_by_role("button", name=words.create_account).click()
    tab.get_by_label(words.code).wait_for()
    letters = httpx.get(f"{site.url}/api/v1/outbox").json()["results"]
    tab.get_by_label(words.code).fill(next(letter["code"] for letter in letters if letter["to"] == email))
    tab.get_by_role("button", name=words.confirm).click()


def set_policy(site: Site, composed: str) -> None:
    """The operator decides whether composed pictures are approved at once (`auto`) or held (`hold`)."""
    with Person(site.url) as operator:
        operator.sign_in(*site.logins["owner"])
        policy = operator.get("moderation/policy")
        operator.put("moderation/policy", policy | {"composed": composed})


def channel_with_video(owner: Person, clip: Path, *, handle: str, title: str) -> tuple[str, str]:
    """A channel of the owner's first team with one video, watched and ready; both ids."""
    team = owner.get("me")["teams"][0]["id"]
    channel = owner.post("channels", {"team": team, "platform": "rutube", "title": title, "handle": handle})
    upload = Upload(owner, clip, channel=channel["id"], title=title)
    while not upload.done:
        upload.send_chunk()
    wait_until(lambda: owner.get(f"videos/{upload.video}")["state"] == "ready")
    return channel["id"], upload.video


def axe_faults(page: Page) -> set[str]:
    """What axe finds on the page as it stands, by rule and place."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate("axe.run().then(found => found.violations)")
    return {f"{rule['id']}: {node['target']}" for rule in violations for node in rule["nodes"]}
