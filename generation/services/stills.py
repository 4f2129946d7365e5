"""What people do with a video's stills: like, hide, add and take away."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels_app.models import Photo, Video, VideoState
from channels_app.services import videos
from core import audit, blobs
from core.errors import Conflict, Invalid, NotFound
from generation.models import AddedStill, Job, JobKind, StillOrigin, StillTaste, Taste
from generation.services.jobs import queue_job
from generation.services.knowledge import ADDED_FROM, KnownStill, frame_name, known_of
from generation.specs import TakeStillSpec
from studio.values import Still as Understanding

# More than anybody looks through.
ADDED_LIMIT = 60


@transaction.atomic
def say_of_still(video_id: uuid.UUID, rank: int, taste: Taste | None, *, by: User) -> None:
    """ "More like this", "never this", or neither again.

    Raises NotFound (no such still) or Forbidden (not an author of its team).
    """
    video = _held(video_id, by=by)
    still = _known(video_id, rank)
    if taste is None:
        StillTaste.objects.filter(video=video, frame=still.frame).delete()
    else:
        StillTaste.objects.update_or_create(
            video=video, frame=still.frame, defaults={"taste": taste, "created_by": by}
        )
    audit.record("still.taste", video, by=by, team_id=video.team_id, frame=still.frame, taste=taste or "")
    videos.tell(video)


@transaction.atomic
def submit_still(video_id: uuid.UUID, *, at_s: float | None, photo: uuid.UUID | None, by: User) -> Job:
    """Queue the taking of a frame at `at_s`, or the measuring of a photo of the team, as one more still.

    Raises NotFound or Forbidden (not an author of its team), Invalid (no such photo, behind the end),
    Conflict (no file yet, too many added, the very same is being taken).
    """
    video = _held(video_id, by=by)
    if video.state in {VideoState.UPLOADING, VideoState.UNUSABLE} or video.blob_id is None:
        raise Conflict(_("The video hasn't arrived yet. Upload it to the end first."), code="video_not_ready")
    if video.added_stills.count() >= ADDED_LIMIT:
        sentence = _("There are enough stills of one's own. Remove some first.")
        raise Conflict(sentence, code="too_many_stills")
    if photo is not None and not Photo.objects.filter(pk=photo, team=video.team_id).exists():
        raise Invalid(
            fields={"photo": ("picture_gone", _("There is no such picture (any more). Choose another."))}
        )
    duration_s = (video.probe or {}).get("duration_s")
    if at_s is not None and duration_s is not None and at_s > duration_s + 1:
        raise Invalid(fields={"at_s": ("behind_the_end", _("The video is over by then."))})
    spec = TakeStillSpec(at_s=at_s, photo=photo).model_dump(mode="json")
    if Job.objects.unfinished().filter(video=video, kind=JobKind.TAKE_STILL, spec=spec).exists():
        raise Conflict(_("This still is being taken already."), code="already_submitted")
    job = Job(team_id=video.team_id, kind=JobKind.TAKE_STILL, spec=spec, video=video, created_by=by)
    return queue_job(job, by=by)


@transaction.atomic
def remove_still(video_id: uuid.UUID, rank: int, *, by: User) -> None:
    """Take away a still that somebody added; those that were found can only be hidden.

    Raises NotFound or Forbidden (not an author of its team), Conflict (it was found, not added).
    """
    video = _held(video_id, by=by)
    row = video.added_stills.filter(rank=rank).first()
    if row is None:
        _known(video_id, rank)
        sentence = _("This still was found in the film. Hide it instead.")
        raise Conflict(sentence, code="still_was_found")
    frame = frame_name(Understanding.model_validate(row.data), row.origin)
    StillTaste.objects.filter(video=video, frame=frame).delete()
    row.delete()
    audit.record("still.remove", video, by=by, team_id=video.team_id, frame=frame)
    videos.tell(video)


def next_rank(video: Video) -> int:
    """The rank that the next added still will have."""
    last: int | None = video.added_stills.aggregate(last=Max("rank"))["last"]
    return ADDED_FROM if last is None else last + 1


def keep_still(video: Video, still: Understanding, folder: Path, *, origin: str, by: User | None) -> int:
    """Store a still that lies in `folder`; gives its rank. A frame that is there already is shown again.

    Raises NotFound (the video is gone), OSError (disk full).
    """
    image = blobs.store(folder / still.file, media_type="image/jpeg")
    thumb = blobs.store(folder / still.thumb, media_type="image/webp")
    with transaction.atomic():
        held = (
            Video.objects.select_for_update(of=("self",))
            .select_related("channel")
            .filter(pk=video.pk)
            .first()
        )
        if held is None:
            raise NotFound
        known = _same_frame(held, still, origin)
        # What is asked for by name is not hidden any more.
        StillTaste.objects.filter(video=held, frame=frame_name(still, origin), taste=Taste.NEVER).delete()
        if known is None:
            rank = next_rank(held)
            data = still.model_copy(update={"rank": rank}).model_dump(mode="json")
            AddedStill.objects.create(
                video=held, rank=rank, origin=origin, image=image, thumb=thumb, data=data, created_by=by
            )
            audit.record("still.add", held, by=by, team_id=held.team_id, at_s=still.at_s, origin=origin)
        else:
            rank = known.still.rank
        videos.tell(held)
    return rank


def _same_frame(video: Video, still: Understanding, origin: str) -> KnownStill | None:
    if origin == StillOrigin.PICTURE:
        return None
    known = known_of(video.pk)
    every = (*known.stills, *known.hidden) if known else ()
    return next((one for one in every if one.frame == frame_name(still, origin)), None)


def _known(video_id: uuid.UUID, rank: int) -> KnownStill:
    known = known_of(video_id)
    every = (*known.stills, *known.hidden) if known else ()
    found = next((one for one in every if one.still.rank == rank), None)
    if found is None:
        raise NotFound
    return found


def _held(video_id: uuid.UUID, *, by: User) -> Video:
    Video.objects.get_or_denied(by, Role.AUTHOR, pk=video_id)
    locked = Video.objects.select_for_update(of=("self",)).select_related("channel")
    video: Video = locked.get(pk=video_id)
    return video
