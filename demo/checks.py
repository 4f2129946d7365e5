"""Whether published files are what the platform asks for: decoded, not believed."""

from __future__ import annotations

import io
from dataclasses import dataclass

import httpx
from PIL import Image

MIB = 1024 * 1024


class NotAsPromised(Exception):
    """Something that must hold does not."""


@dataclass(frozen=True)
class Promise:
    """RUTUBE's rule for one kind of picture."""

    kind: str
    size: tuple[int, int]
    bytes_limit: int = 10 * MIB


PROMISES = {
    "cover": Promise("cover", (1280, 720)),
    "avatar": Promise("avatar", (800, 800)),
    "banner": Promise("banner", (2204, 864)),
}


def require(holds: bool, otherwise: str) -> None:
    """Raises NotAsPromised saying `otherwise`."""
    if not holds:
        raise NotAsPromised(otherwise)


def check_file(promise: Promise, response: httpx.Response) -> str:
    """Decode a published picture and hold it against `promise`; a line that says what it is.

    Raises NotAsPromised.
    """
    data = response.content
    with Image.open(io.BytesIO(data)) as image:
        image.load()
        size, file_format = image.size, image.format
    require(size == promise.size, f"the {promise.kind} is {size}, not {promise.size}")
    require(len(data) <= promise.bytes_limit, f"the {promise.kind} has {len(data)} bytes")
    require(file_format in {"JPEG", "PNG"}, f"the {promise.kind} is {file_format}")
    cached = response.headers.get("cache-control", "")
    require("max-age" in cached, f"the {promise.kind} isn't cached for long: {cached!r}")
    return f"{promise.kind:7} {size[0]}×{size[1]} {file_format}, {len(data) / 1024:.0f} KiB"
