"""A local language model for briefs: any causal model of transformers with a chat template (Llama, Qwen …).

Its answer cannot but have the schema's shape: llguidance masks, token by token, what would break it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import llguidance
import llguidance.hf
import llguidance.numpy
import numpy as np
import torch
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    LogitsProcessor,
    LogitsProcessorList,
    StoppingCriteria,
    StoppingCriteriaList,
)

from studio.brief.llm import ModelFailed
from studio.models.store import Installed
from studio.words.models.loading import BROKEN, device_for, loaded, unusable

TOKENS = 900
# A little freedom, so that a second writing differs from the first; the seed makes it repeatable.
TEMPERATURE, TOP_P = 0.4, 0.9


@dataclass(frozen=True)
class LocalModel:
    """An installed writer. `check` is called at every token and may raise to stop."""

    model: Installed
    timeout_s: float = 120.0
    tokens: int = TOKENS
    seed: int = 0
    check: Callable[[], None] = field(default=lambda: None, repr=False)

    @property
    def name(self) -> str:
        return self.model.name

    def complete(self, system: str, user: str, schema: dict[str, Any]) -> str:
        """An object of `schema`. Raises ModelFailed (llm_timeout, llm_nonsense), UnusableWords."""
        until = time.monotonic() + self.timeout_s
        try:
            tokenizer = AutoTokenizer.from_pretrained(self.model.folder, local_files_only=True)
        except BROKEN as error:
            raise unusable(self.model, error) from error
        device = device_for(self.model)
        # Half precision of the kind that processors know too: a 3 B model must fit into plain memory.
        dtype = torch.bfloat16 if self.model.bytes > 2**30 else torch.float32
        with loaded(self.model, AutoModelForCausalLM, device, dtype) as network:
            asked = _asked(tokenizer, system, user).to(device)
            room = getattr(network.config, "max_position_embeddings", asked.shape[1] + self.tokens)
            if asked.shape[1] + self.tokens > room:
                raise ModelFailed(f"{self.name} reads no more than {room} tokens", code="llm_nonsense")
            guide = Guide(tokenizer, schema, asked.shape[1], network.config.vocab_size)
            clock = _Clock(until, self.check)
            with torch.random.fork_rng(devices=[device] if device.type == "cuda" else []):
                torch.manual_seed(self.seed)
                answer = network.generate(
                    asked,
                    attention_mask=torch.ones_like(asked),
                    max_new_tokens=self.tokens,
                    do_sample=True,
                    temperature=TEMPERATURE,
                    top_p=TOP_P,
                    pad_token_id=tokenizer.pad_token_id or tokenizer.eos_token_id,
                    logits_processor=LogitsProcessorList([guide]),
                    stopping_criteria=StoppingCriteriaList([clock]),
                )
        if clock.late:
            raise ModelFailed(
                f"the model gave no answer within {self.timeout_s:g} s",
                code="llm_timeout",
                seconds=self.timeout_s,
            )
        return str(tokenizer.decode(answer[0, asked.shape[1] :], skip_special_tokens=True))


class Guide(LogitsProcessor):
    """Lets through only tokens with which the text so far can still become JSON of a schema."""

    def __init__(self, tokenizer: Any, schema: dict[str, Any], prompt_tokens: int, vocab_size: int) -> None:
        words = llguidance.hf.from_tokenizer(tokenizer, n_vocab=max(vocab_size, len(tokenizer)))
        grammar = llguidance.LLMatcher.grammar_from_json_schema(
            json.dumps(schema), overrides={"whitespace_flexible": False}
        )
        self._matcher = llguidance.LLMatcher(words, grammar)
        if self._matcher.is_error():
            raise ModelFailed(f"no grammar: {self._matcher.get_error()}", code="llm_nonsense")
        self._mask = llguidance.numpy.allocate_token_bitmask(1, words.vocab_size)
        self._seen = prompt_tokens

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """(1, n) tokens so far and (1, vocabulary) scores → the scores, -inf where the schema says no."""
        for token in input_ids[0, self._seen :].tolist():
            self._matcher.consume_token(token)
        self._seen = input_ids.shape[1]
        llguidance.numpy.fill_next_token_bitmask(self._matcher, self._mask)
        allowed = np.unpackbits(self._mask.view(np.uint8), bitorder="little").astype(bool)
        # By hand: the library's own way has torch compile it first, which takes a compiler.
        forbidden = torch.from_numpy(~allowed[: scores.shape[1]]).to(scores.device)
        return scores.masked_fill(forbidden, -torch.inf)  # type: ignore[return-value]


class _Clock(StoppingCriteria):
    def __init__(self, until: float, check: Callable[[], None]) -> None:
        self._until, self._check = until, check
        self.late = False

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **_: Any) -> Any:
        self._check()
        self.late = time.monotonic() > self._until
        return torch.full((input_ids.shape[0],), self.late, dtype=torch.bool, device=input_ids.device)


def _asked(tokenizer: Any, system: str, user: str) -> torch.Tensor:
    """The question as the model was taught to read one, (1, n)."""
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    if tokenizer.chat_template:
        text = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True)
    else:
        text = f"{system}\n\n{user}\n\n"
    return tokenizer(text, return_tensors="pt", add_special_tokens=not tokenizer.chat_template).input_ids
