"""A base in memory, and the pipelines made of it: one for each picture's operation, all of the same parts."""

from __future__ import annotations

import inspect
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import cached_property
from typing import Any

import torch
from diffusers import AutoPipelineForText2Image
from diffusers.pipelines.auto_pipeline import (
    AUTO_IMAGE2IMAGE_PIPELINES_MAPPING,
    AUTO_INPAINT_PIPELINES_MAPPING,
    AUTO_TEXT2IMAGE_PIPELINES_MAPPING,
)
from torch import nn

from studio.errors import InvalidRequest
from studio.models.store import Installed
from studio.paint.diffusion.device import TILED_FROM_PX, Tuning, precision
from studio.paint.diffusion.families import family_of
from studio.paint.diffusion.libraries import quieten
from studio.paint.diffusion.loading import NOT_LOADED, bytes_of, check_files, unloadable
from studio.paint.diffusion.looks import ImagePrompter, looking
from studio.paint.diffusion.loras import Loras
from studio.paint.diffusion.previews import Linear, fit_to_vae
from studio.paint.diffusion.prompts import ChunkReader, Encoded
from studio.paint.diffusion.task import Look
from studio.paint.options import Operation

_MAPPINGS: dict[Operation, Mapping[str, Any]] = {
    "text": AUTO_TEXT2IMAGE_PIPELINES_MAPPING,
    "repaint": AUTO_IMAGE2IMAGE_PIPELINES_MAPPING,
    "inpaint": AUTO_INPAINT_PIPELINES_MAPPING,
    "outpaint": AUTO_INPAINT_PIPELINES_MAPPING,
}
# Prompts kept encoded: those of the last few jobs, half a megabyte each.
PROMPTS_KEPT = 16


