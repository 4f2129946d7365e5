"""Uploads through a real server: a real client, connections that die, memory that stays flat."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from django.conf import settings
from django.db import connection
from knox.models import get_token_model
from tusclient.client import TusClient

from accounts.models import Role, User
from channels_app.models import Channel, Upload, Video
from channels_app.services import files, videos
from tests.channels_app import tus
from tests.factories.accounts import member
from tests.factories.channels import new_channel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.stack]
MIB = 1024 * 1024


@dataclass(frozen=True)
class Server:
    """The site as a process."""

    url: str
    pid: int

    def most_memory_bytes(self) -> int:
        """The most memory that the process ever held."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmHWM:")[2].split()[0]) * 1024


@pytest.fixture
def server() -> Iterator[Server]:
    """The site, served by uvicorn as a process over the test database."""
    database = connection.settings_dict
    environment = dict(os.environ, PYTHONPATH=f"{settings.ROOT}{os.pathsep}{settings.ROOT / 'platform'}")
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"
    if connection.vendor == "sqlite":
        # The embedded database is where the data folder says: give the process a folder whose file is ours.
        environment["DATABASE_URL"] = f"sqlite:///{database['NAME']}"
    else:
        address = urlsplit(os.environ["TEST_DATABASE_URL"])
        environment["DATABASE_URL"] = address._replace(path=f"/{database['NAME']}").geturl()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "config.asgi:application", "--port", str(port), "--no-access-log"],
        env=environment,
        cwd=settings.ROOT,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_up(url, process)
        yield Server(url, process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _wait_until_up(url: str, process: subprocess.Popen[bytes]) -> None:
    for _attempt in range(150):
        assert process.poll() is None, "the server ended before it was up"
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise AssertionError("the server didn't come up")


@pytest.fixture
def channel() -> Channel:
    return new_channel()


@pytest.fixture
def headers(channel: Channel) -> dict[str, str]:
    author: User = member(channel.team, Role.AUTHOR)
    _row, token = get_token_model().objects.create(user=author, name="test")
    return {"Authorization": f"Token {token}"}


def _film(folder: Path, mebibytes: int) -> Path:
    path = folder / "clip.mp4"
    path.write_bytes(b"".join(os.urandom(MIB) for _ in range(mebibytes)))
    return path


def test_a_killed_connection_loses_nothing_that_arrived(
    server: Server, channel: Channel, headers: dict[str, str], tmp_path: Path
) -> None:
    film = _film(tmp_path, 12)
    content = film.read_bytes()
    told = {"channel": str(channel.pk), "filename": film.name, "title": "Ролик"}
    client = TusClient(f"{server.url}{tus.URL}", headers=headers)
    uploader = client.uploader(str(film), chunk_size=20 * MIB, metadata=told)
    uploader.set_url(uploader.create_url())
    upload = Upload.objects.get()

    _send_and_die(str(uploader.url), headers, content, 7 * MIB)
    arrived = _wait_for_offset(upload, 7 * MIB)
    assert arrived == 7 * MIB
    assert files.upload_path(upload.pk).read_bytes() == content[:arrived]

    resumed = client.uploader(str(film), chunk_size=3 * MIB, url=uploader.url)
    assert resumed.offset == arrived
    resumed.upload()
    video = Video.objects.get()
    assert video.state == "waiting"
    whole = videos.source_path(videos.start_reading(video)).read_bytes()
    assert hashlib.sha256(whole).digest() == hashlib.sha256(content).digest()


def test_a_large_body_is_not_held_in_memory_and_others_are_served(
    server: Server, channel: Channel, headers: dict[str, str], tmp_path: Path
) -> None:
    film = _film(tmp_path, 96)
    created = httpx.post(
        f"{server.url}{tus.URL}",
        headers={
            **headers,
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(film.stat().st_size),
            "Upload-Metadata": tus.metadata(channel=channel.pk, filename="film.mp4"),
        },
    )
    answered: list[float] = []
    memory_before = server.most_memory_bytes()

    def slowly() -> Iterator[bytes]:
        with film.open("rb") as file:
            while piece := file.read(8 * MIB):
                begun = time.monotonic()
                assert httpx.get(f"{server.url}/api/v1/channels", headers=headers).status_code == 200
                answered.append(time.monotonic() - begun)
                yield piece

    answer = httpx.patch(
        f"{server.url}{created.headers['Location']}",
        content=slowly(),
        headers={
            **headers,
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": "0",
            "Content-Type": tus.TYPE,
            "Upload-Checksum": tus.checksum(film.read_bytes()),
        },
        timeout=60,
    )
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(film.stat().st_size))
    assert max(answered) < 2
    assert server.most_memory_bytes() - memory_before < film.stat().st_size / 2
    assert Upload.objects.get().offset == film.stat().st_size


def _send_and_die(url: str, headers: dict[str, str], content: bytes, some: int) -> None:
    """Promise all of `content`, send `some` of it, and cut the connection."""
    address = urlsplit(url)
    lines = [
        f"PATCH {address.path} HTTP/1.1",
        f"Host: {address.netloc}",
        *(f"{name}: {value}" for name, value in headers.items()),
        "Tus-Resumable: 1.0.0",
        "Upload-Offset: 0",
        f"Content-Type: {tus.TYPE}",
        f"Content-Length: {len(content)}",
    ]
    with socket.create_connection((address.hostname, address.port)) as connection_:
        connection_.sendall("\r\n".join([*lines, "", ""]).encode() + content[:some])
        time.sleep(0.5)


def _wait_for_offset(upload: Upload, wanted: int) -> int:
    for _attempt in range(50):
        upload.refresh_from_db()
        if upload.offset >= wanted:
            break
        time.sleep(0.1)
    return upload.offset
