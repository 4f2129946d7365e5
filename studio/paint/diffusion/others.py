"""What models do to a finished picture: make it larger, give it another's texture.

They share the device with the painting, so they are tasks of the easel like any other picture; the work
itself is in `studio.paint.upscale` and `studio.paint.transfer`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from diffusers import StableDiffusionUpscalePipeline
from torch import nn

from studio.errors import InvalidRequest
from studio.models.card import ModelKind
from studio.models.store import Installed, ModelStore
from studio.paint.arrays import Pixels
from studio.paint.diffusion.libraries import quieten
from studio.paint.diffusion.loading import NOT_LOADED, bytes_of, check_files, unloadable
from studio.paint.diffusion.task import Hooks, ImageTask, Look
from studio.paint.larger import larger_size
from studio.paint.material import Materials
from studio.paint.needs import one_of_kind
from studio.paint.options import Operation
from studio.paint.protocol import PaintRequest
from studio.paint.retouch import RESTYLE_STRENGTH
from studio.paint.transfer import restyle
from studio.paint.upscale import GUIDANCE, STEPS, upscale

KINDS: dict[Operation, ModelKind] = {"upscale": "upscaler", "restyle": "texture"}


class Upscaler:
    """A loaded x4 upscaler. Every picture gets a pipeline of its own over its parts."""

    def __init__(self, model: Installed, device: str) -> None:
        self.model = model
        quieten()
        check_files(model)
        try:
            pipe = StableDiffusionUpscalePipeline.from_pretrained(
                model.folder,
                dtype=torch.float32 if device == "cpu" else torch.float16,
                variant=model.card.variant,
                use_safetensors=True,
                local_files_only=True,
                **dict.fromkeys(part for part in model.card.leave_out),
            )
        except NOT_LOADED as error:
            raise unloadable(model, error) from error
        self._pipe = pipe.to(device)

    @property
    def dtype(self) -> torch.dtype:
        dtype: torch.dtype = self._pipe.unet.dtype
        return dtype

    def pipeline(self) -> Any:
        """Fresh, with schedulers of its own: another picture may be in the middle of its steps."""
        fresh = {
            name: type(part).from_config(part.config) if "scheduler" in name else part
            for name, part in self._pipe.components.items()
        }
        return type(self._pipe)(**fresh, max_noise_level=self._pipe.config.max_noise_level)

    def parts(self) -> Mapping[int, int]:
        networks = [part for part in self._pipe.components.values() if isinstance(part, nn.Module)]
        return {id(network): bytes_of(network) for network in networks}

    def close(self) -> None:
        del self._pipe


def plan_larger(picture: Pixels, request: PaintRequest, materials: Materials, store: ModelStore) -> ImageTask:
    """A picture to be made larger by an installed upscaler: the one named as the method, or the first.

    Raises ModelMissing.
    """
    asked = request.options
    model = one_of_kind(store, "upscaler", asked.method)
    width_px, height_px = larger_size(picture, request)
    defaults = model.card.defaults
    return ImageTask(
        model=model.name,
        operation="upscale",
        prompt=asked.prompt or "",
        negative=asked.negative or "",
        seed=request.seed,
        width_px=width_px,
        height_px=height_px,
        steps=asked.steps or defaults.steps or STEPS,
        guidance=next(g for g in (asked.guidance, defaults.guidance, GUIDANCE) if g is not None),
        # Its own: there is nothing to choose.
        scheduler="",
        base=picture,
        interactive=request.interactive,
    )


def plan_restyled(
    picture: Pixels, request: PaintRequest, materials: Materials, store: ModelStore
) -> ImageTask:
    """A picture to be given another's look by an installed network that knows textures.

    Raises ModelMissing, InvalidRequest (look_missing).
    """
    look = materials.look()
    model = one_of_kind(store, "texture")
    strength = request.options.strength
    height_px, width_px = picture.shape[:2]
    return ImageTask(
        model=model.name,
        operation="restyle",
        prompt="",
        negative="",
        seed=request.seed,
        width_px=width_px,
        height_px=height_px,
        # How many it makes it tells while it works.
        steps=1,
        guidance=0.0,
        scheduler="",
        strength=RESTYLE_STRENGTH if strength is None else strength,
        base=picture,
        looks=(Look("style", model.name, look, 1.0),),
        interactive=request.interactive,
    )


def check_other(task: ImageTask, store: ModelStore) -> Installed:
    """The model of a task that no base paints. Raises ModelMissing, InvalidRequest (base_missing)."""
    model = store.find(task.model, KINDS[task.operation])
    if task.base is None:
        raise InvalidRequest(
            f"{task.operation} needs a picture", code="base_missing", operation=task.operation
        )
    return model


def made_larger(upscaler: Upscaler, task: ImageTask, hooks: Hooks, store: ModelStore) -> Pixels:
    """`(task.height_px, task.width_px, 3)`. Raises InvalidRequest (size_out_of_range)."""
    assert task.base is not None, "checked before"
    return upscale(
        task.base,
        task.width_px,
        task.height_px,
        method="diffusion",
        prompt=task.prompt,
        negative=task.negative,
        seed=task.seed,
        steps=task.steps,
        guidance=task.guidance,
        model=task.model,
        store=store,
        load=lambda _: upscaler.pipeline(),
        on_step=hooks.on_step,
    )


def made_like(task: ImageTask, hooks: Hooks, store: ModelStore) -> Pixels:
    """The picture in the look of the one it looks at, by the installed network `task.model`."""
    assert task.base is not None, "checked before"
    # It learns the picture, also where it is squeezed in between two steps of those who learn nothing.
    with torch.enable_grad():
        return restyle(
            task.base,
            task.looks[0].pixels,
            method="gatys",
            strength=task.strength,
            model=task.model,
            store=store,
            on_step=hooks.on_step,
            on_preview=hooks.on_preview,
        )
