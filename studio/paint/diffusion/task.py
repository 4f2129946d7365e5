"""One picture to paint, with nothing left to decide; what the painter asks of the easel."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from studio.paint.arrays import Pixels
from studio.paint.options import ControlKind, LoraUse, Operation

Mask = NDArray[np.uint8]


@dataclass(frozen=True)
class Control:
    """A control picture, `(H, W, 3)` uint8 RGB in the size of the canvas, and how it leads."""

    kind: ControlKind
    model: str
    pixels: Pixels
    scale: float
    start: float = 0.0
    end: float = 1.0


@dataclass(frozen=True)
class Look:
    """A picture to look like, `(H, W, 3)` uint8 RGB, through an installed image-prompt adapter."""

    kind: Literal["look", "style", "layout", "face"]
    model: str
    pixels: Pixels
    scale: float


@dataclass(frozen=True)
class ImageTask:
    """One picture: every number and every input. The same task gives the same picture on one set-up.

    `base` is `(H, W, 3)` uint8 RGB, `mask` `(H, W)` uint8 with 255 where to paint; both in the size of the
    canvas. `chunks`: in how many pieces its words are read by models that read them piece by piece; pictures
    of one batch share it. `interactive` tasks are waited for by a person and go first.
    """

    model: str
    operation: Operation
    prompt: str
    negative: str
    seed: int
    width_px: int
    height_px: int
    steps: int
    guidance: float
    scheduler: str
    strength: float = 1.0
    base: Pixels | None = None
    mask: Mask | None = None
    loras: tuple[LoraUse, ...] = ()
    controls: tuple[Control, ...] = ()
    looks: tuple[Look, ...] = ()
    chunks: int = 1
    interactive: bool = False

    def batch_key(self) -> tuple[object, ...]:
        """Tasks of one key may be painted in one batch: prompts, seeds and pictures may differ."""
        return (
            self.model,
            self.operation,
            self.width_px,
            self.height_px,
            self.steps,
            self.guidance,
            self.scheduler,
            self.strength if self.base is not None else None,
            self.loras,
            tuple((c.kind, c.model, c.scale, c.start, c.end) for c in self.controls),
            tuple((look.kind, look.model, look.scale) for look in self.looks),
            self.chunks,
            # What is done to a finished picture is done to one at a time.
            id(self) if self.operation in {"restyle", "upscale"} else None,
        )


class Hooks(Protocol):
    """How a task in work talks to whoever waits for it.

    `run_batch` calls them in its own thread, all tasks' in their order after each step: the last of them may
    paint another batch before it returns. Those handed to the easel are called in the thread that waits.
    """

    def on_step(self, step: int, steps: int) -> None:
        """After every step (and now and then between, with the same numbers); may raise `Cancelled`."""

    def on_preview(self, pixels: Pixels) -> None:
        """A small picture of how far it is, `(H, W, 3)` uint8 RGB."""


@dataclass(frozen=True)
class Painted:
    """A finished picture, `(H, W, 3)` uint8 RGB, and what is needed to paint it again (JSON values only)."""

    pixels: Pixels
    record: dict[str, Any] = field(default_factory=dict)


RunBatch = Callable[[list[ImageTask], list[Hooks]], list[Painted]]
