"""Small tasks and pictures for painting with tiny models."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray
from skimage import data

from studio.paint.arrays import Pixels
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.task import ImageTask

SIDE_PX = 64
FAMILIES = {
    "tiny-sdxl": "euler",
    "tiny-sd15": "ddim",
    "tiny-flux": "flow_euler",
    "tiny-sd3": "flow_euler",
    "tiny-z-image": "flow_euler",
    "tiny-qwen-image": "flow_euler",
}


def photo(side_px: int = SIDE_PX, *, of: Callable[[], NDArray[np.uint8]] = data.astronaut) -> Pixels:
    return cv2.resize(of(), (side_px, side_px), interpolation=cv2.INTER_AREA)


def square_mask() -> NDArray[np.uint8]:
    """The middle half, marked."""
    mask = np.zeros((SIDE_PX, SIDE_PX), np.uint8)
    mask[16:48, 16:48] = 255
    return mask


def task(**changes: object) -> ImageTask:
    values: dict[str, object] = {
        "model": "tiny-sdxl",
        "operation": "text",
        "prompt": "a lighthouse",
        "negative": "fog",
        "seed": 1,
        "width_px": SIDE_PX,
        "height_px": SIDE_PX,
        "steps": 4,
        "guidance": 5.0,
    }
    values["scheduler"] = FAMILIES.get(str(changes.get("model", values["model"])), "euler")
    return ImageTask(**{**values, **changes})  # type: ignore[arg-type]  # tests give what the dataclass takes


@dataclass
class Hearing:
    """Hooks that remember; `at_step` is called with every step."""

    at_step: Callable[[int], None] = lambda step: None
    steps: list[tuple[int, int]] = field(default_factory=list)
    previews: list[Pixels] = field(default_factory=list)

    def on_step(self, step: int, steps: int) -> None:
        self.steps.append((step, steps))
        self.at_step(step)

    def on_preview(self, pixels: Pixels) -> None:
        self.previews.append(pixels)


def paint(engine: Engine, *tasks: ImageTask) -> list[Pixels]:
    return [one.pixels for one in engine.run_batch(list(tasks), [Hearing() for _ in tasks])]


def apart(one: Pixels, other: Pixels) -> float:
    """The mean difference of two pictures, 0..255."""
    return float(np.abs(one.astype(int) - other.astype(int)).mean())
