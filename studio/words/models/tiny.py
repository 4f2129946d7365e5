"""Tiny models with random weights that listen, look and write: they say nonsense by the same code.

For tests and for trying the site without weights. Built in a second, a few hundred kilobytes each.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from tokenizers import AddedToken
from transformers import (
    BertTokenizer,
    BlipConfig,
    BlipForConditionalGeneration,
    BlipImageProcessorPil,
    GenerationConfig,
    LlamaConfig,
    LlamaForCausalLM,
    Qwen2Tokenizer,
    WhisperConfig,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperTokenizer,
)
from transformers.utils import logging

from studio.models.card import Licence, ModelCard, ModelKind, Words
from studio.models.store import ModelStore
from studio.paint.diffusion.tiny.parts import byte_letters, seeded

WIDTH = 16
PICTURE_PX, PATCH_PX = 32, 16
_LISTENING = (
    "<|startoftranscript|>", "<|en|>", "<|ru|>", "<|translate|>", "<|transcribe|>", "<|startoflm|>",
    "<|startofprev|>", "<|nospeech|>", "<|notimestamps|>",
)  # fmt: skip
_CHAT = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
_SEEN = ("a", "an", "the", "cat", "boat", "person", "lake", "house", "red", "blue", "on", "with", "and", "of")


def whisper(folder: Path) -> None:
    """One layer each way, letters for tokens, Russian and English."""
    end = "<|endoftext|>"
    letters = [*byte_letters(), end]
    tokenizer = WhisperTokenizer(vocab={word: place for place, word in enumerate(letters)}, merges=[])
    tokenizer.add_tokens([AddedToken(mark, special=True) for mark in _LISTENING], special_tokens=True)
    tokenizer.add_tokens([AddedToken(f"<|{place * 0.02:.2f}|>") for place in range(1501)])
    ids = {mark: tokenizer.convert_tokens_to_ids(mark) for mark in (end, *_LISTENING)}
    config = WhisperConfig(
        vocab_size=len(tokenizer), d_model=WIDTH, encoder_layers=1, decoder_layers=1,
        encoder_attention_heads=2, decoder_attention_heads=2, encoder_ffn_dim=32, decoder_ffn_dim=32,
        num_mel_bins=80, pad_token_id=ids[end], bos_token_id=ids[end], eos_token_id=ids[end],
        decoder_start_token_id=ids["<|startoftranscript|>"],
    )  # fmt: skip
    with seeded(1):
        model = WhisperForConditionalGeneration(config)
    model.generation_config = GenerationConfig(
        is_multilingual=True,
        lang_to_id={mark: ids[mark] for mark in ("<|en|>", "<|ru|>")},
        task_to_id={"translate": ids["<|translate|>"], "transcribe": ids["<|transcribe|>"]},
        no_timestamps_token_id=ids["<|notimestamps|>"], max_initial_timestamp_index=50,
        decoder_start_token_id=ids["<|startoftranscript|>"], pad_token_id=ids[end], bos_token_id=ids[end],
        eos_token_id=ids[end], max_length=448, return_timestamps=False,
    )  # fmt: skip
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    WhisperFeatureExtractor(feature_size=80).save_pretrained(folder)


def blip(folder: Path) -> None:
    """One layer each way, a handful of words."""
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *_SEEN]
    tokenizer = BertTokenizer(vocab={word: place for place, word in enumerate(words)})
    size = {"hidden_size": WIDTH, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    config = BlipConfig(
        text_config={
            **size, "encoder_hidden_size": WIDTH, "projection_dim": WIDTH,
            # As in BLIP's own: the mark that a caption begins with is none of the tokenizer's words.
            "vocab_size": len(words) + 2, "bos_token_id": len(words), "eos_token_id": 3,
            "sep_token_id": 3, "pad_token_id": 0,
        },
        vision_config={**size, "image_size": PICTURE_PX, "patch_size": PATCH_PX, "projection_dim": WIDTH},
        projection_dim=WIDTH,
        image_text_hidden_size=WIDTH,
    )  # fmt: skip
    with seeded(2):
        model = BlipForConditionalGeneration(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    BlipImageProcessorPil(size={"height": PICTURE_PX, "width": PICTURE_PX}).save_pretrained(folder)


def llama(folder: Path) -> None:
    """One layer, letters for tokens, a chat template."""
    marks = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    vocab = {word: place for place, word in enumerate([*byte_letters(), *marks])}
    tokenizer = Qwen2Tokenizer(vocab=vocab, merges=[], extra_special_tokens=marks[1:], chat_template=_CHAT)
    config = LlamaConfig(
        vocab_size=len(vocab), hidden_size=32, intermediate_size=64, num_hidden_layers=1,
        num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=32_768,
        bos_token_id=vocab[marks[0]], eos_token_id=vocab[marks[2]], pad_token_id=vocab[marks[0]],
    )  # fmt: skip
    with seeded(3):
        model = LlamaForCausalLM(config)
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)


_MODELS: dict[str, tuple[ModelKind, str, Callable[[Path], None]]] = {
    "tiny-whisper": ("speech", "whisper", whisper),
    "tiny-blip": ("captioner", "blip", blip),
    "tiny-llama": ("writer", "llama", llama),
}


def install(root: Path, names: Iterable[str] | None = None) -> ModelStore:
    """Build the named tiny models (all by default) into the store at `root`."""
    logging.disable_progress_bar()
    store = ModelStore(root)
    for name in names if names is not None else _MODELS:
        kind, family, build = _MODELS[name]
        card = ModelCard(
            name=name,
            kind=kind,
            family=family,
            title=Words(ru=f"Крошечная модель: {name}", en=f"Tiny model: {name}"),
            licence=Licence(name="Apache-2.0", restrictions=Words(ru="Никаких.", en="None.")),
        )
        with tempfile.TemporaryDirectory() as scratch:
            build(Path(scratch))
            store.install_folder(card, Path(scratch), origin="built")
    return store
