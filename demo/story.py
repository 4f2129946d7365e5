"""The way itself, step by step."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from demo.checks import PROMISES, check_file, require
from demo.client import Person
from demo.live import Live
from demo.sheet import write_sheet
from demo.show import Teller
from demo.upload import Interrupted, Upload

COVERS, AVATARS, BANNERS = 4, 2, 2
WATCH_WITHIN_S, MAKE_WITHIN_S = 300.0, 300.0
BREAK_OFF_AT = 0.4

Json = dict[str, Any]


@dataclass
class Story:
    """An author's and a moderator's day at the site."""

    author: Person
    moderator: Person
    tell: Teller
    language: str
    _last_texts: dict[str, Json] = field(default_factory=dict)

    def hold_everything(self) -> None:
        """As operator: every picture is to be seen by a human, so that the demo shows that step."""
        policy = self.author.get("moderation/policy")
        self.author.put("moderation/policy", policy | {"composed": "hold"})

    def make_channel(self) -> Json:
        team = self.author.post("teams", {"name": "Небо и море"})
        channel: Json = self.author.post(
            "channels",
            {
                "team": team["id"],
                "platform": "rutube",
                "title": "Дорога к звёздам",
                "handle": "doroga-k-zvezdam",
            },
        )
        self.tell.line(f"team «{team['name']}», RUTUBE channel «{channel['title']}»")
        return channel

    def upload(self, clip: Path, channel: Json, title: str) -> str:
        """Upload with one interruption. Returns the video's id."""
        upload = Upload(self.author, clip, channel=channel["id"], title=title)
        broken = False
        while not upload.done:
            if not broken and upload.offset >= upload.length * BREAK_OFF_AT:
                broken = True
                self._break_off(upload)
            upload.send_chunk()
        require(broken, "the upload was never interrupted")
        self.tell.line(f"{upload.length / 1024**2:.1f} MiB arrived")
        return upload.video

    def watch(self, live: Live, video: str) -> Json:
        """Listen until the video has been watched. Returns its digest."""
        for event in live.events(within_s=WATCH_WITHIN_S):
            if event["type"] == "job.changed" and event["video_id"] == video:
                self._tell_progress(event)
                if event["state"] in {"succeeded", "failed", "cancelled"}:
                    break
        found = self.author.get(f"videos/{video}")
        require(found["state"] == "ready", f"the video is {found['state']}: {found['problem']}")
        digest: Json = self.author.get(f"videos/{video}/digest")
        best = digest["stills"][0]
        why = ", ".join(reason["text"].lower() for reason in best["reasons"])
        self.tell.line(f"{len(digest['shots'])} shots; best of {len(digest['stills'])} stills: {why}")
        return digest

    def make(self, live: Live, channel: Json, video: str) -> dict[str, list[Json]]:
        """Candidates for the cover, the avatar and the banner, by kind."""
        slots = {
            "cover": (self.author.get(f"videos/{video}")["cover"]["id"], COVERS),
            "avatar": (channel["avatar"]["id"], AVATARS),
            "banner": (channel["banner"]["id"], BANNERS),
        }
        jobs = {
            self.author.post("jobs", {"kind": "make_candidates", "artwork": slot, "count": count})["id"]: kind
            for kind, (slot, count) in slots.items()
        }
        for event in live.follow(set(jobs), within_s=MAKE_WITHIN_S):
            self._tell_progress(event, of=jobs[event["job_id"]])
        made = {kind: self._made(job) for job, kind in jobs.items()}
        for kind, (_, count) in slots.items():
            require(len(made[kind]) == count, f"{len(made[kind])} of {count} {kind} candidates were made")
            self.tell.line(f"{kind}: " + ", ".join(f"{one['layout']}/{one['style']}" for one in made[kind]))
        return made

    def contact_sheet(self, made: dict[str, list[Json]], target: Path) -> None:
        pictures = {kind: [self.author.fetch(one["url"]).content for one in made[kind]] for kind in made}
        covers = [pictures["cover"][at : at + 2] for at in range(0, COVERS, 2)]
        self.tell.line(str(write_sheet([*covers, pictures["banner"], pictures["avatar"]], target)))

    def submit(self, version: Json) -> None:
        """Submit a version; the policy must hold it."""
        state = self.author.post(f"versions/{version['id']}/submit")["state"]
        require(state == "in_review", f"the submitted {version['kind']} is {state}, not held")
        self.tell.line(f"{version['kind']} v{version['number']}: held for review")

    def approve(self, version: Json) -> None:
        """As moderator: find the case and approve exactly what was submitted."""
        cases = self.moderator.get("reviews", state="open")["results"]
        case = next((one for one in cases if one["version"]["id"] == version["id"]), None)
        if case is None:
            require(False, f"the {version['kind']} isn't in the review queue")
            return
        decided = self.moderator.post(f"reviews/{case['id']}/approve", {"sha256": version["sha256"]})
        require(decided["state"] == "approved", f"the review is {decided['state']}")
        reasons = ", ".join(reason["text"] for reason in case["reasons"])
        self.tell.line(f"{version['kind']} v{version['number']}: approved (held: {reasons})")

    def publish(self, version: Json) -> None:
        state = self.author.post(f"versions/{version['id']}/publish")["state"]
        require(state == "published", f"the {version['kind']} is {state}")
        self.tell.line(f"{version['kind']} v{version['number']}: published")

    def verify(self, channel: Json, stranger: Person) -> None:
        """As somebody without an account: the page is there, the files are what RUTUBE takes."""
        page = stranger.fetch(channel["public_url"])
        require(channel["title"] in page.text, "the public page doesn't name the channel")
        shown = stranger.get(f"public/channels/{channel['handle']}")
        links = {
            "cover": shown["videos"][0]["cover_url"],
            "avatar": shown["avatar_url"],
            "banner": shown["banner_url"],
        }
        for kind, link in links.items():
            require(bool(link), f"no public {kind}")
            self.tell.line(check_file(PROMISES[kind], stranger.fetch(link)))

    def _break_off(self, upload: Upload) -> None:
        try:
            upload.break_off_chunk()
        except Interrupted:
            before = upload.offset
            safe = upload.ask_offset()
            require(safe >= before, f"the site lost bytes: {safe} of {before}")
            self.tell.line(f"connection broken at {safe * 100 // upload.length} %, going on from there")

    def _made(self, job: str) -> list[Json]:
        found = self.author.get(f"jobs/{job}")
        require(found["state"] == "succeeded", f"the job {found['state']}: {found['error']}")
        versions: list[Json] = found["versions"]
        return versions

    def _tell_progress(self, event: Json, of: str = "") -> None:
        if event["type"] == "job.candidate":
            self.tell.line(f"{of:7} candidate {event['index'] + 1} can be seen")
        elif event["type"] == "job.changed" and event["text"] != self._last_texts.get(event["job_id"]):
            self._last_texts[event["job_id"]] = event["text"]
            self.tell.line(f"{of:7} {event['text'][self.language]}")
