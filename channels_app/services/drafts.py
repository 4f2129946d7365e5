"""Designs that people work on: each person has a draft of their own of a version, while it is open."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, User
from channels_app.events import DraftOpened
from channels_app.models import DesignDraft, DraftPicture, Version
from core import audit
from core.errors import Conflict
from core.events import publish_on_commit
from core.models import Blob

# More than anybody arranges on one picture.
PICTURES_LIMIT = 60


class DraftChanged(Conflict):
    code = "draft_changed"
    detail = _("This design was changed in another tab. Take the newer one, or go on with yours.")


class DraftClosed(Conflict):
    code = "draft_closed"
    detail = _("A version was made of this draft. Open that version to go on.")


@dataclass(frozen=True)
class NewPicture:
    """A picture for a draft. `blob` None: it is gone; `data` is what is known of it, as JSON."""

    name: str
    blob: Blob | None
    data: dict[str, Any]


Begin = Callable[[Version], tuple[dict[str, Any], Iterable[NewPicture]]]


def open_draft(version_id: uuid.UUID, *, by: User, begin: Begin) -> tuple[DesignDraft, bool]:
    """The draft that `by` has of a version, and whether it is new.

    A new one is what `begin` makes of the version, or a copy of the one that somebody else is working on;
    they are told. Raises NotFound or Forbidden (not an author of the team), and what `begin` raises.
    """
    version = Version.objects.select_related("artwork__channel").get_or_denied(by, Role.AUTHOR, pk=version_id)
    mine = _mine(version, by)
    if mine is not None:
        return mine, False
    # Outside of the transaction: it may have to look at pictures.
    design, pictures = begin(version)
    try:
        with transaction.atomic():
            return _opened(version, by, design, list(pictures)), True
    except IntegrityError:
        # Opened by the same person in another tab at the same moment.
        draft = _mine(version, by)
        if draft is None:
            raise
        return draft, False


@transaction.atomic
def save(draft_id: uuid.UUID, *, revision: int, design: dict[str, Any], by: User) -> DesignDraft:
    """Keep `design` as the draft's, whose revision is `revision` so far.

    Raises NotFound or Forbidden (another's, not an author any more), DraftChanged, DraftClosed.
    """
    draft = held(draft_id, by=by)
    if draft.revision != revision:
        raise DraftChanged
    draft.revision, draft.design, draft.updated_at = revision + 1, design, timezone.now()
    draft.save(update_fields=["revision", "design", "updated_at"])
    return draft


@transaction.atomic
def add_picture(draft_id: uuid.UUID, make: Callable[[str], NewPicture], *, by: User) -> DraftPicture:
    """Let a draft's layers show one more picture, the one that `make` gives under a new name.

    A picture that is there already is given again. Raises NotFound, Forbidden, DraftClosed, Conflict
    (too_many_pictures).
    """
    draft = held(draft_id, by=by)
    names = set(draft.pictures.values_list("name", flat=True))
    number = next(n for n in range(1, len(names) + 2) if f"p{n}" not in names)
    picture = make(f"p{number}")
    known = draft.pictures.filter(blob=picture.blob).first() if picture.blob else None
    if known is not None:
        return known
    if len(names) >= PICTURES_LIMIT:
        sentence = _("There are enough pictures in this draft. Open the version anew to begin with fewer.")
        raise Conflict(sentence, code="too_many_pictures")
    DesignDraft.objects.filter(pk=draft.pk).update(updated_at=timezone.now())
    return DraftPicture.objects.create(draft=draft, name=picture.name, blob=picture.blob, data=picture.data)


@transaction.atomic
def discard(draft_id: uuid.UUID, *, by: User) -> None:
    """Give a draft up. Raises NotFound or Forbidden."""
    draft = DesignDraft.objects.get_or_denied(by, Role.AUTHOR, pk=draft_id)
    audit.record("draft.discard", draft, by=by, team_id=draft.team_id, version=str(draft.version_id))
    draft.delete()


def close(draft_id: uuid.UUID, *, revision: int) -> None:
    """A version was made of what the draft was at `revision`; one that was changed since stays open."""
    now = timezone.now()
    DesignDraft.objects.open().filter(pk=draft_id, revision=revision).update(closed_at=now)


def remove_idle(*, idle_since: datetime, closed_before: datetime) -> int:
    """Remove drafts that nobody touched since, and those that were closed before; how many."""
    idle = DesignDraft.objects.filter(updated_at__lt=idle_since)
    closed = DesignDraft.objects.filter(closed_at__lt=closed_before)
    removed = [*idle.values_list("pk", flat=True), *closed.values_list("pk", flat=True)]
    DesignDraft.objects.filter(pk__in=removed).delete()
    return len(set(removed))


def others_of(draft: DesignDraft) -> list[User]:
    """Who else works on the same version, the latest first."""
    open_now = DesignDraft.objects.open().filter(version=draft.version_id).exclude(owner=draft.owner_id)
    return [one.owner for one in open_now.select_related("owner").order_by("-updated_at")]


def found(draft_id: uuid.UUID, *, by: User) -> DesignDraft:
    """An open draft with what is needed to draw it. Raises NotFound, Forbidden, DraftClosed."""
    rows = DesignDraft.objects.select_related("version__artwork__channel", "copied_from")
    draft: DesignDraft = rows.get_or_denied(by, Role.AUTHOR, pk=draft_id)
    if draft.closed_at is not None:
        raise DraftClosed
    return draft


def held(draft_id: uuid.UUID, *, by: User) -> DesignDraft:
    """The same, locked. Must run inside a transaction."""
    found(draft_id, by=by)
    locked = DesignDraft.objects.select_for_update(of=("self",))
    draft: DesignDraft = locked.select_related("version__artwork__channel").get(pk=draft_id)
    if draft.closed_at is not None:
        raise DraftClosed
    return draft


def _mine(version: Version, by: User) -> DesignDraft | None:
    mine = DesignDraft.objects.open().filter(version=version, owner=by)
    return mine.select_related("version__artwork__channel", "copied_from").first()


def _opened(version: Version, by: User, design: dict[str, Any], pictures: list[NewPicture]) -> DesignDraft:
    theirs = DesignDraft.objects.open().filter(version=version).exclude(owner=by)
    source = theirs.select_related("owner").order_by("-updated_at").first()
    draft = DesignDraft.objects.create(
        version=version,
        owner=by,
        design=source.design if source else design,
        copied_from=source.owner if source else None,
        updated_at=timezone.now(),
    )
    if source is not None:
        pictures = [
            NewPicture(one.name, one.blob, one.data) for one in source.pictures.select_related("blob")
        ]
    DraftPicture.objects.bulk_create(
        DraftPicture(draft=draft, name=one.name, blob=one.blob, data=one.data) for one in pictures
    )
    audit.record("draft.open", draft, by=by, team_id=draft.team_id, version=str(version.pk))
    for other in theirs:
        publish_on_commit(
            DraftOpened(
                user_id=other.owner_id,
                version_id=version.pk,
                artwork_id=version.artwork_id,
                by=str(by),
            )
        )
    return draft
