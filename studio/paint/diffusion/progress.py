"""Steps of pipelines that have no callback of their own (upscaling, among others)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")
OnCount = Callable[[int, int], None]


class StepsBar:
    """In place of a pipeline's `progress_bar`: tells `on_step(step, steps)` after each step.

    `pipe.progress_bar = StepsBar(on_step)`. What `on_step` raises ends the pipeline's call.
    """

    def __init__(self, on_step: OnCount) -> None:
        self._on_step = on_step
        self._step = self._steps = 0

    def __call__(self, iterable: Iterable[T] | None = None, total: int | None = None) -> StepsBar:
        self._step = 0
        self._iterable = list(iterable) if iterable is not None else []
        self._steps = total if total is not None else len(self._iterable)
        return self

    def __enter__(self) -> StepsBar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """There is nothing to close."""

    def __iter__(self) -> Iterator[object]:
        for one in self._iterable:
            yield one
            self.update()

    def update(self, count: int = 1) -> None:
        self._step += count
        self._on_step(self._step, max(self._steps, self._step))
