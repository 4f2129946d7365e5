"""LoRAs that operators send from the page."""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePosixPath
from typing import Protocol

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from channels_app.services.upload_errors import StorageFull
from core.errors import DomainError, Invalid
from generation.model_problems import sentence
from generation.models import InstalledModel
from generation.services import models
from studio.errors import StudioError
from studio.models.imports import Said
from studio.models.store import NO_ROOM

# The end of a name, where its suffix is; a file system takes 255 bytes.
FILE_NAME_CHARS = 60
_CHUNK_BYTES = 1024 * 1024
# Which field of the form a problem with a brought LoRA is about; the file, where none is named.
_FIELDS = {
    "model_exists": "name",
    "model_name_invalid": "name",
    "model_family_unknown": "family",
    "lora_wrong_family": "family",
}


class Readable(Protocol):
    """A stream of bytes: at most `size` of them at a time, b"" at the end."""

    def read(self, size: int, /) -> bytes: ...


class LoraTooLarge(DomainError):
    """413: more than a LoRA weighs."""

    status = 413
    code = "too_large"
    detail = _("The file is larger than a LoRA may be. Import it on the server: manage.py models import.")


def upload(file: Readable, file_name: str, said: Said, *, by: User) -> InstalledModel:
    """Install a LoRA that an operator sends.

    Raises OperatorsOnly, LoraTooLarge, StorageFull, Invalid (fields name, family, file).
    """
    models.require_operator(by)
    root = models.store().root
    try:
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".upload-", dir=root) as folder:
            path = Path(folder) / _plain(file_name)
            _take(file, path)
            return models.bring_in(path, said, by=by)
    except OSError as error:
        if error.errno in NO_ROOM:
            raise StorageFull from error
        raise
    except StudioError as error:
        if error.code == "disk_full":
            raise StorageFull from error
        field = _FIELDS.get(error.code, "file")
        raise Invalid(fields={field: (error.code, sentence(error))}) from error


def _take(file: Readable, path: Path) -> None:
    """Write what comes to `path`. Raises LoraTooLarge, StorageFull (the site's own reserve is kept)."""
    taken = 0
    with path.open("wb") as out:
        while chunk := file.read(_CHUNK_BYTES):
            taken += len(chunk)
            if taken > settings.LORA_MAX_BYTES:
                raise LoraTooLarge
            if models.free_bytes() < settings.DISK_RESERVE_BYTES:
                raise StorageFull
            out.write(chunk)


def _plain(file_name: str) -> str:
    """A file's own name, short enough for any disk."""
    name = PurePosixPath(file_name.replace("\\", "/")).name
    return name[-FILE_NAME_CHARS:] if name.strip(".") else "lora"
