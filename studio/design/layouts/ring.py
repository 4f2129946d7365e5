"""A ring just inside the circle that a platform cuts an avatar to."""

from __future__ import annotations

from studio.design.document import ShapeLayer
from studio.values import Box, Hex


def ring(colour: Hex, width: float, inset: float = 0.0) -> tuple[ShapeLayer, ...]:
    side = 1 - 2 * inset
    box = Box(x=inset, y=inset, width=side, height=side)
    return (ShapeLayer(id="ring", shape="ellipse", box=box, colour=colour, line=width),)
