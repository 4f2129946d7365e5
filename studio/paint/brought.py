"""The files that a request brings along, by the names that its options use."""

from __future__ import annotations

from pathlib import Path

from studio.errors import InvalidRequest
from studio.paint.protocol import PaintRequest


def file_of(request: PaintRequest, name: str) -> Path:
    """Raises InvalidRequest (picture_missing)."""
    path = request.inputs.get(name)
    if path is None:
        raise InvalidRequest(f"the picture {name} was not given", code="picture_missing", picture=name)
    return path


def look_of(request: PaintRequest) -> str:
    """The name of the picture whose look is to be taken. Raises InvalidRequest (look_missing)."""
    if request.options.look is None:
        raise InvalidRequest("there is no picture whose look to take", code="look_missing")
    return request.options.look
