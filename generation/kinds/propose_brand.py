"""Propose a look from a channel's own videos and the team's logos."""

from __future__ import annotations

from channels_app.services import brand_revisions
from core import blobs
from generation.models import Job
from generation.running import Run
from generation.services.briefs import digests_of
from generation.services.knowledge import in_order
from generation.specs import propose_spec
from studio.brand.logos import load_logos
from studio.brand.propose import propose as propose_from
from studio.errors import InvalidRequest
from studio.progress import Stage


def propose(run: Run) -> None:
    """The job's result holds what is proposed, for a person to change and save. Raises InvalidRequest
    (no_stills: none of the videos is known any more)."""
    spec = propose_spec(run.job)
    run.on_step(Stage.STILLS, 0.0)
    digests = digests_of(in_order(spec.videos))
    if not digests:
        raise InvalidRequest("none of the videos is known any more", code="no_stills")
    kept = brand_revisions.team_logos(run.job.team_id)
    logos = load_logos({name: blobs.path_of(kept[name]) for name in spec.logos if name in kept})
    run.on_step(Stage.STILLS, 0.4)
    look = propose_from(digests, logos)
    run.check()
    run.job.result = {"brand": look.model_dump(mode="json")}
    Job.objects.filter(pk=run.job.pk).update(result=run.job.result)
