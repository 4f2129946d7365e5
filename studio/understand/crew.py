"""Two hands that look at frames and print stills while the film is decoded on."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as NotYet
from threading import Event
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from studio.progress import OnStep, Stage

HANDS = 2
TICK_S = 0.05

T = TypeVar("T")
P = ParamSpec("P")


class Ticker:
    """Calls `on_step` often enough to be stopped by it and seldom enough to cost nothing."""

    def __init__(self, on_step: OnStep, stage: Stage) -> None:
        self._on_step, self._stage = on_step, stage
        self._next = 0.0
        self._fraction = 0.0

    def __call__(self, fraction: float | None = None) -> None:
        """Say that work goes on, at `fraction` of this stage where known; never goes back."""
        if fraction is not None:
            self._fraction = max(self._fraction, min(1.0, fraction))
        now = time.monotonic()
        if now >= self._next:
            self._next = now + TICK_S
            self._on_step(self._stage, self._fraction)


class Crew:
    """A few threads; the work they do is in C and lets go of the interpreter.

    Leaving drops what has not begun and waits for nothing but what writes files. `leaving` is set then, for
    work that can stop half-way.
    """

    def __init__(self) -> None:
        self.leaving = Event()
        self._writing: list[Future[Any]] = []
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="understand")

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.leaving.set()
        self._hands.shutdown(wait=False, cancel_futures=True)
        # A dropped future never tells `wait` that it is over.
        wait([one for one in self._writing if not one.cancelled()])

    def do(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have `work` done when a hand is free."""
        return self._hands.submit(work, *args, **kwargs)

    def write(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """The same for work that writes files."""
        self._writing = [one for one in self._writing if not one.done()]
        self._writing.append(future := self._hands.submit(work, *args, **kwargs))
        return future


def wait_for(future: Future[T], tick: Callable[[], None]) -> T:
    """The result, ticking meanwhile; raises what the work raised, and what `tick` raises."""
    while True:
        try:
            return future.result(timeout=TICK_S)
        except NotYet:
            if future.done():
                raise
            tick()
