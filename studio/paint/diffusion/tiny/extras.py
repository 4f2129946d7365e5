"""What is attached to a tiny base: ControlNets, image prompts, LoRAs of every spelling; and tiny decoders."""

from __future__ import annotations

import torch
from diffusers import (
    AutoencoderTiny,
    ControlNetModel,
    DDIMScheduler,
    DDPMScheduler,
    StableDiffusionUpscalePipeline,
    UNet2DConditionModel,
)
from torch import nn

from studio.paint.diffusion.tiny import bases, parts
from studio.paint.diffusion.tiny.parts import TEXT_WIDTH, VISION_WIDTH, seeded

Weights = dict[str, torch.Tensor]

RESAMPLER_WIDTH, RESAMPLER_LAYERS = 64, 4
LORA_RANK = 4
# Strong, for a picture of noise hides what is subtle.
LORA_SPREAD, PROMPT_SPREAD = 0.35, 0.5


def controlnet(unet: UNet2DConditionModel, seed: int) -> ControlNetModel:
    """A ControlNet for a UNet, trained so to speak: its zero convolutions are not zero."""
    with seeded(seed):
        model = ControlNetModel.from_unet(unet, conditioning_embedding_out_channels=(8, 8, 8, 8))
        zeros = [model.controlnet_cond_embedding.conv_out, model.controlnet_mid_block]
        for layer in [*zeros, *model.controlnet_down_blocks]:
            nn.init.normal_(layer.weight, std=0.3)
    return model.eval()


def image_prompt(unet: UNet2DConditionModel, seed: int) -> Weights:
    """An IP-Adapter of the first kind: one embedding of the whole picture becomes four tokens."""
    with seeded(seed):
        across = unet.config.cross_attention_dim
        weights = {
            "image_proj.proj.weight": torch.randn(4 * across, VISION_WIDTH) * PROMPT_SPREAD,
            "image_proj.proj.bias": torch.zeros(4 * across),
            "image_proj.norm.weight": torch.ones(across),
            "image_proj.norm.bias": torch.zeros(across),
        }
        return weights | _key_and_value(unet)


def face_prompt(unet: UNet2DConditionModel, seed: int) -> Weights:
    """An IP-Adapter of the `plus` kind: a resampler reads the patches of the picture."""
    wide = RESAMPLER_WIDTH
    with seeded(seed):
        across = unet.config.cross_attention_dim
        resampler = {
            "latents": torch.randn(1, 4, wide),
            "proj_in.weight": torch.randn(wide, VISION_WIDTH) * PROMPT_SPREAD,
            "proj_in.bias": torch.zeros(wide),
            "proj_out.weight": torch.randn(across, wide) * PROMPT_SPREAD,
            "proj_out.bias": torch.zeros(across),
            "norm_out.weight": torch.ones(across),
            "norm_out.bias": torch.zeros(across),
        }
        for layer in range(RESAMPLER_LAYERS):
            for norm in ("0.norm1", "0.norm2", "1.0"):
                resampler[f"layers.{layer}.{norm}.weight"] = torch.ones(wide)
                resampler[f"layers.{layer}.{norm}.bias"] = torch.zeros(wide)
            for name, shape in {
                "0.to_q": (wide, wide),
                "0.to_kv": (2 * wide, wide),
                "0.to_out": (wide, wide),
                "1.1": (4 * wide, wide),
                "1.3": (wide, 4 * wide),
            }.items():
                resampler[f"layers.{layer}.{name}.weight"] = torch.randn(shape) * wide**-0.5
        return {f"image_proj.{name}": value for name, value in resampler.items()} | _key_and_value(unet)


def _key_and_value(unet: UNet2DConditionModel) -> Weights:
    """Keys and values of every cross-attention, numbered 1, 3, 5, … as published adapters number them."""
    weights: Weights = {}
    crossing = [name for name in unet.attn_processors if "attn2" in name]
    for place, name in enumerate(crossing):
        attention = unet.get_submodule(name.removesuffix(".processor"))
        across, inside = attention.to_k.in_features, attention.to_k.out_features
        for side in ("to_k_ip", "to_v_ip"):
            weights[f"ip_adapter.{2 * place + 1}.{side}.weight"] = torch.randn(inside, across) * PROMPT_SPREAD
    return weights


def unet_lora(unet: nn.Module, seed: int, attention: str = "attn2") -> Weights:
    """A LoRA over a UNet's or transformer's attention, in PEFT's keys."""
    prefix = "unet" if isinstance(unet, UNet2DConditionModel) else "transformer"
    with seeded(seed):
        return _lora(unet, attention, f"{prefix}.")


