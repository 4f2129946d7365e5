"""The pictures that a job paints with: which files are meant, and whether they are the team's."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from channels_app.models import Photo, Version, VersionPicture
from core import blobs
from core.errors import Invalid
from core.models import Blob
from generation.models import AddedStill, Still
from generation.specs import MakeCandidatesSpec, PictureRef
from studio.errors import InvalidRequest

_SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}


@dataclass(frozen=True)
class Meant:
    """A stored picture and its size."""

    blob: Blob
    width_px: int
    height_px: int


def meant_by(ref: PictureRef, team_id: uuid.UUID) -> Meant | None:
    """The picture of the team that `ref` names; None where there is none (any more)."""
    if ref.photo is not None:
        photo = Photo.objects.select_related("blob").filter(pk=ref.photo, team=team_id).first()
        return Meant(photo.blob, photo.width_px, photo.height_px) if photo else None
    if ref.video is not None and ref.still is not None:
        stills = Still.objects.filter(digest__video=ref.video, digest__video__channel__team=team_id)
        still = stills.select_related("image", "digest").filter(rank=ref.still).first()
        return _of_still(still) if still else _added(ref.video, ref.still, team_id)
    if ref.version is None:
        return None
    version = Version.objects.filter(pk=ref.version, artwork__channel__team=team_id).first()
    return main_picture(version) if version else None


def main_picture(version: Version) -> Meant | None:
    """What a version's design is arranged from, without its words.

    Versions of earlier releases kept none of their own: theirs is the still, as long as its video has it.
    """
    kept = VersionPicture.objects.select_related("blob").filter(version=version, place=0).first()
    if kept is not None:
        return Meant(kept.blob, kept.data["width_px"], kept.data["height_px"])
    sources = version.recipe.get("sources") or [{}]
    still = (
        Still.objects.select_related("image", "digest")
        .filter(image=sources[0].get("sha256", ""), digest__video__channel__team=version.team_id)
        .first()
    )
    return _of_still(still) if still else None


def refuse_unknown(
    pictures: Mapping[str, PictureRef], team_id: uuid.UUID, *, field: str = "pictures"
) -> None:
    """Raise Invalid, naming the fields, for references that lead to no picture of the team."""
    lost = [name for name, ref in pictures.items() if meant_by(ref, team_id) is None]
    if lost:
        sentence = _("There is no such picture (any more). Choose another.")
        raise Invalid(
            fields={f"{field}.{name}" if name else field: ("picture_gone", sentence) for name in lost}
        )


def refuse_unfit_mask(spec: MakeCandidatesSpec, team_id: uuid.UUID) -> None:
    """Raise Invalid when the mask was drawn on a picture of another size than the one to paint on."""
    base, mask = (_size_of(spec, name, team_id) for name in (spec.painting.base, spec.painting.mask))
    if base is None or mask is None or base == mask:
        return
    sentence = _("The mask is %(mask)s pixels, the picture %(base)s. Draw it anew on this picture.")
    values = {"mask": f"{mask[0]}×{mask[1]}", "base": f"{base[0]}×{base[1]}"}
    raise Invalid(fields={"painting.mask": ("mask_size", str(sentence) % values)})


def _size_of(spec: MakeCandidatesSpec, name: str | None, team_id: uuid.UUID) -> tuple[int, int] | None:
    if name is None:
        return None
    if name in spec.files:
        # Taken over from the version that is worked further: its own main picture.
        parent = Version.objects.filter(pk=spec.parent).first() if spec.parent else None
        found = main_picture(parent) if parent else None
        return (found.width_px, found.height_px) if found and found.blob.pk == spec.files[name] else None
    ref = spec.pictures.get(name)
    meant = meant_by(ref, team_id) if ref else None
    return (meant.width_px, meant.height_px) if meant else None


def lay_out(
    pictures: Mapping[str, PictureRef], files: Mapping[str, str], team_id: uuid.UUID, folder: Path
) -> dict[str, Path]:
    """Every picture as a file in `folder`, by its name. `files` are named by the SHA-256 of their blobs.

    Raises InvalidRequest: picture_gone (deleted since the job was queued).
    """
    folder.mkdir(exist_ok=True)
    found = {name: meant_by(ref, team_id) for name, ref in pictures.items()}
    meant = {name: picture.blob if picture else None for name, picture in found.items()}
    meant |= {name: Blob.objects.filter(pk=sha256).first() for name, sha256 in files.items()}
    laid = {}
    for name, blob in meant.items():
        if blob is None or not blobs.path_of(blob).exists():
            raise InvalidRequest(f"the picture {name} is gone", code="picture_gone", picture=name)
        laid[name] = folder / (name + _SUFFIXES.get(blob.media_type, ""))
        laid[name].symlink_to(blobs.path_of(blob))
    return laid


def _added(video_id: uuid.UUID, rank: int, team_id: uuid.UUID) -> Meant | None:
    rows = AddedStill.objects.filter(video=video_id, video__channel__team=team_id, rank=rank)
    row = rows.select_related("image").first()
    return Meant(row.image, row.data["width_px"], row.data["height_px"]) if row else None


def _of_still(still: Still) -> Meant:
    row = next(one for one in still.digest.data["stills"] if one["rank"] == still.rank)
    return Meant(still.image, row["width_px"], row["height_px"])
