"""A model of SDXL's size and shape with random weights: how long it paints does not depend on the values."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import torch
from diffusers import AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
from torch import nn
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from studio.models.card import Defaults, Licence, ModelCard, Words
from studio.models.store import ModelStore
from studio.paint.diffusion.tiny import parts
from studio.paint.diffusion.tiny.bases import STABLE_NOISE

NAME = "sdxl-shaped"
SIDE_PX = 1024
# The tokenizer is the tiny models', of single letters; the encoders' tables are as large as the real ones.
VOCABULARY = 49408
WEIGHTS_SPREAD = 0.02


def install(store: ModelStore, device: str, dtype: torch.dtype = torch.float16) -> None:
    """Build it on `device` and put it into the store under `NAME`: 6.9 GB at half precision.

    Shapes are those of the public configuration of SDXL base 1.0 (Podell et al. 2023).
    """
    pipe = build(device, dtype)
    card = ModelCard(
        name=NAME,
        kind="base",
        family="sdxl",
        title=Words(ru="Форма SDXL", en="SDXL's shape"),
        licence=Licence(name="CC0-1.0", restrictions=Words(ru="Случайные числа.", en="Random numbers.")),
        defaults=Defaults(steps=30, guidance=6.0, width_px=SIDE_PX, height_px=SIDE_PX),
        operations=("text", "repaint", "inpaint", "outpaint"),
    )
    with store.staging(NAME) as folder:
        pipe.save_pretrained(folder, safe_serialization=True)
        size = sum(path.stat().st_size for path in Path(folder).rglob("*.safetensors"))
        store.adopt(card.model_copy(update={"bytes": size, "memory_bytes": size}), folder, origin="built")


def build(device: str, dtype: torch.dtype) -> StableDiffusionXLPipeline:
    """The pipeline, on `device`."""
    with _born(device, dtype):
        unet = UNet2DConditionModel(
            sample_size=SIDE_PX // 8,
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
            block_out_channels=(320, 640, 1280),
            layers_per_block=2,
            transformer_layers_per_block=(1, 2, 10),
            attention_head_dim=(5, 10, 20),
            cross_attention_dim=2048,
            addition_embed_type="text_time",
            addition_time_embed_dim=256,
            projection_class_embeddings_input_dim=2816,
            use_linear_projection=True,
        )
        vae = AutoencoderKL(
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            block_out_channels=(128, 256, 512, 512),
            layers_per_block=2,
            latent_channels=4,
            sample_size=SIDE_PX,
            scaling_factor=0.13025,
            force_upcast=True,
        )
        text_encoder = CLIPTextModel(_clip(768, 12, 12, 3072, "quick_gelu", 768))
        text_encoder_2 = CLIPTextModelWithProjection(_clip(1280, 32, 20, 5120, "gelu", 1280))
    for network in (unet, vae, text_encoder, text_encoder_2):
        _tame(network)
    return StableDiffusionXLPipeline(
        vae=vae,
        text_encoder=text_encoder,
        text_encoder_2=text_encoder_2,
        tokenizer=parts.clip_tokenizer(),
        tokenizer_2=parts.clip_tokenizer(pad="!"),
        unet=unet,
        scheduler=EulerDiscreteScheduler(**STABLE_NOISE, timestep_spacing="leading"),
        add_watermarker=False,
    )


def _clip(
    width: int, layers: int, heads: int, inner: int, activation: str, projection: int
) -> CLIPTextConfig:
    # The letters' tokenizer has 514 tokens, its end is 513.
    return CLIPTextConfig(
        vocab_size=VOCABULARY,
        hidden_size=width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        intermediate_size=inner,
        hidden_act=activation,
        projection_dim=projection,
        max_position_embeddings=parts.CLIP_TOKENS,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )


@contextmanager
def _born(device: str, dtype: torch.dtype) -> Iterator[None]:
    """Networks made within are on `device` and of `dtype` from the first byte."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            yield
    finally:
        torch.set_default_dtype(before)


@torch.no_grad()
def _tame(network: nn.Module) -> None:
    """Small weights, so that nothing overflows: infinities are as quick to reckon with, but look broken."""
    for name, weights in network.named_parameters():
        if weights.dim() > 1:
            weights.normal_(std=WEIGHTS_SPREAD)
        elif name.endswith("bias"):
            weights.zero_()
    network.eval().requires_grad_(False)
