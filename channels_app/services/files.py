"""Where files on their way into the house lie, and what their names say."""

from __future__ import annotations

import mimetypes
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


def video_media_type(file_name: str) -> str:
    """A `video/…` type by the name's ending; never one that a browser would run or show as a page."""
    guessed, _encoding = mimetypes.guess_type(file_name)
    return guessed if guessed and guessed.startswith("video/") else "application/octet-stream"
