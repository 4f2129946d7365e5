"""A worker that keeps models warm between jobs and can be told to stop one."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

import structlog
from redis.client import Pipeline
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker, worker_registration
from rq.exceptions import StopRequested
from rq.job import Job as Ticket

from generation.runner import in_hand, leave

log = structlog.get_logger(__name__)

BEAT_EVERY_S = 10
# An idle worker gives a sign of life twice in this time, and a minute later nobody counts on it.
WORKER_TTL_S = 30
REDIS_RETRY_S = 1.0


class WarmWorker(SimpleWorker):
    """Works in its own process, never in a fork: models stay loaded, CUDA stays whole.

    RQ's SimpleWorker can't be told to stop a job and is silent while it works; this one hears stop commands,
    and keeps its heartbeat going from a thread.
    """

    job_monitoring_interval = BEAT_EVERY_S
    # A worker that sleeps for minutes after Redis has come back would be a worker less.
    max_connection_wait_time = 2.0
    _working = False

    def execute_job(self, job: Ticket, queue: Queue) -> None:
        self._working = True
        try:
            self.prepare_execution(job)
            with self._beating(job):
                self.perform_job(job, queue)
            self.set_state("idle")
        except RedisError as error:
            # How the job ended is in its row; leaving would only lose the models.
            log.warning("worker.redis_away", reason=str(error))
            self._wait_for_redis()
        finally:
            self._working = False

    def get_heartbeat_ttl(self, job: Ticket) -> int:
        """Seconds until a silent worker counts as dead; not the job's whole timeout, as upstream has it."""
        return self.job_monitoring_interval + 60

    def heartbeat(self, timeout: int | None = None, pipeline: Pipeline | None = None) -> None:
        super().heartbeat(timeout, pipeline)
        if pipeline is None:
            # A Redis that lost its memory has forgotten its workers too.
            worker_registration.register(self)

    def kill_horse(self, sig: signal.Signals = signal.SIGKILL) -> None:
        """RQ's word for "stop the job". The wish is in the job's row; the attempts are told to look."""
        for run in in_hand():
            run.nudge.set()

    def request_stop(self, signum: int, frame: FrameType | None) -> None:
        """On SIGTERM or Ctrl-C the job in hand goes back to the queue and the worker leaves."""
        self._stop_requested = True
        leave()
        # Raised only while waiting for work: in the middle of it, it would come up anywhere.
        if not self._working:
            raise StopRequested

    def teardown(self) -> None:
        # With Redis away there is nobody to take leave of.
        with suppress(RedisError):
            super().teardown()

    def _wait_for_redis(self) -> None:
        """Returns when Redis answers again. Raises StopRequested when the worker is to leave meanwhile."""
        while not self._stop_requested:
            try:
                self.connection.ping()
            except RedisError:
                time.sleep(REDIS_RETRY_S)
            else:
                log.info("worker.redis_back")
                return
        raise StopRequested

    @contextmanager
    def _beating(self, job: Ticket) -> Iterator[None]:
        done = threading.Event()

        def beat() -> None:
            while not done.wait(BEAT_EVERY_S):
                try:
                    self.maintain_heartbeats(job)
                except RedisError as error:
                    log.warning("worker.heartbeat_lost", reason=str(error))

        thread = threading.Thread(target=beat, name="rq-heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()
