"""Painters: they turn a brief and stills into pictures."""

from __future__ import annotations

from functools import cache

from studio.errors import InvalidRequest
from studio.paint.protocol import (
    Capabilities,
    Origin,
    Painter,
    Painting,
    PaintRequest,
    Picture,
    Source,
)


@cache
def _registry() -> dict[str, Painter]:
    """The painters by name. Loaded when first asked for: they bring OpenCV along, their options don't."""
    from studio.paint.collage import CollagePainter
    from studio.paint.diffusion.painter import DiffusionPainter
    from studio.paint.retouch import RetouchPainter

    known: tuple[Painter, ...] = (CollagePainter(), DiffusionPainter(), RetouchPainter())
    return {painter.name: painter for painter in known}


def register(painter: Painter) -> None:
    """Add a painter under its own name; a later one of the same name replaces it."""
    _registry()[painter.name] = painter


def painters() -> tuple[Painter, ...]:
    """All known painters, available or not."""
    return tuple(_registry().values())


def find_painter(name: str) -> Painter:
    """Raises InvalidRequest: unknown_painter, painter_unavailable."""
    painter = _registry().get(name)
    if painter is None:
        raise InvalidRequest(
            f"unknown painter {name!r}; known: {', '.join(_registry())}", code="unknown_painter", painter=name
        )
    if not painter.available():
        raise InvalidRequest(
            f"painter {name} is not available here", code="painter_unavailable", painter=name
        )
    return painter


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
