"""What may be asked of a painter beyond the brief, as the page says it; every number within its limits.

Pictures are named, not held: a name is a key of `PaintRequest.inputs`. What stays None is decided by the
model's card, or by the brief; an operation by what there is: "repaint" where there are stills or a base,
else "text".
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from studio.models.card import ControlKind, LookKind, Operation
from studio.values import Value

LORAS_LIMIT = 6
CONTROLS_LIMIT = 3
IMAGE_PROMPTS_LIMIT = 3
PRESETS_LIMIT = 8


class LoraUse(Value):
    """An installed LoRA and how strongly it counts."""

    name: str
    weight: float = Field(default=0.8, ge=-2, le=2)


class ControlUse(Value):
    """A control picture (a skeleton, a face's lines, depth, edges) and how strongly it leads.

    `start` and `end` are fractions of the steps between which it counts.
    """

    kind: ControlKind
    picture: str
    scale: float = Field(default=0.8, ge=0, le=2)
    start: float = Field(default=0.0, ge=0, le=1)
    end: float = Field(default=1.0, ge=0, le=1)


class ImagePrompt(Value):
    """A picture to look like: `look` is its whole appearance, `style` and `layout` are sides of it."""

    picture: str
    kind: LookKind = "look"
    scale: float = Field(default=0.6, ge=0, le=1)


class PaintOptions(Value):
    """How to paint. The defaults ask for nothing in particular."""

    schema_version: Literal[1] = 1
    operation: Operation | None = None
    model: str | None = None
    prompt: str | None = Field(default=None, max_length=2000)
    negative: str | None = Field(default=None, max_length=2000)
    presets: tuple[str, ...] = Field(default=(), max_length=PRESETS_LIMIT)
    steps: int | None = Field(default=None, ge=1, le=150)
    guidance: float | None = Field(default=None, ge=0, le=30)
    scheduler: str | None = None
    strength: float | None = Field(default=None, ge=0, le=1, description="None: as the operation needs it")
    width_px: int | None = Field(default=None, ge=64, le=4096)
    height_px: int | None = Field(default=None, ge=64, le=4096)
    loras: tuple[LoraUse, ...] = Field(default=(), max_length=LORAS_LIMIT)
    controls: tuple[ControlUse, ...] = Field(default=(), max_length=CONTROLS_LIMIT)
    image_prompts: tuple[ImagePrompt, ...] = Field(default=(), max_length=IMAGE_PROMPTS_LIMIT)
    base: str | None = None
    mask: str | None = None
    mask_feather: float = Field(default=0.02, ge=0, le=0.2, description="of the picture's longer side")
    look: str | None = Field(default=None, description="restyle: whose look to take")
    method: str | None = Field(default=None, description="restyle and upscale: which of the ways")
