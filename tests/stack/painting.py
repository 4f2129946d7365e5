"""A site that paints with tiny models, as real processes: web, dispatcher, media worker, painter, Redis."""

from __future__ import annotations

import io
import itertools
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from PIL import Image

from demo.client import Person
from demo.live import Live, listening
from demo.stack import Site, running_site
from demo.upload import Upload
from studio.sample import render_clip
from tests.stack.processes import child, until

LOST_AFTER_S = 5
OTHERWISE = Path(__file__).parent / "otherwise"
# Small, so that a test takes seconds.
SIZE = {"width_px": 128, "height_px": 72}
ENDED = {"succeeded", "failed", "cancelled"}
WITHIN_S = 240


@dataclass
class Author:
    """Somebody with a team of their own and one watched video."""

    person: Person
    team: str
    video: str
    cover: str
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def paint(self, *, count: int = 1, pictures: Mapping[str, Any] | None = None, **painting: Any) -> str:
        """Queue painted candidates for the cover, never the same twice. Returns the job's id."""
        body = {
            "kind": "make_candidates",
            "artwork": self.cover,
            "count": count,
            "painter": "diffusion",
            "wishes": {"headline": f"Проверка {next(self.numbers)}"},
            "painting": SIZE | {"operation": "text", "steps": 2} | painting,
            "pictures": pictures or {},
        }
        job: str = self.person.post("jobs", body)["id"]
        return job

    def rework(self, version: str, operation: str, **more: Any) -> str:
        job: str = self.person.post(f"versions/{version}/rework", {"operation": operation, **more})["id"]
        return job

    def draw(self, control: str, picture: Mapping[str, Any]) -> str:
        body = {"kind": "draw_control", "team": self.team, "control": control, "picture": picture}
        job: str = self.person.post("jobs", body)["id"]
        return job

    def job(self, job: str) -> Any:
        return self.person.get(f"jobs/{job}")

    def ended(self, job: str) -> Any:
        until(lambda: self.job(job)["state"] in ENDED, within_s=WITHIN_S)
        return self.job(job)

    def made(self, job: str) -> list[dict[str, Any]]:
        """The versions of a job that must succeed."""
        shown = self.ended(job)
        assert shown["state"] == "succeeded", shown["error"]
        versions: list[dict[str, Any]] = shown["versions"]
        return versions

    def photo(self, pixels: np.ndarray, use: str = "photo") -> dict[str, str]:
        """Bring a picture, as a page does: a form, by session, with the CSRF header."""
        out = io.BytesIO()
        Image.fromarray(pixels).save(out, "PNG")
        answer = self.person.http.post(
            f"/api/v1/teams/{self.team}/photos",
            files={"file": ("photo.png", out.getvalue(), "image/png")},
            data={"use": use},
            headers=self.person.write_headers() | {"Referer": self.person.site},
        )
        assert answer.status_code == 201, answer.text
        return {"photo": answer.json()["id"]}

    @contextmanager
    def live(self) -> Iterator[Live]:
        with listening(self.person, self.team) as live:
            yield live


@dataclass
class PaintingSite:
    site: Site
    log: Path
    owner: Author

    @property
    def painter(self) -> int:
        """The process that paints."""
        return child(self.site.pid, "--queues paint")


@contextmanager
def painting_site(folder: Path, models: Path, **more: str) -> Iterator[PaintingSite]:
    """A site whose operator has accepted the licences of all models in `models`."""
    data, log = folder / "data", folder / "stack.log"
    data.mkdir(parents=True)
    paths = os.pathsep.join([str(OTHERWISE), str(settings.ROOT)])
    environment = {
        "MASTHEAD_MODELS_DIR": str(models),
        "JOB_LOST_AFTER_SECONDS": str(LOST_AFTER_S),
        # Tiny models spend more on sharing work than on doing it.
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": paths,
        "RATE_MAKE": "9999/hour",
        **more,
    }
    with running_site(data, log, **environment) as site, Person(site.url) as person:
        person.sign_in(*site.logins["owner"])
        for model in person.post("models/sync")["installed"]:
            person.post(f"models/{model['name']}/accept-licence")
        clip = render_clip(folder / "clip.mp4", width=480, height=270, seconds=6)
        yield PaintingSite(site, log, author(person, clip, "stack"))


def author(person: Person, clip: Path, handle: str) -> Author:
    """A team of `person` with a channel and a watched video."""
    team = person.post("teams", {"name": handle})["id"]
    body = {"team": team, "platform": "rutube", "title": "Stack", "handle": handle}
    channel = person.post("channels", body)["id"]
    upload = Upload(person, clip, channel=channel, title="Проверка")
    while not upload.done:
        upload.send_chunk()
    until(lambda: person.get(f"videos/{upload.video}")["state"] in {"ready", "unusable"}, within_s=WITHIN_S)
    return Author(person, team, upload.video, person.get(f"videos/{upload.video}")["cover"]["id"])


def gradient(width: int, height: int) -> np.ndarray:
    """`(H, W, 3)` uint8 RGB that is nowhere of one colour."""
    across = np.linspace(0, 255, width)[None, :, None] * np.ones((height, 1, 1))
    down = np.linspace(255, 0, height)[:, None, None] * np.ones((1, width, 1))
    return np.concatenate([across, down, (across + down) / 2], axis=2).astype(np.uint8)
