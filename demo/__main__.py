"""`python -m demo [--video CLIP] [--language ru|en]`: exits 0 only when everything held."""

from __future__ import annotations

import argparse
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from demo.checks import NotAsPromised
from demo.client import ApiError, Person
from demo.live import Silence, listening
from demo.show import Teller
from demo.stack import ROOT, NotStarted, Site, running_site
from demo.story import Story
from studio.sample import render_clip

OUT = ROOT / "build" / "demo"
TITLE = "Дорога к звёздам: от рассвета до орбиты"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo", description=__doc__)
    parser.add_argument("--video", type=Path, help="a clip of your own instead of the rendered one")
    parser.add_argument("--language", choices=["ru", "en"], default="en", help="of the progress lines")
    chosen = parser.parse_args()
    if chosen.video is not None and not chosen.video.is_file():
        parser.error(f"there is no file {chosen.video}")
    OUT.mkdir(parents=True, exist_ok=True)
    tell = Teller()
    try:
        with tempfile.TemporaryDirectory(prefix="masthead-demo-") as folder:
            go(tell, Path(folder), chosen.video, chosen.language)
    except (ApiError, NotAsPromised, NotStarted, Silence) as failure:
        print(f"\nThe demo did not hold: {failure}\nThe site's log: {OUT / 'stack.log'}", file=sys.stderr)
        return 1
    print(f"\nAll held in {tell.elapsed_s:.0f} s.")
    return 0


def go(tell: Teller, folder: Path, video: Path | None, language: str) -> None:
    """Bring a site up in `folder`, with a clip to put into it, and walk the way."""
    data = folder / "data"
    data.mkdir()
    with ThreadPoolExecutor(1) as beside, ExitStack() as site_lives:
        rendered = None if video else beside.submit(render_clip, folder / "clip.mp4")
        with tell.step("Start the site: Redis, web, dispatcher, worker on one free port"):
            site = site_lives.enter_context(running_site(data, OUT / "stack.log"))
            tell.line(site.url)
        if rendered is not None:
            with tell.step("Render a clip: scenes with cuts, a dissolve, a photograph with a face"):
                video = rendered.result()
        assert video is not None
        walk(tell, site, video, video.stem if rendered is None else TITLE, language)


def walk(tell: Teller, site: Site, clip: Path, title: str, language: str) -> None:
    """The whole way once, through the public API."""
    with (
        Person(site.url, language=language) as author,
        Person(site.url, language=language) as moderator,
        Person(site.url, language=language) as stranger,
    ):
        story = Story(author, moderator, tell, language)
        with tell.step("Sign in: an author who operates the site, and a moderator"):
            author.sign_in(*site.logins["owner"])
            moderator.sign_in(*site.logins["moderator"])
        with tell.step("Policy: hold every picture for a human"):
            story.hold_everything()
        with tell.step("A team and its channel"):
            channel = story.make_channel()
        with listening(author, channel["team"]) as live:
            with tell.step(f"Upload «{title}», losing the connection on the way"):
                video = story.upload(clip, channel, title)
            with tell.step("Watch the video"):
                story.watch(live, video)
            with tell.step("Make candidates: covers, avatars, banners"):
                made = story.make(live, channel, video)
        with tell.step("A contact sheet of all candidates"):
            story.contact_sheet(made, OUT / "contact-sheet.jpg")
        chosen = [candidates[0] for candidates in made.values()]
        for name, act in (
            ("Submit one of each", story.submit),
            ("The moderator looks and approves", story.approve),
            ("Publish", story.publish),
        ):
            with tell.step(name):
                for version in chosen:
                    act(version)
        with tell.step("Look at the public page without an account, and decode its pictures"):
            story.verify(channel, stranger)


if __name__ == "__main__":
    sys.exit(main())
