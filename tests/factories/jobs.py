"""Jobs, digests and clips for tests."""

from __future__ import annotations

import itertools
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone

from accounts.models import Role, User
from channels_app.models import Artwork, Video
from generation.models import AddedStill, Digest, Job, JobKind, JobState, Still, Transcript
from generation.specs import MakeCandidatesSpec
from studio.sample import render_clip
from studio.values import Digest as Understood
from studio.values import Probe, Shot, TimedLine, Wishes
from studio.values import Still as Understanding
from studio.values import Transcript as Said
from tests.factories.accounts import member
from tests.factories.channels import PROBE, new_channel, new_video, picture, some_blob

_seconds = itertools.count()


@cache
def clip_bytes() -> bytes:
    """A short film with cuts, rendered once."""
    path = Path(settings.DATA_DIR) / "clip.mp4"
    render_clip(path, width=320, height=180, seconds=6)
    return path.read_bytes()


def author_of(video: Video) -> User:
    """A new author of the video's team."""
    return member(video.channel.team, Role.AUTHOR)


def watched_video(**values: Any) -> Video:
    """A ready video with a digest of three stills, all of one colour."""
    video = new_video(**values)
    stills = [
        Understanding(
            rank=rank,
            at_s=float(rank),
            shot=0,
            file=f"still-{rank:02d}.jpg",
            thumb=f"thumb-{rank:02d}.webp",
            width_px=1280,
            height_px=720,
            score=1.0 - rank / 10,
        )
        for rank in range(3)
    ]
    shot = Shot(index=0, start_s=0.0, end_s=20.0, opens_with="start")
    understood = Understood(
        source="test", probe=Probe(**PROBE), shots=(shot,), stills=tuple(stills), palette=()
    )
    digest = Digest.objects.create(video=video, data=understood.model_dump(mode="json"))
    for still in stills:
        Still.objects.create(
            digest=digest,
            rank=still.rank,
            image=some_blob("image/jpeg", picture((1280, 720))),
            thumb=some_blob("image/webp", picture((480, 270), "WEBP")),
        )
    return video


def add_still(video: Video, rank: int = 500, **values: Any) -> AddedStill:
    """A still that somebody added to a video's."""
    still = Understanding(
        **{
            "rank": rank, "at_s": 7.5, "shot": 0, "file": f"still-{rank}.jpg", "thumb": f"thumb-{rank}.webp",
            "width_px": 1280, "height_px": 720, "score": 0.5,
        }
        | values
    )  # fmt: skip
    return AddedStill.objects.create(
        video=video,
        rank=rank,
        origin="frame",
        image=some_blob("image/jpeg", picture((1280, 720))),
        thumb=some_blob("image/webp", picture((480, 270), "WEBP")),
        data=still.model_dump(mode="json"),
    )


def add_transcript(video: Video, *lines: tuple[float, str], source: str = "uploaded") -> Transcript:
    """What is said in a video: (second, text) of each line."""
    said = [TimedLine(start_s=at_s, end_s=at_s + 2, text=text) for at_s, text in lines or [(1.0, "A line")]]
    data = Said(source=source, lines=tuple(said), language=None).model_dump(mode="json")
    return Transcript.objects.create(video=video, source=source, data=data, file_name="a.srt")


def cover_of(video: Video) -> Artwork:
    return Artwork.objects.select_related("channel").get(video=video)


def making(video: Video | None = None, *, count: int = 2, **values: Any) -> Job:
    """A job that makes covers, made a second later than the one before."""
    video = video or watched_video()
    spec = MakeCandidatesSpec(wishes=Wishes(headline="Утро"), count=count, videos=(video.pk,), seed=7)
    job = Job.objects.create(
        **{
            "team": video.channel.team,
            "kind": JobKind.MAKE_CANDIDATES,
            "spec": spec.model_dump(mode="json"),
            "artwork": cover_of(video),
            "video": video,
            "created_by": author_of(video),
        }
        | values
    )
    created_at = timezone.now() - timedelta(hours=1) + timedelta(seconds=next(_seconds))
    Job.objects.filter(pk=job.pk).update(created_at=created_at)
    job.refresh_from_db()
    return job


def running(job: Job, *, heard_s_ago: float = 0.0, **values: Any) -> Job:
    """`job` as if a worker held it."""
    now = timezone.now()
    changes = {
        "state": JobState.RUNNING,
        "attempt": job.attempt + 1,
        "worker": "w1",
        "ticket": "t1",
        "dispatched_at": now,
        "started_at": now,
        "heartbeat_at": now - timedelta(seconds=heard_s_ago),
    }
    Job.objects.filter(pk=job.pk).update(**(changes | values))
    job.refresh_from_db()
    return job


def understanding(video: Video | None = None, **values: Any) -> Job:
    """A job that watches a waiting video."""
    video = video or new_video(new_channel(), state="waiting", has_digest=False, thumb=None, probe=None)
    return Job.objects.create(
        **{
            "team": video.channel.team,
            "kind": JobKind.UNDERSTAND,
            "spec": {"schema_version": 1},
            "video": video,
            "created_by": author_of(video),
        }
        | values
    )
