"""Photos: pictures that a team brings along to paint with, and those that are drawn for it.

What a person sends is never kept: a process of its own decodes it and writes a clean picture (see
`studio.photos`), and only that is stored, shown and painted with.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team, User
from channels_app.models import Photo, PhotoUse
from channels_app.services import storage, words
from channels_app.services.cleaning import Cleaned, clean, clean_logo
from channels_app.services.upload_errors import QuotaExceeded, StorageFull
from core import audit, blobs
from core.errors import DomainError

_CHUNK = 1024 * 1024


class PhotoTooLarge(DomainError):
    status = 413
    code = "too_large"
    detail = _("The file is larger than a photo may be. Save it with fewer pixels or as JPEG.")


def add(team: Team, *, by: User, file: BinaryIO, file_name: str, use: str = PhotoUse.PHOTO) -> Photo:
    """Keep a picture that a person brought, cleaned of everything but its pixels.

    Raises NotFound, Forbidden (not an author of the team), Invalid (no picture that can be read, too many
    pixels, forbidden words in its name), PhotoTooLarge, QuotaExceeded, StorageFull.
    """
    team = Team.objects.get_or_denied(by, Role.AUTHOR, pk=team.pk)
    words.refuse_forbidden({"file": file_name})
    refuse_when_full()
    with tempfile.TemporaryDirectory(prefix="photo-", dir=settings.DATA_DIR) as name:
        folder = Path(name)
        raw = folder / "raw"
        _take(file, raw)
        return keep(team, _cleaned(raw, folder, use), by=by, use=use, file_name=file_name)


def keep(
    team: Team,
    cleaned: Cleaned,
    *,
    by: User | None,
    use: str,
    file_name: str = "",
    data: dict[str, object] | None = None,
) -> Photo:
    """Store a clean picture as a photo of `team`. Raises QuotaExceeded, OSError (disk full)."""
    blob = blobs.store(cleaned.picture, media_type=cleaned.media_type)
    thumb = blobs.store(cleaned.thumb, media_type="image/webp") if cleaned.thumb is not None else None
    with transaction.atomic():
        # Two at once must not both get the last bytes of the quota.
        team = Team.objects.select_for_update().get(pk=team.pk)
        photo = Photo.objects.create(
            team=team,
            use=use,
            blob=blob,
            thumb=thumb,
            file_name=file_name[-255:],
            width_px=cleaned.width_px,
            height_px=cleaned.height_px,
            data=data or {**cleaned.data},
            created_by=by,
        )
        if storage.used_bytes(team.pk) > settings.TEAM_QUOTA_BYTES:
            raise QuotaExceeded
        audit.record("photo.add", photo, by=by, team_id=team.pk, use=use, bytes=blob.bytes)
    return photo


@transaction.atomic
def delete(photo: Photo, *, by: User) -> None:
    """Remove a photo. An author may remove what they brought, an editor everything.

    Versions painted from it keep their pictures, but can't be made again from it.
    """
    photo = Photo.objects.get_or_denied(by, Role.AUTHOR, pk=photo.pk)
    if photo.created_by_id != by.pk:
        Photo.objects.get_or_denied(by, Role.EDITOR, pk=photo.pk)
    audit.record("photo.delete", photo, by=by, team_id=photo.team_id, use=photo.use)
    photo.delete()


def _cleaned(raw: Path, folder: Path, use: str) -> Cleaned:
    if use == PhotoUse.LOGO:
        return clean_logo(raw, folder)
    return clean(raw, folder, mask=use == PhotoUse.MASK)


def _take(file: BinaryIO, target: Path) -> None:
    taken = 0
    with target.open("wb") as out:
        while chunk := file.read(_CHUNK):
            taken += len(chunk)
            if taken > settings.PHOTO_MAX_BYTES:
                raise PhotoTooLarge
            out.write(chunk)


def refuse_when_full() -> None:
    """Raises StorageFull where one more picture would leave the disk too full."""
    if shutil.disk_usage(settings.DATA_DIR).free - settings.PHOTO_MAX_BYTES < settings.DISK_RESERVE_BYTES:
        raise StorageFull
