"""Where files on their way into the house lie, and of which type they are."""

from __future__ import annotations

import uuid
from pathlib import Path

from django.conf import settings


def uploads_folder() -> Path:
    """Where the files of uploads lie, made if need be."""
    folder = Path(settings.UPLOADS_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def upload_path(upload_id: uuid.UUID) -> Path:
    """The file that the bytes of an upload are written to."""
    return Path(settings.UPLOADS_DIR) / str(upload_id)


def video_media_type(path: Path) -> str:
    """The `video/…` type of a file by how it begins, whatever its name says; else a download."""
    with path.open("rb") as file:
        head = file.read(64)
    if head[4:8] == b"ftyp":
        return "video/quicktime" if head[8:12] == b"qt  " else "video/mp4"
    if head.startswith(b"\x1aE\xdf\xa3"):  # EBML (RFC 8794), with the name of what it holds soon after
        return "video/webm" if b"webm" in head else "video/x-matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "video/x-msvideo"
    return "application/octet-stream"
