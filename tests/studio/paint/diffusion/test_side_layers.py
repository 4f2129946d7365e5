"""LoRAs beside a network's own layers: the same as peft makes of them, in a fraction of its time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoPipelineForText2Image
from safetensors.torch import load_file, save_file
from torch import nn

from studio.models.store import ModelStore
from studio.paint.diffusion.side_layers import Beside, UnsupportedLayers, read_side_layers

CPU = torch.device("cpu")
SECOND_SEED = 5

Weights = dict[str, torch.Tensor]


def pipe_of(models: ModelStore, base: str) -> Any:
    without: dict[str, None] = {"safety_checker": None} if base == "tiny-sd15" else {}
    return AutoPipelineForText2Image.from_pretrained(
        models.find(base).folder, dtype=torch.float32, local_files_only=True, **without
    )


def painted(pipe: Any) -> torch.Tensor:
    pipe.set_progress_bar_config(disable=True)
    images: torch.Tensor = pipe(
        prompt="a mill", height=64, width=64, num_inference_steps=2, output_type="pt",
        generator=torch.Generator().manual_seed(3),
    ).images  # fmt: skip
    return images


def beside(pipe: Any, *files: tuple[Path, float]) -> torch.Tensor:
    side = Beside()
    side.hang([(read_side_layers(pipe, path, CPU), weight) for path, weight in files])
    images = painted(pipe)
    side.hang([])
    return images


def as_peft_does(pipe: Any, *files: tuple[Path, float]) -> torch.Tensor:
    for place, (path, _) in enumerate(files):
        pipe.load_lora_weights(str(path.parent), weight_name=path.name, adapter_name=f"l{place}")
    pipe.set_adapters([f"l{place}" for place in range(len(files))], [weight for _, weight in files])
    return painted(pipe)


def changed(models: ModelStore, lora: str, folder: Path, change: Callable[[Weights], Weights]) -> Path:
    path = folder / f"{lora}.safetensors"
    save_file(change(load_file(models.find(lora).weights_file())), path, metadata={"format": "pt"})
    return path


@pytest.mark.parametrize(
    ("base", "lora"),
    [
        ("tiny-sdxl", "tiny-lora-ink"),
        ("tiny-sdxl", "tiny-lora-neon"),
        ("tiny-sd15", "tiny-lora-sd15"),
        ("tiny-flux", "tiny-lora-flux"),
    ],
)
def test_the_picture_is_the_one_that_peft_gives(models: ModelStore, base: str, lora: str) -> None:
    path = models.find(lora).weights_file()
    plain = painted(pipe_of(models, base))
    ours = beside(pipe_of(models, base), (path, 0.7))
    theirs = as_peft_does(pipe_of(models, base), (path, 0.7))
    assert (ours - plain).abs().max() > 0.01
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)


def test_several_with_a_strength_written_beside_their_tensors(models: ModelStore, tmp_path: Path) -> None:
    def halved(weights: Weights) -> Weights:
        return {key: one / 2 if key.endswith(".alpha") else one for key, one in weights.items()}

    half = changed(models, "tiny-lora-neon", tmp_path, halved)
    files = ((half, 1.5), (models.find("tiny-lora-ink").weights_file(), -0.4))
    theirs = as_peft_does(pipe_of(models, "tiny-sdxl"), *files)
    ours = beside(pipe_of(models, "tiny-sdxl"), *files)
    torch.testing.assert_close(ours, theirs, atol=1e-4, rtol=0)
    whole = models.find("tiny-lora-neon").weights_file()
    same = beside(pipe_of(models, "tiny-sdxl"), (whole, 0.75), files[1])
    torch.testing.assert_close(ours, same, atol=1e-4, rtol=0)


def test_each_layer_has_its_own_strength(models: ModelStore, tmp_path: Path) -> None:
    alphas: dict[str, float] = {}

    def spread(weights: Weights) -> Weights:
        for place, key in enumerate(sorted(key for key in weights if key.endswith(".alpha"))):
            alphas[key] = 1.0 + place
            weights[key] = torch.tensor(1.0 + place)
        return weights

    path = changed(models, "tiny-lora-neon", tmp_path, spread)
    pipe = pipe_of(models, "tiny-sdxl")
    ranks = {key: one.shape[0] for key, one in load_file(path).items() if "lora_down" in key}
    layers = read_side_layers(pipe, path, CPU)
    expected = sorted(
        alpha / ranks[key.replace(".alpha", ".lora_down.weight")] for key, alpha in alphas.items()
    )
    assert sorted(low_rank.scale for low_rank in layers.values()) == pytest.approx(expected)


def test_convolutions_are_changed_as_well(models: ModelStore, tmp_path: Path) -> None:
    pipe = pipe_of(models, "tiny-sdxl")
    name, layer = next(
        (name, layer)
        for name, layer in pipe.unet.named_modules()
        if isinstance(layer, nn.Conv2d) and layer.kernel_size == (3, 3) and "resnets" in name
    )
    generator = torch.Generator().manual_seed(SECOND_SEED)
    low = torch.randn(2, layer.in_channels, 3, 3, generator=generator)
    high = torch.randn(layer.out_channels, 2, 1, 1, generator=generator)
    path = tmp_path / "conv.safetensors"
    save_file({f"unet.{name}.lora_A.weight": low, f"unet.{name}.lora_B.weight": high}, path)
    plain, ours = painted(pipe), beside(pipe, (path, 0.5))
    merged = layer.weight + 0.5 * torch.einsum("or,rikl->oikl", high[:, :, 0, 0], low)
    with torch.no_grad():
        layer.weight.copy_(merged)
    torch.testing.assert_close(ours, painted(pipe), atol=1e-3, rtol=0)
    assert (ours - plain).abs().max() > 0.01


def test_nothing_stays_behind(models: ModelStore) -> None:
    pipe = pipe_of(models, "tiny-sdxl")
    plain = painted(pipe)
    names = set(pipe.unet.state_dict())
    beside(pipe, (models.find("tiny-lora-neon").weights_file(), 1.0))
    assert torch.equal(painted(pipe), plain)
    assert set(pipe.unet.state_dict()) == names
    assert not any(layer._forward_hooks for layer in pipe.unet.modules())
    assert "load_lora_into_unet" not in vars(pipe)


def test_what_is_more_than_low_rank_is_refused(models: ModelStore, tmp_path: Path) -> None:
    def with_magnitudes(weights: Weights) -> Weights:
        key = next(key for key in weights if key.endswith(".lora_B.weight"))
        magnitude = key.replace(".lora_B.weight", ".lora_magnitude_vector")
        return {**weights, magnitude: torch.ones(weights[key].shape[0])}

    path = changed(models, "tiny-lora-ink", tmp_path, with_magnitudes)
    with pytest.raises(UnsupportedLayers):
        read_side_layers(pipe_of(models, "tiny-sdxl"), path, CPU)


def test_a_lora_for_another_network_is_refused(models: ModelStore) -> None:
    with pytest.raises(ValueError, match="no layer"):
        read_side_layers(pipe_of(models, "tiny-sdxl"), models.find("tiny-lora-mistaken").weights_file(), CPU)
