"""One picture's look onto another: by an installed VGG16 (`gatys`), or with nothing but the two pictures.

`texture` takes colours, tones and brushwork; `colour` only colours and tones.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

import cv2
from numpy.typing import NDArray

from studio.errors import InvalidRequest
from studio.models.store import ModelStore
from studio.paint.arrays import Pixels
from studio.paint.hearing import OnPaintPreview, OnPaintStep, ignore_preview, ignore_step
from studio.paint.inputs import as_rgb, shrunk
from studio.paint.needs import one_of_kind
from studio.paint.transfer.colour import protect, recoloured
from studio.paint.transfer.merge import at_full_size
from studio.paint.transfer.texture import retextured
from studio.values import Face

RestyleMethod = Literal["gatys", "texture", "colour"]
METHODS: tuple[RestyleMethod, ...] = get_args(RestyleMethod)
WITHOUT_WEIGHTS: tuple[RestyleMethod, ...] = ("texture", "colour")
# Larger pictures are made smaller first; of a look no more is needed than its strokes.
LARGEST_SIDE_PX, LOOK_SIDE_PX = 4096, 1280
# From this strength on the colours are the look's wholly: half-changed ones look like a mistake.
COLOURS_FULL_AT = 0.5


def restyle(
    content: NDArray[Any],
    look: NDArray[Any],
    *,
    method: str = "texture",
    strength: float = 0.7,
    model: str | None = None,
    store: ModelStore | None = None,
    faces: tuple[Face, ...] | None = None,
    on_step: OnPaintStep = ignore_step,
    on_preview: OnPaintPreview = ignore_preview,
) -> Pixels:
    """The content in the look of another picture, `(H, W, 3)` uint8 RGB in the content's size.

    `strength` 0 leaves the content as it is, 1 takes the look wholly; faces stay readable and keep the hue of
    their skin. `faces` None: looked for. The same pictures give the same result.
    Raises InvalidRequest (unknown_method, strength_out_of_range, picture_unreadable), ModelMissing (for
    `gatys`), UnusableWeights (not_a_vgg16), and what `on_step` raises.
    """
    if method not in METHODS:
        raise InvalidRequest(
            f"unknown way to restyle {method!r}; known: {', '.join(METHODS)}",
            code="unknown_method",
            method=method,
        )
    if not 0 <= strength <= 1:
        raise InvalidRequest(
            f"strength is 0 to 1, not {strength}", code="strength_out_of_range", strength=strength
        )
    picture = shrunk(as_rgb(content), LARGEST_SIDE_PX)
    manner = shrunk(as_rgb(look), LOOK_SIDE_PX)
    vgg = one_of_kind(store or ModelStore(), "texture", model) if method == "gatys" else None
    if strength == 0:
        return picture
    protected = protect(picture, faces)
    coloured = _mixed(picture, recoloured(picture, manner, protected), min(1.0, strength / COLOURS_FULL_AT))
    if method == "colour":
        on_step(1, 1)
        return coloured
    if vgg is not None:
        from studio.paint.transfer.gatys import load_features, painted_like

        painted = painted_like(
            coloured, manner, protected.faces, strength, load_features(vgg), on_step, on_preview
        )
    else:
        painted = retextured(coloured, manner, protected.faces, strength, on_step, on_preview)
    painted = at_full_size(painted, coloured, protected.faces)
    return _mixed(coloured, painted, min(1.0, 2 * strength))


def _mixed(one: Pixels, other: Pixels, share: float) -> Pixels:
    return other if share >= 1 else cv2.addWeighted(one, 1 - share, other, share, 0)


__all__ = ["METHODS", "WITHOUT_WEIGHTS", "RestyleMethod", "restyle"]
