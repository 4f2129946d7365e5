"""The editor's verbs: open a version's design, keep it, have it drawn and mended, add pictures to it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from accounts.models import User
from channels_app.models import DesignDraft, DraftPicture, Photo, PhotoUse, Version
from channels_app.services import drafts, photos
from channels_app.services.drafts import NewPicture
from core.errors import DomainError
from generation.desk import post
from generation.desk.asks import DrawAsk, FixAsk, Materials, Want
from generation.services.documents import Allowed, CantDraw, check_canvas, check_design
from generation.services.draft_pictures import added_picture, origin_of, pictures_of, stored
from generation.services.looks import Look, look_of
from generation.specs import PictureRef
from studio.design.document import CutoutLayer, Design, LogoLayer, PictureLayer
from studio.errors import InvalidRequest
from studio.platforms import find_image
from studio.values import PlatformImage

MASK_NAME = "mask.png"


@dataclass(frozen=True)
class Bench:
    """A draft with everything that may lie on it."""

    draft: DesignDraft
    pictures: dict[str, DraftPicture]
    logos: list[Photo]
    image: PlatformImage
    look: Look

    def allowed(self, masks: Iterable[str]) -> Allowed:
        there = [name for name, row in self.pictures.items() if row.blob_id is not None]
        return Allowed(
            kind=self.draft.version.artwork.kind,
            width_px=self.image.width_px,
            height_px=self.image.height_px,
            sources=there,
            logos={*self.look.logos, *(logo.blob_id for logo in self.logos), *self._own_logos()},
            masks=list(masks),
        )

    def _own_logos(self) -> Iterator[str]:
        """Those that the version has had from the start, though the team may have put them away since."""
        for layer in self.draft.version.design.get("layers", ()):
            if layer.get("type") == "logo":
                yield layer["logo"]


def open_version(version_id: uuid.UUID, *, by: User) -> tuple[DesignDraft, bool]:
    """The draft of `by` of a version, and whether it is new.

    Raises NotFound, Forbidden, CantDraw (no_design), DeskBusy, DeskAway.
    """
    draft, new = drafts.open_draft(version_id, by=by, begin=_begun)
    get_ready(draft)
    return draft, new


def get_ready(draft: DesignDraft) -> None:
    """Let the desk open the pictures of a draft while its page loads; cutting people out takes a while."""
    try:
        materials = materials_of(bench_of(draft), Design.model_validate(draft.design))
    except DomainError:
        # Something is gone; the page will be told when it asks.
        return
    post.mention(DrawAsk(materials=materials, want=Want()))


def bench_of(draft: DesignDraft) -> Bench:
    """Raises CantDraw (no_design: its platform has no such picture any more)."""
    artwork = draft.version.artwork
    try:
        image = find_image(artwork.channel.platform, artwork.kind)
    except InvalidRequest as error:
        raise CantDraw("no_design") from error
    rows = draft.pictures.select_related("blob")
    logos = Photo.objects.filter(team=draft.team_id, use=PhotoUse.LOGO).select_related("blob")
    return Bench(draft, {row.name: row for row in rows}, list(logos), image, look_of(artwork.channel))


def keep(draft_id: uuid.UUID, *, revision: int, design: Design, by: User) -> DesignDraft:
    """Autosave. What a design shows may be gone meanwhile: it is kept all the same.

    Raises NotFound, Forbidden, Invalid (another canvas), DraftChanged, DraftClosed.
    """
    bench = bench_of(drafts.found(draft_id, by=by))
    check_canvas(design, bench.allowed(()))
    told = with_sources(design, bench)
    return drafts.save(draft_id, revision=revision, design=told.model_dump(mode="json"), by=by)


def draw(draft_id: uuid.UUID, design: Design, want: Want, width_px: int, *, by: User) -> dict[str, Any]:
    """What the desk draws of `design`, which need not be saved.

    Raises NotFound, Forbidden, DraftClosed, Invalid, CantDraw, DeskBusy, DeskAway.
    """
    materials = materials_of(bench_of(drafts.found(draft_id, by=by)), design)
    return _told(DrawAsk(materials=materials, want=want, width_px=width_px))


def fix(draft_id: uuid.UUID, design: Design, *, code: str, layer: str | None, by: User) -> dict[str, Any]:
    """`design` with what the finding is about mended. Raises as `draw`, and fix_unknown, fix_impossible."""
    materials = materials_of(bench_of(drafts.found(draft_id, by=by)), design)
    return _told(FixAsk(materials=materials, code=code, layer=layer))


def add_picture(draft_id: uuid.UUID, ref: PictureRef, *, by: User) -> DraftPicture:
    """One more picture for the draft's layers: a photo, a still of any of the team's videos, a version.

    Raises NotFound, Forbidden, DraftClosed, Invalid (picture_gone), Conflict (too_many_pictures), DeskBusy,
    DeskAway.
    """
    draft = drafts.found(draft_id, by=by)
    # Looked at before the draft is held: that takes a while.
    found = added_picture("new", ref, draft.team_id)

    def named(name: str) -> NewPicture:
        data = dict(found.data)
        if "kept" in data:
            data["kept"] = {**data["kept"], "id": name}
        return NewPicture(name, found.blob, data)

    return drafts.add_picture(draft_id, named, by=by)


def add_mask(draft_id: uuid.UUID, file: BinaryIO, *, by: User) -> Photo:
    """Keep a mask that was mended by hand, as a photo of the team.

    Raises NotFound, Forbidden, DraftClosed, Invalid (no picture, too large), QuotaExceeded, StorageFull.
    """
    draft = drafts.found(draft_id, by=by)
    team = draft.version.artwork.channel.team
    return photos.add(team, by=by, file=file, file_name=MASK_NAME, use=PhotoUse.MASK)


def materials_of(bench: Bench, design: Design) -> Materials:
    """What the desk needs for `design`. Raises Invalid (another canvas), CantDraw."""
    draft = bench.draft
    masks = masks_of(draft.team_id, design)
    check_design(design, bench.allowed(masks))
    shown = {one.source for one in design.layers if isinstance(one, PictureLayer | CutoutLayer)}
    used = {name: row for name, row in bench.pictures.items() if name in shown}
    return Materials(
        room=draft.pk,
        design=with_sources(design, bench),
        known=Design.model_validate(draft.version.design),
        pictures=stored(used),
        logos=tuple(layer.logo for layer in design.layers if isinstance(layer, LogoLayer)),
        masks=tuple(masks),
        image=bench.image,
        brand=bench.look.preset,
    )


def with_sources(design: Design, bench: Bench) -> Design:
    """The design with what is known of the origins of its pictures, whatever the page said of them."""
    shown = {one.source for one in design.layers if isinstance(one, PictureLayer | CutoutLayer)}
    sources = {name: origin_of(row) for name, row in bench.pictures.items() if name in shown}
    return design.model_copy(update={"sources": sources})


def masks_of(team_id: uuid.UUID, design: Design) -> list[str]:
    """Of the masks that the design names, those of the team."""
    named = {one.mend for one in design.layers if isinstance(one, CutoutLayer) and one.mend}
    if not named:
        return []
    kept = Photo.objects.filter(team=team_id, use=PhotoUse.MASK, blob__in=named)
    return list(kept.values_list("blob_id", flat=True).distinct())


def _begun(version: Version) -> tuple[dict[str, Any], Iterable[NewPicture]]:
    if not version.design.get("layers"):
        raise CantDraw("no_design")
    design = Design.model_validate(version.design)
    return design.model_dump(mode="json"), pictures_of(version, design)


def _told(ask: DrawAsk | FixAsk) -> dict[str, Any]:
    answer = post.ask(ask)
    if answer.problem:
        raise CantDraw(answer.problem, answer.layer)
    return answer.said
