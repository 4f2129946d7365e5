"""Speech to text by Whisper (Radford et al., 2022), window by window over a film of any length.

What the model is unsure of, repeats, or says over silence is left out: a missing line is better than one that
nobody spoke.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from transformers import (
    StoppingCriteria,
    StoppingCriteriaList,
    WhisperFeatureExtractor,
    WhisperForConditionalGeneration,
    WhisperTokenizer,
)

from studio.models.store import Installed
from studio.values import TimedLine, Transcript
from studio.words.models.loading import BROKEN, device_for, dtype_on, loaded, unusable
from studio.words.models.sound import RATE, Samples, read_sound
from studio.words.subtitles import cleaned

WINDOW_S, LEAST_STEP_S = 30.0, 1.0
TOKENS = 220
STAMP_S = 0.02
# Below this loudness (root mean square) nobody speaks.
SILENCE = 0.002
# The paper's own bounds on what to believe: mean log-probability of the tokens, and how well a text packs.
LEAST_SURE, MOST_REPETITIVE = -1.0, 2.4


def listen(
    model: Installed,
    path: Path,
    *,
    duration_s: float,
    check: Callable[[float], None] = lambda fraction: None,
) -> Transcript | None:
    """What is said in a video; None where there is no sound, or nobody says anything that can be made out.

    `check` hears the share that is done and may raise to stop. Raises UnusableVideo, UnusableWords.
    """
    device = device_for(model)
    dtype = dtype_on(device)
    try:
        features = WhisperFeatureExtractor.from_pretrained(model.folder, local_files_only=True)
        tokenizer = WhisperTokenizer.from_pretrained(model.folder, local_files_only=True)
    except BROKEN as error:
        raise unusable(model, error) from error
    lines: list[TimedLine] = []
    language: str | None = None
    with loaded(model, WhisperForConditionalGeneration, device, dtype) as network:
        ear = _Ear(network, features, tokenizer, device, dtype)
        film = _Windows(read_sound(path))
        while (window := film.next()) is not None:
            done = partial(check, min(1.0, film.at_s / max(duration_s, WINDOW_S)))
            done()
            lasts_s = len(window) / RATE
            if float(np.sqrt(np.mean(window**2))) < SILENCE:
                film.move_on(lasts_s)
                continue
            if language is None:
                language = ear.language_of(window)
            heard = ear.hear(window, language, done)
            lines += [
                TimedLine(start_s=film.at_s + one.start_s, end_s=film.at_s + one.end_s, text=one.text)
                for one in heard.lines
            ]
            film.move_on(heard.until_s)
    kept = cleaned(lines)
    if not kept:
        return None
    return Transcript(source="speech", lines=kept, language=language, by=model.name)


@dataclass(frozen=True)
class Heard:
    """Lines of one window, with times from its beginning, and up to where it was understood whole."""

    lines: tuple[TimedLine, ...]
    until_s: float


class _Halt(StoppingCriteria):
    """Asked at every token: may raise to stop."""

    def __init__(self, check: Callable[[], None]) -> None:
        self._check = check

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor, **_: Any) -> Any:
        self._check()
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)


class _Ear:
    """A loaded Whisper with its tokenizer."""

    def __init__(
        self,
        network: Any,
        features: WhisperFeatureExtractor,
        tokenizer: WhisperTokenizer,
        device: torch.device,
        dtype: torch.dtype,
    ) -> None:
        self._network, self._features, self._tokenizer = network, features, tokenizer
        self._device, self._dtype = device, dtype
        self._stamps_from = tokenizer.convert_tokens_to_ids("<|notimestamps|>") + 1

    def language_of(self, window: Samples) -> str | None:
        """The language that is spoken, as a two-letter code; None for models that know only one."""
        if not getattr(self._network.generation_config, "is_multilingual", False):
            return None
        token = self._network.detect_language(input_features=self._seen(window))[0]
        name = self._tokenizer.convert_ids_to_tokens(int(token))
        return str(name).strip("<|>") or None

    def hear(self, window: Samples, language: str | None, check: Callable[[], None]) -> Heard:
        spoken: dict[str, Any] = {"language": language, "task": "transcribe"} if language else {}
        answer = self._network.generate(
            input_features=self._seen(window),
            return_timestamps=True,
            return_dict_in_generate=True,
            output_scores=True,
            do_sample=False,
            num_beams=1,
            max_new_tokens=TOKENS,
            stopping_criteria=StoppingCriteriaList([_Halt(check)]),
            **spoken,
        )
        tokens = answer["sequences"][0].tolist()
        if self._sureness(answer) < LEAST_SURE:
            return Heard((), len(window) / RATE)
        return self.lines_in(tokens, len(window) / RATE)

    def lines_in(self, tokens: Sequence[int], lasts_s: float) -> Heard:
        """Tokens between two stamps are a line; what has no second stamp goes on in the next window."""
        lines: list[TimedLine] = []
        said: list[int] = []
        start_s: float | None = None
        until_s = lasts_s
        for token in tokens:
            if token < self._stamps_from:
                said.append(token)
                continue
            at_s = min(lasts_s, (token - self._stamps_from) * STAMP_S)
            text = self._tokenizer.decode(said, skip_special_tokens=True).strip()
            if text and start_s is not None and at_s > start_s:
                if not is_repetitive(text):
                    lines.append(TimedLine(start_s=start_s, end_s=at_s, text=text))
                until_s = at_s
            start_s, said = at_s, []
        open_text = self._tokenizer.decode(said, skip_special_tokens=True).strip()
        return Heard(tuple(lines), until_s if open_text and lines else lasts_s)

    def _seen(self, window: Samples) -> torch.Tensor:
        """Log-mel features (1, bins, 3000)."""
        found = self._features(window, sampling_rate=RATE, return_tensors="pt").input_features
        return found.to(self._device, self._dtype)

    def _sureness(self, answer: Any) -> float:
        scores = answer.get("scores")
        if not scores:
            return 0.0
        sure = self._network.compute_transition_scores(answer["sequences"], scores, normalize_logits=True)
        finite = sure[torch.isfinite(sure)]
        return float(finite.float().mean()) if finite.numel() else 0.0


def is_repetitive(text: str) -> bool:
    """Whether a text says the same over and over, as the model does where it hears nothing."""
    data = text.encode()
    return len(data) > 40 and len(data) / len(zlib.compress(data)) > MOST_REPETITIVE


class _Windows:
    """A film's sound in windows of at most 30 s, each beginning where the one before was understood up to."""

    def __init__(self, blocks: Iterator[tuple[float, Samples]]) -> None:
        self._blocks = blocks
        self._held = np.zeros(0, np.float32)
        self._began = self._ended = False
        self.at_s = 0.0

    def next(self) -> Samples | None:
        """The window at `at_s`; None at the end of the film."""
        size = round(WINDOW_S * RATE)
        parts, count = [self._held], len(self._held)
        while count < size and not self._ended:
            block = next(self._blocks, None)
            if block is None:
                self._ended = True
                break
            if not self._began:
                self.at_s, self._began = block[0], True
            parts.append(block[1])
            count += len(block[1])
        self._held = np.concatenate(parts)
        return self._held[:size] if len(self._held) else None

    def move_on(self, by_s: float) -> None:
        """So much of the window is done with; the last one always whole, for no other finishes it."""
        window = min(len(self._held), round(WINDOW_S * RATE))
        last = self._ended and window == len(self._held)
        step = window if last or by_s < LEAST_STEP_S else min(window, round(by_s * RATE))
        self._held = self._held[step:]
        self.at_s += step / RATE
