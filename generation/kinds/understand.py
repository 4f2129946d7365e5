"""Watch a video and keep what was understood of it."""

from __future__ import annotations

from channels_app.models import Video
from channels_app.services.videos import source_path, start_reading
from core.errors import NotFound
from generation.running import Run
from generation.services.videos import keep_digest
from studio.understand import digest_video


def understand(run: Run) -> None:
    """Raises UnusableVideo, NotFound (the video or its file is gone), OSError (disk full)."""
    video = Video.objects.select_related("channel").filter(pk=run.job.video_id).first()
    if video is None:
        raise NotFound
    video = start_reading(video)
    run.check()
    understood = digest_video(source_path(video), out_dir=run.folder, on_step=run.on_step)
    keep_digest(video, understood, run.folder)
