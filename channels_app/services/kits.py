"""Kits: one version's design for every picture that the chosen platforms want."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from channels_app.models import Kit, KitItem, Version
from core import audit, blobs
from core.errors import NotFound


@dataclass(frozen=True)
class NewItem:
    """One finished picture of a kit. `findings` and `data` are JSON."""

    platform: str
    image: str
    path: Path
    media_type: str
    width_px: int
    height_px: int
    findings: list[dict[str, Any]]
    data: dict[str, Any]


def begin(version: Version, platforms: Sequence[str], *, by: User) -> Kit:
    """An empty kit, for a job to fill. Must run inside a transaction.

    Raises NotFound or Forbidden (not an author of the team).
    """
    version = Version.objects.select_related("artwork__channel").get_or_denied(by, Role.AUTHOR, pk=version.pk)
    kit = Kit.objects.create(version=version, platforms=list(platforms), created_by=by)
    audit.record("kit.begin", kit, by=by, team_id=version.team_id, platforms=list(platforms))
    return kit


def keep_item(kit_id: uuid.UUID, place: int, item: NewItem) -> None:
    """Add a finished picture. Files are copied. Raises NotFound (the kit is gone), OSError (disk full)."""
    blob = blobs.store(item.path, media_type=item.media_type)
    with transaction.atomic():
        kit = Kit.objects.select_for_update(of=("self",)).filter(pk=kit_id).first()
        if kit is None:
            raise NotFound
        KitItem.objects.update_or_create(
            kit=kit,
            place=place,
            defaults={
                "platform": item.platform,
                "image": item.image,
                "blob": blob,
                "width_px": item.width_px,
                "height_px": item.height_px,
                "findings": item.findings,
                "data": item.data,
            },
        )


def finish(kit_id: uuid.UUID, packed: Path) -> None:
    """All pictures are there, and `packed` holds them. Raises NotFound (the kit is gone), OSError."""
    blob = blobs.store(packed, media_type="application/zip")
    if not Kit.objects.filter(pk=kit_id).update(zip=blob, finished_at=timezone.now()):
        raise NotFound


def remove_old(*, made_before: datetime) -> int:
    """Remove kits that were made before; how many. Making one again takes seconds."""
    old = Kit.objects.filter(created_at__lt=made_before)
    count = old.count()
    old.delete()
    return count