def kohya_lora(unet: UNet2DConditionModel, text_encoder: nn.Module, seed: int) -> Weights:
    """A LoRA over SDXL's UNet and first text encoder, in the keys that kohya's scripts write."""
    blocks = {"down_blocks.1": ("input_blocks", 4), "down_blocks.2": ("input_blocks", 7)}
    weights: Weights = {}
    with seeded(seed):
        for key, value in _lora(unet, "attn", "").items():
            block, _, rest = key.partition(".attentions.")
            if block in blocks:
                name, first = blocks[block]
                place, _, rest = rest.partition(".")
                weights |= _kohya(f"lora_unet_{name}_{first + int(place)}_1_{rest}", value)
        for key, value in _lora(text_encoder, "self_attn", "").items():
            weights |= _kohya(
                f"lora_te1_{key if key.startswith('text_model') else f'text_model.{key}'}", value
            )
    return weights


def _lora(model: nn.Module, attention: str, prefix: str) -> Weights:
    weights: Weights = {}
    for name, layer in model.named_modules():
        if isinstance(layer, nn.Linear) and f".{attention}" in name and ".to_out" not in name:
            low = torch.randn(LORA_RANK, layer.in_features) * layer.in_features**-0.5
            high = torch.randn(layer.out_features, LORA_RANK) * LORA_SPREAD
            weights |= {f"{prefix}{name}.lora_A.weight": low, f"{prefix}{name}.lora_B.weight": high}
    return weights


def _kohya(key: str, value: torch.Tensor) -> Weights:
    """Everything but the last words joined by underscores, and the strength written beside it."""
    for ours, theirs in ((".lora_A.weight", "lora_down"), (".lora_B.weight", "lora_up")):
        if key.endswith(ours):
            name = key.removesuffix(ours).replace(".", "_")
            return {f"{name}.{theirs}.weight": value, f"{name}.alpha": torch.tensor(float(LORA_RANK))}
    raise ValueError(key)


def upscaler(seed: int) -> StableDiffusionUpscalePipeline:
    """Four times larger: latents as large as the small picture, which is given with them."""
    with seeded(seed + 2):
        unet = UNet2DConditionModel(
            sample_size=16,
            in_channels=7,
            out_channels=4,
            block_out_channels=(16, 32),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            layers_per_block=1,
            norm_num_groups=8,
            attention_head_dim=4,
            cross_attention_dim=TEXT_WIDTH,
            use_linear_projection=True,
            num_class_embeds=1000,
        ).eval()
    return StableDiffusionUpscalePipeline(
        vae=parts.vae(4, seed, blocks=3, scaling_factor=0.08333),
        text_encoder=parts.clip_text(False, seed + 1),
        tokenizer=parts.clip_tokenizer(),
        unet=unet,
        low_res_scheduler=DDPMScheduler(beta_schedule="squaredcos_cap_v2"),
        scheduler=DDIMScheduler(**bases.STABLE_NOISE, clip_sample=False, set_alpha_to_one=False),
    )


# VGG16's convolutions by their number among its layers, and their widths by block.
VGG16 = ((0, 2), (5, 7), (10, 12, 14), (17, 19, 21), (24, 26, 28))


def texture(seed: int) -> Weights:
    """VGG16's convolutions, an eighth as wide."""
    weights: Weights = {}
    before = 3
    with seeded(seed):
        for width, layers in zip((8, 16, 32, 64, 64), VGG16, strict=True):
            for layer in layers:
                spread = (2 / (9 * before)) ** 0.5
                weights[f"features.{layer}.weight"] = torch.randn(width, before, 3, 3) * spread
                weights[f"features.{layer}.bias"] = torch.zeros(width)
                before = width
    return weights


def tiny_vae(seed: int) -> AutoencoderTiny:
    """As TAESD: a decoder quick enough for previews."""
    with seeded(seed):
        model = AutoencoderTiny(
            encoder_block_out_channels=(8,) * 4,
            decoder_block_out_channels=(8,) * 4,
            num_encoder_blocks=(1, 1, 1, 1),
            num_decoder_blocks=(1, 1, 1, 1),
        ).eval()
        last = model.decoder.layers[-1]
        # It stretches its last layer's 0..1 to -1..1.
        parts.spread_out(
            last, lambda x: ((model.decode(x)[0] + 1) / 2,), (4, 4, 8, 8), parts.PICTURE_SPREAD / 2
        )
        with torch.no_grad():
            last.bias += 0.5
    return model
