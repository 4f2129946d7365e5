"""A real HTTP server that answers as language models' servers do, well and badly."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

GOOD: dict[str, Any] = {
    "headlines": ["Байкал зимой", "А вы были на Байкале?"],
    "subject": "a car on ice",
    "prompt": "an old car on the frozen lake Baikal in winter, wide view",
    "negative": "people, summer",
    "mood": "cold",
    "still": 0,
    "face": "no",
}


def reply(content: str | None, **more: Any) -> bytes:
    message = {"role": "assistant", "content": content, **more.pop("message", {})}
    return json.dumps({"choices": [{"message": message, "finish_reason": "stop", **more}]}).encode()


@dataclass
class Heard:
    """What the server was asked."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)


Answerer = Callable[[BaseHTTPRequestHandler, dict[str, Any]], None]


@contextmanager
def model_server(answer: Answerer) -> Iterator[tuple[str, Heard]]:
    """Its base address, and what it hears."""
    heard = Heard()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            asked = json.loads(self.rfile.read(length) or b"{}")
            heard.paths.append(self.path)
            heard.bodies.append(asked)
            heard.headers.append(dict(self.headers))
            try:
                answer(self, asked)
            except (BrokenPipeError, ConnectionResetError):
                # Whoever asked has gone, as it should.
                self.close_connection = True

        do_POST = _answer  # noqa: N815  # the base class's name

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", heard
    finally:
        server.shutdown()
        server.server_close()


def says(body: bytes, status: int = 200, **headers: str) -> Answerer:
    def answer(request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        request.wfile.write(body)

    return answer


def says_good(**changes: Any) -> Answerer:
    return says(reply(json.dumps(GOOD | changes, ensure_ascii=False)))


def knows_only(form: str | None) -> Answerer:
    """A server that answers 400 to any other kind of `response_format`."""

    def answer(request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        asked_for = asked.get("response_format", {}).get("type")
        (says_good() if asked_for == form else says(b'{"error": "unknown parameter"}', 400))(request, asked)

    return answer


def drips(part: str) -> Answerer:
    """A server that sends its headers, or its body, one byte a moment, for ever."""

    def answer(request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
        if part == "body":
            request.send_response(200)
            request.end_headers()
        else:
            request.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(600):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.05)

    return answer


def never(request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    time.sleep(20)


def endless(request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    request.send_response(200)
    request.end_headers()
    while True:
        request.wfile.write(b" " * 65536)


def hangs_up(request: BaseHTTPRequestHandler, asked: dict[str, Any]) -> None:
    request.connection.close()
