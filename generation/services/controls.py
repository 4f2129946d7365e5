"""Control pictures (a skeleton, a face's lines, edges, depth) drawn from a still or a photo."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team, User
from core.errors import Conflict, Invalid
from generation.models import Job, JobKind
from generation.services.jobs import queue_job
from generation.services.painting import controls_of
from generation.services.pictures import refuse_unknown
from generation.specs import DrawControlSpec, PictureRef
from studio.models.card import ControlKind


@transaction.atomic
def submit_control(team_id: uuid.UUID, control: ControlKind, picture: PictureRef, *, by: User) -> Job:
    """Queue the drawing of a control picture, which is kept as a photo of the team.

    Raises NotFound or Forbidden (not an author of the team), Invalid (no such picture, no model for it),
    Conflict (the very same is being drawn already).
    """
    Team.objects.get_or_denied(by, Role.AUTHOR, pk=team_id)
    team = Team.objects.select_for_update().get(pk=team_id)
    if control not in controls_of(team, by):
        sentence = _("The model that this needs is not installed, or not for you.")
        raise Invalid(fields={"control": ("model_missing", sentence)})
    refuse_unknown({"": picture}, team.pk, field="picture")
    spec = DrawControlSpec(control=control, picture=picture).model_dump(mode="json")
    if Job.objects.unfinished().filter(team=team, kind=JobKind.DRAW_CONTROL, spec=spec).exists():
        raise Conflict(_("This is being drawn already."), code="already_submitted")
    return queue_job(Job(team=team, kind=JobKind.DRAW_CONTROL, spec=spec, created_by=by), by=by)
