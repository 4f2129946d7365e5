"""Resumable upload by tus 1.0.0 (https://tus.io/protocols/resumable-upload)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import httpx

from demo.client import ApiError, Person

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK_BYTES = 512 * 1024
# Small files are cut as well, so that there is something to interrupt.
CHUNKS_AT_LEAST = 4


class Interrupted(Exception):
    """The connection broke in the middle of a chunk."""


class Upload:
    """One file on its way. `offset` bytes have safely arrived."""

    def __init__(self, person: Person, path: Path, *, channel: str, title: str) -> None:
        """Announce the file; the site makes the video (`video`) that the bytes belong to."""
        self._person = person
        self._path = path
        self.length = path.stat().st_size
        self._chunk_bytes = min(CHUNK_BYTES, max(1, self.length // CHUNKS_AT_LEAST))
        metadata = {"channel": channel, "filename": path.name, "title": title}
        created = self._request(
            "POST",
            "/api/v1/uploads",
            {"Upload-Length": str(self.length), "Upload-Metadata": _encoded(metadata)},
        )
        self.url = created.headers["Location"]
        self.video = created.headers["Masthead-Video"]
        self.offset = 0

    @property
    def done(self) -> bool:
        return self.offset == self.length

    def ask_offset(self) -> int:
        """What the site has: where to go on after an interruption."""
        self.offset = int(self._request("HEAD", self.url).headers["Upload-Offset"])
        return self.offset

    def send_chunk(self) -> None:
        """Send the next chunk, with its checksum.

        Bytes of a broken connection may still be arriving when the site is asked for its offset; it then says
        409 to the next chunk, and the client asks again.
        """
        chunk = self._next_chunk()
        digest = base64.b64encode(hashlib.sha256(chunk).digest()).decode()
        headers = self._patch_headers() | {"Upload-Checksum": f"sha256 {digest}"}
        try:
            self.offset = int(self._request("PATCH", self.url, headers, chunk).headers["Upload-Offset"])
        except ApiError as error:
            if error.status != httpx.codes.CONFLICT:
                raise
            self.ask_offset()

    def break_off_chunk(self) -> None:
        """Begin to send the next chunk and hang up half-way, as in a tunnel. Raises Interrupted."""
        chunk = self._next_chunk()

        def half() -> Iterator[bytes]:
            yield chunk[: len(chunk) // 2]
            raise Interrupted

        headers = self._patch_headers() | {"Content-Length": str(len(chunk))}
        self._request("PATCH", self.url, headers, half())

    def _next_chunk(self) -> bytes:
        with self._path.open("rb") as file:
            file.seek(self.offset)
            return file.read(self._chunk_bytes)

    def _patch_headers(self) -> dict[str, str]:
        return {"Upload-Offset": str(self.offset), "Content-Type": "application/offset+octet-stream"}

    def _request(
        self,
        method: str,
        url: str,
        headers: dict[str, str] | None = None,
        content: bytes | Iterator[bytes] | None = None,
    ) -> httpx.Response:
        sent = TUS | self._person.write_headers() | (headers or {})
        response = self._person.http.request(method, url, headers=sent, content=content)
        if response.is_error:
            raise ApiError(response)
        return response


def _encoded(metadata: dict[str, str]) -> str:
    return ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in metadata.items())
