"""The worker itself, when Redis goes away under a job: its models are dear, so it stays."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator

import pytest
from redis import Redis
from rq import Queue
from rq.serializers import JSONSerializer

from generation import runner
from generation.worker import WarmWorker
from tests.conftest import EmbeddedRedis

AWAY_S = 1.5
_away: EmbeddedRedis | None = None


@pytest.fixture
def server(own_redis: EmbeddedRedis) -> Iterator[EmbeddedRedis]:
    """A Redis that the tickets below take away; signals and the runner are as before afterwards."""
    global _away
    _away = own_redis
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield own_redis
    _away = None
    runner._leaving.clear()
    for number, handler in handlers.items():
        signal.signal(number, handler)


def take_redis_away() -> None:
    """A job during which Redis goes; it comes back soon after."""
    assert _away is not None
    _away.stop()
    threading.Timer(AWAY_S, _away.start).start()


def take_redis_away_and_be_told_to_leave() -> None:
    assert _away is not None
    _away.stop()
    signal.raise_signal(signal.SIGTERM)


def worker_on(server: EmbeddedRedis, task: str) -> WarmWorker:
    connection = Redis.from_url(server.url)
    queue = Queue("media", connection=connection, serializer=JSONSerializer)
    queue.enqueue_call(f"{__name__}.{task}", result_ttl=0, failure_ttl=0)
    return WarmWorker([queue], connection=connection, serializer=JSONSerializer)


def test_a_worker_outlives_redis(server: EmbeddedRedis, caplog: pytest.LogCaptureFixture) -> None:
    worker = worker_on(server, "take_redis_away")
    assert worker.work(burst=True, logging_level="ERROR")
    assert "quitting" not in caplog.text
    assert worker.connection.ping()


def test_a_worker_told_to_leave_while_redis_is_away_leaves(
    server: EmbeddedRedis, caplog: pytest.LogCaptureFixture
) -> None:
    worker = worker_on(server, "take_redis_away_and_be_told_to_leave")
    worker.work(burst=True, logging_level="ERROR")
    assert "quitting" not in caplog.text
