"""VGG16's convolutions with random weights, as narrow as a test wants."""

from __future__ import annotations

from pathlib import Path

import torch
from safetensors.torch import save_file

from studio.models.card import Licence, ModelCard, Words
from studio.models.store import ModelStore
from studio.paint.transfer.gatys import BLOCKS

WIDTHS = (64, 128, 256, 512, 512)
NOTHING = Words(ru="", en="")


def vgg16_weights(width_div: int = 8) -> dict[str, torch.Tensor]:
    """`features.N.weight` and `.bias` of the layers that style transfer reads; He et al.'s random start."""
    chance = torch.Generator().manual_seed(0)
    weights, before = {}, 3
    for block, width in zip(BLOCKS, WIDTHS, strict=True):
        after = width // width_div
        for layer in block:
            deviation = (2 / (before * 9)) ** 0.5
            weights[f"features.{layer}.weight"] = (
                torch.randn(after, before, 3, 3, generator=chance) * deviation
            )
            weights[f"features.{layer}.bias"] = torch.zeros(after)
            before = after
    return weights


def install_vgg16(root: Path, weights: dict[str, torch.Tensor]) -> ModelStore:
    scratch = root / "scratch"
    scratch.mkdir(parents=True)
    save_file(weights, scratch / "model.safetensors")
    card = ModelCard(
        name="tiny-vgg16", kind="texture", title=NOTHING, licence=Licence(name="none", restrictions=NOTHING)
    )
    store = ModelStore(root / "models")
    store.install_folder(card, scratch, origin="built")
    return store
