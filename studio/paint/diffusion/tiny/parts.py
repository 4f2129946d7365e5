"""The parts that tiny models are made of: tokenizers of single letters, encoders and VAEs of a few kilobytes.

Weights are random from a fixed seed. Only their spread is cared for: a decoder's pictures fill the range of
colours and a denoiser's predictions have the size of noise, so that whatever changes an input changes pixels.
"""

from __future__ import annotations

import string
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from diffusers import AutoencoderKL
from torch import nn
from transformers import (
    CLIPImageProcessorPil,
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
    CLIPVisionConfig,
    CLIPVisionModelWithProjection,
    T5Config,
    T5EncoderModel,
    T5Tokenizer,
)

TEXT_WIDTH = 32
CLIP_TOKENS = 77
START, END = "<|startoftext|>", "<|endoftext|>"
VISION_SIDE_PX, VISION_WIDTH = 56, 32
# How far a decoder's colours spread around grey; -1..1 is the whole range.
PICTURE_SPREAD = 0.45


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Random numbers from `seed` within, those of everybody else untouched."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


def byte_letters() -> list[str]:
    """The 256 visible characters that stand for the bytes of UTF-8 in a byte-level tokenizer (GPT-2)."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    names = {byte: chr(byte) for byte in plain}
    others = [byte for byte in range(256) if byte not in names]
    names |= {byte: chr(256 + place) for place, byte in enumerate(others)}
    return [names[byte] for byte in range(256)]


def clip_tokenizer(pad: str = END) -> CLIPTokenizer:
    """CLIP's tokenizer without merges: every letter is a token."""
    letters = byte_letters()
    words = [*letters, *(f"{letter}</w>" for letter in letters), START, END]
    vocab = {word: place for place, word in enumerate(words)}
    return CLIPTokenizer(vocab=vocab, merges=[], pad_token=pad, model_max_length=CLIP_TOKENS)


def clip_text(projected: bool, seed: int) -> CLIPTextModel | CLIPTextModelWithProjection:
    vocab_size = 2 * 256 + 2
    config = CLIPTextConfig(
        vocab_size=vocab_size,
        hidden_size=TEXT_WIDTH,
        projection_dim=TEXT_WIDTH,
        intermediate_size=2 * TEXT_WIDTH,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=CLIP_TOKENS,
        bos_token_id=vocab_size - 2,
        eos_token_id=vocab_size - 1,
        pad_token_id=vocab_size - 1,
    )
    with seeded(seed):
        model = CLIPTextModelWithProjection(config) if projected else CLIPTextModel(config)
        # Left as they come, embeddings this narrow are all but the same for every letter.
        for name, weights in model.named_parameters():
            if "token_embedding" in name:
                nn.init.normal_(weights, std=0.5)
    return model.eval()


def t5_tokenizer() -> T5Tokenizer:
    letters = [*string.printable.strip(), *"абвгдеёжзийклмнопрстуфхцчшщъыьэюя"]
    words = ["<pad>", "</s>", "<unk>", "▁", *letters]
    return T5Tokenizer(vocab=[(word, -2.0) for word in words], extra_ids=0, model_max_length=128)


def t5_text(seed: int) -> T5EncoderModel:
    config = T5Config(
        vocab_size=256,
        d_model=TEXT_WIDTH,
        d_kv=8,
        d_ff=2 * TEXT_WIDTH,
        num_layers=1,
        num_heads=4,
        is_encoder_decoder=False,
        use_cache=False,
    )
    with seeded(seed):
        return T5EncoderModel(config).eval()


def vae(latent_channels: int, seed: int, blocks: int = 4, **config: Any) -> AutoencoderKL:
    """Four blocks as the big ones have, so that a latent is an eighth of a picture; three: a quarter."""
    with seeded(seed):
        model = AutoencoderKL(
            block_out_channels=(8,) * blocks,
            down_block_types=("DownEncoderBlock2D",) * blocks,
            up_block_types=("UpDecoderBlock2D",) * blocks,
            latent_channels=latent_channels,
            norm_num_groups=4,
            layers_per_block=1,
            sample_size=64,
            **config,
        ).eval()
        spread_out(model.decoder.conv_out, model.decode, (4, latent_channels, 8, 8), PICTURE_SPREAD)
        # Its latents as wide as noise is: `scaling_factor` undone.
        quant = model.quant_conv or model.encoder.conv_out
        factor = float(model.config.scaling_factor)
        spread_out(
            quant, lambda x: (model.encode(x).latent_dist.mean,), (4, 3, 64, 64), 1 / factor, latent_channels
        )
    return model


def spread_out(
    layer: nn.Module, run: Any, shape: tuple[int, ...], spread: float, channels: int | None = None
) -> None:
    """Scale and shift a last layer so that each channel of what `run` gives has mean 0 and that spread."""
    weight, bias = layer.weight, layer.bias
    assert isinstance(weight, torch.Tensor)
    assert isinstance(bias, torch.Tensor)
    with torch.no_grad():
        found = run(torch.randn(shape))[0].transpose(0, 1).flatten(1)
        factor = spread / found.std(dim=1)
        many = channels or len(found)
        weight[:many] *= factor.view(-1, *[1] * (weight.dim() - 1))
        bias[:many] = (bias[:many] - found.mean(dim=1)) * factor


def image_processor() -> CLIPImageProcessorPil:
    side = {"height": VISION_SIDE_PX, "width": VISION_SIDE_PX}
    return CLIPImageProcessorPil(size={"shortest_edge": VISION_SIDE_PX}, crop_size=side)


def image_encoder(seed: int) -> CLIPVisionModelWithProjection:
    config = CLIPVisionConfig(
        hidden_size=VISION_WIDTH,
        projection_dim=VISION_WIDTH,
        intermediate_size=2 * VISION_WIDTH,
        num_hidden_layers=3,
        num_attention_heads=4,
        image_size=VISION_SIDE_PX,
        patch_size=14,
    )
    with seeded(seed):
        return CLIPVisionModelWithProjection(config).eval()
