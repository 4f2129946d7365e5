"""One batch on loaded models: what the pipeline is called with, and what is told while it works."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import nn

from studio.errors import StudioError
from studio.paint.arrays import Pixels
from studio.paint.diffusion.base import Base
from studio.paint.diffusion.loading import Network
from studio.paint.diffusion.looks import ImagePrompter
from studio.paint.diffusion.previews import Previewer, Tiny, as_grid
from studio.paint.diffusion.schedulers import Glimpse, build_scheduler
from studio.paint.diffusion.task import Hooks, ImageTask, Mask

Arguments = dict[str, Any]


class NothingPainted(StudioError):
    """The numbers ran out of range on the way: half precision in a model that needs more. Params: name."""

    code = "picture_not_finite"


class Batch:
    """Tasks of one key, and the loaded models they are painted with."""

    def __init__(
        self,
        base: Base,
        tasks: Sequence[ImageTask],
        *,
        controls: Sequence[Network] = (),
        prompters: Sequence[ImagePrompter] = (),
        projections: Sequence[nn.Module] = (),
        tiny_vae: Network | None = None,
    ) -> None:
        self._base = base
        self._tasks = tasks
        self._first = tasks[0]
        self._controls = controls
        self._prompters = prompters
        self._projections = projections
        self._tiny_vae = tiny_vae

    def paint(self, hooks: Sequence[Hooks]) -> list[Pixels]:
        """The pictures as the model leaves them, `(H, W, 3)` uint8 RGB. Raises NothingPainted."""
        scheduler = build_scheduler(self._first.scheduler, self._base.scheduler_config)
        # On the processor, so that a seed means the same noise on every device.
        generators = [torch.Generator("cpu").manual_seed(task.seed) for task in self._tasks]
        glimpse = Glimpse(scheduler, generators)
        pipe = self._base.pipeline(self._first.operation, [c.network for c in self._controls], scheduler)
        arguments = {
            **self._words(),
            **self._pictures(),
            **self._control_arguments(),
            **self._look_arguments(pipe),
            "num_inference_steps": self._first.steps,
            self._base.family.guidance: self._first.guidance,
            "generator": generators,
            "output_type": "pt",
            "callback_on_step_end": _Steps(self, hooks, glimpse),
            "callback_on_step_end_tensor_inputs": ["latents"],
        }
        known = inspect.signature(pipe.__call__).parameters
        found = pipe(**{name: value for name, value in arguments.items() if name in known}).images
        if not torch.isfinite(found).all():
            raise NothingPainted(
                f"{self._base.model.name} gave no numbers to make a picture of", name=self._base.model.name
            )
        pixels = (found.float().clamp(0, 1) * 255).round().byte().permute(0, 2, 3, 1).cpu().numpy()
        return [np.ascontiguousarray(one) for one in pixels]

    def previewer(self) -> Previewer:
        if self._tiny_vae is not None:
            return Previewer(Tiny(self._tiny_vae.network).show)
        return Previewer(self._base.colours.show)

    def grid(self, latents: torch.Tensor) -> torch.Tensor | None:
        first = self._first
        return as_grid(latents, first.height_px, first.width_px, self._base.latent_channels)

    def _words(self) -> Arguments:
        prompts = [task.prompt for task in self._tasks]
        negatives = [task.negative for task in self._tasks]
        family = self._base.family
        if family.words == "whole":
            words: Arguments = {"prompt": prompts, "max_sequence_length": family.tokens}
            if family.negative and self._first.guidance > 0:
                # Some guide only where something is not wanted: a blank is such a thing.
                words["negative_prompt"] = [negative or " " for negative in negatives]
            return words
        encoded = [self._base.read(task.prompt, task.negative, task.chunks) for task in self._tasks]
        words = {
            "prompt_embeds": torch.cat([one.words for one in encoded]),
            "negative_prompt_embeds": torch.cat([one.negative_words for one in encoded]),
        }
        if pooled := [one.pooled for one in encoded if one.pooled is not None]:
            unwanted = [one.negative_pooled for one in encoded if one.negative_pooled is not None]
            words["pooled_prompt_embeds"] = torch.cat(pooled)
            words["negative_pooled_prompt_embeds"] = torch.cat(unwanted)
        return words

    def _pictures(self) -> Arguments:
        first = self._first
        sized: Arguments = {"width": first.width_px, "height": first.height_px}
        if first.operation == "text":
            return sized
        given = {
            **sized,
            "image": _as_tensor([_known(task.base) for task in self._tasks]),
            "strength": first.strength,
        }
        if first.operation == "repaint":
            return given
        # Wherever anything of the new picture will show, all of it is painted.
        masks = [(_known(task.mask) > 0).astype(np.float32) for task in self._tasks]
        return {**given, "mask_image": torch.from_numpy(np.stack(masks)[:, None])}

    def _control_arguments(self) -> Arguments:
        if not self._controls:
            return {}
        each = range(len(self._controls))
        pictures = [_as_tensor([task.controls[place].pixels for task in self._tasks]) for place in each]
        controls = self._first.controls
        # Where there is a picture to begin with, that one is `image`.
        name = "image" if self._first.operation == "text" else "control_image"
        return {
            name: pictures,
            "controlnet_conditioning_scale": [control.scale for control in controls],
            "control_guidance_start": [control.start for control in controls],
            "control_guidance_end": [control.end for control in controls],
        }

    def _look_arguments(self, pipe: Any) -> Arguments:
        if not self._prompters:
            return {}
        seen = [
            prompter.read([task.looks[place].pixels for task in self._tasks], projection)
            for place, (prompter, projection) in enumerate(
                zip(self._prompters, self._projections, strict=True)
            )
        ]

        def ready(*_: object, do_classifier_free_guidance: bool | None = None) -> list[torch.Tensor]:
            guided = pipe.do_classifier_free_guidance
            return [torch.cat([blank, shown]) if guided else shown for shown, blank in seen]

        # The pipeline would repeat one picture for all of a batch; here each has its own.
        pipe.prepare_ip_adapter_image_embeds = ready
        return {"ip_adapter_image_embeds": [shown for shown, _ in seen]}


class _Steps:
    """The pipeline's callback: previews when they are due, then every hook, in the order of the tasks."""

    def __init__(self, batch: Batch, hooks: Sequence[Hooks], glimpse: Glimpse) -> None:
        self._batch = batch
        self._hooks = hooks
        self._glimpse = glimpse
        self._previewer: Previewer | None = None

    def __call__(self, pipe: Any, index: int, timestep: Any, tensors: dict[str, Any]) -> dict[str, Any]:
        steps = int(pipe.num_timesteps)
        if index + 1 < steps:
            self._preview(tensors["latents"])
        for hook in self._hooks:
            hook.on_step(index + 1, steps)
        return tensors

    def _preview(self, latents: torch.Tensor) -> None:
        if self._previewer is None:
            self._previewer = self._batch.previewer()
        if not self._previewer.due():
            return
        clean = self._glimpse.clean
        grid = self._batch.grid(clean if clean is not None else latents)
        if grid is None:
            return
        for hook, pixels in zip(self._hooks, self._previewer.pictures(grid), strict=True):
            hook.on_preview(pixels)


def finished(task: ImageTask, painted: Pixels) -> Pixels:
    """The picture as asked: where nothing was marked it is the one that was given, to the last bit."""
    if task.mask is None or task.base is None:
        return painted
    share = _soft(task.mask)
    mixed = task.base * (1 - share) + painted * share
    return np.asarray(np.clip(mixed.round(), 0, 255), np.uint8)


def _soft(mask: Mask) -> Any:
    return (mask.astype(np.float32) / 255)[..., None]


def _as_tensor(pictures: Sequence[Pixels]) -> torch.Tensor:
    """`(N, 3, H, W)` float32 in 0..1."""
    stacked = np.ascontiguousarray(np.stack(pictures).transpose(0, 3, 1, 2))
    return torch.from_numpy(stacked).float() / 255


def _known(picture: Any) -> Any:
    assert picture is not None, "checked before"
    return picture
