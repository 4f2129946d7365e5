"""A depth model with random weights, small enough to be made in a test."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import torch
from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, Dinov2Config
from transformers.models.dpt.image_processing_pil_dpt import DPTImageProcessorPil

from studio.models.card import Licence, ModelCard, Words
from studio.models.store import ModelStore

NOTHING = Words(ru="", en="")


def install_depth(store: ModelStore, scratch: Path, answers: Literal["relative", "metric"]) -> None:
    """Depth Anything's architecture, installed under the name `tiny-depth`."""
    torch.manual_seed(0)
    backbone = Dinov2Config(
        hidden_size=16, num_hidden_layers=4, num_attention_heads=2, mlp_ratio=2, image_size=56, patch_size=14,
        out_indices=[1, 2, 3, 4], apply_layernorm=True, reshape_hidden_states=False,
    )  # fmt: skip
    config = DepthAnythingConfig(
        backbone_config=backbone, reassemble_hidden_size=16, neck_hidden_sizes=[4, 8, 8, 8],
        fusion_hidden_size=8, head_hidden_size=4, depth_estimation_type=answers, max_depth=10,
    )  # fmt: skip
    model = DepthAnythingForDepthEstimation(config)
    # Fresh weights answer the same everywhere: larger ones see the picture.
    for name, weight in model.named_parameters():
        if weight.dim() == 4:
            torch.nn.init.normal_(weight, std=(2 / weight[0].numel()) ** 0.5)
        elif name == "head.conv3.bias":
            torch.nn.init.constant_(weight, 1.0)
    model.save_pretrained(scratch)
    DPTImageProcessorPil(size={"height": 56, "width": 56}, ensure_multiple_of=14).save_pretrained(scratch)
    card = ModelCard(
        name="tiny-depth", kind="depth", title=NOTHING, licence=Licence(name="none", restrictions=NOTHING)
    )
    store.install_folder(card, scratch, origin="built")
