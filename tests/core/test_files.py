"""Files over HTTP: ranges, validators, signed links."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import AsyncClient, Client
from hypothesis import given
from hypothesis import strategies as st

from core import blobs, files, links
from core.models import Blob

BODY = bytes(range(256)) * 4000


@pytest.fixture
def blob(db: None) -> Blob:
    return blobs.store(BytesIO(BODY), media_type="video/mp4")


def _body(response: object) -> bytes:
    return b"".join(response.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("", None),
        ("bytes=0-0", (0, 0)),
        ("bytes=5-", (5, 99)),
        ("bytes=-10", (90, 99)),
        ("bytes=-1000", (0, 99)),
        ("bytes=90-1000", (90, 99)),
        ("bytes=7-3", None),
        ("bytes=-", None),
        ("bytes=0-1,5-6", None),
        ("items=0-5", None),
        ("bytes=a-b", None),
        ("bytes=" + "9" * 5000 + "-", None),
    ],
)
def test_range_headers_of_a_hundred_bytes(header: str, expected: tuple[int, int] | None) -> None:
    assert files.parse_range(header, 100) == expected


@pytest.mark.parametrize(("header", "size"), [("bytes=100-", 100), ("bytes=-0", 100), ("bytes=0-", 0)])
def test_ranges_outside_the_file_are_refused(header: str, size: int) -> None:
    with pytest.raises(files.Unsatisfiable):
        files.parse_range(header, size)


@given(st.text(max_size=30), st.integers(0, 10_000))
def test_any_header_gives_bytes_inside_the_file_or_none(text: str, size: int) -> None:
    try:
        span = files.parse_range(f"bytes={text}", size)
    except files.Unsatisfiable:
        return
    if span is not None:
        assert 0 <= span[0] <= span[1] < size


def test_a_whole_file(client: Client, blob: Blob) -> None:
    response = client.get(links.sign(blob, "clip.mp4"))
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(BODY))
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert _body(response) == BODY


def test_part_of_a_file(client: Client, blob: Blob) -> None:
    response = client.get(links.sign(blob, "clip.mp4"), headers={"Range": "bytes=1000-1999"})
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes 1000-1999/{len(BODY)}"
    assert _body(response) == BODY[1000:2000]


def test_a_range_past_the_end_is_416(client: Client, blob: Blob) -> None:
    response = client.get(links.sign(blob, "clip.mp4"), headers={"Range": f"bytes={len(BODY)}-"})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(BODY)}"


def test_if_range_for_other_content_gives_the_whole_file(client: Client, blob: Blob) -> None:
    address = links.sign(blob, "clip.mp4")
    stale = client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    assert stale.status_code == 200
    same = client.get(address, headers={"Range": "bytes=0-9", "If-Range": f'"{blob.sha256}"'})
    assert same.status_code == 206
    by_date = client.get(address, headers={"Range": "bytes=0-9", "If-Range": same["Last-Modified"]})
    assert by_date.status_code == 206


def test_a_client_that_has_it_gets_304(client: Client, blob: Blob) -> None:
    address = links.sign(blob, "clip.mp4")
    assert client.get(address, headers={"If-None-Match": f'"{blob.sha256}"'}).status_code == 304
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_head_has_headers_and_no_body(client: Client, blob: Blob) -> None:
    response = client.head(links.sign(blob, "clip.mp4"), headers={"Range": "bytes=0-9"})
    assert response.status_code == 206
    assert response["Content-Length"] == "10"
    assert not response.content


async def test_asgi_streams_in_chunks(async_client: AsyncClient, transactional_db: None) -> None:
    from asgiref.sync import sync_to_async

    stored = await sync_to_async(blobs.store)(BytesIO(BODY), media_type="video/mp4")
    address = await sync_to_async(links.sign)(stored, "clip.mp4")
    response = await async_client.get(address, headers={"Range": "bytes=10-"})
    chunks = [chunk async for chunk in response.streaming_content]  # type: ignore[attr-defined]
    assert b"".join(chunks) == BODY[10:]
    assert max(len(chunk) for chunk in chunks) <= files.CHUNK_BYTES < len(BODY)


def test_links_are_for_one_file_and_one_name(client: Client, blob: Blob) -> None:
    other = blobs.store(BytesIO(b"other"), media_type="video/mp4")
    good = links.sign(blob, "clip.mp4")
    assert client.get(good).status_code == 200
    forged = good.replace(blob.sha256, other.sha256)
    for address in (forged, good.replace("clip.mp4", "page.html"), good.replace("/media/", "/media/0")):
        response = client.get(address)
        assert response.status_code == 404
        assert response.json()["code"] == "link_expired"


def test_links_expire(client: Client, blob: Blob, monkeypatch: pytest.MonkeyPatch) -> None:
    address = links.sign(blob, "clip.mp4", seconds=60)
    now = links.time.time()
    monkeypatch.setattr(links.time, "time", lambda: now + 59)
    assert client.get(address).status_code == 200
    monkeypatch.setattr(links.time, "time", lambda: now + 121)
    assert client.get(address).status_code == 404


def test_links_stay_the_same_for_a_while(blob: Blob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links.time, "time", lambda: 1_000_000.0)
    first = links.sign(blob, "clip.mp4", seconds=3600)
    monkeypatch.setattr(links.time, "time", lambda: 1_000_100.0)
    assert links.sign(blob, "clip.mp4", seconds=3600) == first


def test_names_travel_safely(client: Client, db: None) -> None:
    page = blobs.store(BytesIO(b"<script>"), media_type="text/html")
    response = client.get(links.sign(page, 'Обложка "1"\r\nX: y.html'))
    assert response["Content-Disposition"].startswith("attachment;")
    assert "\n" not in response["Content-Disposition"]
    assert "X" not in response.headers


def test_a_missing_file_is_404(client: Client, blob: Blob) -> None:
    address = links.sign(blob, "clip.mp4")
    blobs.path_of(blob).unlink()
    assert client.get(address).status_code == 404
