"""Draw an edited design at full size, and make it a version."""

from __future__ import annotations

from typing import Any

from channels_app.models import Version
from channels_app.services import drafts
from channels_app.services.versions import PictureFile, add_version
from core import blobs
from core.errors import NotFound
from core.models import Blob
from generation.design_specs import DrawDesignSpec, design_spec
from generation.desk.drawing import settled
from generation.desk.rooms import Room
from generation.models import Job
from generation.running import Run
from generation.services.documents import headline_of
from generation.services.looks import Look, look_in
from generation.services.neighbours import too_like
from generation.thumbs import make_thumb
from studio.brand import NO_BRAND
from studio.check import check_all, check_file
from studio.deliver import Delivery, deliver
from studio.deliver.alt import alt_text
from studio.design.darkroom import Darkroom
from studio.design.document import Design
from studio.design.legibility import proof
from studio.paint.kept import KeptPicture
from studio.paint.protocol import Painting, Picture
from studio.progress import Stage
from studio.values import Brief, Finding


def draw_design(run: Run) -> None:
    """The job's result says which version was made; its draft is closed, unless it has changed since.

    Raises InvalidRequest or Undrawable (picture_gone, logo_gone, mask_gone, font_missing, layer_too_large,
    bytes_limit_impossible), NotFound (the version is gone), OSError (disk full).
    """
    spec = design_spec(run.job)
    parent = Version.objects.select_related("artwork__channel").filter(pk=run.job.version_id).first()
    if parent is None:
        raise NotFound
    made = Version.objects.filter(job_id=run.job.pk).first()
    if made is None:
        made = _drawn(run, spec, parent)
    drafts.close(spec.draft, revision=spec.revision)
    run.job.result = {"version": str(made.pk)}
    Job.objects.filter(pk=run.job.pk).update(result=run.job.result)


def _drawn(run: Run, spec: DrawDesignSpec, parent: Version) -> Version:
    materials, look = spec.materials, look_in(spec.brand)
    run.on_step(Stage.DESIGN, 0.0)
    design = settled(materials.design, materials.known)
    darkroom = Room().lay_out(materials.model_copy(update={"design": design}))
    drawn = proof(design, darkroom, run.check)
    run.on_step(Stage.CHECK, 0.0)
    findings = check_all(drawn, darkroom, materials.image, materials.brand or NO_BRAND)
    run.on_step(Stage.DELIVER, 0.0)
    delivery = deliver(drawn.pixels, materials.image)
    findings += check_file(drawn.pixels, len(delivery.data), materials.image)
    run.check()
    version = _kept(run, spec, parent, look, design, darkroom, delivery, findings)
    run.tell_candidate(version.pk, 0)
    return version


def _kept(
    run: Run,
    spec: DrawDesignSpec,
    parent: Version,
    look: Look,
    design: Design,
    darkroom: Darkroom,
    delivery: Delivery,
    findings: list[Finding],
) -> Version:
    picture = run.folder / f"edited.{delivery.suffix}"
    picture.write_bytes(delivery.data)
    thumb = make_thumb(picture, run.folder / "edited.webp")
    findings = [*findings, *too_like(thumb, parent.artwork)]
    shown = [darkroom.pictures[name] for name in design.sources]
    headline = headline_of(design)
    return add_version(
        parent.artwork,
        by=run.job.created_by,
        image_path=picture,
        thumb_path=thumb,
        media_type=delivery.media_type,
        width_px=design.width_px,
        height_px=design.height_px,
        painter=parent.painter,
        ai_painted=spec.ai_painted,
        headline=headline,
        layout=design.layout,
        style=design.style,
        alt=_alt(parent, design, shown, headline),
        recipe=_recipe(spec, parent, design, headline),
        design=design.model_dump(mode="json"),
        findings=[finding.model_dump(mode="json") for finding in findings],
        job_id=run.job.pk,
        parent=parent,
        pictures=_files(spec, design, shown),
        brand_revision=look.revision,
    )


def _files(spec: DrawDesignSpec, design: Design, shown: list[Picture]) -> list[PictureFile]:
    """Every picture that the design shows, so that it can be edited again whatever becomes of them."""
    stored = {picture.name: picture for picture in spec.materials.pictures}
    files = []
    for place, picture in enumerate(shown):
        held = stored[picture.id]
        known = held.kept or KeptPicture.of(picture, place, None)
        kept = known.model_copy(
            update={"place": place, "id": picture.id, "origin": design.sources[picture.id]}
        )
        data: dict[str, object] = {"picture": kept.model_dump(mode="json")}
        size = {"width_px": picture.width_px, "height_px": picture.height_px}
        path = blobs.path_of_sha256(held.sha256)
        files.append(PictureFile(place, path, _media_type(held.sha256), data | size))
    return files


def _media_type(sha256: str) -> str:
    return str(Blob.objects.values_list("media_type", flat=True).get(pk=sha256))


def _alt(parent: Version, design: Design, shown: list[Picture], headline: str) -> dict[str, str]:
    told = parent.recipe.get("brief") or {}
    if not shown or "headline" not in told:
        return dict(parent.alt)
    brief = Brief.model_validate(told).model_copy(update={"headline": headline, "kind": design.kind})
    return alt_text(brief, Painting(tuple(shown), design.style), len(shown))


def _recipe(spec: DrawDesignSpec, parent: Version, design: Design, headline: str) -> dict[str, Any]:
    """The parent's, as far as it still holds, and that a person has changed the design since."""
    recipe = {name: value for name, value in parent.recipe.items() if name != "replay"}
    if isinstance(brief := recipe.get("brief"), dict):
        recipe["brief"] = {**brief, "headline": headline}
    brand = spec.materials.brand
    return recipe | {
        "layout": design.layout,
        "style": design.style,
        "sources": [origin.model_dump(mode="json") for origin in design.sources.values()],
        "brand": brand.model_dump(mode="json") if brand and brand != NO_BRAND else None,
        "edited": {"of": str(parent.pk), "note": spec.note},
    }
