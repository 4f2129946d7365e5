"""Take one more still: a frame at a moment, or a picture that somebody brought."""

from __future__ import annotations

from channels_app.models import Photo, Video
from channels_app.services.videos import source_path
from core import blobs
from core.errors import NotFound
from generation.models import Job, StillOrigin
from generation.running import Run
from generation.services.knowledge import known_of
from generation.services.stills import keep_still, next_rank
from generation.specs import still_spec
from studio.errors import InvalidRequest
from studio.understand.single import still_of_picture, take_still


def take(run: Run) -> None:
    """The job's result says which rank the still has.

    Raises UnusableVideo, InvalidRequest (picture_gone, picture_unreadable), NotFound (the video is gone),
    OSError (disk full).
    """
    spec = still_spec(run.job)
    video = Video.objects.select_related("channel", "blob").filter(pk=run.job.video_id).first()
    if video is None:
        raise NotFound
    if "still" in run.job.result:
        # An attempt that was cut off had come as far as this.
        return
    rank = next_rank(video)
    folder = run.folder / "taken"
    if spec.photo is not None:
        origin = StillOrigin.PICTURE
        still = still_of_picture(
            blobs.path_of(_photo(spec.photo, video).blob), out_dir=folder, rank=rank, on_step=run.on_step
        )
    else:
        origin = StillOrigin.FRAME
        known = known_of(video.pk)
        shots = known.digest.shots if known is not None and known.digest.complete else ()
        still = take_still(
            source_path(video), spec.at_s or 0.0, out_dir=folder, rank=rank, shots=shots, on_step=run.on_step
        )
    run.check()
    run.job.result = {"still": keep_still(video, still, folder, origin=origin, by=run.job.created_by)}
    Job.objects.filter(pk=run.job.pk).update(result=run.job.result)


def _photo(pk: object, video: Video) -> Photo:
    photo: Photo | None = Photo.objects.select_related("blob").filter(pk=pk, team=video.team_id).first()
    if photo is None:
        raise InvalidRequest("the picture is gone", code="picture_gone")
    return photo
