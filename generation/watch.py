"""The thread beside every attempt: heartbeats to the row, wishes to stop from the row, the deadline."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from generation.models import Job, JobState
from generation.running import Halt, Run

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 0.25
BEAT_EVERY_S = 1.0
# Work that has been asked to stop and isn't at a step by then hangs in foreign code: the process must go.
GRACE_S = 15.0
EXIT_STUCK = 70


class Watch:
    """Watches one attempt until `close`.

    When work that was asked to stop doesn't, `give_up` writes that down and `leave` ends the process.
    """

    def __init__(
        self,
        run: Run,
        *,
        give_up: Callable[[], None],
        leave: Callable[[int], object] = os._exit,
        grace_s: float = GRACE_S,
    ) -> None:
        self._run = run
        self._give_up = give_up
        self._leave = leave
        self._grace_s = grace_s
        self._closed = threading.Event()
        self._beat_at = float("-inf")
        self._asked_at: float | None = None
        self._deadline = timezone.now() + timedelta(seconds=settings.JOB_DEADLINE_SECONDS)
        self._thread = threading.Thread(target=self._watch, name="job-watch", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._closed.set()
        self._run.nudge.set()
        self._thread.join()

    def _watch(self) -> None:
        try:
            while self._open_after_a_while():
                try:
                    self.look()
                except (InterfaceError, OperationalError) as error:
                    log.warning("job.watch_blind", job_id=str(self._run.job.pk), reason=str(error))
                    connection.close()
                self._leave_when_stuck()
        finally:
            connection.close()

    def _open_after_a_while(self) -> bool:
        self._run.nudge.wait(LOOK_EVERY_S)
        self._run.nudge.clear()
        return not self._closed.is_set()

    def look(self) -> None:
        """Read the row once: is the job still ours, is it wanted, is there time?"""
        run = self._run
        mine = Job.objects.filter(pk=run.job.pk, state=JobState.RUNNING, attempt=run.job.attempt)
        row = mine.values_list("cancel_requested_at", flat=True)
        found = list(row[:1])
        if not found:
            run.stop(Halt.SUPERSEDED)
            return
        if found[0] is not None:
            run.job.cancel_requested_at = found[0]
            run.stop(Halt.CANCELLED)
        elif timezone.now() > self._deadline:
            run.stop(Halt.DEADLINE)
        if time.monotonic() - self._beat_at >= BEAT_EVERY_S:
            self._beat_at = time.monotonic()
            mine.update(heartbeat_at=timezone.now())

    def _leave_when_stuck(self) -> None:
        if self._run.halt is None:
            return
        now = time.monotonic()
        if self._asked_at is None:
            self._asked_at = now
        if now - self._asked_at > self._grace_s:
            log.error("job.stuck", job_id=str(self._run.job.pk), halt=self._run.halt.value)
            # Without its end in the row the job would count as lost and be tried again.
            with suppress(InterfaceError, OperationalError):
                self._give_up()
            self._leave(EXIT_STUCK)


@contextmanager
def watched(run: Run, *, give_up: Callable[[], None]) -> Iterator[None]:
    """Watch `run` for the length of the block."""
    watch = Watch(run, give_up=give_up)
    watch.start()
    try:
        yield
    finally:
        watch.close()
