"""How alike the faces of two pictures are, told beside a portrait that a model has painted.

With an installed vision model (CLIP, ViT and kin) by its features of the two faces; without one by the shape
of the face and its colours, which is said to be rough. Neither tells who somebody is.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.errors import InvalidRequest
from studio.models.store import Installed, ModelStore
from studio.paint.arrays import Floats, Pixels
from studio.paint.colour import oklab_from_srgb
from studio.paint.control.face import IRISES, Marks, face_marks
from studio.paint.inputs import as_rgb, shrunk
from studio.paint.needs import fingerprint
from studio.understand.mesh import LIPS_MIDDLE, NOSE_TIP
from studio.values import Value

WORK_SIDE_PX, CROP_PX = 1536, 256
# Where the eyes come to lie in an aligned crop, in its fractions: room for hair and chin.
EYES_ACROSS, EYES_DOWN = 0.30, 0.42
# Cosines between CLIP's features of two faces: of strangers about the first, of two photos of one person
# about the second. Not calibrated on faces of ours: the score orders, it does not decide.
STRANGERS, SAME = 0.45, 0.92
# Mean distances of aligned landmarks, in distances of the eyes: two photos of one face, and strangers.
SAME_SHAPE, OTHER_SHAPE = 0.022, 0.065
SAME_COLOUR, OTHER_COLOUR = 0.02, 0.08
# Lightness says more about the lamp than about the skin.
SHAPE_SHARE, LIGHT = 0.65, 0.2
# Landmarks that move little when somebody speaks or smiles: brows, eyes, nose, the oval's upper half.
STEADY = (
    33, 133, 362, 263, 70, 105, 107, 336, 334, 300, 168, 6, 197, 195, 5, 4, 98, 327, 10, 109, 338, 54, 284,
    127, 356, 234, 454,
)  # fmt: skip


class Likeness(Value):
    """`score` 0 strangers, 1 the same face. `method` "rough": without a model, only good for a hint."""

    score: float
    method: Literal["features", "rough"]
    model: str | None = None


def likeness_of(
    one: NDArray[Any], other: NDArray[Any], *, store: ModelStore | None = None, model: str | None = None
) -> Likeness:
    """How alike the largest faces of two pictures (uint8, grey, RGB or RGBA) are.

    Raises InvalidRequest (no_face_found; `picture` says which: "one", "other"), ModelMissing where a model
    is named that is not there.
    """
    faces = [
        _largest(shrunk(as_rgb(picture), WORK_SIDE_PX), name)
        for name, picture in (("one", one), ("other", other))
    ]
    store = store or ModelStore()
    installed = store.find(model, "likeness") if model else next(iter(store.of_kind("likeness")), None)
    if installed is None:
        return Likeness(score=_rough(*faces), method="rough")
    features = _features([crop for crop, _marks in faces], installed)
    cosine = float(features[0] @ features[1])
    return Likeness(score=_between(cosine, STRANGERS, SAME), method="features", model=installed.name)


def _largest(picture: Pixels, name: str) -> tuple[Pixels, Marks]:
    """(the face upright and in one size, its landmarks there in fractions)."""
    found = face_marks(picture)
    if not found:
        raise InvalidRequest("no face was found in the picture", code="no_face_found", picture=name)
    height, width = picture.shape[:2]
    marks = found[0] * (width, height)
    right, left = (marks[IRISES[part]] for part in ("right_iris", "left_iris"))
    goal = np.array([(EYES_ACROSS, EYES_DOWN), (1 - EYES_ACROSS, EYES_DOWN)]) * CROP_PX
    turn = _similarity(np.array([right, left]), goal)
    crop = cv2.warpAffine(
        picture, turn, (CROP_PX, CROP_PX), flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REPLICATE
    )
    return crop, (marks @ turn[:, :2].T + turn[:, 2]) / CROP_PX


def _similarity(here: NDArray[np.float64], there: NDArray[np.float64]) -> NDArray[np.float64]:
    """The turn, scale and shift that bring two points onto two others, `(2, 3)`."""
    a, b = here[1] - here[0], there[1] - there[0]
    ratio = complex(*b) / complex(*a)
    turn = np.array([[ratio.real, -ratio.imag], [ratio.imag, ratio.real]])
    return np.hstack([turn, (there[0] - turn @ here[0])[:, None]])


def _rough(one: tuple[Pixels, Marks], other: tuple[Pixels, Marks]) -> float:
    shapes = [_shape(marks) for _crop, marks in (one, other)]
    apart = float(np.linalg.norm(shapes[0] - shapes[1], axis=1).mean())
    colours = [_colours(crop, marks) for crop, marks in (one, other)]
    coloured = float(np.linalg.norm(colours[0] - colours[1], axis=1).mean())
    shape = _between(apart, OTHER_SHAPE, SAME_SHAPE)
    return round(SHAPE_SHARE * shape + (1 - SHAPE_SHARE) * _between(coloured, OTHER_COLOUR, SAME_COLOUR), 3)


def _shape(marks: Marks) -> Floats:
    """The steady landmarks from between the eyes, in distances of the eyes."""
    return ((marks[list(STEADY)] - (0.5, EYES_DOWN)) / (1 - 2 * EYES_ACROSS)).astype(np.float32)


def _colours(crop: Pixels, marks: Marks) -> Floats:
    """Skin of cheeks and brow, lips, the hair above: `(5, 3)` OKLab medians, lightness scaled by LIGHT."""
    lab = oklab_from_srgb(crop.astype(np.float32) / 255) * np.array([LIGHT, 1, 1], np.float32)
    nose, lips, top = marks[NOSE_TIP], marks[list(LIPS_MIDDLE)].mean(axis=0), marks[10]
    places = [
        (nose + marks[234]) / 2, (nose + marks[454]) / 2, (top + marks[168]) / 2, lips, top - (0, 0.08),
    ]  # fmt: skip
    seen = []
    for x, y in places:
        column, row = int(np.clip(x, 0, 0.999) * CROP_PX), int(np.clip(y, 0, 0.999) * CROP_PX)
        around = lab[max(0, row - 8) : row + 9, max(0, column - 8) : column + 9]
        seen.append(np.median(around.reshape(-1, 3), axis=0))
    return np.array(seen, np.float32)


def _between(value: float, zero: float, one: float) -> float:
    return round(float(np.clip((value - zero) / (one - zero), 0, 1)), 3)


def _features(crops: list[Pixels], model: Installed) -> Floats:
    """What the model sees in each crop, `(N, C)` float32 of length 1."""
    import torch

    processor, network = _loaded(model.folder, fingerprint(model))
    seen = processor(images=crops, return_tensors="pt").to(network.device)
    with torch.inference_mode():
        answer = network(**seen)
    features = getattr(answer, "image_embeds", None)
    if features is None:
        pooled = getattr(answer, "pooler_output", None)
        features = pooled if pooled is not None else answer.last_hidden_state[:, 0]
    found: Floats = features.float().cpu().numpy()
    return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6)


@lru_cache(maxsize=1)
def _loaded(folder: Path, weights: str) -> tuple[Any, Any]:
    """(processor, network) of a vision model; `weights` tells one installation from another."""
    import torch
    from transformers import AutoConfig, AutoImageProcessor, AutoModel, CLIPVisionModelWithProjection

    processor = AutoImageProcessor.from_pretrained(folder, local_files_only=True)
    kind = AutoConfig.from_pretrained(folder, local_files_only=True).model_type
    network_class = CLIPVisionModelWithProjection if kind in ("clip", "clip_vision_model") else AutoModel
    network = network_class.from_pretrained(
        folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
    )
    return processor, network.eval().to("cuda" if torch.cuda.is_available() else "cpu")
