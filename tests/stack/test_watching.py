"""A video that is being watched, on real processes: its stills come while the rest is still being read."""

from __future__ import annotations

from pathlib import Path

import pytest

from demo.upload import Upload
from studio.sample import render_clip
from tests.stack.conftest import Stack

pytestmark = pytest.mark.stack


def test_stills_come_and_a_cover_is_begun_before_the_watching_ends(stack: Stack, tmp_path: Path) -> None:
    film = render_clip(tmp_path / "film.mp4", width=1280, height=720, seconds=60)
    channel = stack.author.get("channels", team=stack.team)["results"][0]["id"]
    with stack.live() as live:
        upload = Upload(stack.author, film, channel=channel, title="Дорога на Байкал")
        while not upload.done:
            upload.send_chunk()
        job = cover = ""
        for event in live.events(within_s=120):
            if event["type"] == "job.changed" and event["video_id"] == upload.video and not cover:
                job = event["job_id"] if event["kind"] == "understand" else job
            shown = event["type"] == "video.changed" and event["video_id"] == upload.video
            if shown and not cover and stack.author.get(f"videos/{upload.video}")["has_digest"]:
                digest = stack.author.get(f"videos/{upload.video}/digest")
                assert digest["complete"] is False
                assert digest["stills"]
                assert stack.job(job)["state"] == "running"
                artwork = stack.author.get(f"videos/{upload.video}")["cover"]["id"]
                body = {"kind": "make_candidates", "artwork": artwork, "count": 1}
                cover = stack.author.post("jobs", body)["id"]
            if event["type"] == "job.changed" and event["job_id"] == cover and event["state"] == "succeeded":
                break
    assert cover
    assert stack.job(job)["state"] == "succeeded"
    assert stack.author.get(f"videos/{upload.video}/digest")["complete"] is True
    assert len(stack.job(cover)["versions"]) == 1
