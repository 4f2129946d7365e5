"""LoRAs of one base: at work for a picture and gone after it, kept for the next that wants them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from studio.models.lora import check_lora
from studio.models.store import Installed
from studio.models.weights import UnusableWeights
from studio.paint.diffusion.memory import is_out_of_memory
from studio.paint.diffusion.side_layers import Beside, SideLayers, UnsupportedLayers, read_side_layers

# Kept on the device when nothing paints with them: a LoRA takes 50 to 400 MB.
KEPT = 6

Active = tuple[tuple[str, float], ...]


class Loras:
    """Side layers for the networks of one pipeline. One thread at a time."""

    def __init__(self, pipe: Any, base: Installed, device: Any) -> None:
        self._pipe = pipe
        self._base = base
        self._device = device
        # Least recently used first.
        self._kept: dict[str, SideLayers] = {}
        self._beside = Beside()
        self._active: Active = ()
        self._wanted: list[set[str]] = []

    @property
    def active(self) -> Active:
        """Those at work, by content, and their weights."""
        return self._active

    @property
    def kept(self) -> tuple[str, ...]:
        """The names of those that are in memory, the least recently used first."""
        return tuple(key.partition(" ")[0] for key in self._kept)

    def bytes(self) -> int:
        return sum(low_rank.bytes for layers in self._kept.values() for low_rank in layers.values())

    @contextmanager
    def attached(self, loras: Sequence[tuple[Installed, float]]) -> Iterator[None]:
        """Only these LoRAs at work, with these weights; at the end again what was before.

        Raises UnusableWeights: lora_wrong_family, lora_unsupported and all that is wrong with a file.
        """
        before = self._active
        self._wanted.append({_key(lora) for lora, _ in loras})
        try:
            for lora, _ in loras:
                self._ensure(lora)
            self._activate(tuple((_key(lora), weight) for lora, weight in loras))
            yield
        finally:
            self._wanted.pop()
            self._activate(before)

    def _activate(self, active: Active) -> None:
        if active != self._active:
            self._beside.hang([(self._kept[key], weight) for key, weight in active])
            self._active = active

    def _ensure(self, lora: Installed) -> None:
        """The LoRA in memory, and the newest of those kept."""
        key = _key(lora)
        layers = self._kept.pop(key, None)
        if layers is None:
            check_lora(lora, self._base)
            self._make_room()
            layers = self._read(lora)
        self._kept[key] = layers

    def _read(self, lora: Installed) -> SideLayers:
        path = lora.weights_file()
        try:
            return read_side_layers(self._pipe, path, self._device)
        except UnsupportedLayers as error:
            raise UnusableWeights(
                f"the LoRA {lora.name} holds more than a LoRA's layers: {error}",
                code="lora_unsupported",
                file=path.name,
                name=lora.name,
            ) from error
        except (RuntimeError, ValueError, KeyError, TypeError) as error:
            if is_out_of_memory(error):
                raise
            raise UnusableWeights(
                f"the LoRA {lora.name} does not fit {self._base.name}: {error}",
                code="lora_wrong_family",
                file=path.name,
                name=lora.name,
                base=self._base.name,
                family=lora.card.family or "?",
                wanted=self._base.card.family,
            ) from error

    def _make_room(self) -> None:
        """Let go of what was used least recently where too many are kept, never of what a batch wants."""
        pinned = set().union(*self._wanted)
        idle = [key for key in self._kept if key not in pinned]
        for key in idle[: max(0, len(self._kept) + 1 - KEPT)]:
            del self._kept[key]


def _key(lora: Installed) -> str:
    """By content: a LoRA imported anew under its old name is another one."""
    return f"{lora.name} {sorted(lora.files.items())}"