class Base:
    """A loaded base. One thread at a time; a picture may be squeezed in between two steps of another."""

    def __init__(self, model: Installed, device: str, tuning: Tuning) -> None:
        self.model = model
        self.family = family_of(model.card.family)
        self.device = torch.device(device)
        self.dtype = precision(self.family, device)
        self.offloaded = False
        self.always_tiled = False
        self._tuning = tuning
        self._pipe = self._load(model)
        self._place(tuning)
        self.loras = Loras(self._pipe, model, self.device)
        self._prompts: dict[tuple[object, ...], Encoded] = {}

    def _load(self, model: Installed) -> Any:
        quieten()
        check_files(model)
        try:
            return AutoPipelineForText2Image.from_pretrained(
                model.folder,
                dtype=self.dtype,
                variant=model.card.variant,
                use_safetensors=True,
                local_files_only=True,
                **dict.fromkeys(self._left_out(model)),
            )
        except NOT_LOADED as error:
            raise unloadable(model, error) from error

    def _left_out(self, model: Installed) -> set[str]:
        """Components that are not there, or not wanted: the loader is to go on without them."""
        try:
            index: dict[str, Any] = json.loads((model.folder / "model_index.json").read_bytes())
        except (OSError, ValueError) as error:
            raise unloadable(model, error) from error
        absent = {part for part in self.family.optional_parts if not (model.folder / part).is_dir()}
        unwanted = {"safety_checker"} & index.keys()
        # Stable Diffusion 3 may be saved without its largest reader, and then does not even name it.
        unnamed = {"text_encoder_3", "tokenizer_3"} if self.family.name == "sd3" else set[str]()
        return (absent | unwanted | set(model.card.leave_out)) & (index.keys() | unnamed)

    def _place(self, tuning: Tuning) -> None:
        tuning.ready(self.device.type)
        self._pipe.to(self.device)
        if tuning.lays_last(self.device.type) and self.unet is not None:
            self.unet.to(memory_format=torch.channels_last)
            self._pipe.vae.to(memory_format=torch.channels_last)
        tuning.build(self.denoiser)
        # One picture after the other: the decoder is done in a moment, and takes most memory of all.
        self._pipe.vae.enable_slicing()

    @property
    def unet(self) -> Any:
        """The UNet, None for families of transformers."""
        return getattr(self._pipe, "unet", None)

    @property
    def denoiser(self) -> Any:
        return self.unet if self.unet is not None else self._pipe.transformer

    @property
    def vae(self) -> Any:
        return self._pipe.vae

    @property
    def scheduler_config(self) -> Any:
        return self._pipe.scheduler.config

    @property
    def tiled(self) -> bool:
        """Whether the decoder works in tiles now."""
        return bool(self.vae.use_tiling)

    @property
    def latent_channels(self) -> int:
        config = self.vae.config
        return int(config.get("latent_channels") or config.get("z_dim"))

    @cached_property
    def colours(self) -> Linear:
        """What its latents look like, roughly."""
        return fit_to_vae(self.vae, self.device)

    @cached_property
    def reader(self) -> ChunkReader:
        return ChunkReader(self._pipe, self.device, self.model.card.defaults.clip_skip)

    def read(self, prompt: str, negative: str, chunks: int) -> Encoded:
        """The words encoded as the LoRAs at work have it; what was read lately is not read again."""
        key = (prompt, negative, chunks, self.loras.active)
        encoded = self._prompts.pop(key, None) or self.reader.read(prompt, negative, chunks)
        self._prompts[key] = encoded
        while len(self._prompts) > PROMPTS_KEPT:
            del self._prompts[next(iter(self._prompts))]
        return encoded

    @contextmanager
    def set_for(
        self,
        loras: Sequence[tuple[Installed, float]],
        looks: Sequence[tuple[Look, ImagePrompter]],
        pixels: int,
    ) -> Iterator[list[nn.Module]]:
        """LoRAs, image prompts and tiling for pictures of so many pixels; after it as it was before.

        Gives the projections of the image prompts.
        """
        with ExitStack() as stack:
            # SDXL's pipelines lift their decoder to full precision and do not always put it back.
            stack.callback(self.vae.to, self.dtype)
            self.vae.to(self.dtype)
            stack.callback(self._tile, self.tiled)
            self._tile(self.always_tiled or pixels > TILED_FROM_PX)
            stack.enter_context(self.loras.attached(loras))
            stack.enter_context(self._tuning.built(usable=not loras))
            yield stack.enter_context(looking(self.unet, looks, self.family))

    def _tile(self, tiled: bool) -> None:
        if tiled:
            self.vae.enable_tiling()
        else:
            self.vae.disable_tiling()

    def pipeline(self, operation: Operation, controls: Sequence[Any], scheduler: Any) -> Any:
        """A pipeline of its own for one batch, over the parts that are loaded already.

        Raises InvalidRequest (operation_unsupported).
        """
        cls = pipeline_class(type(self._pipe), operation, bool(controls))
        if cls is None:
            raise InvalidRequest(
                f"{self.model.name} cannot {operation}" + (" with control pictures" if controls else ""),
                code="operation_unsupported",
                operation=operation,
                name=self.model.name,
            )
        given = {**self._pipe.components, "scheduler": scheduler}
        if controls:
            given["controlnet"] = list(controls)
        wanted = inspect.signature(cls.__init__).parameters
        # Switches of its pipeline's configuration (how empty words are read) go along.
        switches = {name: value for name, value in self._pipe.config.items() if name not in given}
        arguments = {name: value for name, value in {**switches, **given}.items() if name in wanted}
        if "add_watermarker" in wanted:
            # Our own marks are in the file (C2PA), not in the picture.
            arguments["add_watermarker"] = False
        pipe = cls(**arguments)
        pipe.set_progress_bar_config(disable=True)
        if self.offloaded:
            pipe.enable_model_cpu_offload(device=self.device)
        return pipe

    def offload(self) -> bool:
        """From now on only the network at work is on the device. False where there is nowhere to go."""
        if self.offloaded or self.device.type == "cpu":
            return False
        self.offloaded = True
        return True

    def parts(self) -> Mapping[int, int]:
        """The bytes of each network and of the LoRAs kept with them, by its id."""
        networks = [part for part in self._pipe.components.values() if isinstance(part, nn.Module)]
        sizes = {id(network): bytes_of(network) for network in networks}
        return {**sizes, id(self.loras): self.loras.bytes()}

    def close(self) -> None:
        self._prompts.clear()
        self.__dict__.pop("reader", None)
        self._pipe.remove_all_hooks()
        del self._pipe, self.loras


def pipeline_class(loaded: type, operation: Operation, controlled: bool) -> Any:
    """The pipeline of the same house for an operation; None where there is none."""
    house = next((name for name, cls in AUTO_TEXT2IMAGE_PIPELINES_MAPPING.items() if cls is loaded), None)
    if house is None:
        return None
    return _MAPPINGS[operation].get(f"{house}-controlnet" if controlled else house)
