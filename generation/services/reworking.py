"""Working further with a version: more like it, varied, painted on in part, made again.

Its headline, layout and style stay; what was painted is painted on, or anew.
"""

from __future__ import annotations

import math
import uuid
from collections.abc import Mapping
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Role, User
from channels_app.api.links import picture_url
from channels_app.models import Version
from core.errors import Conflict, Invalid, NotFound
from generation.models import Job, JobKind
from generation.services import looks, painters
from generation.services import options as options_
from generation.services.jobs import (
    held_artwork,
    language_of,
    new_seed,
    queue_candidates,
    sources_of,
)
from generation.services.painting import COLOUR, LANCZOS
from generation.services.pictures import main_picture
from generation.specs import MakeCandidatesSpec, PictureRef, ReworkVerb
from studio.paint.options import Operation, PaintOptions
from studio.values import VARY_HOWS, ArtworkKind, StillPick, StyleName, Vary, Wishes

BASE = "base"
# A variation keeps most of what it varies.
VARY_STRENGTH = 0.4
# What each verb asks of the painter; `more` asks what was asked before.
_OPERATIONS: Mapping[ReworkVerb, Operation] = {
    "vary": "repaint",
    "inpaint": "inpaint",
    "outpaint": "outpaint",
    "restyle": "restyle",
    "upscale": "upscale",
}
_WEIGHT_FREE: Mapping[ReworkVerb, str] = {"restyle": COLOUR, "upscale": LANCZOS}


@transaction.atomic
def rework(
    version_id: uuid.UUID,
    verb: ReworkVerb,
    *,
    painting: PaintOptions | None,
    pictures: Mapping[str, PictureRef],
    count: int,
    by: User,
) -> Job:
    """Queue `count` candidates made out of a version; `painting` is instead of what it was painted with.

    Raises NotFound or Forbidden (not an author of its team), Invalid (options as for new candidates),
    Conflict (its picture is gone; its design is not made of stills alone and is to be varied; the very same
    is being made already).
    """
    version = _version(version_id, by=by)
    artwork = held_artwork(version.artwork_id, by=by)
    before = asked_for(version)
    if verb in VARY_HOWS and not _can_vary_design(version):
        raise Conflict(
            _("Only designs made of a video's own stills can be varied like this."), code="not_variable"
        )
    wanted, files, painter = _wanted(version, verb, painting, pictures, before)
    offer = painters.require(painter)
    look = looks.look_of(artwork.channel)
    looks.keep_to(look, artwork.channel, Wishes(), painting or PaintOptions(), by=by)
    spec = MakeCandidatesSpec(
        wishes=_varied_wishes(version, verb),
        count=count,
        videos=before.videos if before else sources_of(artwork, ()),
        painter=painter,
        seed=new_seed(),
        language=language_of(by),
        painting=options_.checked(
            wanted, [*pictures, *files], offer=offer, team=artwork.channel.team, user=by
        ),
        pictures=dict(pictures),
        files=files,
        rework=verb,
        parent=version.pk,
        brand=look.revision.pk if look.revision is not None else None,
    )
    return queue_candidates(artwork, spec, by=by, further=version)


@transaction.atomic
def make_again(version_id: uuid.UUID, *, by: User) -> Job:
    """Queue the exact making again of a version by its recipe.

    Raises NotFound or Forbidden (not an author of its team), Conflict (why it can't be made again here).
    """
    version = _version(version_id, by=by)
    artwork = held_artwork(version.artwork_id, by=by)
    if hindrance := _hindrance(version):
        raise Conflict(hindrance, code="not_replayable")
    before = asked_for(version)
    recipe = version.recipe
    spec = MakeCandidatesSpec(
        wishes=Wishes.model_validate(recipe["wishes"]),
        count=1,
        videos=before.videos if before else sources_of(artwork, ()),
        painter=version.painter,
        seed=recipe["seed"],
        language=language_of(by),
        painting=_options_of(version),
        files=recipe.get("pictures", {}),
        parent=version.pk,
        replay_of=version.pk,
        brand=version.brand_revision_id,
    )
    return queue_candidates(artwork, spec, by=by, further=version)


def recipe_of(version_id: uuid.UUID, *, by: User) -> dict[str, Any]:
    """The whole recipe of a version that `by` may see, and what can be done with it. Raises NotFound."""
    version = Version.objects.visible_to(by).select_related("artwork__channel").filter(pk=version_id).first()
    if version is None:
        raise NotFound
    hindrance = _hindrance(version)
    base = main_picture(version)
    return {
        "recipe": version.recipe,
        "replayable": not hindrance,
        "why_not": hindrance or None,
        "replay": version.recipe.get("replay"),
        "base": base
        and {
            "url": picture_url(version, base.blob),
            "width_px": base.width_px,
            "height_px": base.height_px,
        },
    }


def verbs_of(version: Any) -> list[str]:
    """What the painters of this site can do further with a version that was loaded to be shown."""
    verbs = ["more"] if painters.is_available(version.painter) else []
    if _can_vary_design(version):
        verbs += VARY_HOWS
    if version.main_pictures:
        if painters.is_available(painters.DIFFUSION):
            verbs += ["vary", "inpaint", "outpaint"]
        verbs += sorted(painters.operations_of(painters.RETOUCH))
    return verbs if _hindrance(version) else [*verbs, "again"]


