"""Asking for a kit."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels_app.models import Version
from channels_app.services import kits
from core.errors import Conflict, Invalid
from generation.design_specs import MakeKitSpec, kit_spec
from generation.models import INTERACTIVE_PRIORITY, Job, JobKind
from generation.services.documents import CantDraw
from generation.services.jobs import language_of, queue_job
from studio.platforms import PLATFORM_IMAGES, platforms
from studio.values import PlatformImage


@transaction.atomic
def submit_kit(version_id: uuid.UUID, chosen: Sequence[str], *, by: User) -> Job:
    """Queue the making of a version's kit for the `chosen` platforms; the job's result names the kit.

    Raises NotFound or Forbidden (not an author of its team), Invalid (an unknown platform, none at all),
    CantDraw (no_design), Conflict (the very same is being made).
    """
    version: Version = Version.objects.select_related("artwork__channel").get_or_denied(
        by, Role.AUTHOR, pk=version_id
    )
    wanted = _known(chosen)
    if not version.design.get("layers"):
        raise CantDraw("no_design")
    for job in Job.objects.select_for_update().unfinished().filter(version=version, kind=JobKind.MAKE_KIT):
        if set(kit_spec(job).platforms) == set(wanted):
            raise Conflict(_("This kit is being made already."), code="already_submitted")
    kit = kits.begin(version, wanted, by=by)
    spec = MakeKitSpec(kit=kit.pk, platforms=wanted, language=language_of(by))
    job = queue_job(
        Job(
            team_id=kit.team_id,
            kind=JobKind.MAKE_KIT,
            spec=spec.model_dump(mode="json"),
            priority=INTERACTIVE_PRIORITY,
            artwork=version.artwork,
            video_id=version.artwork.video_id,
            version=version,
            result={"kit": str(kit.pk)},
            created_by=by,
        ),
        by=by,
    )
    kit.job_id = job.pk
    kit.save(update_fields=["job_id"])
    return job


def images_of(chosen: Sequence[str]) -> list[PlatformImage]:
    """Everything that the platforms want, in the order of the table."""
    return [row for row in PLATFORM_IMAGES if row.platform in chosen]


def _known(chosen: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(chosen))
    unknown = [name for name in wanted if name not in platforms()]
    if unknown or not wanted:
        sentence = _("Choose among the platforms that there are.")
        raise Invalid(fields={"platforms": ("unknown_platform", sentence)})
    return wanted
