"""How work on one picture tells how far it is: the shapes of the easel's hooks, without the easel."""

from __future__ import annotations

from typing import Protocol

from studio.paint.arrays import Pixels


class OnPaintStep(Protocol):
    """Called after every step; may raise `Cancelled` to stop there."""

    def __call__(self, step: int, steps: int, /) -> None: ...


class OnPaintPreview(Protocol):
    """Shown how far the picture is, `(H, W, 3)` uint8 RGB, smaller than the finished one."""

    def __call__(self, pixels: Pixels, /) -> None: ...


def ignore_step(step: int, steps: int) -> None:
    """An `OnPaintStep` for callers that want none."""


def ignore_preview(pixels: Pixels) -> None:
    """An `OnPaintPreview` for callers that want none."""
