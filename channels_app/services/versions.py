"""Versions: added by workers, moved by review, restored by people; never changed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Role, User
from channels_app.events import VersionChanged
from channels_app.models import Artwork, BrandPresetRevision, Version, VersionPicture
from channels_app.services import artworks
from channels_app.states import VERSION
from core import audit, blobs
from core.errors import Conflict, NotFound
from core.events import publish_on_commit
from core.states import transition

# What a restored version takes over from the one it is made from.
_CONTENT = (
    "blob_id", "thumb_id", "width_px", "height_px", "painter", "ai_painted", "headline", "layout", "style",
    "alt", "recipe", "design", "findings", "signals", "brand_revision_id",
)  # fmt: skip


@dataclass(frozen=True)
class PictureFile:
    """A picture that a version is arranged from: its place in the design, and the file of its pixels.

    `data` tells what is known of it, its `width_px` and `height_px` at least.
    """

    place: int
    path: Path
    media_type: str
    data: dict[str, object] = field(default_factory=dict)


def add_version(
    artwork: Artwork,
    *,
    by: User | None,
    image_path: Path,
    thumb_path: Path,
    media_type: str,
    width_px: int,
    height_px: int,
    painter: str,
    ai_painted: bool,
    headline: str,
    layout: str,
    style: str,
    alt: dict[str, str],
    recipe: dict[str, object],
    design: dict[str, object],
    findings: list[dict[str, object]],
    job_id: uuid.UUID | None = None,
    parent: Version | None = None,
    pictures: Sequence[PictureFile] = (),
    brand_revision: BrandPresetRevision | None = None,
) -> Version:
    """A new draft of `artwork`, with the next number. All files are copied; the thumb is a WebP.

    `pictures` are what it is arranged from, without words. `alt` is the picture told in words by language,
    `findings` are studio.values.Finding as JSON, `brand_revision` is the look it was made with. `by` None
    means the site itself.

    Raises Forbidden (not an author of the team any more), NotFound (artwork gone).
    """
    blob = blobs.store(image_path, media_type=media_type)
    thumb = blobs.store(thumb_path, media_type="image/webp")
    stored = [(one, blobs.store(one.path, media_type=one.media_type)) for one in pictures]
    with transaction.atomic():
        _lock(artwork, by)
        version = _add(
            artwork,
            by=by,
            parent=parent,
            job_id=job_id,
            blob=blob,
            thumb=thumb,
            width_px=width_px,
            height_px=height_px,
            painter=painter,
            ai_painted=ai_painted,
            headline=headline,
            layout=layout,
            style=style,
            alt=alt,
            recipe=recipe,
            design=design,
            findings=findings,
            brand_revision=brand_revision,
        )
        VersionPicture.objects.bulk_create(
            VersionPicture(version=version, place=one.place, blob=kept, data=one.data) for one, kept in stored
        )
    return version


@transaction.atomic
def restore(version: Version, *, by: User) -> Version:
    """A new draft with the same picture, whose parent is `version`.

    Raises Forbidden (not an author), Conflict `already_restored` when the newest version is just that:
    a second click must not make a second copy.
    """
    version = Version.objects.select_related("artwork__channel").get_or_denied(by, Role.AUTHOR, pk=version.pk)
    artwork = version.artwork
    _lock(artwork, by)
    newest = artwork.versions.latest("number")
    if newest.parent_id == version.pk and newest.blob_id == version.blob_id and newest.state == "draft":
        raise Conflict(_("The newest draft is this version, restored."), code="already_restored")
    content = {name: getattr(version, name) for name in _CONTENT}
    restored = _add(artwork, by=by, parent=version, job_id=None, **content)
    VersionPicture.objects.bulk_create(
        VersionPicture(version=restored, place=one.place, blob_id=one.blob_id, data=one.data)
        for one in version.pictures.all()
    )
    return restored


@transaction.atomic
def submit_for_review(version: Version, *, by: User) -> None:
    """Move to `in_review`. Called by moderation, which makes the case."""
    _move(version, "submit", by=by, review_outcome="", review_reason="", review_note="", reviewed_at=None)


@transaction.atomic
def approve(version: Version, *, by: User | None, reason: str = "", note: str = "") -> None:
    """The review let it through; `by` None when the policy itself did."""
    _move(version, "approve", by=by, **_told("approved", reason, note))


@transaction.atomic
def request_changes(version: Version, *, by: User, reason: str, note: str = "") -> None:
    """The review wants something else; `reason` is told to the team."""
    _move(version, "request_changes", by=by, **_told("changes_requested", reason, note))


@transaction.atomic
def reject(version: Version, *, by: User, reason: str, note: str = "") -> None:
    """The review refused it; `reason` is told to the team."""
    _move(version, "reject", by=by, **_told("rejected", reason, note))


def tell(version: Version) -> None:
    """Tell the team, once committed, where `version` stands."""
    publish_on_commit(
        VersionChanged(
            team_id=version.team_id,
            artwork_id=version.artwork_id,
            version_id=version.pk,
            state=version.state,
        )
    )
    artworks.tell_changed(version.artwork, version.pk)


def _told(outcome: str, reason: str, note: str) -> dict[str, object]:
    return {
        "review_outcome": outcome,
        "review_reason": reason,
        "review_note": note,
        "reviewed_at": timezone.now(),
    }


def _move(version: Version, verb: str, *, by: User | None, **changes: object) -> None:
    try:
        transition(VERSION, version, verb, by=by, team_id=version.team_id, **changes)
    except Version.DoesNotExist as error:
        raise NotFound from error
    tell(version)


def _lock(artwork: Artwork, by: User | None) -> None:
    """Hold the artwork's row: numbers are given out, and publishing is done, by one at a time."""
    locked = Artwork.objects.select_for_update(of=("self",))
    if by is None:
        if not locked.filter(pk=artwork.pk).exists():
            raise NotFound
    else:
        locked.get_or_denied(by, Role.AUTHOR, pk=artwork.pk)


def _add(artwork: Artwork, *, by: User | None, **content: object) -> Version:
    last: int | None = artwork.versions.aggregate(last=Max("number"))["last"]
    version = Version.objects.create(artwork=artwork, number=(last or 0) + 1, created_by=by, **content)
    audit.record("version.add", version, by=by, team_id=artwork.team_id, number=version.number)
    tell(version)
    return version
