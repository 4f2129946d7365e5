"""Words for a model: encoded in chunks where it reads CLIP alone, and told where they are cut."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer

from studio.models.store import Installed
from studio.paint.diffusion.families import family_of

# Chunks of 75 tokens that a text may fill: four say more than any caption the models were trained on.
CHUNKS_LIMIT = 4
# The beginning and the end of a chunk take a token each.
MARKS = 2


@dataclass(frozen=True)
class Fit:
    """How a prompt fits a model: in how many chunks it is read, and which words are not read at all."""

    chunks: int
    cut_words: tuple[str, ...] = ()


def fit_prompt(base: Installed, prompt: str, negative: str = "") -> Fit:
    """How both texts of a picture fit a base, told by its tokenizers alone: no weight is loaded."""
    family = family_of(base.card.family)
    tokenizers = [_tokenizer(path) for path in sorted(base.folder.glob("tokenizer*")) if path.is_dir()]
    if not tokenizers:
        return Fit(1)
    if family.words == "whole":
        # Beside the one that reads it all there may be smaller ones that read a gist.
        reader = max(tokenizers, key=lambda tokenizer: min(tokenizer.model_max_length, family.tokens))
        limit = min(family.tokens, reader.model_max_length) - MARKS
        return Fit(1, tuple(cut_by(reader, prompt, limit)))
    chunks, cut = 1, list[str]()
    for tokenizer in tokenizers:
        room = tokenizer.model_max_length - MARKS
        pieces, left = fit_words(tokenizer, prompt, room, CHUNKS_LIMIT)
        unwanted, _ = fit_words(tokenizer, negative, room, CHUNKS_LIMIT)
        chunks = max(chunks, len(pieces), len(unwanted))
        cut = max(cut, left, key=len)
    return Fit(chunks, tuple(cut))


def cut_words(base: Installed, prompt: str) -> list[str]:
    """The words at a prompt's end that a base does not read."""
    return list(fit_prompt(base, prompt).cut_words)


@lru_cache(maxsize=16)
def _tokenizer(folder: Path) -> Any:
    return AutoTokenizer.from_pretrained(folder, local_files_only=True)


@dataclass(frozen=True)
class Encoded:
    """A prompt and its negative for one picture.

    `words` and `negative_words` are `(1, 77 · chunks, width)`; the pooled ones `(1, width)`, None where the
    family has none.
    """

    words: torch.Tensor
    negative_words: torch.Tensor
    pooled: torch.Tensor | None
    negative_pooled: torch.Tensor | None

    @property
    def length(self) -> int:
        return int(self.words.shape[1])


def fit_words(tokenizer: Any, text: str, room: int, chunks: int) -> tuple[list[list[int]], list[str]]:
    """The tokens of a text in chunks of at most `room`, words kept whole, and the words that had no place.

    A single word longer than a chunk goes on in the next.
    """
    filled: list[list[int]] = [[]]
    words = text.split()
    for place, word in enumerate(words):
        tokens: list[int] = tokenizer(word, add_special_tokens=False).input_ids
        while tokens:
            left = room - len(filled[-1])
            if len(tokens) > left and (filled[-1] or len(tokens) <= room):
                if len(filled) == chunks:
                    return filled, words[place:]
                filled.append([])
                continue
            taken, tokens = tokens[:room], tokens[room:]
            filled[-1].extend(taken)
    return filled, []


def cut_by(tokenizer: Any, text: str, limit: int) -> list[str]:
    """The words of a text that a tokenizer which stops after `limit` tokens does not read whole."""
    tokens: list[int] = []
    words = text.split()
    for place, word in enumerate(words):
        tokens += tokenizer(word if not place else f" {word}", add_special_tokens=False).input_ids
        if len(tokens) > limit:
            return words[place:]
    return []


class ChunkReader:
    """Reads prompts with CLIP's text encoders: one, or SDXL's two.

    Each chunk is encoded by itself, beginning and end marked, and the chunks are put one after the other:
    cross-attention takes any length. The first chunk of the last encoder gives the pooled text.
    """

    def __init__(self, pipe: Any, device: torch.device, clip_skip: int | None) -> None:
        pairs = [
            (pipe.tokenizer, pipe.text_encoder),
            (getattr(pipe, "tokenizer_2", None), getattr(pipe, "text_encoder_2", None)),
        ]
        self._readers = [
            (tokenizer, encoder)
            for tokenizer, encoder in pairs
            if tokenizer is not None and encoder is not None
        ]
        self._two = getattr(pipe, "text_encoder_2", None) is not None
        self._empty_is_zero = bool(self._two and pipe.config.get("force_zeros_for_empty_prompt"))
        self._device = device
        self._clip_skip = clip_skip

    @torch.no_grad()
    def read(self, prompt: str, negative: str, chunks: int) -> Encoded:
        """Both texts in so many chunks; what has no place in them is not read."""
        words, pooled = self._encode(prompt, chunks)
        if not negative and self._empty_is_zero:
            return Encoded(words, torch.zeros_like(words), pooled, torch.zeros_like(_known(pooled)))
        negative_words, negative_pooled = self._encode(negative, chunks)
        return Encoded(words, negative_words, pooled, negative_pooled)

    def _encode(self, text: str, chunks: int) -> tuple[torch.Tensor, torch.Tensor | None]:
        found, pooled = [], None
        for tokenizer, encoder in self._readers:
            pieces, _ = fit_words(tokenizer, text, tokenizer.model_max_length - MARKS, chunks)
            padded = [*pieces, *([[]] * (chunks - len(pieces)))]
            ids = torch.tensor([_framed(tokenizer, chunk) for chunk in padded], device=self._device)
            seen = encoder(ids, output_hidden_states=True)
            if self._two and seen[0].ndim == 2:
                pooled = seen[0][:1]
            hidden = self._layer(encoder, seen)
            found.append(hidden.reshape(1, -1, hidden.shape[-1]))
        return torch.cat(found, dim=-1), pooled

    def _layer(self, encoder: Any, seen: Any) -> torch.Tensor:
        """The layer that the family conditions on, as its pipeline chooses it."""
        if self._two:
            return seen.hidden_states[-2 - (self._clip_skip or 0)]
        if not self._clip_skip:
            return seen[0]
        inner = getattr(encoder, "text_model", encoder)
        return inner.final_layer_norm(seen.hidden_states[-1 - self._clip_skip])


def _known(pooled: torch.Tensor | None) -> torch.Tensor:
    assert pooled is not None, "the second encoder of two gives a pooled text"
    return pooled


def _framed(tokenizer: Any, chunk: list[int]) -> list[int]:
    """A chunk between its marks, padded to the length that the encoder reads."""
    tokens = [tokenizer.bos_token_id, *chunk, tokenizer.eos_token_id]
    return tokens + [tokenizer.pad_token_id] * (tokenizer.model_max_length - len(tokens))
