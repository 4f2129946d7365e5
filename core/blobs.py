"""Content-addressed files: stored once under their SHA-256, never overwritten."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction

from core.models import Blob

_CHUNK = 1024 * 1024


def path_of(blob: Blob) -> Path:
    """Where the bytes of `blob` lie."""
    return settings.BLOBS_DIR / blob.sha256[:2] / blob.sha256[2:4] / blob.sha256


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


def _keep(draft: Path, sha256: str, size: int, media_type: str) -> Blob:
    blob = Blob(sha256=sha256, bytes=size, media_type=media_type)
    target = path_of(blob)
    target.parent.mkdir(parents=True, exist_ok=True)
    if not target.exists():
        shutil.move(draft, target)
    with transaction.atomic():
        kept, _ = Blob.objects.get_or_create(
            sha256=sha256, defaults={"bytes": size, "media_type": media_type}
        )
    return kept
