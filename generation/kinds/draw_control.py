"""Draw a control picture (a skeleton, a face's lines, edges, depth) from a still or a photo."""

from __future__ import annotations

from pathlib import Path

from accounts.models import Team
from channels_app.models import Photo, PhotoUse
from channels_app.services import photos
from channels_app.services.cleaning import Cleaned
from core.errors import NotFound
from generation.models import Job
from generation.running import Run
from generation.services.models import store
from generation.services.pictures import lay_out
from generation.specs import DrawControlSpec, PictureRef, control_spec
from generation.thumbs import make_thumb
from studio.paint.arrays import Pixels
from studio.paint.control import ControlPicture, draw_control
from studio.paint.inputs import open_picture
from studio.paint.kept import png
from studio.progress import Stage

# Large enough for what any model paints, in the picture's own shape: the painter shows of it what fits.
LONGER_SIDE_PX = 1344
MULTIPLE_PX = 8


def draw(run: Run) -> None:
    """Keeps what was drawn as a photo of the team; the job's result says which.

    Raises InvalidRequest (no_person_found, no_face_found, picture_gone, picture_unreadable), ModelMissing,
    NotFound (the team is gone), QuotaExceeded, OSError (disk full).
    """
    job, spec = run.job, control_spec(run.job)
    team = Team.objects.filter(pk=job.team_id).first()
    if team is None:
        raise NotFound
    if Photo.objects.filter(pk=job.result.get("photo")).exists():
        # An attempt that was cut off had come as far as this.
        return
    run.on_step(Stage.PAINT, 0.0)
    pixels = open_picture(lay_out({"picture": spec.picture}, {}, team.pk, run.folder / "inputs")["picture"])
    width_px, height_px = canvas_of(pixels)
    run.on_step(Stage.PAINT, 0.1)
    drawn = draw_control(spec.control, pixels, width_px=width_px, height_px=height_px, store=store())
    run.on_step(Stage.PAINT, 0.9)
    photo = photos.keep(
        team,
        _written(drawn.pixels, run.folder),
        by=job.created_by,
        use=PhotoUse.CONTROL,
        data=told_of(drawn, spec),
    )
    job.result = {"photo": str(photo.pk)}
    Job.objects.filter(pk=job.pk).update(result=job.result)


def canvas_of(pixels: Pixels) -> tuple[int, int]:
    """(width, height) in the shape of `(H, W, 3)` pixels, as large as models paint."""
    height, width = pixels.shape[:2]
    scale = LONGER_SIDE_PX / max(width, height)
    return _multiple(width * scale), _multiple(height * scale)


def told_of(drawn: ControlPicture, spec: DrawControlSpec) -> dict[str, object]:
    """What a page draws over the photo, in fractions of it, and where the lines were found."""
    return {
        "control": drawn.kind,
        "strokes": [stroke.model_dump(mode="json") for stroke in drawn.strokes],
        "window": drawn.window.model_dump(mode="json"),
        "count": drawn.count,
        "from": _told_ref(spec.picture),
    }


def _told_ref(ref: PictureRef) -> dict[str, object]:
    return ref.model_dump(mode="json", exclude_none=True)


def _written(pixels: Pixels, folder: Path) -> Cleaned:
    picture = folder / "control.png"
    picture.write_bytes(png(pixels))
    height, width = pixels.shape[:2]
    return Cleaned(picture, make_thumb(picture, folder / "control.webp"), "image/png", width, height)


def _multiple(side_px: float) -> int:
    return max(MULTIPLE_PX, round(side_px / MULTIPLE_PX) * MULTIPLE_PX)
