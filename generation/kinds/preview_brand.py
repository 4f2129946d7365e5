"""Show what pictures would be in a look that is being edited: small, and nothing else is kept."""

from __future__ import annotations

import base64
import io
from pathlib import Path

from PIL import Image

from channels_app.models import Version
from channels_app.services import brand_revisions
from core import blobs
from core.errors import NotFound
from generation.kinds.make_candidates import pictures_kept_of
from generation.kinds.sources import laid_out
from generation.models import Job
from generation.running import Run
from generation.services.reworking import asked_for
from generation.specs import PreviewBrandSpec, preview_spec
from studio.errors import InvalidRequest
from studio.make import Candidate, Recipe
from studio.paint import Source
from studio.progress import Stage
from studio.relay import lay_again

LONGER_SIDE_PX = 560
QUALITY = 72


def preview(run: Run) -> None:
    """The job's result holds a small picture of each version, or why there is none.

    What is finished is told before the next is begun. Raises NotFound (all of them are gone).
    """
    spec = preview_spec(run.job)
    rows = Version.objects.filter(pk__in=spec.versions, artwork__channel__team=run.job.team_id)
    found = {row.pk: row for row in rows.select_related("artwork__channel")}
    if not found:
        raise NotFound
    shown: list[dict[str, object]] = []
    for place, pk in enumerate(one for one in spec.versions if one in found):
        run.on_step(Stage.DESIGN, place / len(found), step=place + 1, steps=len(found))
        shown.append(_shown(run, found[pk], spec, run.folder / str(place)))
        run.job.result = {"previews": shown}
        Job.objects.filter(pk=run.job.pk).update(result=run.job.result)
        run.tell()


def _shown(run: Run, version: Version, spec: PreviewBrandSpec, folder: Path) -> dict[str, object]:
    told: dict[str, object] = {"version": str(version.pk), "image": None, "layout": "", "problem": None}
    try:
        candidate = _laid_again(run, version, spec, folder)
    except InvalidRequest as error:
        return told | {"problem": error.code}
    picture = folder / "out" / candidate.file
    return told | {"image": small(picture), "layout": candidate.layout}


def _laid_again(run: Run, version: Version, spec: PreviewBrandSpec, folder: Path) -> Candidate:
    folder.mkdir()
    logos = {
        name: blobs.path_of(blob)
        for name, blob in brand_revisions.team_logos(run.job.team_id).items()
        if name in {logo.sha256 for logo in spec.data.logos}
    }
    return lay_again(
        Recipe.model_validate(version.recipe),
        version.design,
        pictures_kept_of(version),
        sources_of_version(version, folder),
        brand=spec.data,
        logos=logos,
        headline=version.headline,
        out_dir=folder / "out",
        on_step=lambda *_args, **_kwargs: run.check(),
    )


def sources_of_version(version: Version, folder: Path) -> list[Source]:
    """The videos that a version was made of, laid out in `folder`, as far as they are still known."""
    asked = asked_for(version)
    own = version.artwork.video_id
    wanted = asked.videos if asked is not None else ((own,) if own is not None else ())
    sources = []
    for place, video_id in enumerate(wanted):
        try:
            sources.append(laid_out(video_id, folder / f"source-{place}"))
        except NotFound:
            break
    return sources


def small(picture: Path) -> str:
    """A finished picture as a small WebP in a data URL."""
    out = io.BytesIO()
    with Image.open(picture) as image:
        image.thumbnail((LONGER_SIDE_PX, LONGER_SIDE_PX), Image.Resampling.LANCZOS)
        image.convert("RGB").save(out, "WEBP", quality=QUALITY, method=2)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
