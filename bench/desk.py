"""How soon a change in the editor is seen: asked over HTTP of a whole site of its own, as the page asks."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.lines import Line, show
from demo.client import Person
from demo.stack import running_site
from demo.upload import Upload
from studio.sample import render_clip

ROUNDS = 20
WIDTH_PX = 640
TARGET_MS = 150.0
WAIT_S = 180.0
Json = dict[str, Any]


def show_all() -> None:
    """Print the table."""
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as name:
        folder = Path(name)
        # What loads the models for the first time is measured too, however long it takes.
        site_log, patience = folder / "site.log", {"DESK_ANSWER_SECONDS": "25"}
        with running_site(folder, site_log, **patience) as site, Person(site.url) as author:
            author.sign_in(*site.logins["owner"])
            show("the editor: a change until its pixels are here, over HTTP", _measured(author, folder))


def _measured(author: Person, folder: Path) -> list[Line]:
    draft = author.post(f"versions/{_version(author, folder)}/drafts")
    headline = next(layer for layer in draft["design"]["layers"] if layer["type"] == "text")
    picture = next(layer for layer in draft["design"]["layers"] if layer["type"] == "picture")

    def words(n: int) -> None:
        headline["text"] = f"Новые слова {n}"

    def shift(n: int) -> None:
        headline["box"]["x"] = 0.05 + n / 1000

    def grade(n: int) -> None:
        picture["exposure"] = n / 100

    alone, whole = {"layers": [headline["id"]], "whole": False}, {"whole": True, "feed": True}
    first = _seconds(lambda: _draw(author, draft, whole))
    found = [_line("open a draft and draw it for the first time", [first], None)]
    found += [
        _line("words changed, that layer alone", _rounds(author, draft, alone, words), TARGET_MS),
        _line("words changed, the whole picture", _rounds(author, draft, whole, words), TARGET_MS),
        _line("words moved, the whole picture", _rounds(author, draft, whole, shift), TARGET_MS),
        _line("still made brighter, the whole picture", _rounds(author, draft, whole, grade), TARGET_MS),
        _line("with findings and brand score", _rounds(author, draft, {"findings": True}, shift), None),
    ]
    return found


def _rounds(author: Person, draft: Json, want: Json, change: Callable[[int], None]) -> list[float]:
    times = []
    for number in range(ROUNDS):
        change(number)
        times.append(_seconds(lambda: _draw(author, draft, want)))
    return times


def _draw(author: Person, draft: Json, want: Json) -> None:
    body = {"design": draft["design"], "want": want, "width_px": WIDTH_PX}
    author.post(f"drafts/{draft['id']}/draw", body)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _line(what: str, times: list[float], target_ms: float | None) -> Line:
    ms = sorted(one * 1000 for one in times)
    middle = statistics.median(ms)
    return Line(
        what,
        f"{middle:.0f} ms (worst {ms[-1]:.0f})",
        target=f"≤ {target_ms:.0f} ms" if target_ms else "",
        met=middle <= target_ms if target_ms else None,
    )


def _version(author: Person, folder: Path) -> str:
    """A cover, made from an uploaded clip as people make one."""
    team = author.post("teams", {"name": "Bench"})
    channel = author.post("channels", {"team": team["id"], "platform": "rutube", "title": "Bench"})
    clip = folder / "clip.mp4"
    render_clip(clip, width=1280, height=720, seconds=8)
    upload = Upload(author, clip, channel=channel["id"], title="Bench")
    while not upload.done:
        upload.send_chunk()
    _wait_for(lambda: author.get(f"videos/{upload.video}")["state"] == "ready")
    cover = author.get(f"videos/{upload.video}")["cover"]["id"]
    asked = {"kind": "make_candidates", "artwork": cover, "count": 1, "wishes": {"headline": "Утро в горах"}}
    job = author.post("jobs", asked)["id"]
    _wait_for(lambda: author.get(f"jobs/{job}")["state"] == "succeeded")
    version: str = author.get(f"jobs/{job}")["versions"][0]["id"]
    return version


def _wait_for(done: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + WAIT_S
    while not done():
        if time.monotonic() > give_up_at:
            raise TimeoutError("the site took too long")
        time.sleep(0.2)


if __name__ == "__main__":
    show_all()
