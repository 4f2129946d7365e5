"""LoRAs of one base: attached for a picture and gone after it, kept for the next that wants them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from studio.models.lora import check_lora
from studio.models.store import Installed
from studio.models.weights import UnusableWeights, read_header
from studio.paint.diffusion.memory import is_out_of_memory

# Kept on the device when nothing paints with them: a LoRA takes 50 to 400 MB.
KEPT = 6
# Keys of text encoders in any of the spellings; those cannot be swapped in place.
_TEXT = re.compile(r"^(text_encoder|lora_te)")

Active = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class _Kept:
    """An attached LoRA: its name as an adapter, and the shapes of its tensors."""

    adapter: str
    shapes: frozenset[tuple[str, tuple[int, ...]]]
    swappable: bool


class Loras:
    """Named adapters over the networks of one pipeline. One thread at a time."""

    def __init__(self, pipe: Any, base: Installed) -> None:
        self._pipe = pipe
        self._base = base
        # Least recently used first.
        self._kept: dict[str, _Kept] = {}
        self._active: Active = ()
        self._wanted: list[set[str]] = []
        self._count = 0

    @property
    def active(self) -> Active:
        """The adapters at work and their weights."""
        return self._active

    @contextmanager
    def attached(self, loras: Sequence[tuple[Installed, float]]) -> Iterator[None]:
        """Only these LoRAs at work, with these weights; at the end again what was before.

        Raises UnusableWeights: lora_wrong_family and all that is wrong with a file.
        """
        before = self._active
        keys = [_key(lora) for lora, _ in loras]
        self._wanted.append(set(keys))
        try:
            for lora, _ in loras:
                self._ensure(lora)
            weights = [weight for _, weight in loras]
            self._activate(tuple((self._kept[key].adapter, w) for key, w in zip(keys, weights, strict=True)))
            yield
        finally:
            self._wanted.pop()
            self._activate(before)

    def _activate(self, active: Active) -> None:
        if active == self._active:
            return
        if active:
            self._pipe.enable_lora()
            self._pipe.set_adapters([name for name, _ in active], [weight for _, weight in active])
        else:
            self._pipe.disable_lora()
        self._active = active

    def _ensure(self, lora: Installed) -> None:
        """The LoRA attached, and the newest of those kept."""
        key = _key(lora)
        if (kept := self._kept.pop(key, None)) is not None:
            self._kept[key] = kept
            return
        check_lora(lora, self._base)
        path = lora.weights_file()
        shapes = read_header(path).shapes
        fresh = frozenset(shapes.items())
        swappable = not any(_TEXT.match(name) for name in shapes)
        victim = self._make_room(fresh) if swappable else self._make_room(None)
        if victim is None:
            self._count += 1
        adapter = victim or f"lora_{self._count}"
        try:
            self._pipe.load_lora_weights(
                str(path.parent),
                weight_name=path.name,
                adapter_name=adapter,
                hotswap=victim is not None,
                local_files_only=True,
                use_safetensors=True,
            )
        except (RuntimeError, ValueError, KeyError) as error:
            self._drop_adapter(adapter)
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
        # Loading makes the newcomer active: tell the adapters of before again.
        self._kept[key] = _Kept(adapter, fresh, swappable)
        before, self._active = self._active, ((adapter, 1.0),)
        self._activate(before)

    def _make_room(self, fresh: frozenset[tuple[str, tuple[int, ...]]] | None) -> str | None:
        """Let go of what is used least where too many are kept; its adapter's name where the newcomer can
        take its place tensor by tensor, which is quicker than being built in."""
        pinned = set().union(*self._wanted)
        idle = [key for key in self._kept if key not in pinned]
        if len(self._kept) < KEPT or not idle:
            return None
        alike = [key for key in idle if self._kept[key].swappable and self._kept[key].shapes == fresh]
        twin = alike[0] if alike else None
        kept = self._kept.pop(twin or idle[0])
        if twin is not None:
            return kept.adapter
        self._drop_adapter(kept.adapter)
        return None

    def _drop_adapter(self, adapter: str) -> None:
        """Take an adapter out of every network that has it."""
        present = {name for names in self._pipe.get_list_adapters().values() for name in names}
        if adapter in present:
            self._pipe.delete_adapters(adapter)


def _key(lora: Installed) -> str:
    """By content: a LoRA imported anew under its old name is another one."""
    return f"{lora.name} {sorted(lora.files.items())}"
