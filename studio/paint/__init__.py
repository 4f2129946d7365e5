"""Painters: they turn a brief and stills into pictures."""

from __future__ import annotations

from studio.errors import InvalidRequest
from studio.paint.collage import CollagePainter
from studio.paint.protocol import (
    Capabilities,
    Origin,
    Painter,
    Painting,
    PaintRequest,
    Picture,
    Source,
)

_REGISTRY: dict[str, Painter] = {}


def register(painter: Painter) -> None:
    """Add a painter under its own name; a later one of the same name replaces it."""
    _REGISTRY[painter.name] = painter


def painters() -> tuple[Painter, ...]:
    """All known painters, available or not."""
    return tuple(_REGISTRY.values())


def find_painter(name: str) -> Painter:
    """Raises InvalidRequest: unknown_painter, painter_unavailable."""
    painter = _REGISTRY.get(name)
    if painter is None:
        raise InvalidRequest(
            f"unknown painter {name!r}; known: {', '.join(_REGISTRY)}", code="unknown_painter", painter=name
        )
    if not painter.available():
        raise InvalidRequest(
            f"painter {name} is not available here", code="painter_unavailable", painter=name
        )
    return painter


register(CollagePainter())

__all__ = [
    "Capabilities",
    "Origin",
    "PaintRequest",
    "Painter",
    "Painting",
    "Picture",
    "Source",
    "find_painter",
    "painters",
    "register",
]
