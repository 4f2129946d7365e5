"""What a brand preset says: saved as revisions that never change, compared, restored."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, User
from channels_app.events import BrandChanged
from channels_app.models import BrandPreset, BrandPresetRevision, Photo, PhotoUse
from channels_app.services import words
from core import audit, blobs
from core.errors import Conflict, Invalid, NotFound
from core.events import publish_on_commit
from core.models import Blob
from studio.brand import BrandPreset as Look
from studio.fonts import TYPEFACES


class BrandChangedMeanwhile(Conflict):
    """409: somebody else has saved this look since it was opened."""

    code = "brand_changed"
    detail = gettext_lazy(
        "Somebody has saved this look in the meantime. See what they changed, then save yours again."
    )


@transaction.atomic
def save(preset: BrandPreset, data: Look, *, number: int, by: User, note: str = "") -> BrandPresetRevision:
    """A new revision; `number` is the one that `by` has seen. The same again makes no second one.

    Raises NotFound, Forbidden (not an editor), BrandChangedMeanwhile, Invalid (forbidden words, logos or
    typefaces that aren't there).
    """
    preset = held(preset, by=by)
    newest = current(preset)
    if newest.number != number:
        raise BrandChangedMeanwhile
    if look_of(newest) == data:
        return newest
    return add(preset, data, by=by, note=note)


@transaction.atomic
def restore(preset: BrandPreset, number: int, *, by: User) -> BrandPresetRevision:
    """A new revision that says what number `number` said. Restoring the newest one changes nothing.

    Raises NotFound (also: no such number), Forbidden (not an editor).
    """
    preset = held(preset, by=by)
    old, newest = revision(preset, number), current(preset)
    if look_of(old) == look_of(newest):
        return newest
    return add(preset, look_of(old), by=by, restored=number, logos=[blob.pk for blob in old.logos.all()])


def current(preset: BrandPreset) -> BrandPresetRevision:
    """The newest revision: the one that counts."""
    found: BrandPresetRevision = preset.revisions.latest("number")
    return found


def revision(preset: BrandPreset, number: int) -> BrandPresetRevision:
    """Raises NotFound."""
    found: BrandPresetRevision | None = preset.revisions.filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def look_of(row: BrandPresetRevision) -> Look:
    """What a revision says."""
    return Look.model_validate(row.data)


def logo_files(row: BrandPresetRevision) -> dict[str, Path]:
    """The files of the logos that a revision names, by their SHA-256."""
    return {blob.pk: blobs.path_of(blob) for blob in row.logos.all()}


def team_logos(team_id: uuid.UUID) -> dict[str, Blob]:
    """Every logo that a team may put into a look, by SHA-256: those it brought, and those in its looks."""
    brought = Photo.objects.filter(team=team_id, use=PhotoUse.LOGO).values("blob")
    used = BrandPresetRevision.logos.through.objects.filter(brandpresetrevision__preset__team=team_id)
    rows = Blob.objects.filter(pk__in=brought) | Blob.objects.filter(pk__in=used.values("blob"))
    return {blob.pk: blob for blob in rows}


def held(preset: BrandPreset, *, by: User, role: Role = Role.EDITOR) -> BrandPreset:
    """The preset's row, locked: revisions are given their numbers one at a time.

    Raises NotFound, Forbidden.
    """
    locked = BrandPreset.objects.select_for_update(of=("self",))
    found: BrandPreset = locked.get_or_denied(by, role, pk=preset.pk)
    return found


def add(
    preset: BrandPreset,
    data: Look,
    *,
    by: User | None,
    note: str = "",
    restored: int | None = None,
    logos: Collection[str] = (),
) -> BrandPresetRevision:
    """The next revision of a preset that is held. `logos` may be named beside those of its team.

    Raises Invalid.
    """
    check(preset.team_id, data, logos=logos)
    words.refuse_forbidden({"note": note})
    last = preset.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    row = BrandPresetRevision.objects.create(
        preset=preset,
        number=last + 1,
        data=data.model_dump(mode="json"),
        note=note,
        restored=restored,
        by=by,
    )
    row.logos.set(Blob.objects.filter(pk__in={logo.sha256 for logo in data.logos}))
    audit.record("brand.save", preset, by=by, team_id=preset.team_id, number=row.number, restored=restored)
    publish_on_commit(BrandChanged(team_id=preset.team_id, brand_id=preset.pk, what="saved"))
    return row


def check(team_id: uuid.UUID, data: Look, *, logos: Collection[str] = ()) -> None:
    """Raise Invalid, naming the fields, for what a look of this team can't say."""
    texts = {
        "data.tagline": data.tagline,
        "data.schedule": data.schedule,
        "data.painter.modifiers": data.painter.modifiers,
    }
    words.refuse_forbidden({field: text for field, text in texts.items() if text})
    wrong: dict[str, tuple[str, object]] = {}
    missing = {logo.sha256 for logo in data.logos} - set(logos)
    missing -= team_logos(team_id).keys() if missing else set()
    for place, logo in enumerate(data.logos):
        if logo.sha256 in missing:
            wrong[f"data.logos.{place}"] = ("logo_gone", _("This logo isn't there any more. Add it again."))
    faces: Mapping[str, str] = {"headline": data.fonts.headline, "kicker": data.fonts.kicker}
    for name, face in faces.items():
        if face and face not in TYPEFACES:
            sentence = _("There is no such typeface here. Choose another.")
            wrong[f"data.fonts.{name}"] = ("font_missing", sentence)
    if wrong:
        raise Invalid(fields=wrong)
