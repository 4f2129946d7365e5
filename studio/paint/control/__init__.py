"""Control pictures: what leads a painting besides words, computed from a still or a photo.

`pose` is an OpenPose-style skeleton, `face` MediaPipe's face drawn as its ControlNet knows it, `edges` are
Canny's, `depth` comes from an installed model.
"""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

from studio.models.store import ModelStore
from studio.paint.control.depth import draw_depth
from studio.paint.control.edges import draw_edges
from studio.paint.control.face import draw_faces
from studio.paint.control.picture import ControlPicture, Stroke
from studio.paint.control.pose import draw_poses
from studio.paint.inputs import as_rgb, shrunk
from studio.paint.options import ControlKind
from studio.values import Box

# Nothing finer is seen by any of the detectors, nor drawn.
WORK_SIDE_PX = 2048


def draw_control(
    kind: ControlKind,
    pixels: NDArray[Any],
    *,
    width_px: int,
    height_px: int,
    store: ModelStore | None = None,
    window: Box | None = None,
) -> ControlPicture:
    """The control picture of a photo, in the size of the canvas it is for.

    `pixels` are uint8, grey, RGB or RGBA. `window` is the part of the photo (in its fractions) to show;
    None: as much as the canvas's shape allows, people kept whole.
    Raises InvalidRequest (no_person_found, no_face_found, picture_unreadable), ModelMissing (model_missing).
    """
    photo = shrunk(as_rgb(pixels), WORK_SIDE_PX)
    match kind:
        case "pose":
            return draw_poses(photo, width_px, height_px, window)
        case "face":
            return draw_faces(photo, width_px, height_px, window)
        case "edges":
            return draw_edges(photo, width_px, height_px, window)
        case "depth":
            return draw_depth(photo, width_px, height_px, window, store or ModelStore())


__all__ = ["ControlPicture", "Stroke", "draw_control"]
