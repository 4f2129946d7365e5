"""Content-addressed files: stored once under their SHA-256, never overwritten."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from core import leftovers
from core.models import Blob

_CHUNK = 1024 * 1024


def path_of(blob: Blob) -> Path:
    """Where the bytes of `blob` lie."""
    return path_of_sha256(blob.sha256)


def path_of_sha256(sha256: str) -> Path:
    """Where the bytes of that content lie, if they are kept: for those who know no rows."""
    folder: Path = settings.BLOBS_DIR / sha256[:2] / sha256[2:4]
    return folder / sha256


def store(source: Path | BinaryIO, *, media_type: str) -> Blob:
    """Keep a copy of `source` and return its row. Raises OSError when the disk is full."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            return store(file, media_type=media_type)
    settings.BLOBS_DIR.mkdir(parents=True, exist_ok=True)
    draft = settings.BLOBS_DIR / f"draft-{uuid.uuid4().hex}"
    try:
        digest = hashlib.sha256()
        size = 0
        with draft.open("wb") as out:
            while chunk := source.read(_CHUNK):
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        return _keep(draft, digest.hexdigest(), size, media_type)
    finally:
        draft.unlink(missing_ok=True)


def adopt(source: Path, *, media_type: str) -> Blob:
    """Like `store`, but moves the file: for uploads too large to be copied."""
    with source.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return _keep(source, digest, source.stat().st_size, media_type)


def remove_unused(*, kept_before: datetime, at_most: int) -> int:
    """Remove blobs that no row refers to and nobody brought since `kept_before`, with their files; how many.

    Safe beside everything that stores: each blob's row is held while it is looked at again and goes.
    """
    unused = _unused(kept_before).values_list("pk", flat=True)[:at_most]
    return sum(_remove_unused(sha256, kept_before) for sha256 in list(unused))


def remove_drafts(*, begun_before: datetime) -> int:
    """Remove what a process that was killed had begun to store; how many files."""
    return leftovers.remove(settings.BLOBS_DIR.glob("draft-*"), untouched_since=begun_before)


def references() -> list[models.ForeignKey[Any, Any]]:
    """Every foreign key to a blob, of whatever model of whatever app."""
    relations = Blob._meta.get_fields(include_hidden=True)
    return [relation.field for relation in relations if isinstance(relation, models.ManyToOneRel)]


def _keep(draft: Path, sha256: str, size: int, media_type: str) -> Blob:
    """Move `draft` to its place unless that is filled, holding the row: nobody removes the blob meanwhile."""
    with transaction.atomic():
        blob = _held(sha256, size, media_type)
        target = path_of(blob)
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists():
            shutil.move(draft, target)
    return blob


def _held(sha256: str, size: int, media_type: str) -> Blob:
    """The row of a blob that is just being brought, made if need be, and locked by writing to it."""
    while True:
        blob, _ = Blob.objects.get_or_create(
            sha256=sha256, defaults={"bytes": size, "media_type": media_type}
        )
        # None is left to write to where it was removed between finding and locking.
        if Blob.objects.filter(pk=sha256).update(kept_at=timezone.now()):
            return blob


def _unused(kept_before: datetime) -> models.QuerySet[Blob]:
    unused = Blob.objects.filter(kept_at__lt=kept_before)
    for key in references():
        using = key.model._base_manager.filter(**{key.name: models.OuterRef("pk")})
        unused = unused.filter(~models.Exists(using))
    return unused


@transaction.atomic
def _remove_unused(sha256: str, kept_before: datetime) -> bool:
    blob = Blob.objects.select_for_update().filter(pk=sha256).first()
    # Asked again with the row held: a reference that is just being made waits for us, and is then refused.
    if blob is None or not _unused(kept_before).filter(pk=sha256).exists():
        return False
    path = path_of(blob)
    blob.delete()
    # The file goes while the row is still held: whoever brings the same content next finds neither.
    path.unlink(missing_ok=True)
    return True
