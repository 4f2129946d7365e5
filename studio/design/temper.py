"""Louder or quieter: what "bolder" and "calmer" do to words and pictures, whatever the layout."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from studio.design.document import PictureLayer
from studio.design.typeset import Manner
from studio.values import Box, Vary

Temper = Literal["calmer", "plain", "bolder"]
HAlign = Literal["left", "centre", "right"]
VAlign = Literal["top", "middle", "bottom"]
_LOUDER: dict[Temper, int] = {"calmer": -1, "plain": 0, "bolder": 1}
_BY_LOUDNESS: tuple[Temper, Temper, Temper] = ("calmer", "plain", "bolder")

# Words: how much larger they may be, the gap between lines, and how much their room grows or shrinks.
LARGER, SMALLER = 1.30, 0.84
TIGHTER, WIDER = 0.88, 1.18
# Plates and panels have a little air at their sides and more above and below.
ROOMIER, ROOM_FOR_AIR = (1.04, 1.15), (0.80, 0.80)
# Pictures: how much nearer or farther, and how strong their tones are.
NEARER, FARTHER = 1.16, 0.84
STRONG_CONTRAST, STRONG_COLOUR = 1.14, 1.14
SOFT_CONTRAST, SOFT_COLOUR = 0.94, 0.80


def temper_after(vary: Vary | None) -> Temper:
    """How loud a design is to be when a candidate is varied: one step from where it was."""
    if vary is None:
        return "plain"
    step = {"bolder": 1, "calmer": -1}.get(vary.how, 0)
    return _BY_LOUDNESS[min(2, max(0, _LOUDER[vary.temper] + step + 1))]


def tempered(manner: Manner, temper: Temper) -> Manner:
    """The manner with larger or smaller type. Sizes are fractions of the canvas."""
    if temper == "plain":
        return manner
    larger, leading = (LARGER, TIGHTER) if temper == "bolder" else (SMALLER, WIDER)
    largest = manner.max_px * larger if manner.max_px < 1 else manner.max_px
    return replace(manner, max_px=largest, leading=manner.leading * leading)


def room_for(box: Box, temper: Temper, align: HAlign, valign: VAlign) -> Box:
    """The room for words, grown or shrunk away from where they are anchored."""
    if temper == "plain":
        return box
    share = ROOMIER if temper == "bolder" else ROOM_FOR_AIR
    width, height = box.width * share[0], box.height * share[1]
    x = box.x + {"left": 0.0, "centre": 0.5, "right": 1.0}[align] * (box.width - width)
    y = box.y + {"top": 0.0, "middle": 0.5, "bottom": 1.0}[valign] * (box.height - height)
    return Box(x=x, y=y, width=width, height=height)


def nearer(fill: float | None, temper: Temper) -> float | None:
    """How large the focus is to stand when a layout asks for `fill`."""
    if fill is None or temper == "plain":
        return fill
    return min(0.97, fill * NEARER) if temper == "bolder" else fill * FARTHER


def toned(layer: PictureLayer, temper: Temper) -> PictureLayer:
    """A picture with stronger or softer tones."""
    if temper == "plain":
        return layer
    contrast, colour = (
        (STRONG_CONTRAST, STRONG_COLOUR) if temper == "bolder" else (SOFT_CONTRAST, SOFT_COLOUR)
    )
    return layer.model_copy(
        update={"contrast": layer.contrast * contrast, "saturation": layer.saturation * colour}
    )
