"""Tiny bases, one of each family: the same classes, files and folders as the big ones."""

from __future__ import annotations

from typing import Any

import torch
from diffusers import (
    AutoencoderKLQwenImage,
    DiffusionPipeline,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxPipeline,
    FluxTransformer2DModel,
    PNDMScheduler,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from torch import nn
from transformers import (
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3Model,
)

from studio.paint.diffusion.tiny import parts
from studio.paint.diffusion.tiny.parts import TEXT_WIDTH, seeded

# Noise as Stable Diffusion was trained with it; the numbers are in every published scheduler_config.json.
STABLE_NOISE: dict[str, Any] = {
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "steps_offset": 1,
}
SDXL_WIDTHS = (16, 32, 32)
SD15_WIDTHS = (16, 16, 32, 32)
CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n"
    "{{ message.content }}<|im_end|>\n{% endfor %}"
    "<|im_start|>assistant\n"
)


def sdxl(seed: int = 1) -> StableDiffusionXLPipeline:
    return StableDiffusionXLPipeline(
        vae=parts.vae(4, seed, scaling_factor=0.13025, force_upcast=True),
        text_encoder=parts.clip_text(False, seed + 1),
        text_encoder_2=parts.clip_text(True, seed + 2),
        tokenizer=parts.clip_tokenizer(),
        tokenizer_2=parts.clip_tokenizer(pad="!"),
        unet=sdxl_unet(seed + 3),
        scheduler=EulerDiscreteScheduler(**STABLE_NOISE, timestep_spacing="leading"),
    )


def sdxl_unet(seed: int) -> UNet2DConditionModel:
    """The topology of SDXL's, so that LoRAs and image prompts find the blocks they name."""
    with seeded(seed):
        unet = UNet2DConditionModel(
            sample_size=16,
            in_channels=4,
            out_channels=4,
            norm_num_groups=8,
            use_linear_projection=True,
            cross_attention_dim=2 * TEXT_WIDTH,
            projection_class_embeddings_input_dim=6 * 8 + TEXT_WIDTH,
            **sdxl_blocks(),
            up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        ).eval()
        _like_noise(unet, 2 * TEXT_WIDTH, {"text_embeds": torch.randn(4, TEXT_WIDTH), "time_ids": _ids(4)})
    return unet


def sdxl_blocks() -> dict[str, Any]:
    """What SDXL's UNet and a ControlNet for it share."""
    return {
        "block_out_channels": SDXL_WIDTHS,
        "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        "layers_per_block": 2,
        "transformer_layers_per_block": 1,
        "attention_head_dim": (2, 4, 4),
        "addition_embed_type": "text_time",
        "addition_time_embed_dim": 8,
    }


def sd15(seed: int = 20) -> StableDiffusionPipeline:
    return StableDiffusionPipeline(
        vae=parts.vae(4, seed, scaling_factor=0.18215),
        text_encoder=parts.clip_text(False, seed + 1),
        tokenizer=parts.clip_tokenizer(),
        unet=sd15_unet(seed + 2),
        scheduler=PNDMScheduler(**STABLE_NOISE, skip_prk_steps=True),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def sd15_unet(seed: int) -> UNet2DConditionModel:
    with seeded(seed):
        unet = UNet2DConditionModel(
            sample_size=16,
            in_channels=4,
            out_channels=4,
            norm_num_groups=8,
            cross_attention_dim=TEXT_WIDTH,
            **sd15_blocks(),
            up_block_types=("UpBlock2D", *("CrossAttnUpBlock2D",) * 3),
        ).eval()
        _like_noise(unet, TEXT_WIDTH, None)
    return unet


def sd15_blocks() -> dict[str, Any]:
    return {
        "block_out_channels": SD15_WIDTHS,
        "down_block_types": (*("CrossAttnDownBlock2D",) * 3, "DownBlock2D"),
        "layers_per_block": 2,
        "attention_head_dim": 4,
    }


def flux(seed: int = 40) -> FluxPipeline:
    with seeded(seed + 3):
        transformer = FluxTransformer2DModel(
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=TEXT_WIDTH,
            pooled_projection_dim=TEXT_WIDTH,
            guidance_embeds=True,
            axes_dims_rope=(4, 6, 6),
        ).eval()
        nn.init.normal_(transformer.proj_out.weight, std=0.2)
    return FluxPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        vae=parts.vae(
            4,
            seed,
            scaling_factor=0.3611,
            shift_factor=0.1159,
            use_quant_conv=False,
            use_post_quant_conv=False,
        ),
        text_encoder=parts.clip_text(False, seed + 1),
        tokenizer=parts.clip_tokenizer(),
        text_encoder_2=parts.t5_text(seed + 2),
        tokenizer_2=parts.t5_tokenizer(),
        transformer=transformer,
    )


