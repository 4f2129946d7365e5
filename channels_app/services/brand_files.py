"""Looks as files: taken out of a team, and brought into one."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team, User
from channels_app.models import BrandPreset, PhotoUse
from channels_app.services import brand_revisions, brands, photos
from channels_app.services.cleaning import clean_logo
from channels_app.services.photos import refuse_when_full
from core import audit
from core.errors import DomainError, Invalid
from studio.brand.preset import BrandLogo
from studio.brand.preset import BrandPreset as Look
from studio.errors import InvalidRequest

_SENTENCES: Mapping[str, object] = {
    "preset_unreadable": _("This isn't a file of a look. Export one and send that."),
    "preset_newer": _("This file was made by a newer version of Masthead. Export it from an older one."),
    "preset_logo_damaged": _("A logo in this file is damaged or missing. Export the look anew."),
}


class LookTooLarge(DomainError):
    status = 413
    code = "too_large"
    detail = _("The file is larger than a look may be. Use smaller logos.")


def export(preset: BrandPreset, *, by: User, number: int | None = None) -> tuple[str, bytes]:
    """The name and the file of what a preset says, or said in revision `number`. Raises NotFound."""
    preset = BrandPreset.objects.get_or_denied(by, Role.VIEWER, pk=preset.pk)
    row = brand_revisions.current(preset) if number is None else brand_revisions.revision(preset, number)
    # Imported when first asked for: logos bring OpenCV along, which the URLconf does without.
    from studio.brand.file import write_preset

    files = brand_revisions.logo_files(row)
    logos = {sha256: path.read_bytes() for sha256, path in files.items()}
    return preset.name, write_preset(brand_revisions.look_of(row), logos, preset.name)


def bring(team: Team, *, by: User, file: BinaryIO, name: str = "") -> BrandPreset:
    """A new preset of `team` out of a file; its logos are written anew like any that people send.

    Raises NotFound, Forbidden (not an editor), LookTooLarge, Invalid (field `file`: preset_unreadable,
    preset_newer, preset_logo_damaged, and what logos are refused for), QuotaExceeded, StorageFull.
    """
    # Imported when first asked for, as above.
    from studio.brand.file import FILE_BYTES, read_preset

    team = Team.objects.get_or_denied(by, Role.EDITOR, pk=team.pk)
    data = file.read(FILE_BYTES + 1)
    if len(data) > FILE_BYTES:
        raise LookTooLarge
    refuse_when_full()
    try:
        look, logos, named = read_preset(data)
    except InvalidRequest as error:
        raise Invalid(fields={"file": (error.code, _SENTENCES[error.code])}) from error
    look = look.model_copy(update={"logos": _kept(team, look, logos, by)})
    called = " ".join((name or named).split())[: brands.NAME_LIMIT]
    wanted = brands.free_name(team.pk, called or gettext("Look"))
    preset = brands.create(team, wanted, look, by=by)
    audit.record("brand.bring", preset, by=by, team_id=team.pk)
    return preset


def _kept(team: Team, look: Look, files: Mapping[str, bytes], by: User) -> tuple[BrandLogo, ...]:
    """The look's logos under the names of the clean files that they became."""
    logos = []
    with tempfile.TemporaryDirectory(prefix="look-", dir=settings.DATA_DIR) as name:
        for place, logo in enumerate(look.logos):
            folder = Path(name) / str(place)
            folder.mkdir()
            (folder / "raw").write_bytes(files[logo.sha256])
            cleaned = clean_logo(folder / "raw", folder)
            photo = photos.keep(team, cleaned, by=by, use=PhotoUse.LOGO, file_name=f"logo-{place + 1}.png")
            logos.append(
                logo.model_copy(
                    update={
                        "sha256": photo.blob_id,
                        "width_px": photo.width_px,
                        "height_px": photo.height_px,
                    }
                )
            )
    return tuple({one.sha256: one for one in logos}.values())
