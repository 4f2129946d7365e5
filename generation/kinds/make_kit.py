"""Make a kit: a version's design laid out anew for every picture that the platforms want."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from pathlib import Path

from channels_app.models import Kit, Version
from channels_app.services import kits
from channels_app.services.kits import NewItem
from core import blobs
from core.errors import NotFound
from generation.design_specs import kit_spec
from generation.desk.asks import StoredPicture
from generation.desk.rooms import load_mask, opened
from generation.running import Run
from generation.services.documents import headline_of
from generation.services.draft_pictures import pictures_of
from generation.services.editing import masks_of
from generation.services.kits import images_of
from generation.services.knowledge import known_of
from generation.services.looks import look_in
from studio.brand.logos import load_logos
from studio.design.document import Design, LogoLayer
from studio.errors import InvalidRequest
from studio.kit import KitItem, make_kit
from studio.paint.collage.choose import still_side_px
from studio.paint.protocol import Picture
from studio.values import Brief

# A banner shows many pictures; a cover names one or two.
FURTHER_STILLS = 6


def make(run: Run) -> None:
    """Each finished picture is kept at once, so that it can be looked at while the rest is made.

    Raises InvalidRequest or Undrawable (picture_gone, logo_gone, no_layout, bytes_limit_impossible), NotFound
    (the version or the kit is gone), OSError (disk full).
    """
    spec = kit_spec(run.job)
    version = (
        Version.objects.select_related("artwork__channel", "artwork__video")
        .filter(pk=run.job.version_id)
        .first()
    )
    if version is None or not Kit.objects.filter(pk=spec.kit).exists():
        raise NotFound
    design = Design.model_validate(version.design)
    look = look_in(version.brand_revision_id)
    keeper = _Keeper(run, spec.kit)
    made = make_kit(
        design,
        _brief_of(version, design),
        _pictures(version, design),
        images_of(spec.platforms),
        brand=look.preset,
        logos=load_logos(_logo_files(design) | look.logos),
        masks={sha: load_mask(blobs.path_of_sha256(sha)) for sha in masks_of(version.team_id, design)},
        out_dir=keeper.out_dir,
        on_item=keeper.keep,
        on_step=run.on_step,
    )
    run.check()
    kits.finish(spec.kit, keeper.out_dir / made.zip)


class _Keeper:
    def __init__(self, run: Run, kit_id: uuid.UUID) -> None:
        self._run, self._kit_id = run, kit_id
        self.out_dir = run.folder / "kit"
        self.out_dir.mkdir()
        self._place = 0

    def keep(self, item: KitItem) -> None:
        self._run.check()
        data = item.model_dump(
            mode="json",
            include={"arranged_as", "file", "bytes_limit", "layout", "same", "certainty", "note", "score"},
        )
        kits.keep_item(
            self._kit_id,
            self._place,
            NewItem(
                platform=item.platform,
                image=item.image,
                path=self.out_dir / item.file,
                media_type=item.media_type,
                width_px=item.width_px,
                height_px=item.height_px,
                findings=[finding.model_dump(mode="json") for finding in item.findings],
                data=data,
            ),
        )
        self._place += 1


def _pictures(version: Version, design: Design) -> list[Picture]:
    """The pictures that the design names; one that is gone is named by the layer that shows it."""
    side_px = still_side_px(design.kind)
    found: list[Picture] = []
    for one in pictures_of(version, design):
        layer = next((layer.id for layer in design.layers if getattr(layer, "source", "") == one.name), None)
        if one.blob is None and layer is not None:
            raise InvalidRequest(f"what layer {layer} shows is gone", code="picture_gone", layer=layer)
        if one.blob is not None:
            told = {name: one.data[name] for name in ("kept", "still", "video") if name in one.data}
            stored = StoredPicture.model_validate({"name": one.name, "sha256": one.blob.pk, **told})
            found.append(opened(stored, layer, side_px))
    shown = {origin.sha256 for origin in design.sources.values()}
    return found + [opened(one, None, side_px) for one in _further(version, shown)]


def _further(version: Version, shown: Collection[str]) -> Iterator[StoredPicture]:
    """The best stills of the same video, for canvases that are too wide for one picture."""
    video = version.artwork.video
    known = known_of(video.pk) if video is not None else None
    if video is None or known is None:
        return
    fresh = [one for one in known.stills if one.image.pk not in shown]
    for one in fresh[:FURTHER_STILLS]:
        yield StoredPicture(
            name=f"k{one.still.rank}", sha256=one.image.pk, still=one.still, video=video.title
        )


def _logo_files(design: Design) -> dict[str, Path]:
    paths: dict[str, Path] = {}
    for layer in design.layers:
        if isinstance(layer, LogoLayer):
            path = blobs.path_of_sha256(layer.logo)
            if not path.exists():
                raise InvalidRequest(f"the logo of {layer.id} is gone", code="logo_gone", layer=layer.id)
            paths[layer.logo] = path
    return paths


def _brief_of(version: Version, design: Design) -> Brief:
    """What the version was made after, with the words that it says now."""
    told = version.recipe.get("brief") or {}
    words = {"headline": headline_of(design), "kind": design.kind}
    if "headline" in told:
        return Brief.model_validate(told).model_copy(update=words)
    return Brief(kind=design.kind, headline=headline_of(design), styles=(design.style,))
