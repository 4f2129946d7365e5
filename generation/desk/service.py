"""The desk at work: takes asks and draws several at once, until told to stop."""

from __future__ import annotations

import os
import socket
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial

import structlog
from django.utils import timezone
from redis import Redis
from redis.exceptions import RedisError

from generation import presence
from generation.desk import post
from generation.desk.asks import Answer, Sheet
from generation.desk.drawing import answered
from generation.desk.rooms import Rooms
from generation.presence import Snapshot

log = structlog.get_logger(__name__)

LISTENS_FOR_S = 1.0
SAID_EVERY_S = 1.0
HEARD_FOR_S = 5
REDIS_RETRY_S = 0.5


class Desk:
    """`threads` drafts are drawn at once; the pictures of as many as fit are kept in `bytes_limit`."""

    def __init__(self, redis: Redis, *, threads: int, bytes_limit: int) -> None:
        self._redis = redis
        self._threads = threads
        self.rooms = Rooms(bytes_limit)
        self._free = threading.BoundedSemaphore(threads)
        self._said_at = float("-inf")
        self._name = f"desk-{socket.gethostname()}-{os.getpid()}"
        self._started_at = timezone.now()
        self._away = False

    def run(self, stop: threading.Event) -> None:
        """Draw until `stop` is set. A Redis that is away is waited for."""
        with ExitStack() as around:
            around.callback(presence.leave, self._name)
            crew = around.enter_context(ThreadPoolExecutor(self._threads, thread_name_prefix="desk"))
            while not stop.is_set():
                sheet = self._next()
                if sheet is not None:
                    work = crew.submit(answered, sheet.ask, self.rooms, sheet.until_s)
                    work.add_done_callback(partial(self._done, sheet))

    def _next(self) -> Sheet | None:
        """The next ask, once somebody is free for it. Says on the way that the desk is there, busy or not."""
        try:
            self._say_here()
            # Nothing is taken that nobody is free to draw: another desk may be.
            if not self._free.acquire(timeout=LISTENS_FOR_S):
                return None
            sheet = None
            try:
                sheet = post.take(self._redis, within_s=LISTENS_FOR_S)
            finally:
                if sheet is None:
                    self._free.release()
        except (RedisError, OSError) as error:
            if not self._away:
                log.warning("desk.redis_away", reason=str(error))
            self._away = True
            time.sleep(REDIS_RETRY_S)
            return None
        self._away = False
        return sheet

    def _say_here(self) -> None:
        if time.monotonic() - self._said_at > SAID_EVERY_S:
            self._said_at = time.monotonic()
            post.say_here(self._redis, for_s=HEARD_FOR_S)
            presence.say(self._snapshot())

    def _snapshot(self) -> Snapshot:
        """The desk among the workers that operators see."""
        return Snapshot(
            name=self._name,
            host=socket.gethostname(),
            pid=os.getpid(),
            queues=("desk",),
            started_at=self._started_at,
            heard_at=timezone.now(),
        )

    def _done(self, sheet: Sheet, work: Future[Answer]) -> None:
        self._free.release()
        failure = work.exception()
        if failure is not None:
            log.error("desk.failed", kind=sheet.ask.kind, exc_info=failure)
            answer = Answer(problem=post.DeskFailed.code)
        else:
            answer = work.result()
        try:
            post.give(self._redis, sheet, answer)
        except (RedisError, OSError) as error:
            log.warning("desk.answer_lost", reason=str(error))
