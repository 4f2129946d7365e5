"""From a draft to a version: what is asked of a worker, once everything that can be refused was looked at."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channels_app.services import brand_locks, drafts
from channels_app.services.words import refuse_forbidden
from core.errors import Conflict, Invalid
from generation.design_specs import DrawDesignSpec, design_spec
from generation.models import INTERACTIVE_PRIORITY, Job, JobKind
from generation.services.documents import words_of
from generation.services.editing import Bench, bench_of, materials_of
from generation.services.jobs import queue_job
from studio.design.document import Design, TextLayer


@transaction.atomic
def save_version(draft_id: uuid.UUID, design: Design, *, note: str, by: User) -> Job:
    """Queue the drawing of `design` as a version whose parent is the one that the draft is of.

    Raises NotFound, Forbidden, DraftClosed, Invalid (forbidden words, brand_locked), CantDraw, Conflict
    (already_submitted: the very same is being drawn).
    """
    bench = bench_of(drafts.held(draft_id, by=by))
    materials = materials_of(bench, design)
    refuse_forbidden({**words_of(design), "note": note})
    _refuse_locked(bench, design, by=by)
    version = bench.draft.version
    spec = DrawDesignSpec(
        draft=bench.draft.pk,
        revision=bench.draft.revision,
        materials=materials,
        ai_painted=version.ai_painted or _shows_painted(bench, materials.design),
        brand=bench.look.revision.pk if bench.look.revision else None,
        note=note,
    )
    for job in Job.objects.unfinished().filter(version=version, kind=JobKind.DRAW_DESIGN, created_by=by):
        if design_spec(job).materials == materials:
            raise Conflict(_("This design is being saved already."), code="already_submitted")
    return queue_job(
        Job(
            team_id=bench.draft.team_id,
            kind=JobKind.DRAW_DESIGN,
            spec=spec.model_dump(mode="json"),
            priority=INTERACTIVE_PRIORITY,
            artwork=version.artwork,
            video_id=version.artwork.video_id,
            version=version,
            created_by=by,
        ),
        by=by,
    )


def _refuse_locked(bench: Bench, design: Design, *, by: User) -> None:
    """Raise Invalid `brand_locked` for what the team's look does not leave to `by`."""
    channel = bench.draft.version.artwork.channel
    before = Design.model_validate(bench.draft.version.design)
    role = brand_locks.role_in(channel, by)
    # Lines follow from the layer; what a page sends as such counts for nothing.
    known = {layer.id: layer for layer in before.texts()}
    layers = tuple(
        layer.model_copy(update={"lines": known[layer.id].lines if layer.id in known else ()})
        if isinstance(layer, TextLayer)
        else layer
        for layer in design.layers
    )
    after = design.model_copy(update={"layers": layers})
    broken = brand_locks.locked_changes(before, after, bench.look.preset, role)
    if broken:
        raise Invalid(
            fields={f"locks.{lock}": (brand_locks.LOCKED, brand_locks.sentence(lock)) for lock in broken}
        )


def _shows_painted(bench: Bench, design: Design) -> bool:
    """Whether a picture that a model painted was brought in from another version."""
    return any(bench.pictures[name].data.get("ai_painted", False) for name in design.sources)
