"""The pictures of a draft: those that its version was arranged from, and those that people add."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from channels_app.models import DraftPicture, Photo, Version, VersionPicture
from channels_app.services.drafts import NewPicture
from core import blobs
from core.errors import Invalid
from core.models import Blob
from generation.desk import post
from generation.desk.asks import StoredPicture, StudyAsk
from generation.models import AddedStill, Digest, Still
from generation.services.documents import CantDraw
from generation.services.pictures import main_picture
from generation.specs import PictureRef
from studio.design.document import Design
from studio.paint.kept import KeptPicture
from studio.paint.protocol import Origin
from studio.values import Still as Understanding

_NO_PICTURE = _("There is no such picture (any more). Choose another.")


def pictures_of(version: Version, design: Design) -> Iterator[NewPicture]:
    """Every picture that the design of a version names; one that is gone from the site has no blob."""
    kept = {row.data["picture"]["id"]: row for row in _kept(version) if "picture" in row.data}
    for name, origin in design.sources.items():
        row = kept.get(name)
        yield NewPicture(name, row.blob, _of_kept(row, name)) if row else _by_content(version, name, origin)


def added_picture(name: str, ref: PictureRef, team_id: uuid.UUID) -> NewPicture:
    """One more picture, called `name`. Raises Invalid (picture_gone), DeskBusy, DeskAway."""
    if ref.video is not None and ref.still is not None:
        return _still(name, ref.video, ref.still, team_id)
    if ref.photo is not None:
        return _photo(name, ref.photo, team_id)
    if ref.version is not None:
        return _version(name, ref.version, team_id)
    raise _no_picture()


def stored(pictures: Mapping[str, DraftPicture]) -> tuple[StoredPicture, ...]:
    """The pictures that are there, as the desk is told of them."""
    return tuple(
        StoredPicture(
            name=name,
            sha256=row.blob_id,
            kept=row.data.get("kept"),
            still=row.data.get("still"),
            video=row.data.get("video", ""),
        )
        for name, row in pictures.items()
        if row.blob_id is not None
    )


def origin_of(row: DraftPicture) -> Origin:
    """Where a picture came from, as a design tells it."""
    if "origin" in row.data:
        return Origin.model_validate(row.data["origin"])
    if "still" in row.data:
        still = Understanding.model_validate(row.data["still"])
        return Origin(
            source=-1,
            video=row.data.get("video", ""),
            still=still.rank,
            at_s=still.at_s,
            file=still.file,
            sha256=row.blob_id or "",
        )
    return KeptPicture.model_validate(row.data["kept"]).origin


def _kept(version: Version) -> list[VersionPicture]:
    return list(version.pictures.select_related("blob"))


def _of_kept(row: VersionPicture, name: str) -> dict[str, Any]:
    return {"kept": {**row.data["picture"], "id": name}}


def _by_content(version: Version, name: str, origin: Origin) -> NewPicture:
    """A still that the version named but did not keep: as long as its content is somewhere on the site."""
    team_id = version.team_id
    blob = Blob.objects.filter(pk=origin.sha256).first()
    if blob is None or not blobs.path_of(blob).exists():
        return NewPicture(name, None, {"origin": origin.model_dump(mode="json")})
    stills = Still.objects.filter(image=blob, digest__video__channel__team=team_id)
    found = stills.select_related("digest", "image").first()
    if found is not None:
        return NewPicture(name, blob, _told(_understood(found), origin.video, origin))
    added = AddedStill.objects.filter(image=blob, video__channel__team=team_id).first()
    if added is not None:
        return NewPicture(name, blob, _told(Understanding.model_validate(added.data), origin.video, origin))
    return _studied(name, blob, origin.file, trimmed=not origin.painted, origin=origin)


def _still(name: str, video_id: uuid.UUID, rank: int, team_id: uuid.UUID) -> NewPicture:
    digest = Digest.objects.filter(video=video_id, video__channel__team=team_id).first()
    row = digest.stills.select_related("image", "digest").filter(rank=rank).first() if digest else None
    if row is not None:
        told = {"still": _understood(row).model_dump(mode="json"), "video": row.digest.data["source"]}
        return NewPicture(name, row.image, told | {"from": {"video": str(video_id), "still": rank}})
    added = AddedStill.objects.filter(video=video_id, video__channel__team=team_id, rank=rank)
    one = added.select_related("image", "video").first()
    if one is None:
        raise _no_picture()
    told = {"still": one.data, "video": one.video.file_name}
    return NewPicture(name, one.image, told | {"from": {"video": str(video_id), "still": rank}})


def _photo(name: str, photo_id: uuid.UUID, team_id: uuid.UUID) -> NewPicture:
    photo = Photo.objects.select_related("blob").filter(pk=photo_id, team=team_id).first()
    if photo is None:
        raise _no_picture()
    made = _studied(name, photo.blob, photo.file_name or "photo", trimmed=False)
    return NewPicture(name, made.blob, made.data | {"from": {"photo": str(photo_id)}})


def _version(name: str, version_id: uuid.UUID, team_id: uuid.UUID) -> NewPicture:
    version = Version.objects.filter(pk=version_id, artwork__channel__team=team_id).first()
    if version is None:
        raise _no_picture()
    said = {"from": {"version": str(version_id)}, "ai_painted": version.ai_painted}
    row = next((one for one in _kept(version) if not one.place and "picture" in one.data), None)
    if row is not None:
        return NewPicture(name, row.blob, _of_kept(row, name) | said)
    meant = main_picture(version)
    if meant is None:
        raise _no_picture()
    made = _studied(name, meant.blob, "picture", trimmed=False)
    return NewPicture(name, made.blob, made.data | said)


def _studied(name: str, blob: Blob, file: str, *, trimmed: bool, origin: Origin | None = None) -> NewPicture:
    """A picture about which nothing is known yet, looked at by the desk."""
    study = StudyAsk(sha256=blob.pk, name=name, file=file, trimmed=trimmed)
    answer = post.ask(study, within_s=max(post.STUDIED_WITHIN_S, settings.DESK_ANSWER_SECONDS))
    if answer.problem:
        raise CantDraw(answer.problem)
    kept = answer.said["picture"]
    if origin is not None:
        kept |= {"origin": origin.model_dump(mode="json")}
    return NewPicture(name, blob, {"kept": kept})


def _understood(row: Still) -> Understanding:
    told = next(one for one in row.digest.data["stills"] if one["rank"] == row.rank)
    return Understanding.model_validate(told)


def _told(still: Understanding, video: str, origin: Origin) -> dict[str, Any]:
    return {"still": still.model_dump(mode="json"), "video": video, "origin": origin.model_dump(mode="json")}


def _no_picture() -> Invalid:
    return Invalid(fields={"picture": ("picture_gone", _NO_PICTURE)})
