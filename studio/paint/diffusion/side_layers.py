"""Low-rank layers beside a network's own (LoRA, Hu et al. 2021): read once, then only pointed at.

peft builds a new module into every layer of a network for every LoRA: seconds for the 700 layers of SDXL's,
more with each LoRA that is kept. Here nothing is built in. The two small matrices of a layer wait in memory,
and while a picture wants them a hook adds what they say to what the layer says.
"""

from __future__ import annotations

import copy
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from diffusers.utils import (
    convert_state_dict_to_diffusers,
    convert_state_dict_to_peft,
    convert_unet_state_dict_to_peft,
)
from peft import LoraConfig
from peft.utils.other import get_pattern_key
from torch import nn
from torch.nn import functional
from torch.utils.hooks import RemovableHandle

Tensors = dict[str, torch.Tensor]
DOWN, UP = ".lora_A.weight", ".lora_B.weight"
# What diffusers' loaders call for each network that a file has something for.
_LOADERS = ("load_lora_into_unet", "load_lora_into_transformer", "load_lora_into_text_encoder")
_NETWORKS = ("unet", "transformer", "text_encoder", "text_encoder_2")


class UnsupportedLayers(ValueError):
    """A file holds more than low-rank layers: biases, magnitudes (DoRA), norms, other decompositions."""


@dataclass(frozen=True)
class LowRank:
    """`down` is `(rank, in)`, `up` `(out, rank)`; of convolutions with a kernel behind. `scale` is alpha over
    rank."""

    down: torch.Tensor
    up: torch.Tensor
    scale: float

    @property
    def bytes(self) -> int:
        return sum(one.numel() * one.element_size() for one in (self.down, self.up))

    def add_to(
        self, seen: torch.Tensor, given: torch.Tensor, layer: nn.Module, weight: float
    ) -> torch.Tensor:
        """What the layer made of `given`, and what these say to it."""
        if isinstance(layer, nn.Conv2d):
            low = functional.conv2d(given, self.down, None, layer.stride, layer.padding, layer.dilation)
            said = functional.conv2d(low, self.up)
        else:
            said = functional.linear(functional.linear(given, self.down), self.up)
        return torch.add(seen, said, alpha=weight * self.scale)


# A LoRA: the layers it has something beside, by themselves.
SideLayers = Mapping[nn.Module, LowRank]


def read_side_layers(pipe: Any, path: Path, device: torch.device) -> SideLayers:
    """Read a LoRA for a loaded pipeline, in any of the spellings that diffusers reads.

    Raises UnsupportedLayers; ValueError and what diffusers raises where the file is for another network.
    """
    layers: dict[nn.Module, LowRank] = {}
    for network, tensors, scales in _told_by_diffusers(pipe, path):
        modules = dict(network.named_modules())
        # A parameter's, not the network's own: a quantised network has several.
        dtype = next(one.dtype for one in network.parameters() if one.is_floating_point())
        for name in sorted({key.rpartition(".lora_")[0] for key in tensors}):
            layer = modules.get(name)
            down, up = tensors[f"{name}{DOWN}"], tensors[f"{name}{UP}"]
            if layer is None or not _fits(layer, down, up):
                raise ValueError(f"it has no layer {name} of that shape")
            layers[layer] = LowRank(
                down.to(device, dtype, non_blocking=True),
                up.to(device, dtype, non_blocking=True),
                scales[name],
            )
    if not layers:
        raise ValueError("none of its layers is in this network")
    return layers


class Beside:
    """Hangs side layers beside the layers of networks, and takes them away. One thread at a time."""

    def __init__(self) -> None:
        self._handles: list[RemovableHandle] = []

    def hang(self, active: Sequence[tuple[SideLayers, float]]) -> None:
        """Exactly these from now on, each with its weight; those of before are gone."""
        for handle in self._handles:
            handle.remove()
        said: dict[nn.Module, list[tuple[LowRank, float]]] = defaultdict(list)
        for layers, weight in active:
            for layer, low_rank in layers.items():
                said[layer].append((low_rank, weight))
        self._handles = [layer.register_forward_hook(_hook(found)) for layer, found in said.items()]


def _hook(found: Sequence[tuple[LowRank, float]]) -> Callable[..., torch.Tensor]:
    def add(layer: nn.Module, given: tuple[torch.Tensor, ...], seen: torch.Tensor) -> torch.Tensor:
        for low_rank, weight in found:
            seen = low_rank.add_to(seen, given[0], layer, weight)
        return seen

    return add


