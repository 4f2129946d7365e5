"""Image prompts (IP-Adapter, Ye et al. 2023): pictures that a UNet listens to beside the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from diffusers.models.attention_processor import IPAdapterAttnProcessor2_0
from diffusers.models.embeddings import ImageProjection, MultiIPAdapterImageProjection
from PIL import Image
from safetensors.torch import load_file
from torch import nn
from transformers import CLIPImageProcessorPil, CLIPVisionModelWithProjection

from studio.errors import StudioError
from studio.models.store import Installed
from studio.models.weights import read_header
from studio.paint.arrays import Pixels
from studio.paint.diffusion.device import precision
from studio.paint.diffusion.families import Family, family_of
from studio.paint.diffusion.loading import NOT_LOADED, bytes_of
from studio.paint.diffusion.task import Look

PICTURE, ATTENTION = "image_proj", "ip_adapter"


class UnusableAdapter(StudioError):
    """Weights that are no image prompt for this base. Code: look_unusable; params: name."""

    code = "look_unusable"


class ImagePrompter:
    """An installed image prompt: an encoder of pictures, and what it adds to a UNet's cross-attention."""

    def __init__(self, model: Installed, device: str) -> None:
        self.model = model
        self._device = torch.device(device)
        self._dtype = dtype = precision(family_of(model.card.family), device)
        path = model.weights_file()
        read_header(path)
        try:
            weights = load_file(path)
            encoder = CLIPVisionModelWithProjection.from_pretrained(
                model.part("image_encoder"), dtype=dtype, use_safetensors=True, local_files_only=True
            )
        except NOT_LOADED as error:
            raise _unusable(model, str(error)) from error
        self._encoder = encoder.eval().to(self._device)
        side = int(encoder.config.image_size)
        self._processor = CLIPImageProcessorPil(
            size={"shortest_edge": side}, crop_size={"height": side, "width": side}
        )
        self._state = {part: _under(f"{part}.", weights) for part in (PICTURE, ATTENTION)}
        if not all(self._state.values()):
            raise _unusable(model, "it has no image_proj and ip_adapter")
        self._built: _Built | None = None

    def built_for(self, unet: Any) -> _Built:
        """Its projection and its keys and values for each cross-attention of a UNet of its family."""
        if self._built is None or self._built.across != unet.config.cross_attention_dim:
            self._built = self._build(unet)
        # Where a UNet is off-loaded, what hangs on it goes along; the next one may be on the device.
        self._built.to(unet.device)
        return self._built

    def _build(self, unet: Any) -> _Built:
        # The UNet's own converters, as `load_ip_adapter` calls them; that one also puts them to work at once.
        try:
            projection = unet._convert_ip_adapter_image_proj_to_diffusers(
                self._state[PICTURE], low_cpu_mem_usage=False
            )
            processors = unet._convert_ip_adapter_attn_to_diffusers([self._state], low_cpu_mem_usage=False)
        except (KeyError, RuntimeError) as error:
            raise _unusable(self.model, str(error)) from error
        crossing = {
            name: processor.to(self._device, self._dtype)
            for name, processor in processors.items()
            if isinstance(processor, IPAdapterAttnProcessor2_0)
        }
        return _Built(
            projection.to(self._device, self._dtype).eval(), crossing, unet.config.cross_attention_dim
        )

    @torch.no_grad()
    def read(self, pictures: Sequence[Pixels], projection: nn.Module) -> tuple[torch.Tensor, torch.Tensor]:
        """What the pictures look like, and what nothing looks like: `(N, 1, …)` each."""
        images = [Image.fromarray(pixels) for pixels in pictures]
        given = self._processor(images=images, return_tensors="pt").pixel_values.to(self._device, self._dtype)
        if isinstance(projection, ImageProjection):
            seen = self._encoder(given).image_embeds.unsqueeze(1)
            return seen, torch.zeros_like(seen)
        # A resampler reads the patches, before the last layer makes one vector of them.
        seen = self._encoder(given, output_hidden_states=True).hidden_states[-2].unsqueeze(1)
        blank = self._encoder(torch.zeros_like(given[:1]), output_hidden_states=True).hidden_states[-2]
        return seen, blank.unsqueeze(1).expand_as(seen)

    def parts(self) -> Mapping[int, int]:
        modules: list[nn.Module] = [self._encoder]
        if self._built is not None:
            modules += [self._built.projection, *self._built.crossing.values()]
        return {id(module): bytes_of(module) for module in modules}

    def close(self) -> None:
        self._built = None
        del self._encoder


