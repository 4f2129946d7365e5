"""Videos as the studio sees them: their stills in a folder, under the names that their digests know."""

from __future__ import annotations

import uuid
from pathlib import Path

from channels_app.models import Video
from core import blobs
from core.errors import NotFound
from generation.models import Digest
from studio.paint import Source
from studio.values import Digest as Understood
from studio.values import VideoWords


def laid_out(video_id: uuid.UUID, folder: Path) -> Source:
    """Lay out a video's stills in `folder`. Raises NotFound (the video is gone, or was never watched)."""
    digest = Digest.objects.select_related("video").filter(video_id=video_id).first()
    if digest is None:
        raise NotFound
    understood = Understood.model_validate(digest.data)
    rows = {row.rank: row for row in digest.stills.select_related("image", "thumb")}
    folder.mkdir()
    for still in understood.stills:
        (folder / still.file).symlink_to(blobs.path_of(rows[still.rank].image))
        (folder / still.thumb).symlink_to(blobs.path_of(rows[still.rank].thumb))
    return Source(digest=understood, stills_dir=folder, words=_words(digest.video))


def _words(video: Video) -> VideoWords:
    return VideoWords(title=video.title, description=video.description, tags=tuple(video.tags))
