"""A WebSocket client inside the test's own process: the application is spoken to in ASGI."""

from __future__ import annotations

import json
from typing import Any

from asgiref.testing import ApplicationCommunicator
from config.asgi import application

PATIENCE_S = 5.0


class Socket(ApplicationCommunicator):
    """`open()` first; then `say` and `hear` JSON."""

    def __init__(self, headers: list[tuple[bytes, bytes]], path: str = "/ws/") -> None:
        scope = {
            "type": "websocket",
            "path": path,
            "query_string": b"",
            "headers": headers,
            "subprotocols": [],
            "client": ["127.0.0.1", 50000],
            "server": ["testserver", 80],
            "scheme": "ws",
        }
        super().__init__(application, scope)

    async def open(self) -> bool:
        """Whether the handshake was accepted."""
        await self.send_input({"type": "websocket.connect"})
        answer = await self.receive_output(PATIENCE_S)
        return bool(answer["type"] == "websocket.accept")

    async def say(self, **message: object) -> None:
        await self.say_text(json.dumps(message))

    async def say_text(self, text: str) -> None:
        await self.send_input({"type": "websocket.receive", "text": text})

    async def hear(self) -> Any:
        """The next message; fails when the socket is closed instead."""
        answer = await self.receive_output(PATIENCE_S)
        assert answer["type"] == "websocket.send", answer
        return json.loads(answer["text"])

    async def closed_with(self) -> int:
        """The code the server closes with, as the next thing it does."""
        answer = await self.receive_output(PATIENCE_S)
        assert answer["type"] == "websocket.close", answer
        return int(answer["code"])

    async def hang_up(self) -> None:
        await self.send_input({"type": "websocket.disconnect", "code": 1000})
        await self.wait(PATIENCE_S)
