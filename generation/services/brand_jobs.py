"""Jobs about a team's look: propose one, show one on pictures, and give pictures the one that counts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, Team, User
from channels_app.models import Artwork, BrandPreset, Channel, Version, Video, VideoState
from channels_app.services import brand_revisions
from core.errors import Conflict, Invalid
from core.events import publish_on_commit
from generation.events import job_changed
from generation.models import INTERACTIVE_PRIORITY, Job, JobKind, JobState
from generation.services.jobs import CHANNELS_BEST, cancel_job, language_of, queue_job
from generation.services.reworking import asked_for
from generation.specs import (
    DEFAULT_PAINTER,
    MakeCandidatesSpec,
    PreviewBrandSpec,
    ProposeBrandSpec,
)
from studio.brand import BrandPreset as Look
from studio.values import Wishes


@transaction.atomic
def propose(channel_id: uuid.UUID, *, by: User, logos: Sequence[str] = ()) -> Job:
    """Queue the proposing of a look from a channel's newest videos and the team's logos.

    Raises NotFound, Forbidden (not an editor), Invalid (logos that aren't the team's), Conflict
    `no_ready_videos`.
    """
    channel: Channel = Channel.objects.get_or_denied(by, Role.EDITOR, pk=channel_id)
    watched = Video.objects.filter(channel=channel, has_digest=True).exclude(state=VideoState.UNUSABLE)
    videos = tuple(watched.order_by("-created_at").values_list("pk", flat=True)[:CHANNELS_BEST])
    if not videos:
        raise Conflict(_("The channel has no watched video yet. Upload one."), code="no_ready_videos")
    if set(logos) - brand_revisions.team_logos(channel.team_id).keys():
        raise Invalid(fields={"logos": ("logo_gone", _("This logo isn't there any more. Add it again."))})
    spec = ProposeBrandSpec(videos=videos, logos=tuple(dict.fromkeys(logos)))
    return queue_job(_job(JobKind.PROPOSE_BRAND, spec, team_id=channel.team_id, by=by), by=by)


@transaction.atomic
def preview(team_id: uuid.UUID, data: Look, version_ids: Sequence[uuid.UUID], *, by: User) -> Job:
    """Queue the showing of some of the team's pictures in a look that needs not be saved.

    Of each person only the newest such job counts: earlier ones are stopped, and forgotten.

    Raises NotFound, Forbidden (not an author), Invalid (a look that can't be, versions that aren't the team's
    or can't be laid out anew).
    """
    team: Team = Team.objects.get_or_denied(by, Role.AUTHOR, pk=team_id)
    brand_revisions.check(team.pk, data)
    versions = _versions(team.pk, version_ids)
    earlier = Job.objects.filter(team=team, kind=JobKind.PREVIEW_BRAND, created_by=by)
    for job in earlier.filter(state=JobState.RUNNING, cancel_requested_at=None):
        cancel_job(job.pk, by=by)
    earlier.exclude(state=JobState.RUNNING).delete()
    spec = PreviewBrandSpec(data=data, versions=tuple(version.pk for version in versions))
    job = _job(JobKind.PREVIEW_BRAND, spec, team_id=team.pk, by=by, version=versions[0])
    # Nothing comes of it that lasts: the audit trail would only be filled with somebody's tries.
    job.save(force_insert=True)
    publish_on_commit(job_changed(job))
    return job


@transaction.atomic
def give_look(preset: BrandPreset, version_ids: Sequence[uuid.UUID], *, by: User) -> list[Job]:
    """Queue, for each version, a draft of the same picture in the preset's newest revision.

    What has such a draft, or is getting one, is passed over: asking twice makes nothing twice.

    Raises NotFound, Forbidden (not an author), Conflict `brand_archived`, Invalid (versions that aren't the
    team's or can't be laid out anew).
    """
    preset = BrandPreset.objects.get_or_denied(by, Role.AUTHOR, pk=preset.pk)
    if preset.archived_at is not None:
        raise Conflict(_("This look is archived. Bring it back first."), code="brand_archived")
    revision = brand_revisions.current(preset)
    versions = _versions(preset.team_id, version_ids)
    # Of two requests at once the second sees what the first has queued.
    list(Artwork.objects.select_for_update(of=("self",)).filter(versions__in=versions).order_by("pk"))
    made = set(
        Version.objects.filter(parent__in=versions, brand_revision=revision).values_list("parent", flat=True)
    )
    unfinished = Job.objects.unfinished().filter(version__in=versions, kind=JobKind.MAKE_CANDIDATES)
    coming = {
        job.version_id
        for job in unfinished
        if job.spec.get("relaid") and job.spec.get("brand") == str(revision.pk)
    }
    wanted = [one for one in versions if one.pk not in made | coming and one.brand_revision_id != revision.pk]
    return [_relay(version, revision.pk, by=by) for version in wanted]


def _relay(version: Version, revision_id: uuid.UUID, *, by: User) -> Job:
    before = asked_for(version)
    spec = MakeCandidatesSpec(
        wishes=Wishes.model_validate(version.recipe["wishes"]),
        count=1,
        videos=before.videos if before is not None else (_video_of(version),),
        painter=version.painter or DEFAULT_PAINTER,
        seed=version.recipe["seed"],
        language=language_of(by),
        parent=version.pk,
        relaid=True,
        brand=revision_id,
    )
    job = _job(
        JobKind.MAKE_CANDIDATES,
        spec,
        team_id=version.team_id,
        by=by,
        version=version,
        artwork=version.artwork,
        video=version.artwork.video,
    )
    return queue_job(job, by=by)


def _video_of(version: Version) -> uuid.UUID:
    if version.artwork.video_id is not None:
        return version.artwork.video_id
    newest = Video.objects.filter(channel=version.artwork.channel_id, has_digest=True)
    found: uuid.UUID | None = newest.order_by("-created_at").values_list("pk", flat=True).first()
    if found is None:
        raise Conflict(_("The channel has no watched video yet. Upload one."), code="no_ready_videos")
    return found


def can_be_relaid(version: Version) -> bool:
    """Whether a version's recipe tells enough to lay it out anew."""
    return bool(version.design) and "image" in version.recipe and "brief" in version.recipe


def _versions(team_id: uuid.UUID, version_ids: Sequence[uuid.UUID]) -> list[Version]:
    """The versions of the team, in the order asked for. Raises Invalid (field `versions`)."""
    rows = Version.objects.filter(artwork__channel__team=team_id, pk__in=version_ids)
    found = {row.pk: row for row in rows.select_related("artwork__channel", "artwork__video")}
    if set(version_ids) - found.keys():
        raise Invalid(fields={"versions": ("does_not_exist", _("There is no such version in this team."))})
    if not all(can_be_relaid(version) for version in found.values()):
        sentence = _("One of these pictures was not made here, and can't be laid out anew.")
        raise Invalid(fields={"versions": ("not_relayable", sentence)})
    return [found[pk] for pk in dict.fromkeys(version_ids)]


def _job(
    kind: JobKind,
    spec: ProposeBrandSpec | PreviewBrandSpec | MakeCandidatesSpec,
    *,
    team_id: uuid.UUID,
    by: User,
    version: Version | None = None,
    artwork: Artwork | None = None,
    video: Video | None = None,
) -> Job:
    return Job(
        team_id=team_id,
        kind=kind,
        spec=spec.model_dump(mode="json"),
        priority=INTERACTIVE_PRIORITY,
        version=version,
        artwork=artwork,
        video=video,
        created_by=by,
    )
