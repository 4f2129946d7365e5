"""Answers that carry a file: whole or in part (RFC 9110 §14), with validators, never read into memory."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.http.response import HttpResponseNotModified
from django.utils.http import http_date, parse_etags, parse_http_date_safe

CHUNK_BYTES = 256 * 1024

# What a browser may show in place. Anything else is offered as a download.
INLINE_TYPES = {
    "image/jpeg", "image/png", "image/webp", "image/avif", "image/gif",
    "video/mp4", "video/webm", "video/quicktime", "video/x-matroska", "video/x-msvideo", "video/mpeg",
}  # fmt: skip

# Nothing has more bytes than eighteen digits can say.
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class Unsatisfiable(ValueError):
    """The wanted range lies outside the file: 416."""


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte (inclusive) that a Range header asks for.

    None where the header is to be ignored: absent, malformed, of another unit, or of several ranges
    (RFC 9110 §14.2 lets a server answer those with the whole file). Raises Unsatisfiable.
    """
    match = _RANGE.fullmatch(header.strip())
    if match is None or match.groups() == ("", ""):
        return None
    first, last = match.groups()
    if not first:
        length = int(last)
        if length == 0 or size == 0:
            raise Unsatisfiable(header)
        return max(0, size - length), size - 1
    start = int(first)
    end = min(int(last), size - 1) if last else size - 1
    if last and int(last) < start:
        return None
    if start >= size:
        raise Unsatisfiable(header)
    return start, end


def disposition(kind: str, name: str) -> str:
    """A Content-Disposition (RFC 6266) that carries any name safely, Cyrillic too."""
    plain = re.sub(
        r"[^\w. -]", "_", name.encode("ascii", "replace").decode().replace("?", "_"), flags=re.ASCII
    )
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def serve(
    request: HttpRequest,
    path: Path,
    *,
    media_type: str,
    etag: str,
    name: str = "",
    cache_control: str = "private, max-age=3600",
    modified_s: float | None = None,
) -> HttpResponseBase:
    """The file at `path`: 200, 206 for a Range, 304 when the client has it, 416, or headers only for HEAD.

    `etag` names the content (for a blob: its SHA-256). `name` is what a download is called.
    Raises FileNotFoundError when the file is gone.
    """
    stat = path.stat()
    modified = stat.st_mtime if modified_s is None else modified_s
    quoted = f'"{etag}"'
    headers = {
        "ETag": quoted,
        "Last-Modified": http_date(modified),
        "Accept-Ranges": "bytes",
        "Cache-Control": cache_control,
        "X-Content-Type-Options": "nosniff",
        # Were a browser ever to take this for a page, it could run and load nothing.
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cross-Origin-Resource-Policy": "same-site",
    }
    kind = "inline" if media_type in INLINE_TYPES else "attachment"
    headers["Content-Disposition"] = disposition(kind, name or path.name)

    if _is_fresh(request, quoted, modified):
        return HttpResponseNotModified(headers=headers)
    span = None
    if _range_counts(request, quoted, modified):
        try:
            span = parse_range(request.headers.get("Range", ""), stat.st_size)
        except Unsatisfiable:
            headers["Content-Range"] = f"bytes */{stat.st_size}"
            return HttpResponse(status=416, headers=headers)
    first, last = span or (0, stat.st_size - 1)
    length = last - first + 1
    headers["Content-Length"] = str(length)
    if span:
        headers["Content-Range"] = f"bytes {first}-{last}/{stat.st_size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=media_type)
    stream: Iterator[bytes] | AsyncIterator[bytes]
    stream = (
        _read_async(path, first, length) if isinstance(request, ASGIRequest) else _read(path, first, length)
    )
    return StreamingHttpResponse(stream, status=status, headers=headers, content_type=media_type)


def _is_fresh(request: HttpRequest, etag: str, modified: float) -> bool:
    if wanted := request.headers.get("If-None-Match"):
        return wanted.strip() == "*" or etag in parse_etags(wanted)
    since = parse_http_date_safe(request.headers.get("If-Modified-Since", ""))
    return since is not None and int(modified) <= since


def _range_counts(request: HttpRequest, etag: str, modified: float) -> bool:
    """Whether the Range is to be honoured: an If-Range for another content makes it void."""
    if "Range" not in request.headers:
        return False
    wanted = request.headers.get("If-Range", "").strip()
    if not wanted:
        return True
    if wanted.startswith(('"', "W/")):
        return wanted == etag
    return parse_http_date_safe(wanted) == int(modified)


def _read(path: Path, first: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(first)
        while length > 0 and (chunk := file.read(min(CHUNK_BYTES, length))):
            length -= len(chunk)
            yield chunk


async def _read_async(path: Path, first: int, length: int) -> AsyncIterator[bytes]:
    """Chunks read in a thread, one at a time: the client's pace sets the reading's."""
    file = await sync_to_async(lambda: path.open("rb"), thread_sensitive=False)()
    try:
        await sync_to_async(file.seek, thread_sensitive=False)(first)
        while length > 0:
            chunk = await sync_to_async(file.read, thread_sensitive=False)(min(CHUNK_BYTES, length))
            if not chunk:
                return
            length -= len(chunk)
            yield chunk
    finally:
        await sync_to_async(file.close, thread_sensitive=False)()
