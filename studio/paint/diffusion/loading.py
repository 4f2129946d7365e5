"""Networks beside a base, loaded out of the store: ControlNets and tiny decoders."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderTiny, ControlNetModel
from safetensors import SafetensorError
from torch import nn

from studio.errors import StudioError
from studio.models.store import Installed
from studio.models.weights import read_header
from studio.paint.diffusion.device import Tuning, precision
from studio.paint.diffusion.families import family_of
from studio.paint.diffusion.libraries import quieten

# What the libraries raise when a folder is not what they take it for. Memory that ran out is none of these.
NOT_LOADED = (OSError, ValueError, TypeError, KeyError, AttributeError, ImportError, SafetensorError)


class UnloadableModel(StudioError):
    """An installed model that its library cannot load. Code: model_unloadable; params: name, problem."""

    code = "model_unloadable"


class Network:
    """One loaded network: a ControlNet, a tiny decoder."""

    def __init__(self, model: Installed, device: str, tuning: Tuning) -> None:
        self.model = model
        self.network = _load(model, device).eval().to(device)
        if tuning.lays_last(device):
            self.network.to(memory_format=torch.channels_last)

    def parts(self) -> Mapping[int, int]:
        return {id(self.network): bytes_of(self.network)}

    def close(self) -> None:
        del self.network


def _load(model: Installed, device: str) -> Any:
    quieten()
    check_files(model)
    cls = ControlNetModel if model.card.kind == "control" else AutoencoderTiny
    try:
        return cls.from_pretrained(
            model.folder,
            dtype=precision(family_of(model.card.family), device),
            variant=model.card.variant,
            use_safetensors=True,
            local_files_only=True,
        )
    except NOT_LOADED as error:
        raise unloadable(model, error) from error


def check_files(model: Installed) -> None:
    """That every file of weights is whole, by their headers. Raises UnusableWeights."""
    for file in model.files:
        if Path(file).suffix == ".safetensors":
            read_header(model.folder / file)


def bytes_of(module: nn.Module) -> int:
    """What a network's weights take."""
    return sum(tensor.numel() * tensor.element_size() for tensor in (*module.parameters(), *module.buffers()))


def unloadable(model: Installed, error: Exception) -> UnloadableModel:
    """What an operator is told of a library's error."""
    lines = str(error).strip().splitlines()
    problem = lines[0] if lines else type(error).__name__
    return UnloadableModel(
        f"the model {model.name} cannot be loaded: {problem}", name=model.name, problem=problem
    )
