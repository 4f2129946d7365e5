"""The real stack as processes, driven in a real browser."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from demo.stack import Site, running_site
from studio.sample import render_clip

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
# A browser that asks nobody on the network anything, and runs where there is no sandbox or GPU.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SCREENSHOTS = Path(__file__).resolve().parents[2] / "build" / "e2e"


def _browser_path() -> str | None:
    named = os.environ.get("CHROMIUM")
    return named or next(filter(None, map(shutil.which, BROWSERS)), None)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    if _browser_path() is None:
        if os.environ.get("E2E_REQUIRED"):
            pytest.fail("no Chromium found, and E2E_REQUIRED is set: install one or set CHROMIUM=/path")
        pytest.skip("not run: no Chromium found (install one, or set CHROMIUM=/path)")
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=_browser_path(), args=FLAGS)
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "Дорога к звёздам.mp4"
    render_clip(path)
    return path


@pytest.fixture(scope="session")
def site(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with running_site(tmp_path_factory.mktemp("site"), SCREENSHOTS / "stack.log") as running:
        yield running
