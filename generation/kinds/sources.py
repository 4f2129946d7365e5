"""Videos as the studio sees them: their stills in a folder, under the names that their digests know."""

from __future__ import annotations

import uuid
from pathlib import Path

from core import blobs
from core.errors import NotFound
from generation.services.knowledge import in_order, known_of, words_of
from studio.errors import InvalidRequest
from studio.paint import Source


def laid_out(video_id: uuid.UUID, folder: Path) -> Source:
    """Lay out a video's stills in `folder`, as people want them.

    Raises NotFound (the video is gone), InvalidRequest (no_stills: it was never watched).
    """
    known, found = known_of(video_id), in_order([video_id])
    if not found:
        raise NotFound
    if known is None:
        raise InvalidRequest("the video's stills are gone: watch it again", code="no_stills")
    folder.mkdir()
    for one in known.stills:
        (folder / one.still.file).symlink_to(blobs.path_of(one.image))
        (folder / one.still.thumb).symlink_to(blobs.path_of(one.thumb))
    return Source(digest=known.digest, stills_dir=folder, words=words_of(found[0]))
