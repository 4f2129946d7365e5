"""Making a picture larger, to exactly the size that is wanted.

`fast` needs nothing; `diffusion` paints new detail with an installed x4 upscaler.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from studio.errors import InvalidRequest
from studio.models.store import Installed, ModelStore
from studio.paint.arrays import Pixels
from studio.paint.hearing import OnPaintStep, ignore_step
from studio.paint.inputs import as_rgb
from studio.paint.needs import fingerprint, one_of_kind
from studio.paint.upscale.fast import enlarge

UpscaleMethod = Literal["fast", "diffusion"]
METHODS: tuple[UpscaleMethod, ...] = get_args(UpscaleMethod)
LARGEST_SIDE_PX = 8192
MOST_PIXELS = 20_000_000
STEPS, GUIDANCE = 30, 4.0

LoadPipe = Callable[[Installed], Any]
"""Gives a `StableDiffusionUpscalePipeline` on its device."""


def upscale(
    picture: NDArray[Any],
    width_px: int,
    height_px: int,
    *,
    method: str = "fast",
    prompt: str = "",
    negative: str = "",
    seed: int = 0,
    steps: int | None = None,
    guidance: float | None = None,
    model: str | None = None,
    store: ModelStore | None = None,
    load: LoadPipe | None = None,
    on_step: OnPaintStep = ignore_step,
) -> Pixels:
    """`(height_px, width_px, 3)` uint8 RGB; of another shape than the picture, the picture's middle.

    `steps` and `guidance` None: the model's own. `load` gives the pipeline where somebody keeps it warm.
    Raises InvalidRequest (unknown_method, size_out_of_range, picture_unreadable), ModelMissing, and what
    `on_step` raises.
    """
    if method not in METHODS:
        raise InvalidRequest(
            f"unknown way to enlarge {method!r}; known: {', '.join(METHODS)}",
            code="unknown_method",
            method=method,
        )
    if not (min(width_px, height_px) > 0 and max(width_px, height_px) <= LARGEST_SIDE_PX) or (
        width_px * height_px > MOST_PIXELS
    ):
        raise InvalidRequest(
            f"a picture can't be made {width_px}×{height_px}",
            code="size_out_of_range",
            width_px=width_px,
            height_px=height_px,
        )
    source = _middle(as_rgb(picture), width_px, height_px)
    if method == "fast" or source.shape[0] >= height_px:
        # Nothing is to be invented where there is enough.
        return enlarge(source, width_px, height_px, on_step)
    from studio.paint.upscale.diffusion import Wish, paint_larger

    card = one_of_kind(store or ModelStore(), "upscaler", model)
    defaults = card.card.defaults
    wish = Wish(
        prompt=prompt,
        negative=negative,
        seed=seed,
        steps=steps or defaults.steps or STEPS,
        guidance=guidance if guidance is not None else defaults.guidance or GUIDANCE,
    )
    pipe = (load or load_upscaler)(card)
    return paint_larger(pipe, source, width_px, height_px, wish, on_step)


def _middle(picture: Pixels, width_px: int, height_px: int) -> Pixels:
    """The largest part of the wanted shape, from the middle."""
    height, width = picture.shape[:2]
    wide = min(width, max(1, round(height * width_px / height_px)))
    tall = min(height, max(1, round(width * height_px / width_px)))
    left, top = (width - wide) // 2, (height - tall) // 2
    return np.ascontiguousarray(picture[top : top + tall, left : left + wide])


def load_upscaler(model: Installed) -> Any:
    """The pipeline of an installed upscaler; the last one stays loaded."""
    return _loaded(model.folder, model.card.variant, fingerprint(model))


@lru_cache(maxsize=1)
def _loaded(folder: Path, variant: str | None, weights: str) -> Any:
    import torch
    from diffusers import StableDiffusionUpscalePipeline

    on_gpu = torch.cuda.is_available()
    pipe = StableDiffusionUpscalePipeline.from_pretrained(
        folder,
        variant=variant,
        dtype=torch.float16 if on_gpu else torch.float32,
        use_safetensors=True,
        local_files_only=True,
    )
    return pipe.to("cuda" if on_gpu else "cpu")


__all__ = ["METHODS", "UpscaleMethod", "load_upscaler", "upscale"]
