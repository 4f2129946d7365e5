"""Request bodies that a view reads while they arrive.

Django's ASGI handler spools the whole body to a temporary file before it calls the view, and drops all of
it when the client goes away. An upload wants neither: this handler hands the view the stream itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from asgiref.sync import async_to_sync
from django.core.handlers.asgi import ASGIHandler

from channels_app.api import tus

Receive = Callable[[], Awaitable[dict[str, Any]]]
UPLOADS_PREFIX = "/api/v1/uploads/"
# A client that says nothing for so long is gone, even if its connection never told.
IDLE_SECONDS = 60.0


def is_upload(scope: Mapping[str, Any]) -> bool:
    """Whether a request brings bytes of an upload. All other bodies, there too, are small."""
    media_type = dict(scope["headers"]).get(b"content-type", b"").partition(b";")[0].strip().lower()
    return (
        scope["method"] in {"PATCH", "POST"}
        and scope["path"].startswith(UPLOADS_PREFIX)
        and media_type == tus.CONTENT_TYPE.encode()
    )


class StreamedBody:
    """A file-like object over ASGI's `receive`, for reading in a thread; ends early when the client does."""

    def __init__(self, receive: Receive, idle_seconds: float = IDLE_SECONDS) -> None:
        self._receive = receive
        self._idle_seconds = idle_seconds
        self._ready = bytearray()
        self._ended = False

    def read(self, size: int = -1) -> bytes:
        """At most `size` bytes (all for -1), b"" at the end. Waits until there are some."""
        if not self._ended and (size < 0 or len(self._ready) < size):
            async_to_sync(self._fill)(size)
        taken = bytes(self._ready[:size]) if size >= 0 else bytes(self._ready)
        del self._ready[: len(taken)]
        return taken

    async def _fill(self, size: int) -> None:
        # Several messages at a time: each hop between thread and loop costs more than the bytes.
        while not self._ended and (size < 0 or len(self._ready) < size):
            try:
                message = await asyncio.wait_for(self._receive(), self._idle_seconds)
            except TimeoutError:
                self._ended = True
                return
            if message["type"] == "http.disconnect":
                self._ended = True
                return
            self._ready += message.get("body", b"")
            self._ended = not message.get("more_body", False)

    def close(self) -> None:
        """Nothing is held open."""


class StreamingHandler(ASGIHandler):
    """Django's handler (middleware, authentication and all) for views that read their body as it comes."""

    async def read_body(self, receive: Receive) -> StreamedBody:  # type: ignore[override]
        return StreamedBody(receive)

    async def listen_for_disconnect(self, receive: Receive) -> None:  # type: ignore[override]
        # The view itself notices: `receive` can have only one reader.
        await asyncio.Event().wait()


def with_streamed_uploads(
    http: Callable[..., Awaitable[None]], *others: Callable[[Mapping[str, Any]], bool]
) -> Callable[..., Awaitable[None]]:
    """`http`, except that the bytes of uploads, and of what `others` tell of, are streamed."""
    streaming = StreamingHandler()

    async def application(scope: dict[str, Any], receive: Receive, send: Any) -> None:
        streamed = is_upload(scope) or any(told(scope) for told in others)
        await (streaming if streamed else http)(scope, receive, send)

    return application
