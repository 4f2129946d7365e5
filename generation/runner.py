"""The runner owns start, finish and failure of a job; a kind only says what to do."""

from __future__ import annotations

import errno
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

import structlog
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from core.errors import DomainError, InvalidTransition, NotFound
from generation import problems
from generation.chores import scratch_folder
from generation.kinds import make_kit
from generation.kinds.draw_control import draw
from generation.kinds.draw_design import draw_design
from generation.kinds.find_words import find_words
from generation.kinds.make_candidates import make_candidates
from generation.kinds.preview_brand import preview
from generation.kinds.propose_brand import propose
from generation.kinds.take_still import take
from generation.kinds.understand import understand
from generation.kinds.write_brief import write
from generation.models import JobKind
from generation.running import Halt, Run
from generation.services import attempts
from generation.watch import watched
from studio.errors import Cancelled, StudioError

log = structlog.get_logger(__name__)

KINDS: Mapping[str, Callable[[Run], None]] = {
    JobKind.UNDERSTAND: understand,
    JobKind.MAKE_CANDIDATES: make_candidates,
    JobKind.DRAW_CONTROL: draw,
    JobKind.TAKE_STILL: take,
    JobKind.FIND_WORDS: find_words,
    JobKind.WRITE_BRIEF: write,
    JobKind.DRAW_DESIGN: draw_design,
    JobKind.MAKE_KIT: make_kit.make,
    JobKind.PROPOSE_BRAND: propose,
    JobKind.PREVIEW_BRAND: preview,
}
# How long the end of a job waits for a database that is busy or away.
DATABASE_WAITS_S = (0.5, 1, 2, 4, 8, 15)

_hand: dict[uuid.UUID, Run] = {}
_changing = threading.Lock()
_leaving = threading.Event()


def in_hand() -> tuple[Run, ...]:
    """The attempts that this process works on now; several threads may have one each."""
    with _changing:
        return tuple(_hand.values())


def leave() -> None:
    """This process is to end: the attempts in hand go back to the queue, no other is begun."""
    _leaving.set()
    for run in in_hand():
        run.stop(Halt.SHUTDOWN)


def give_up_all() -> None:
    """What this process has in hand is lost to it: as when it had vanished, each is tried once elsewhere."""
    for run in in_hand():
        with suppress(InvalidTransition, OperationalError, InterfaceError):
            attempts.give_up(run.job)


@contextmanager
def _held(run: Run) -> Iterator[None]:
    with _changing:
        _hand[run.job.pk] = run
    if _leaving.is_set():
        run.stop(Halt.SHUTDOWN)
    try:
        yield
    finally:
        with _changing:
            del _hand[run.job.pk]


def run_job(job_id: uuid.UUID, *, worker: str) -> str | None:
    """Claim a job and work on it to its end. Returns the state it ended in, None when it wasn't to be had.

    A crash is written to the row and raised again, for the log.
    """
    close_old_connections()
    job = None if _leaving.is_set() else attempts.claim(job_id, worker=worker)
    if job is None:
        log.info("job.not_waiting", job_id=str(job_id))
        return None
    started = time.monotonic()
    with tempfile.TemporaryDirectory(
        dir=scratch_folder(), prefix="job-", ignore_cleanup_errors=True
    ) as folder:
        run = Run(job, Path(folder))
        with _held(run), watched(run, give_up=lambda: _end_stuck(run)), _Ending(run):
            KINDS[job.kind](run)
    log.info(
        "job.ended",
        job_id=str(job_id),
        kind=job.kind,
        state=job.state,
        seconds=round(time.monotonic() - started, 1),
    )
    return job.state


class _Ending:
    """Writes down how the block inside it ended, whatever the way; swallows what is no mistake of ours."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> bool:
        if failure is None:
            _patiently(lambda: _end_well(self._run))
            return False
        _patiently(lambda: _end_badly(self._run, failure))
        return _is_expected(failure)


def _end_well(run: Run) -> None:
    try:
        attempts.succeed(run.job)
    except InvalidTransition:
        log.warning("job.superseded", job_id=str(run.job.pk))


def _end_badly(run: Run, failure: BaseException) -> None:
    """Write down why the attempt came to nothing, unless the row has moved on without it."""
    job = run.job
    try:
        match failure:
            case Cancelled() if run.halt == Halt.CANCELLED:
                attempts.stop(job)
            case Cancelled() if run.halt == Halt.DEADLINE:
                attempts.fail(job, problems.DEADLINE)
            case Cancelled() | KeyboardInterrupt() | SystemExit():
                attempts.hand_back(job)
            # Said by a device that is being shut down, and by one that is lost to this process.
            case StudioError(code="worker_stopping"):
                attempts.hand_back(job)
            case StudioError(code="device_broken"):
                attempts.give_up(job)
            case StudioError():
                attempts.fail(job, failure.code, {name: str(value) for name, value in failure.params.items()})
            case NotFound():
                attempts.fail(job, problems.VIDEO_GONE)
            case DomainError():
                attempts.fail(job, failure.code)
            case OSError(errno=errno.ENOSPC | errno.EDQUOT):
                attempts.fail(job, problems.DISK_FULL)
            case _:
                attempts.fail(job, problems.CRASHED)
    except InvalidTransition:
        log.warning("job.superseded", job_id=str(job.pk))


def _end_stuck(run: Run) -> None:
    """The process ends because `run` hangs: that one as it was asked to, the others go back to the queue."""
    _end_badly(run, Cancelled())
    for other in in_hand():
        if other is not run:
            with suppress(InvalidTransition):
                attempts.hand_back(other.job)


def _is_expected(failure: BaseException) -> bool:
    """Whether `failure` is a way for a job to end, rather than a mistake of ours to be seen in the log."""
    if isinstance(failure, OSError):
        return failure.errno in {errno.ENOSPC, errno.EDQUOT}
    return isinstance(failure, Cancelled | StudioError | DomainError)


def _patiently(write: Callable[[], None]) -> None:
    """Call `write`, again after a while when the database is busy or away. Raises when it stays so."""
    for wait_s in DATABASE_WAITS_S:
        try:
            write()
        except (OperationalError, InterfaceError) as error:
            log.warning("job.end_waits", reason=str(error), seconds=wait_s)
            connection.close()
            time.sleep(wait_s)
        else:
            return
    write()
