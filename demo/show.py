"""What the demo says: numbered steps with their times, and lines below them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

STEP_WIDTH = 66


class Teller:
    """Prints steps as they are taken."""

    def __init__(self) -> None:
        self._number = 0
        self._started = time.monotonic()

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step: its name before, its time after. Silent about the time when it fails."""
        self._number += 1
        print(f"{self._number:2}  {name}", flush=True)
        started = time.monotonic()
        yield
        self.line(f"{time.monotonic() - started:.1f} s".rjust(STEP_WIDTH))

    def line(self, text: str) -> None:
        print(f"    {text}", flush=True)

    @property
    def elapsed_s(self) -> float:
        return time.monotonic() - self._started
