"""Videos: what people change about them, and what workers find out."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import transaction

from accounts.models import Role, User
from channels_app.events import VideoChanged
from channels_app.models import Upload, Video
from channels_app.services import files, words
from channels_app.states import VIDEO
from core import audit, blobs
from core.errors import NotFound
from core.events import publish_on_commit
from core.models import Blob
from core.states import transition


@transaction.atomic
def update(video: Video, *, by: User, **changes: object) -> Video:
    """Change title, description or tags.

    Raises Forbidden (not an author of the team), Invalid (forbidden words).
    """
    video = Video.objects.select_for_update(of=("self",)).get_or_denied(by, Role.AUTHOR, pk=video.pk)
    for name, value in changes.items():
        setattr(video, name, value)
    words.refuse_forbidden({"title": video.title, "description": video.description})
    video.save(update_fields=list(changes))
    audit.record("video.update", video, by=by, team_id=video.team_id, fields=sorted(changes))
    tell(video)
    return video


@transaction.atomic
def delete(video: Video, *, by: User) -> None:
    """Remove a video with its cover's versions, also while it is being uploaded.

    An author may delete what they brought, an editor everything.
    """
    video = Video.objects.get_or_denied(by, Role.AUTHOR, pk=video.pk)
    if video.created_by_id != by.pk:
        Video.objects.get_or_denied(by, Role.EDITOR, pk=video.pk)
    _remove(video, by=by)


@transaction.atomic
def remove_unfinished(video: Video, *, by: User | None) -> None:
    """Remove a video whose upload was called off."""
    _remove(video, by=by)


def start_reading(video: Video) -> Video:
    """A worker begins to watch `video`; afterwards `video.blob` is set and its file can be opened.

    The first time, the uploaded file is hashed and kept as a blob here, in the worker. May be repeated
    (a job that is tried again). Raises NotFound (deleted meanwhile, or the file is gone),
    InvalidTransition (still uploading).
    """
    video = _current(video)
    if video.blob_id is None and video.state != "uploading":
        _adopt(video)
    with transaction.atomic():
        _move(video, "start", problem_code="", problem_params={}, blob=video.blob)
    return video


def mark_ready(video: Video, *, probe: dict[str, object], thumb_path: Path) -> Video:
    """The digest is made: `video` can be used. `probe` is studio.values.Probe as JSON, the thumb a WebP."""
    thumb = blobs.store(thumb_path, media_type="image/webp")
    with transaction.atomic():
        _move(video, "finish", probe=probe, thumb=thumb, has_digest=True, problem_code="", problem_params={})
    return video


def show(video: Video, *, probe: dict[str, object], thumb_path: Path) -> Video:
    """Something of `video` can be used while it is still being watched. Must run inside a transaction.

    Raises NotFound (deleted meanwhile).
    """
    thumb = blobs.store(thumb_path, media_type="image/webp")
    if not Video.objects.filter(pk=video.pk).update(probe=probe, thumb=thumb, has_digest=True):
        raise NotFound
    video.probe, video.thumb, video.has_digest = probe, thumb, True
    tell(video)
    return video


def unshow(video: Video) -> None:
    """Nothing of `video` can be used after all. Must run inside a transaction."""
    Video.objects.filter(pk=video.pk).update(has_digest=False)
    video.has_digest = False


@transaction.atomic
def mark_unusable(video: Video, code: str, params: dict[str, object] | None = None) -> Video:
    """`video` can't be used; `code` and `params` name the sentence in `channels_app.problems`."""
    _move(video, "give_up", problem_code=code, problem_params=params or {})
    return video


@transaction.atomic
def put_back(video: Video) -> Video:
    """Reading stopped before its end: `video` waits again."""
    _move(video, "put_back")
    return video


def tell(video: Video, state: str | None = None) -> None:
    """Tell the team, once committed, that `video` has changed."""
    publish_on_commit(
        VideoChanged(
            team_id=video.team_id,
            video_id=video.pk,
            channel_id=video.channel_id,
            state=state or video.state,
        )
    )


def _current(video: Video) -> Video:
    found = Video.objects.select_related("channel", "blob").filter(pk=video.pk).first()
    if found is None:
        raise NotFound
    return found


def _move(video: Video, verb: str, **changes: object) -> None:
    """Move `video` along its table on behalf of the site."""
    try:
        transition(VIDEO, video, verb, by=None, team_id=video.team_id, **changes)
    except Video.DoesNotExist as error:
        raise NotFound from error
    tell(video)


def _remove(video: Video, *, by: User | None) -> None:
    audit.record("video.delete", video, by=by, team_id=video.team_id, title=video.title)
    tell(video, "deleted")
    upload = Upload.objects.filter(video=video).first()
    video.delete()
    if upload is not None:
        path = files.upload_path(upload.pk)
        transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _adopt(video: Video) -> None:
    """Make the uploaded file a blob; the upload's own name goes only after the row has it."""
    path = files.upload_path(video.upload.pk)
    if not path.exists():
        raise NotFound
    # A second name, so that a crash between moving and committing leaves the first to try again with.
    link = settings.UPLOADS_DIR / f"{video.upload.pk}.adopt"
    link.unlink(missing_ok=True)
    link.hardlink_to(path)
    try:
        video.blob = blobs.adopt(link, media_type=files.video_media_type(path))
    finally:
        link.unlink(missing_ok=True)
    Video.objects.filter(pk=video.pk).update(blob=video.blob)
    path.unlink(missing_ok=True)


def source_path(video: Video) -> Path:
    """Where the bytes of `video` lie, once a worker has started reading it."""
    blob: Blob | None = video.blob
    if blob is None:
        raise NotFound
    return blobs.path_of(blob)
