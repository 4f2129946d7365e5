"""How long it takes to put a LoRA to work, against diffusers with peft, over as many layers as SDXL has."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from diffusers import StableDiffusionXLPipeline, UNet2DConditionModel
from safetensors.torch import save_file
from torch import nn

from studio.paint.diffusion.side_layers import Beside, read_side_layers
from studio.paint.diffusion.tiny import bases

RANK = 16
ROUNDS = 4
# SDXL's depth, a fifth of its widths: what takes time is the number of layers.
NARROW = {"block_out_channels": (64, 128, 256), "attention_head_dim": (2, 4, 8)}
DEPTH = {"transformer_layers_per_block": (1, 2, 10)}


def rows(pipe: Any = None, device: str = "cpu") -> list[tuple[str, float, float]]:
    """(what, our seconds, diffusers' seconds) for a pipeline, by default a narrow one of SDXL's depth."""
    pipe = pipe or narrow()
    with tempfile.TemporaryDirectory(prefix="masthead-bench-") as folder:
        files = [_lora(pipe.unet, Path(folder) / f"{place}.safetensors") for place in range(ROUNDS)]
        ours, theirs = _ours(pipe, files, torch.device(device)), _theirs(pipe, files)
    return [
        ("a LoRA of 700 layers, first time / peft", ours[0], theirs[0]),
        ("a LoRA of 700 layers, kept / peft", ours[1], theirs[1]),
    ]


def _ours(pipe: Any, files: list[Path], device: torch.device) -> tuple[float, float]:
    side = Beside()
    kept: list[Any] = []

    def first(path: Path) -> None:
        kept.append(read_side_layers(pipe, path, device))
        side.hang([(kept[-1], 0.8)])

    reading = [_seconds(first, path) for path in files]
    switching = [_seconds(lambda layers: side.hang([(layers, 0.8)]), layers) for layers in kept]
    side.hang([])
    return statistics.median(reading), statistics.median(switching)


def _theirs(pipe: Any, files: list[Path]) -> tuple[float, float]:
    names = [f"lora_{place}" for place in range(len(files))]

    def first(one: tuple[str, Path]) -> None:
        name, path = one
        pipe.load_lora_weights(str(path.parent), weight_name=path.name, adapter_name=name)
        pipe.set_adapters([name], [0.8])

    reading = [_seconds(first, one) for one in zip(names, files, strict=True)]
    switching = [_seconds(lambda name: pipe.set_adapters([name], [0.8]), name) for name in names]
    pipe.unload_lora_weights()
    return statistics.median(reading), statistics.median(switching)


def _seconds(work: Callable[[Any], object], given: Any) -> float:
    started_s = time.perf_counter()
    work(given)
    if torch.accelerator.is_available():
        torch.accelerator.synchronize()
    return time.perf_counter() - started_s


def _lora(unet: nn.Module, path: Path) -> Path:
    """Random low-rank layers for all attention and what follows it, as most LoRAs have them."""
    tensors = {
        f"unet.{name}.lora_{side}.weight": torch.randn(shape) * 0.01
        for name, layer in unet.named_modules()
        if isinstance(layer, nn.Linear) and ".transformer_blocks." in name
        for side, shape in (("A", (RANK, layer.in_features)), ("B", (layer.out_features, RANK)))
    }
    save_file(tensors, path, metadata={"format": "pt"})
    return path


def narrow() -> StableDiffusionXLPipeline:
    """A pipeline whose UNet has SDXL's 700 layers with attention, on the processor."""
    pipe = bases.sdxl()
    blocks = {**bases.sdxl_blocks(), **NARROW, **DEPTH}
    unet = UNet2DConditionModel.from_config({**pipe.unet.config, **blocks})
    pipe.register_modules(unet=unet.eval())
    return pipe
