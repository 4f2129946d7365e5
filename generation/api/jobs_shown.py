"""How jobs are loaded to be shown: what all of them need is read at once."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rest_framework.request import Request

from accounts.models import Membership, Role, User
from channels_app import display
from channels_app.models import Photo, Version
from core.api import actor
from generation.api.serializers import JobSerializer
from generation.models import Job


def shown_job(job: Job, request: Request) -> Any:
    """One job as the API tells it."""
    context = {"request": request, **jobs_context([job], actor(request))}
    return JobSerializer(job, context=context).data


def jobs_context(jobs: Iterable[Job], user: User) -> dict[str, Any]:
    """The candidates and photos of each job, and what `user` is in which team."""
    jobs = list(jobs)
    versions: defaultdict[uuid.UUID, list[Version]] = defaultdict(list)
    made = display.versions(user).filter(job_id__in=[job.pk for job in jobs])
    for version in made.order_by("number"):
        versions[version.job_id].append(version)
    roles = dict(Membership.objects.filter(user=user).values_list("team_id", "role"))
    authors = Role.at_least(Role.AUTHOR)
    return {
        "versions": versions,
        "photos": _photos(jobs),
        "roles": roles,
        "authored_teams": {team for team, role in roles.items() if role in authors},
    }


def _photos(jobs: list[Job]) -> dict[str, Photo]:
    drawn = [job.result["photo"] for job in jobs if "photo" in job.result]
    if not drawn:
        return {}
    rows = Photo.objects.filter(pk__in=drawn).select_related("blob", "thumb", "created_by")
    return {str(photo.pk): photo for photo in rows}