def sd3(seed: int = 60) -> StableDiffusion3Pipeline:
    with seeded(seed + 4):
        transformer = SD3Transformer2DModel(
            sample_size=16,
            patch_size=2,
            in_channels=16,
            out_channels=16,
            num_layers=2,
            attention_head_dim=8,
            num_attention_heads=4,
            joint_attention_dim=2 * TEXT_WIDTH,
            caption_projection_dim=32,
            pooled_projection_dim=2 * TEXT_WIDTH,
            pos_embed_max_size=32,
        ).eval()
        nn.init.normal_(transformer.proj_out.weight, std=0.2)
    return StableDiffusion3Pipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=parts.vae(
            16,
            seed,
            scaling_factor=1.5305,
            shift_factor=0.0609,
            use_quant_conv=False,
            use_post_quant_conv=False,
        ),
        text_encoder=parts.clip_text(True, seed + 1),
        tokenizer=parts.clip_tokenizer(),
        text_encoder_2=parts.clip_text(True, seed + 2),
        tokenizer_2=parts.clip_tokenizer(pad="!"),
        # The third, large encoder may be left out, and mostly is.
        text_encoder_3=None,
        tokenizer_3=None,
    )


def z_image(seed: int = 80) -> ZImagePipeline:
    tokenizer = _chat_tokenizer()
    with seeded(seed + 1):
        text_encoder = Qwen3Model(Qwen3Config(**_chat_size(len(tokenizer)), head_dim=8)).eval()
        transformer = ZImageTransformer2DModel(
            in_channels=4,
            dim=32,
            n_layers=1,
            n_refiner_layers=1,
            n_heads=2,
            n_kv_heads=2,
            cap_feat_dim=TEXT_WIDTH,
            axes_dims=[4, 6, 6],
            axes_lens=[256, 64, 64],
        ).eval()
        for weights in transformer.all_final_layer.parameters():
            nn.init.normal_(weights, std=0.2)
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=parts.vae(4, seed, scaling_factor=0.3611, shift_factor=0.1159),
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        transformer=transformer,
    )


def qwen_image(seed: int = 100) -> QwenImagePipeline:
    tokenizer = _chat_tokenizer()
    with seeded(seed + 1):
        # Tokens of the chat's beginning and end, among the ids there are.
        marks = {"bos_token_id": 257, "eos_token_id": 258, "pad_token_id": 256}
        rope = {"rope_type": "default", "rope_theta": 10_000.0, "mrope_section": [1, 1, 2]}
        config = Qwen2_5_VLConfig(
            **marks,
            text_config={**_chat_size(len(tokenizer)), **marks, "rope_parameters": rope},
            vision_config={
                "depth": 1,
                "hidden_size": 16,
                "intermediate_size": 16,
                "num_heads": 2,
                "out_hidden_size": TEXT_WIDTH,
            },
        )
        text_encoder = Qwen2_5_VLForConditionalGeneration(config).eval()
        transformer = QwenImageTransformer2DModel(
            in_channels=16,
            out_channels=4,
            num_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=TEXT_WIDTH,
            axes_dims_rope=(4, 6, 6),
        ).eval()
        nn.init.normal_(transformer.proj_out.weight, std=1.0)
        vae = AutoencoderKLQwenImage(
            base_dim=8,
            z_dim=4,
            dim_mult=[1, 1, 1, 1],
            num_res_blocks=1,
            latents_mean=[0.0] * 4,
            latents_std=[1.0] * 4,
        ).eval()
        parts.spread_out(vae.decoder.conv_out, vae.decode, (4, 4, 1, 8, 8), parts.PICTURE_SPREAD)
    return QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0, use_dynamic_shifting=True),
        vae=vae,
        text_encoder=text_encoder,
        tokenizer=tokenizer,
        transformer=transformer,
    )


def _chat_tokenizer() -> Qwen2Tokenizer:
    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    vocab = {word: place for place, word in enumerate([*parts.byte_letters(), *marks])}
    return Qwen2Tokenizer(vocab=vocab, merges=[], extra_special_tokens=marks[1:], chat_template=CHAT_TEMPLATE)


def _chat_size(vocab_size: int) -> dict[str, Any]:
    return {
        "vocab_size": vocab_size,
        "hidden_size": TEXT_WIDTH,
        "intermediate_size": 2 * TEXT_WIDTH,
        "num_hidden_layers": 2,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "max_position_embeddings": 2048,
    }


def _ids(count: int) -> torch.Tensor:
    return torch.tensor([[128.0, 128.0, 0.0, 0.0, 128.0, 128.0]] * count)


def _like_noise(unet: UNet2DConditionModel, text_width: int, added: dict[str, torch.Tensor] | None) -> None:
    """Predictions of mean 0 and spread 1, as those of a denoiser are."""

    def predict(sample: torch.Tensor) -> Any:
        text = torch.randn(len(sample), 8, text_width)
        return unet(sample, 500, text, added_cond_kwargs=added, return_dict=False)

    parts.spread_out(unet.conv_out, predict, (4, 4, 8, 8), 1.0)


BASES: dict[str, Any] = {
    "tiny-sdxl": sdxl,
    "tiny-sd15": sd15,
    "tiny-flux": flux,
    "tiny-sd3": sd3,
    "tiny-z-image": z_image,
    "tiny-qwen-image": qwen_image,
}


def build(name: str) -> DiffusionPipeline:
    """The tiny base of that name, as its own pipeline class."""
    pipeline: DiffusionPipeline = BASES[name]()
    return pipeline
