"""How much room teams take up."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping

from django.db.models import Q, Sum

from accounts.storage import used_bytes as counted_everywhere
from channels_app.models import BrandPresetRevision, Photo, Upload, Version, VersionPicture, Video, VideoState
from core.models import Blob


def used_bytes(team_id: uuid.UUID) -> int:
    """Bytes that count against the team's quota, of every app."""
    return counted_everywhere([team_id]).get(team_id, 0)


def bytes_of_teams(team_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, int]:
    """Of each team: its blobs, each once however often it is used, and what uploads have reserved."""
    return {team_id: _blobs(team_id) + _reserved(team_id) for team_id in team_ids}


def _blobs(team_id: uuid.UUID) -> int:
    videos = Video.objects.filter(channel__team=team_id)
    versions = Version.objects.filter(artwork__channel__team=team_id)
    pictures = VersionPicture.objects.filter(version__artwork__channel__team=team_id)
    photos = Photo.objects.filter(team=team_id)
    logos = BrandPresetRevision.logos.through.objects.filter(brandpresetrevision__preset__team=team_id)
    used = Blob.objects.filter(
        Q(pk__in=videos.values("blob"))
        | Q(pk__in=videos.values("thumb"))
        | Q(pk__in=versions.values("blob"))
        | Q(pk__in=versions.values("thumb"))
        | Q(pk__in=pictures.values("blob"))
        | Q(pk__in=photos.values("blob"))
        | Q(pk__in=logos.values("blob"))
        | Q(pk__in=photos.filter(thumb__isnull=False).values("thumb"))
    )
    return used.aggregate(sum=Sum("bytes"))["sum"] or 0


def _reserved(team_id: uuid.UUID) -> int:
    """Uploads count in full from their beginning, and until a worker has made a blob of the file."""
    waiting = [VideoState.UPLOADING, VideoState.WAITING, VideoState.READING]
    uploads = Upload.objects.filter(video__channel__team=team_id, video__blob=None, video__state__in=waiting)
    return uploads.aggregate(sum=Sum("length"))["sum"] or 0