def _told_by_diffusers(pipe: Any, path: Path) -> list[tuple[nn.Module, Tensors, dict[str, float]]]:
    """Each network, its tensors under peft's names, and the scale of each of its layers.

    diffusers translates the file and hands the tensors to its own loaders, which are not its own here.
    """
    told: list[tuple[nn.Module, Tensors, dict[str, float]]] = []

    def take(
        state_dict: Tensors,
        network_alphas: Mapping[str, float] | None = None,
        *,
        metadata: Mapping[str, Any] | None = None,
        prefix: str | None = None,
        **named: Any,
    ) -> None:
        kind = next(name for name in _NETWORKS if name in named)
        prefix = f"{prefix or kind}."
        tensors = {key.removeprefix(prefix): one for key, one in state_dict.items() if key.startswith(prefix)}
        if not tensors:
            return
        network: nn.Module = named[kind]
        alphas = _without(prefix, network_alphas or {})
        names = _peft_names(kind, network, tensors)
        if strange := [name for name in names.values() if not name.endswith((DOWN, UP))]:
            raise UnsupportedLayers(strange[0])
        by_name = {names[key]: one for key, one in tensors.items()}
        config = _without(prefix, metadata) if metadata else None
        told.append((network, by_name, _scales(names, by_name, alphas, config)))

    def refuse(*_: object, **__: object) -> None:
        raise UnsupportedLayers("norms")

    listener = copy.copy(pipe)
    for name in _LOADERS:
        setattr(listener, name, take)
    listener._load_norm_into_transformer = refuse
    listener.load_lora_weights(
        str(path.parent),
        weight_name=path.name,
        adapter_name="side",
        local_files_only=True,
        use_safetensors=True,
    )
    return told


def _without(prefix: str, values: Mapping[str, Any]) -> dict[str, Any]:
    return {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}


def _peft_names(kind: str, network: nn.Module, tensors: Tensors) -> dict[str, str]:
    """Each tensor's name as peft has it: the translators keep the order, so that names find each other."""
    if kind.startswith("text_encoder"):
        found = convert_state_dict_to_peft(convert_state_dict_to_diffusers(tensors))
        # Encoders were nested once: older files say so.
        nested = hasattr(network, "text_model")
        names = [name if nested else name.removeprefix("text_model.") for name in found]
    elif any("lora_A" in key for key in tensors):
        names = list(tensors)
    else:
        names = list(convert_unet_state_dict_to_peft(tensors))
    return dict(zip(tensors, names, strict=True))


def _scales(
    names: Mapping[str, str], tensors: Tensors, alphas: Mapping[str, float], config: dict[str, Any] | None
) -> dict[str, float]:
    """Alpha over rank of each layer: by peft's configuration where the file has one, by the alphas that stand
    beside its tensors, else 1."""
    scales: dict[str, float] = {}
    usual = Counter(alphas.values()).most_common(1)
    peft = LoraConfig(**config) if config else None
    for key, name in names.items():
        if not name.endswith(DOWN):
            continue
        layer = name.removesuffix(DOWN)
        rank = tensors[name].shape[0]
        if peft is not None:
            if peft.use_dora or peft.lora_bias:
                raise UnsupportedLayers("DoRA, or biases")
            alpha = peft.alpha_pattern.get(get_pattern_key(peft.alpha_pattern, layer), peft.lora_alpha)
            scales[layer] = alpha / (rank**0.5 if peft.use_rslora else rank)
        elif usual:
            spellings = (f"{key}.alpha", f"{key.split('.lora')[0]}.alpha", f"{layer}.alpha")
            known = [alphas[spelling] for spelling in spellings if spelling in alphas]
            scales[layer] = (known[0] if known else usual[0][0]) / rank
        else:
            scales[layer] = 1.0
    return scales


def _fits(layer: nn.Module, down: torch.Tensor, up: torch.Tensor) -> bool:
    if isinstance(layer, nn.Conv2d):
        return (
            layer.groups == 1
            and down.ndim == up.ndim == 4
            and tuple(down.shape[1:]) == (layer.in_channels, *layer.kernel_size)
            and tuple(up.shape) == (layer.out_channels, down.shape[0], 1, 1)
        )
    return (
        isinstance(layer, nn.Linear)
        and down.ndim == up.ndim == 2
        and tuple(down.shape[1:]) == (layer.in_features,)
        and tuple(up.shape) == (layer.out_features, down.shape[0])
    )