@dataclass(frozen=True)
class _Built:
    projection: nn.Module
    crossing: dict[str, Any]
    across: int

    def to(self, device: torch.device) -> None:
        if next(self.projection.parameters()).device != device:
            for module in (self.projection, *self.crossing.values()):
                module.to(device)


@contextmanager
def looking(
    unet: Any, looks: Sequence[tuple[Look, ImagePrompter]], family: Family
) -> Iterator[list[nn.Module]]:
    """The UNet listens to these pictures within, to what it listened to before after; gives the projections.

    One adapter may come several times, for several pictures; its weights are there once.
    """
    if not looks:
        with _silent(unet):
            yield []
        return
    before = _state_of(unet)
    built = [prompter.built_for(unet) for _, prompter in looks]
    try:
        processors = {
            name: _together(name, [look for look, _ in looks], [one.crossing for one in built], family)
            if name in built[0].crossing
            else processor
            for name, processor in _plain(unet).items()
        }
        projections = [one.projection for one in built]
        _restore(unet, (processors, MultiIPAdapterImageProjection(projections), "ip_image_proj"))
        yield projections
    finally:
        _restore(unet, before)


@contextmanager
def _silent(unet: Any) -> Iterator[None]:
    """No pictures: matters where this is squeezed into a batch that has some."""
    if unet is None or getattr(unet, "encoder_hid_proj", None) is None:
        yield
        return
    before = _state_of(unet)
    try:
        _restore(unet, (_plain(unet), None, None))
        yield
    finally:
        _restore(unet, before)


_State = tuple[dict[str, Any], Any, Any]


def _state_of(unet: Any) -> _State:
    return dict(_own_processors(unet)), unet.encoder_hid_proj, unet.config.encoder_hid_dim_type


def _restore(unet: Any, state: _State) -> None:
    processors, projection, kind = state
    # While it holds a resampler, that one's attention counts as the UNet's own.
    unet.encoder_hid_proj = None
    unet.set_attn_processor(dict(processors))
    unet.encoder_hid_proj = projection
    unet.config.encoder_hid_dim_type = kind


def _own_processors(unet: Any) -> dict[str, Any]:
    """The processors of the UNet's attention; a resampler that it holds has attention of its own."""
    return {
        name: processor
        for name, processor in unet.attn_processors.items()
        if not name.startswith("encoder_hid_proj")
    }


def _plain(unet: Any) -> dict[str, Any]:
    """The same attention, listening to words alone."""
    processors = _own_processors(unet)
    usual = next(p for name, p in processors.items() if not isinstance(p, IPAdapterAttnProcessor2_0))
    return {
        name: type(usual)() if isinstance(processor, IPAdapterAttnProcessor2_0) else processor
        for name, processor in processors.items()
    }


def _together(
    name: str, looks: Sequence[Look], crossings: Sequence[Mapping[str, Any]], family: Family
) -> IPAdapterAttnProcessor2_0:
    """One processor that listens to all pictures, each as strongly as its kind wants it in this block."""
    parts = [crossing[name] for crossing in crossings]
    with torch.device("meta"):
        processor = IPAdapterAttnProcessor2_0(
            hidden_size=parts[0].hidden_size,
            cross_attention_dim=parts[0].cross_attention_dim,
            num_tokens=[part.num_tokens[0] for part in parts],
            scale=[strength_in(name, look, family) for look in looks],
        )
    processor.to_k_ip = nn.ModuleList([part.to_k_ip[0] for part in parts])
    processor.to_v_ip = nn.ModuleList([part.to_v_ip[0] for part in parts])
    return processor


def strength_in(name: str, look: Look, family: Family) -> float:
    """How much a picture counts in the attention of that name: style and layout in their blocks alone."""
    blocks = {"style": family.style_blocks, "layout": family.layout_blocks}.get(look.kind)
    return look.scale if blocks is None or name.startswith(blocks) else 0.0


def _under(prefix: str, weights: Mapping[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    return {key.removeprefix(prefix): value for key, value in weights.items() if key.startswith(prefix)}


def _unusable(model: Installed, why: str) -> UnusableAdapter:
    return UnusableAdapter(f"the image prompt {model.name} cannot be used: {why}", name=model.name)
