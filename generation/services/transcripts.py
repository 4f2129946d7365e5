"""The words of a video: subtitles that people bring, tracks inside it, what models hear and see."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels_app.models import Video
from channels_app.services import videos
from channels_app.services.words import refuse_forbidden
from core import audit
from core.errors import Conflict, Invalid, NotFound
from generation.models import Job, JobKind, StillCaptions, Transcript, TranscriptSource
from generation.services import looking
from generation.services.jobs import queue_job
from generation.specs import FindWordsSpec
from generation.words_problems import told
from studio.values import Caption
from studio.values import Transcript as Said
from studio.words.subtitles import BYTES_LIMIT, UnusableSubtitles, read_subtitles


def bring_subtitles(video_id: uuid.UUID, *, by: User, file: BinaryIO, file_name: str) -> Transcript:
    """Keep a subtitle file as what is said in a video; an earlier one is replaced.

    Raises NotFound or Forbidden (not an author of its team), Invalid (a file that can't be read, and why).
    """
    Video.objects.get_or_denied(by, Role.AUTHOR, pk=video_id)
    refuse_forbidden({"file": file_name})
    try:
        said = read_subtitles(file.read(BYTES_LIMIT + 1))
    except UnusableSubtitles as refusal:
        raise Invalid(fields={"file": (refusal.code, told(refusal.code, refusal.params))}) from refusal
    with transaction.atomic():
        video = _held(video_id)
        row = _keep(video, said, file_name=file_name, by=by)
        audit.record("subtitles.bring", video, by=by, team_id=video.team_id, lines=len(said.lines))
    return row


@transaction.atomic
def remove_subtitles(video_id: uuid.UUID, *, by: User) -> None:
    """Forget the subtitles that somebody brought; what the video itself holds counts again.

    Raises NotFound (there are none) or Forbidden (not an author of its team).
    """
    Video.objects.get_or_denied(by, Role.AUTHOR, pk=video_id)
    video = _held(video_id)
    removed, _rows = video.transcripts.filter(source=TranscriptSource.UPLOADED).delete()
    if not removed:
        raise NotFound
    audit.record("subtitles.remove", video, by=by, team_id=video.team_id)
    videos.tell(video)


@transaction.atomic
def submit_words(video_id: uuid.UUID, *, by: User) -> Job:
    """Have the models listen and look again.

    Raises NotFound or Forbidden (not an author of its team), Conflict (no model for it here, not watched yet,
    at it already).
    """
    video = Video.objects.select_related("channel__team").get_or_denied(by, Role.AUTHOR, pk=video_id)
    if not video.has_digest:
        raise Conflict(_("The video hasn't been watched yet. Wait until it has."), code="video_not_ready")
    if not looking.can_find_words(video.channel.team):
        sentence = _("No model that listens or looks is installed here. Ask whoever runs the site for one.")
        raise Conflict(sentence, code="no_words_model")
    return queue_words(video, by=by)


def queue_words(video: Video, *, by: User | None) -> Job:
    """Queue it. Raises Conflict when that is queued already."""
    job = Job(
        team_id=video.team_id,
        kind=JobKind.FIND_WORDS,
        spec=FindWordsSpec().model_dump(mode="json"),
        queue=looking.queue(),
        video=video,
        created_by=by or video.created_by,
    )
    try:
        with transaction.atomic():
            return queue_job(job, by=by)
    except IntegrityError as error:
        raise Conflict(_("Models are at this video already."), code="already_submitted") from error


@transaction.atomic
def keep_embedded(video: Video, said: Said | None) -> None:
    """What the video's own subtitle track says; None where it has none (any more)."""
    if said is None:
        Transcript.objects.filter(video=video, source=TranscriptSource.EMBEDDED).delete()
    else:
        _keep(_held(video.pk), said)


@transaction.atomic
def keep_heard(video: Video, said: Said | None) -> None:
    """What a model heard; None where nobody says anything that can be made out."""
    if said is None:
        Transcript.objects.filter(video=video, source=TranscriptSource.SPEECH).delete()
        videos.tell(video)
    else:
        _keep(_held(video.pk), said)


@transaction.atomic
def keep_captions(video: Video, captions: Sequence[Caption]) -> None:
    """What a model saw in the stills."""
    held = _held(video.pk)
    StillCaptions.objects.update_or_create(
        video=held, defaults={"data": [caption.model_dump(mode="json") for caption in captions]}
    )
    videos.tell(held)


def _keep(video: Video, said: Said, *, file_name: str = "", by: User | None = None) -> Transcript:
    row, _made = Transcript.objects.update_or_create(
        video=video,
        source=said.source,
        defaults={"data": said.model_dump(mode="json"), "file_name": file_name[-255:], "created_by": by},
    )
    videos.tell(video)
    return row


def _held(video_id: uuid.UUID) -> Video:
    held = Video.objects.select_for_update(of=("self",)).select_related("channel").filter(pk=video_id).first()
    if held is None:
        raise NotFound
    video: Video = held
    return video
