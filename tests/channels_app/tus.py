"""A tus client's headers, for tests that speak the protocol by hand."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from rest_framework.test import APIClient

URL = "/api/v1/uploads"
TYPE = "application/offset+octet-stream"


def metadata(**values: object) -> str:
    return ",".join(
        f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in values.items()
    )


def create(client: APIClient, channel: object, length: int, **values: object) -> Any:
    """POST a new upload of `length` bytes."""
    told = {"filename": "клип.mp4", "title": "Утро", **values}
    return client.post(
        URL,
        HTTP_TUS_RESUMABLE="1.0.0",
        HTTP_UPLOAD_LENGTH=str(length),
        HTTP_UPLOAD_METADATA=metadata(channel=channel, **told),
    )


def send(client: APIClient, where: str, content: bytes, offset: int, **headers: str) -> Any:
    """PATCH bytes at `offset`."""
    values: dict[str, Any] = {"HTTP_TUS_RESUMABLE": "1.0.0", "HTTP_UPLOAD_OFFSET": str(offset), **headers}
    return client.patch(where, content, content_type=TYPE, **values)


def head(client: APIClient, where: str) -> Any:
    return client.head(where, HTTP_TUS_RESUMABLE="1.0.0")


def checksum(content: bytes, algorithm: str = "sha256") -> str:
    digest = hashlib.new(algorithm, content).digest()
    return f"{algorithm} {base64.b64encode(digest).decode()}"
