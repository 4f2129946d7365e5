"""Watch a video and keep what was understood of it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from channels_app.models import Video
from channels_app.services.videos import source_path, start_reading
from core.errors import Conflict, NotFound
from generation.running import Run
from generation.services.looking import can_find_words
from generation.services.transcripts import keep_embedded, queue_words
from generation.services.videos import keep_digest, keep_partial
from studio.understand import digest_video
from studio.values import Digest
from studio.words.embedded import read_embedded


def understand(run: Run) -> None:
    """Stills are shown as they are found; where models are installed, they listen and look afterwards.

    Raises UnusableVideo, NotFound (the video or its file is gone), OSError (disk full).
    """
    video = Video.objects.select_related("channel__team").filter(pk=run.job.video_id).first()
    if video is None:
        raise NotFound
    video = start_reading(video)
    run.check()
    path = source_path(video)

    def show(digest: Digest, folder: Path) -> None:
        run.check()
        keep_partial(video, digest, folder)

    understood = digest_video(path, out_dir=run.folder, on_step=run.on_step, on_stills=show)
    keep_embedded(video, read_embedded(path, check=run.check))
    keep_digest(video, understood, run.folder)
    if can_find_words(video.channel.team):
        with suppress(Conflict):
            queue_words(video, by=None)
