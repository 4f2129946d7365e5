"""A `RunBatch` for tests of the easel's turns: it paints nothing, and goes on only when the test lets it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from studio.paint.arrays import Pixels
from studio.paint.diffusion.easel import Easel
from studio.paint.diffusion.memory import BatchLimits, HostMemory
from studio.paint.diffusion.task import Hooks, ImageTask, Painted

# A test that waits longer than this hangs; nothing is ever waited for by sleeping.
LIMIT_S = 20


def task(seed: int = 0, *, model: str = "base", steps: int = 3, interactive: bool = False) -> ImageTask:
    return ImageTask(
        model=model, operation="text", prompt="a lake", negative="", seed=seed, width_px=64, height_px=64,
        steps=steps, guidance=5.0, scheduler="ddim", interactive=interactive,
    )  # fmt: skip


@dataclass
class Paced:
    """Records the batches it is given, in the order they begin, and where they were nested.

    `led`: before each step it says in `at` where it is and waits for `go`. `on_begin` may raise.
    """

    led: bool = False
    on_begin: Callable[[list[ImageTask]], None] = lambda tasks: None
    batches: list[list[int]] = field(default_factory=list)
    inside: list[bool] = field(default_factory=list)
    at: queue.Queue[tuple[list[int], int]] = field(default_factory=queue.Queue)
    go: queue.Queue[None] = field(default_factory=queue.Queue)
    threads: set[int] = field(default_factory=set)
    _depth: int = 0

    def __call__(self, tasks: list[ImageTask], hooks: list[Hooks]) -> list[Painted]:
        seeds = [task.seed for task in tasks]
        self.batches.append(seeds)
        self.inside.append(self._depth > 0)
        self.threads.add(threading.get_ident())
        self._depth += 1
        try:
            self.on_begin(tasks)
            for step in range(1, tasks[0].steps + 1):
                if self.led:
                    self.at.put((seeds, step))
                    self.go.get(timeout=LIMIT_S)
                for hook in hooks:
                    hook.on_step(step, tasks[0].steps)
        finally:
            self._depth -= 1
        return [Painted(np.full((1, 1, 3), seed, np.uint8), {"seed": seed}) for seed in seeds]

    def reach(self, seeds: list[int], step: int) -> None:
        """Wait until it stands before this step of this batch; nothing else may come first."""
        assert self.at.get(timeout=LIMIT_S) == (seeds, step)

    def let(self, steps: int = 1) -> None:
        for _ in range(steps):
            self.go.put(None)


@dataclass
class Watcher:
    """Hooks that remember what they were told, and raise something from step `at` on."""

    raises: BaseException | None = None
    at: int = 1
    steps: list[int] = field(default_factory=list)
    previews: list[Pixels] = field(default_factory=list)
    thread: int = 0
    told: threading.Event = field(default_factory=threading.Event)

    def on_step(self, step: int, steps: int) -> None:
        self.thread = threading.get_ident()
        self.steps.append(step)
        self.told.set()
        if self.raises is not None and step >= self.at:
            raise self.raises

    def on_preview(self, pixels: Pixels) -> None:
        self.previews.append(pixels)


class Callers:
    """Threads that call the easel and are waited for at the end."""

    def __init__(self, easel: Easel) -> None:
        self._easel = easel
        self._pool = ThreadPoolExecutor(max_workers=16)

    def __enter__(self) -> Callers:
        return self

    def __exit__(self, *exception: object) -> None:
        self._easel.close(LIMIT_S)
        self._pool.shutdown()

    def paint(
        self, tasks: Sequence[ImageTask], owner: str = "", hooks: Sequence[Hooks] = (), *, alone: bool = False
    ) -> Future[list[int]]:
        """The seeds of what was painted; returns once the easel knows of the tasks."""
        before = self._known()
        done = self._pool.submit(self._seeds, tasks, owner, hooks, alone)
        pause = threading.Event()
        while not done.done() and self._known() < before + len(tasks):
            pause.wait(0.001)
        return done

    def paint_later(self, tasks: Sequence[ImageTask]) -> Future[list[int]]:
        """As `paint`, not waiting until the easel knows of it: for when others may leave it meanwhile."""
        return self._pool.submit(self._seeds, tasks, "", (), False)

    def _known(self) -> int:
        status = self._easel.status()
        waiting = sum(queued.pictures for queued in status.waiting)
        return waiting + sum(doing.pictures for doing in status.doing) + status.pictures

    def _seeds(
        self, tasks: Sequence[ImageTask], owner: str, hooks: Sequence[Hooks], alone: bool
    ) -> list[int]:
        painted = self._easel.paint(tasks, owner=owner, hooks=hooks, alone=alone)
        return [picture.record["seed"] for picture in painted]


def easel(paced: Paced, *, most: int = 4, **settings: object) -> Easel:
    memory = HostMemory()
    return Easel(paced, memory=memory, limits=BatchLimits(memory, most=most), **settings)  # type: ignore[arg-type]
