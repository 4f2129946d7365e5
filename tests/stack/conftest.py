"""One real stack for the tests of this folder that don't end it: web, dispatcher, worker, Redis."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from demo.client import Person
from demo.live import Live, listening
from demo.stack import Site, running_site
from demo.upload import Upload
from studio.sample import render_clip

LOST_AFTER_S = 5


@dataclass
class Stack:
    """A running site with an author at work: one channel, one watched video."""

    site: Site
    log: Path
    author: Person
    team: str
    cover: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def live(self) -> AbstractContextManager[Live]:
        return listening(self.author, self.team)

    def make(self, count: int) -> str:
        """Queue candidates for the cover, never the same twice. Returns the job's id."""
        wishes = {"headline": f"Проверка {next(self.numbers)}"}
        body = {"kind": "make_candidates", "artwork": self.cover, "count": count, "wishes": wishes}
        job: str = self.author.post("jobs", body)["id"]
        return job

    def job(self, job: str) -> Any:
        return self.author.get(f"jobs/{job}")


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("stack")
    clip = render_clip(folder / "clip.mp4", width=480, height=270, seconds=8)
    data, log = folder / "data", folder / "stack.log"
    data.mkdir()
    lost_after = str(LOST_AFTER_S)
    with running_site(data, log, JOB_LOST_AFTER_SECONDS=lost_after) as site, Person(site.url) as author:
        author.sign_in(*site.logins["owner"])
        team = author.post("teams", {"name": "Stack"})["id"]
        body = {"team": team, "platform": "rutube", "title": "Stack", "handle": "stack"}
        channel = author.post("channels", body)["id"]
        with listening(author, team) as live:
            video = _upload(author, clip, channel)
            for event in live.events(within_s=60):
                if event["type"] == "video.changed" and event["state"] in {"ready", "unusable"}:
                    break
        cover = author.get(f"videos/{video}")["cover"]["id"]
        yield Stack(site, log, author, team, cover)


def _upload(author: Person, clip: Path, channel: str) -> str:
    upload = Upload(author, clip, channel=channel, title="Проверка")
    while not upload.done:
        upload.send_chunk()
    return upload.video
