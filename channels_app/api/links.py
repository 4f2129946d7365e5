"""Signed addresses of a team's own files."""

from __future__ import annotations

from channels_app.models import Photo, Version, Video
from channels_app.services.public import EXTENSIONS
from core import links
from core.models import Blob


def picture_url(of: Version | Video | Photo, blob: Blob) -> str:
    """Where the picture or thumbnail of a version, video or photo can be loaded from, for a while."""
    extension = EXTENSIONS.get(blob.media_type, "bin")
    return links.sign(blob, f"{of.pk}.{extension}")


def video_url(video: Video) -> str:
    """Where the video's file can be played from, for a while, by ranges."""
    assert video.blob is not None
    return links.sign(video.blob, video.file_name)
