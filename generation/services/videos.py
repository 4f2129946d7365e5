"""What becomes of a video when a job about it begins or ends."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from pathlib import Path

from django.db import transaction
from django.db.models import Q, Sum

from channels_app.models import VersionPicture, Video, VideoState
from channels_app.services import videos
from core import blobs
from core.models import Blob
from generation.models import AddedStill, Digest, Job, JobKind, Still
from studio.values import Digest as Understood


def keep_digest(video: Video, understood: Understood, folder: Path) -> Digest:
    """Store what was understood of `video`, with the stills that lie in `folder`; it can be used from now on.

    A digest made earlier is replaced. Raises OSError (disk full), NotFound (the video is gone).
    """
    files = _stored(understood, folder)
    best = min(understood.stills, key=lambda still: still.rank)
    with transaction.atomic():
        videos.mark_ready(
            video, probe=understood.probe.model_dump(mode="json"), thumb_path=folder / best.thumb
        )
        return _replace(video, understood, files)


def keep_partial(video: Video, understood: Understood, folder: Path) -> None:
    """Show the stills that were found so far, unless a whole digest of an earlier time serves.

    Raises OSError (disk full), NotFound (the video is gone).
    """
    earlier = Digest.objects.filter(video=video).first()
    if not understood.stills or (earlier is not None and earlier.data.get("complete", True)):
        return
    files = _stored(understood, folder)
    best = min(understood.stills, key=lambda still: still.rank)
    with transaction.atomic():
        videos.show(video, probe=understood.probe.model_dump(mode="json"), thumb_path=folder / best.thumb)
        _replace(video, understood, files)


def _stored(understood: Understood, folder: Path) -> list[tuple[int, Blob, Blob]]:
    return [
        (
            still.rank,
            blobs.store(folder / still.file, media_type="image/jpeg"),
            blobs.store(folder / still.thumb, media_type="image/webp"),
        )
        for still in understood.stills
    ]


def _replace(video: Video, understood: Understood, files: list[tuple[int, Blob, Blob]]) -> Digest:
    Digest.objects.filter(video=video).delete()
    digest = Digest.objects.create(video=video, data=understood.model_dump(mode="json"))
    Still.objects.bulk_create(
        Still(digest=digest, rank=rank, image=image, thumb=thumb) for rank, image, thumb in files
    )
    return digest


def bytes_of_stills(team_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Of each team: the pictures of its digests, less those counted as a video's thumb or a version's."""
    return {team_id: _bytes_of_stills(team_id) for team_id in team_ids}


def _bytes_of_stills(team_id: uuid.UUID) -> int:
    stills = Still.objects.filter(digest__video__channel__team=team_id)
    added = AddedStill.objects.filter(video__channel__team=team_id)
    thumbs = Video.objects.filter(channel__team=team_id, thumb__isnull=False).values("thumb")
    kept = VersionPicture.objects.filter(version__artwork__channel__team=team_id).values("blob")
    used = Blob.objects.filter(
        Q(pk__in=stills.values("image"))
        | Q(pk__in=stills.values("thumb"))
        | Q(pk__in=added.values("image"))
        | Q(pk__in=added.values("thumb"))
    )
    return used.exclude(pk__in=thumbs).exclude(pk__in=kept).aggregate(sum=Sum("bytes"))["sum"] or 0


def let_go(job: Job, code: str, params: dict[str, object] | None = None) -> None:
    """The watching of a video ended without a digest: say why, unless an earlier digest still serves.

    Must run inside a transaction. Does nothing for other kinds of jobs.
    """
    video = _watched(job)
    if video is None or video.state not in {VideoState.WAITING, VideoState.READING}:
        return
    row = Digest.objects.filter(video=video).first()
    if row is not None and not row.data.get("complete", True):
        # What was found of a film that can't be watched to its end is no digest of it.
        row.delete()
        videos.unshow(video)
    if video.has_digest and video.thumb is not None and video.probe is not None:
        videos.mark_ready(video, probe=video.probe, thumb_path=blobs.path_of(video.thumb))
    else:
        videos.mark_unusable(video, code, params)


def put_back(job: Job) -> None:
    """The watching of a video was cut off and will be tried again. Must run inside a transaction."""
    video = _watched(job)
    if video is not None and video.state == VideoState.READING:
        videos.put_back(video)


def _watched(job: Job) -> Video | None:
    if job.kind != JobKind.UNDERSTAND:
        return None
    return Video.objects.select_related("channel", "thumb").filter(pk=job.video_id).first()
