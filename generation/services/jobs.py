"""The verbs of a job's owner: submit, cancel, retry."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Literal, cast

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels_app.models import Artwork, ArtworkKind, Version, Video, VideoState
from channels_app.services.words import refuse_forbidden
from core import audit
from core.errors import Conflict, Invalid, InvalidTransition
from core.events import publish_on_commit
from core.states import transition
from generation import transport
from generation.events import job_changed
from generation.models import INTERACTIVE_PRIORITY, Job, JobKind, JobState, QueueName
from generation.services import looks, options, painters
from generation.services.pictures import refuse_unfit_mask, refuse_unknown
from generation.services.videos import let_go
from generation.specs import (
    DEFAULT_PAINTER,
    SEED_LIMIT,
    MakeCandidatesSpec,
    PictureRef,
    UnderstandSpec,
    candidates_spec,
)
from generation.states import JOB_STATES
from studio.errors import InvalidRequest
from studio.paint.options import PaintOptions
from studio.platforms import find_image
from studio.values import ArtworkKind as Kind
from studio.values import Wishes

# A banner or avatar is made out of so many of the channel's newest videos when the author names none.
CHANNELS_BEST = 6


@transaction.atomic
def submit_candidates(
    artwork_id: uuid.UUID,
    *,
    wishes: Wishes,
    count: int,
    videos: Sequence[uuid.UUID] = (),
    painter: str = DEFAULT_PAINTER,
    painting: PaintOptions | None = None,
    pictures: Mapping[str, PictureRef] = MappingProxyType({}),
    seed: int | None = None,
    by: User,
) -> Job:
    """Queue the making of `count` candidates for an artwork; `pictures` are those that `painting` names.

    Raises NotFound or Forbidden (not an author of its team), Invalid (wishes or options that the word policy,
    the platform, the team's look, the painter or its models refuse), Conflict (no video of it has been
    watched yet; the very same is being made already, as after a double click).
    """
    artwork = held_artwork(artwork_id, by=by)
    refuse_forbidden({"wishes.headline": wishes.headline, "wishes.text": wishes.text})
    _refuse_unknown_layout(wishes, artwork)
    _refuse_undrawable_headline(wishes)
    offer = painters.require(painter)
    look, team = looks.look_of(artwork.channel), artwork.channel.team
    painting = painting or PaintOptions()
    wishes = looks.keep_to(look, artwork.channel, wishes, painting, by=by)
    checked = options.checked(painting, list(pictures), offer=offer, team=team, user=by)
    spec = MakeCandidatesSpec(
        wishes=wishes,
        count=count,
        videos=sources_of(artwork, videos),
        painter=painter,
        seed=new_seed() if seed is None else seed,
        language=language_of(by),
        painting=looks.with_loras(checked, look, team=team, user=by),
        pictures=dict(pictures),
        brand=look.revision.pk if look.revision is not None else None,
    )
    return queue_candidates(artwork, spec, by=by)


def held_artwork(artwork_id: uuid.UUID, *, by: User) -> Artwork:
    """The artwork, locked, so that of two equal requests at once the second sees the first.

    Raises NotFound or Forbidden (not an author of its team), Invalid (its platform has no such picture).
    """
    Artwork.objects.get_or_denied(by, Role.AUTHOR, pk=artwork_id)
    locked = Artwork.objects.select_for_update(of=("self",)).select_related("channel__team")
    artwork: Artwork = locked.get(pk=artwork_id)
    _refuse_unknown_image(artwork)
    return artwork


def queue_candidates(
    artwork: Artwork, spec: MakeCandidatesSpec, *, by: User, further: Version | None = None
) -> Job:
    """Queue a checked `spec` for an artwork that is held; `further` is the version that is worked on.

    Raises Invalid (pictures that aren't the team's), Conflict (the very same is being made already).
    """
    refuse_unknown(spec.pictures, artwork.team_id)
    refuse_unfit_mask(spec, artwork.team_id)
    _refuse_repetition(artwork, spec)
    image = find_image(artwork.channel.platform, artwork.kind)
    queue = painters.require(spec.painter).queue
    return queue_job(
        Job(
            team_id=artwork.channel.team_id,
            kind=JobKind.MAKE_CANDIDATES,
            spec=spec.model_dump(mode="json"),
            queue=queue,
            priority=INTERACTIVE_PRIORITY if spec.is_interactive else 0,
            artwork=artwork,
            video_id=artwork.video_id,
            version=further,
            batch_key=(
                options.batch_key(spec.painting, image.width_px, image.height_px)
                if queue == QueueName.PAINT
                else ""
            ),
            created_by=by,
        ),
        by=by,
    )


@transaction.atomic
def submit_understanding(video_id: uuid.UUID, *, by: User) -> Job:
    """Queue another look at a video.

    Raises NotFound or Forbidden (not an author of its team), Conflict (not uploaded yet, or being watched
    already).
    """
    video: Video = Video.objects.select_related("channel").get_or_denied(by, Role.AUTHOR, pk=video_id)
    if video.state == VideoState.UPLOADING:
        raise Conflict(_("The video hasn't arrived yet. Upload it to the end first."), code="video_not_ready")
    return queue_understanding(video, by=by)


def queue_understanding(video: Video, *, by: User | None) -> Job:
    """Queue the watching of a video that waits for it. Raises Conflict when that is queued already."""
    job = Job(
        team_id=video.channel.team_id,
        kind=JobKind.UNDERSTAND,
        spec=UnderstandSpec().model_dump(mode="json"),
        video=video,
        created_by=by or video.created_by,
    )
    try:
        with transaction.atomic():
            return queue_job(job, by=by)
    except IntegrityError as error:
        raise Conflict(_("This video is being watched already."), code="already_submitted") from error


@transaction.atomic
def cancel_job(job_id: uuid.UUID, *, by: User) -> Job:
    """Take a waiting job out of the queue, or ask a running one to stop: its worker does within a second.

    Raises NotFound or Forbidden (not an author of its team), InvalidTransition (it has ended).
    """
    Job.objects.get_or_denied(by, Role.AUTHOR, pk=job_id)
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state == JobState.RUNNING:
        if job.cancel_requested_at is None:
            job.cancel_requested_at = timezone.now()
            job.save(update_fields=["cancel_requested_at"])
            audit.record("job.ask_to_stop", job, by=by, team_id=job.team_id)
        transaction.on_commit(lambda: transport.ask_to_stop(job))
        return job
    transition(
        JOB_STATES,
        job,
        "cancel",
        by=by,
        team_id=job.team_id,
        sequence=job.sequence + 1,
        finished_at=timezone.now(),
        position=None,
        dispatched_at=None,
    )
    let_go(job, "cancelled")
    publish_on_commit(job_changed(job))
    transaction.on_commit(lambda: transport.withdraw(job.queue, job.ticket))
    return job


@transaction.atomic
def retry_job(job_id: uuid.UUID, *, by: User) -> Job:
    """Put a failed or cancelled job back into the queue; candidates it made already are kept and counted.

    Raises NotFound or Forbidden (not an author of its team), InvalidTransition (it hasn't failed), Conflict
    (another job does the same already).
    """
    Job.objects.get_or_denied(by, Role.AUTHOR, pk=job_id)
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        raise InvalidTransition
    try:
        with transaction.atomic():
            transition(
                JOB_STATES,
                job,
                "retry",
                by=by,
                team_id=job.team_id,
                sequence=job.sequence + 1,
                losses=0,
                stage="",
                step=0,
                steps=0,
                fraction=0.0,
                error_code="",
                error_params={},
                worker="",
                started_at=None,
                finished_at=None,
                heartbeat_at=None,
                cancel_requested_at=None,
                dispatched_at=None,
            )
    except IntegrityError as error:
        raise Conflict(_("The same work is being done already."), code="already_submitted") from error
    publish_on_commit(job_changed(job))
    return job


def queue_job(job: Job, *, by: User | None) -> Job:
    """Save a new job and tell of it. Must run inside a transaction."""
    job.save(force_insert=True)
    audit.record("job.submit", job, by=by, team_id=job.team_id, kind=job.kind)
    publish_on_commit(job_changed(job))
    return job


def new_seed() -> int:
    return secrets.randbelow(SEED_LIMIT)


def language_of(user: User) -> Literal["ru", "en"]:
    """In which language what is made for `user` speaks."""
    return "ru" if user.language == "ru" else "en"


def _refuse_repetition(artwork: Artwork, spec: MakeCandidatesSpec) -> None:
    for job in Job.objects.unfinished().filter(artwork=artwork, kind=JobKind.MAKE_CANDIDATES):
        if candidates_spec(job).asks_the_same(spec):
            sentence = _("These are being made already. Change the wishes, or wait for them.")
            raise Conflict(sentence, code="already_submitted")


def _refuse_unknown_layout(wishes: Wishes, artwork: Artwork) -> None:
    if wishes.layout is None:
        return
    # Imported when first asked for, as above.
    from studio.design.layouts import find_layout

    try:
        find_layout(wishes.layout, cast(Kind, artwork.kind))
    except InvalidRequest as error:
        sentence = _("There is no such layout for this kind of picture.")
        raise Invalid(fields={"wishes.layout": (error.code, sentence)}) from error


def _refuse_undrawable_headline(wishes: Wishes) -> None:
    # Imported when first asked for, as above.
    from studio.brief.headline import has_letters

    if wishes.headline and not has_letters(wishes.headline):
        sentence = _("There is nothing here that a typeface can draw. Write the headline in words.")
        raise Invalid(fields={"wishes.headline": ("headline_undrawable", sentence)})


def _refuse_unknown_image(artwork: Artwork) -> None:
    try:
        find_image(artwork.channel.platform, artwork.kind)
    except InvalidRequest as error:
        sentence = _("The channel's platform has no such picture.")
        raise Invalid(fields={"artwork": (error.code, sentence)}) from error


def sources_of(artwork: Artwork, wanted: Sequence[uuid.UUID]) -> tuple[uuid.UUID, ...]:
    """The videos to make `artwork` out of, the most important first: watched, or with stills already."""
    watched = Video.objects.filter(channel_id=artwork.channel_id, has_digest=True)
    watched = watched.exclude(state__in=[VideoState.UPLOADING, VideoState.UNUSABLE])
    if artwork.kind == ArtworkKind.COVER:
        if artwork.video_id is None or not watched.filter(pk=artwork.video_id).exists():
            raise Conflict(_("The video hasn't been watched yet. Wait until it has."), code="video_not_ready")
        return (artwork.video_id,)
    if not wanted:
        newest = tuple(watched.order_by("-created_at").values_list("pk", flat=True)[:CHANNELS_BEST])
        if not newest:
            raise Conflict(_("The channel has no watched video yet. Upload one."), code="no_ready_videos")
        return newest
    if watched.filter(pk__in=wanted).count() != len(set(wanted)):
        sentence = _("Choose videos of this channel that have been watched.")
        raise Invalid(fields={"videos": ("not_ready", sentence)})
    return tuple(dict.fromkeys(wanted))
