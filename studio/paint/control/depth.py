"""How far away things are, near ones white, by an installed depth model (DPT, Depth Anything and kin)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from studio.models.store import ModelStore
from studio.paint.arrays import Pixels, Plane
from studio.paint.control.faces import faces_in
from studio.paint.control.picture import ControlPicture, around, cut, window_for
from studio.paint.needs import fingerprint, one_of_kind
from studio.values import Box

# Models that answer in metres; the others answer in nearness.
METRIC = frozenset({"zoedepth", "glpn", "depth_pro"})
# What the nearest and the farthest few pixels say is noise.
FARTHEST, NEAREST = 0.5, 99.5
KEPT_LOADED = 1


def draw_depth(
    photo: Pixels, width_px: int, height_px: int, window: Box | None, store: ModelStore
) -> ControlPicture:
    """Raises ModelMissing (model_missing) where no depth model is installed."""
    model = one_of_kind(store, "depth")
    nearness = _nearness(photo, model.folder, fingerprint(model))
    if window is None:
        window = window_for(photo, width_px, height_px, around(face.box for face in faces_in(photo)))
    far, near = np.percentile(nearness, (FARTHEST, NEAREST))
    shade = np.clip((nearness - far) / max(float(near - far), 1e-6), 0, 1)
    picture = np.repeat(np.rint(shade * 255).astype(np.uint8)[..., None], 3, axis=2)
    return ControlPicture("depth", cut(picture, window, width_px, height_px), window)


def _nearness(photo: Pixels, folder: Path, weights: str) -> Plane:
    """`(H, W)` float32 of the photo's size, larger is nearer."""
    import torch

    processor, model, metric = _loaded(folder, weights)
    seen = processor(images=photo, return_tensors="pt").to(model.device)
    with torch.inference_mode():
        answer = model(**seen).predicted_depth[0]
    depth: Plane = answer.float().cpu().numpy()
    if metric:
        depth = 1 / np.maximum(depth, 1e-3)
    return cv2.resize(depth, photo.shape[1::-1], interpolation=cv2.INTER_LINEAR)


@lru_cache(maxsize=KEPT_LOADED)
def _loaded(folder: Path, weights: str) -> tuple[Any, Any, bool]:
    """(processor, model, whether it answers in metres); `weights` tells one installation from another."""
    import torch
    from transformers import AutoImageProcessor, AutoModelForDepthEstimation

    processor = AutoImageProcessor.from_pretrained(folder, local_files_only=True)
    model = AutoModelForDepthEstimation.from_pretrained(
        folder, local_files_only=True, use_safetensors=True, dtype=torch.float32
    )
    model = model.eval().to("cuda" if torch.cuda.is_available() else "cpu")
    metric = (
        model.config.model_type in METRIC
        or getattr(model.config, "depth_estimation_type", "relative") == "metric"
    )
    return processor, model, metric
