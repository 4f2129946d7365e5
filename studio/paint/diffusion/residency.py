"""What stays loaded: the models used last, as many as a budget of memory holds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from studio.paint.diffusion.memory import DeviceMemory, is_out_of_memory, let_go
from studio.paint.diffusion.status import Resident

# Of a device's memory, what is kept free of models for painting itself, and at most so many bytes: a batch of
# SDXL at 1024² takes about 2.5 GB a picture, its decoder a little more for a moment.
WORKING_SHARE = 0.3
WORKING_BYTES = 12 * 2**30


class Loaded(Protocol):
    """Something loaded. Parts are named by identity, so that what two of them share is counted once."""

    def parts(self) -> Mapping[int, int]:
        """The bytes of each part, by `id` of the part."""

    def close(self) -> None:
        """Let go of the memory."""


L = TypeVar("L", bound=Loaded)


@dataclass
class _Entry(Generic[L]):
    loaded: L
    used_s: float
    users: int = 0


class Residency(Generic[L]):
    """Loads by name and keeps; the least recently used goes when room is wanted, never one in use.

    `load` may take long and may raise anything; `expect` says beforehand how many bytes a name will take (0:
    not known); `budget` how many all of them may take now. One thread loads and uses; any may ask what is
    there.
    """

    def __init__(
        self,
        load: Callable[[str], L],
        *,
        budget: Callable[[], int],
        expect: Callable[[str], int] = lambda name: 0,
        emptied: Callable[[], None] = lambda: None,
    ) -> None:
        self._load = load
        self._budget = budget
        self._expect = expect
        self._emptied = emptied
        self._lock = threading.Lock()
        # In the order of use: the least recently used first.
        self._entries: dict[str, _Entry[L]] = {}

    @contextmanager
    def use(self, name: str) -> Iterator[L]:
        """The loaded thing, kept at least until the block is left. Raises what loading it raises."""
        entry = self._entries.get(name) or self._fetch(name)
        entry.users += 1
        self._touch(name, entry)
        try:
            yield entry.loaded
        finally:
            entry.users -= 1
            self._touch(name, entry)

    def has(self, name: str) -> bool:
        return name in self._entries

    def bytes(self) -> int:
        """What everything takes, shared parts counted once."""
        parts: dict[int, int] = {}
        for entry in self._snapshot().values():
            parts |= entry.loaded.parts()
        return sum(parts.values())

    def make_room(self, bytes_wanted: int | None = None) -> bool:
        """Let go of the least recently used until so many bytes fit into the budget (None: of all).

        Nothing in use is let go. Whether anything was.
        """
        gone = False
        for name, entry in self._snapshot().items():
            if bytes_wanted is not None and self.bytes() + bytes_wanted <= self._budget():
                break
            if entry.users == 0:
                self._close(name)
                gone = True
        if gone:
            self._emptied()
        return gone

    def forget(self, name: str) -> bool:
        """Let go of one (it was removed, or replaced by another revision). False while it is in use."""
        entry = self._entries.get(name)
        if entry is not None and entry.users:
            return False
        if entry is not None:
            self._close(name)
            self._emptied()
        return True

    def residents(self) -> tuple[Resident, ...]:
        """What is there, the most recently used first."""
        now_s = time.monotonic()
        return tuple(
            Resident(
                name=name,
                bytes=sum(entry.loaded.parts().values()),
                idle_s=0.0 if entry.users else now_s - entry.used_s,
                in_use=entry.users > 0,
            )
            for name, entry in reversed(self._snapshot().items())
        )

    def _fetch(self, name: str) -> _Entry[L]:
        self.make_room(self._expect(name))
        try:
            loaded = self._load(name)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            let_go(error)
            if not self.make_room():
                raise
            loaded = self._load(name)
        entry = _Entry(loaded, time.monotonic(), users=1)
        self._touch(name, entry)
        # It may be larger than was expected.
        self.make_room(0)
        entry.users -= 1
        return entry

    def _touch(self, name: str, entry: _Entry[L]) -> None:
        with self._lock:
            entry.used_s = time.monotonic()
            self._entries.pop(name, None)
            self._entries[name] = entry

    def _close(self, name: str) -> None:
        with self._lock:
            entry = self._entries.pop(name)
        entry.loaded.close()

    def _snapshot(self) -> dict[str, _Entry[L]]:
        with self._lock:
            return dict(self._entries)


def budget_for(memory: DeviceMemory, resident: Callable[[], int], setting: int | None = None) -> int:
    """Bytes that models may take: the operator's `setting`, else what is free besides a working share.

    `resident` tells what the models take already: that is not free, but theirs.
    """
    if setting is not None:
        return setting
    working = min(WORKING_BYTES, int(memory.total() * WORKING_SHARE))
    return max(0, memory.free() + resident() - working)
