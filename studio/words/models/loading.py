"""Bringing a model from its folder to a device, and letting it go again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from huggingface_hub.errors import StrictDataclassError
from safetensors import SafetensorError
from transformers.utils import logging

from studio.errors import StudioError
from studio.models.store import Installed

# A model on a device needs room for what it computes, beside its weights.
ROOM = 1.4
# What comes out of transformers where a folder is not what it should be.
BROKEN = (
    OSError, ValueError, RuntimeError, KeyError, TypeError, ImportError, SafetensorError,
    StrictDataclassError,
)  # fmt: skip


class UnusableWords(StudioError):
    """An installed model that can't be loaded. Code: model_unusable; params: name, problem."""

    code = "model_unusable"


def device_for(model: Installed) -> torch.device:
    """The accelerator where the model fits into what is free of it, else the processor.

    Painting owns the accelerator: what it holds is not asked to make room.
    """
    if torch.cuda.is_available():
        free, _ = torch.cuda.mem_get_info()
        if free > ROOM * (model.card.memory_bytes or model.bytes):
            return torch.device("cuda")
    return torch.device("cpu")


def dtype_on(device: torch.device) -> torch.dtype:
    return torch.float16 if device.type == "cuda" else torch.float32


@contextmanager
def loaded(model: Installed, kind: Any, device: torch.device, dtype: torch.dtype) -> Iterator[Any]:
    """A model of transformers' class `kind` on `device`, gone from it at the end. Raises UnusableWords."""
    logging.disable_progress_bar()
    try:
        network = kind.from_pretrained(
            model.folder, dtype=dtype, local_files_only=True, use_safetensors=True
        ).to(device)
    except BROKEN as error:
        raise unusable(model, error) from error
    network.eval()
    try:
        with torch.inference_mode():
            yield network
    finally:
        del network
        gc.collect()
        if device.type == "cuda":
            torch.cuda.empty_cache()


def unusable(model: Installed, error: Exception) -> UnusableWords:
    problem = " ".join(str(error).split())[:200]
    return UnusableWords(f"{model.name} can't be loaded: {problem}", name=model.name, problem=problem)