def _version(version_id: uuid.UUID, *, by: User) -> Version:
    versions = Version.objects.select_related("artwork__channel__team")
    version: Version = versions.get_or_denied(by, Role.AUTHOR, pk=version_id)
    return version


def _wanted(
    version: Version,
    verb: ReworkVerb,
    painting: PaintOptions | None,
    pictures: Mapping[str, PictureRef],
    before: MakeCandidatesSpec | None,
) -> tuple[PaintOptions, dict[str, str], str]:
    """How to paint, with which stored pictures, and by whom."""
    if verb == "more" or verb in VARY_HOWS:
        if painting is None:
            return _options_of(version), dict(version.recipe.get("pictures", {})), version.painter
        return painting, {}, version.painter
    if BASE in pictures:
        raise Invalid(
            fields={f"pictures.{BASE}": ("not_taken", _("The version's own picture is painted on."))}
        )
    base = main_picture(version)
    if base is None:
        raise Conflict(_("The picture that this version was made from is gone."), code="picture_gone")
    files = {BASE: base.blob.pk}
    if painting is None and verb == "vary":
        # What led the first picture leads its variations too.
        painting = _options_of(version)
        files |= {
            name: sha256
            for name, sha256 in version.recipe.get("pictures", {}).items()
            if name != painting.base
        }
    changes: dict[str, Any] = {"operation": _OPERATIONS[verb], "base": BASE}
    wanted = (painting or PaintOptions()).model_copy(update=changes)
    if verb == "vary":
        strength = painting.strength if painting and painting.operation == "repaint" else None
        wanted = wanted.model_copy(
            update={"mask": None, "strength": strength or _varying_strength(version, wanted)}
        )
    if verb in _WEIGHT_FREE and wanted.method is None:
        wanted = wanted.model_copy(update={"method": _WEIGHT_FREE[verb]})
    return wanted, files, painters.RETOUCH if options_.is_weight_free(wanted) else painters.DIFFUSION


def _varying_strength(version: Version, wanted: PaintOptions) -> float:
    """Enough that at least one of the steps is painted: some models take only two."""
    record = version.recipe.get("record") or {}
    steps = wanted.steps or record.get("numbers", {}).get("steps")
    return max(VARY_STRENGTH, math.ceil(100 / steps) / 100) if steps else VARY_STRENGTH


def _kept_wishes(version: Version) -> Wishes:
    # Imported when first asked for: layouts bring OpenCV along, which the URLconf does without.
    from studio.design.layouts import layouts_of

    wished = Wishes.model_validate(version.recipe.get("wishes", {}))
    # A layout of an earlier release may be gone: then any will do.
    known = {layout.name for layout in layouts_of(cast(ArtworkKind, version.artwork.kind))}
    return wished.model_copy(
        update={
            "headline": version.headline,
            "layout": version.layout if version.layout in known else None,
            "style": version.style or None,
            "vary": None,
        }
    )


def _can_vary_design(version: Any) -> bool:
    """Whether a version was arranged from stills alone, so that its pictures need no painting again."""
    sources = version.recipe.get("sources", [])
    return (
        version.painter == painters.COLLAGE
        and painters.is_available(version.painter)
        and bool(sources and version.layout and version.style)
        and not any(source.get("painted") for source in sources)
    )


def _varied_wishes(version: Version, verb: ReworkVerb) -> Wishes:
    """The wishes that a version was made after; with what of its design is to be otherwise."""
    kept = _kept_wishes(version)
    if verb not in VARY_HOWS:
        return kept
    recipe = version.recipe
    first = recipe["sources"][0]
    source, _video, still = recipe.get("lead") or (first["source"], first["video"], first["still"])
    at_s = next((one["at_s"] for one in recipe["sources"] if one["still"] == still), 0.0)
    # Imported when first asked for, as above.
    from studio.design.temper import temper_after

    vary = Vary(
        how=verb,
        layout=version.layout,
        style=cast(StyleName, version.style),
        accent=recipe.get("accent", ""),
        still=StillPick(video=source, rank=still, at_s=at_s),
        temper=temper_after(Wishes.model_validate(recipe.get("wishes", {})).vary),
    )
    return kept.model_copy(update={"layout": None, "vary": vary})


def _options_of(version: Version) -> PaintOptions:
    told = version.recipe.get("options")
    return PaintOptions.model_validate(told) if told else PaintOptions()


def asked_for(version: Version) -> MakeCandidatesSpec | None:
    """What was asked for when the version, or the one that it restores, was made."""
    seen = version
    while seen.job_id is None and seen.parent is not None:
        seen = seen.parent
    job = Job.objects.filter(pk=seen.job_id, kind=JobKind.MAKE_CANDIDATES).first() if seen.job_id else None
    return MakeCandidatesSpec.model_validate(job.spec) if job else None


def _hindrance(version: Version) -> str:
    """Why a version can't be made again here and now, "" where it can."""
    recipe = version.recipe
    if "edited" in recipe:
        return _("It was changed by hand. Open it in the editor instead.")
    if "seed" not in recipe or not version.design:
        return _("This version was not made by a painter of this site.")
    if not painters.is_available(version.painter):
        return _("The painter that made it isn't available here now.")
    if painters.uses_models(version.painter) and not recipe.get("record"):
        return _("It was made before its recipe told everything.")
    return ""
