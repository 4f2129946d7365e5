"""A small source of models on 127.0.0.1, speaking as the hub does, that can be told to misbehave."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hub:
    """One repository `our/model`. `break_after` bytes of a file the line is cut, as often as it says."""

    folder: Path
    address: str = ""
    commit: str = COMMIT
    breaks: dict[str, list[int]] = field(default_factory=dict)
    lies: set[str] = field(default_factory=set)
    gated: bool = False
    ranges: bool = True
    more: list[dict[str, object]] = field(default_factory=list)
    asked: list[tuple[str, str]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)

    def siblings(self) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = [*self.more]
        for path in sorted(file for file in self.folder.rglob("*") if file.is_file()):
            content = path.read_bytes()
            row: dict[str, object] = {
                "rfilename": path.relative_to(self.folder).as_posix(),
                "size": len(content),
                "blobId": hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest(),
            }
            if path.suffix == ".safetensors":
                row["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}
            rows.append(row)
        return rows

    def files_asked(self) -> list[tuple[str, str]]:
        """(file, Range) of every request for a file."""
        return [(path.split(f"/resolve/{self.commit}/")[1], wanted) for path, wanted in self.asked
                if "/resolve/" in path]  # fmt: skip


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            path = unquote(urlsplit(self.path).path)
            hub.asked.append((path, self.headers.get("Range", "")))
            hub.tokens.append(self.headers.get("Authorization", ""))
            if hub.gated and self.headers.get("Authorization") != "Bearer good":
                self.answer(401, b"gated")
            elif path.startswith("/api/models/our/model/revision/"):
                self.answer(200, json.dumps({"sha": hub.commit, "siblings": hub.siblings()}).encode())
            elif path.startswith(f"/our/model/resolve/{hub.commit}/"):
                self.file(path.removeprefix(f"/our/model/resolve/{hub.commit}/"))
            else:
                self.answer(404, b"nothing")

        def file(self, name: str) -> None:
            content = (hub.folder / name).read_bytes()
            if name in hub.lies:
                content = bytes(len(content))
            wanted = self.headers.get("Range", "")
            start = int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and hub.ranges else 0
            self.send_response(206 if start else 200)
            self.send_header("Content-Length", str(len(content) - start))
            self.end_headers()
            cuts = hub.breaks.get(name, [])
            if cuts:
                self.wfile.write(content[start : start + cuts.pop(0)])
                self.wfile.flush()
                self.connection.shutdown(2)
                self.close_connection = True
                return
            self.wfile.write(content[start:])

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
