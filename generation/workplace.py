"""What stands around a worker while it works: its voice, companions, and a watch over its device."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from typing import Protocol

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone

from generation import presence, runner
from generation.companions import Companions, InHand
from generation.models import QueueName
from generation.presence import Batch, Device, Loaded, Snapshot
from generation.watch import EXIT_STUCK
from studio.paint import painters
from studio.paint.diffusion import atelier
from studio.paint.diffusion.status import EaselStatus

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 1.0
# A model that is installed while a worker waits is noticed by then.
OPENED_WITHIN_S = 10.0
# Who waits for a broken device is told so at once; then nothing is left to be waited for.
TOLD_WITHIN_S = 5.0
ENDS_WITHIN_S = 10.0


class Easel(Protocol):
    """As much of the easel as a worker needs to know."""

    @property
    def stuck_for_s(self) -> float: ...

    @property
    def broken(self) -> str | None: ...

    def status(self) -> EaselStatus: ...

    def close(self, timeout_s: float | None = None) -> None: ...


FindEasel = Callable[[], Easel | None]


def this_easel() -> Easel | None:
    """The easel of this process, once there is one."""
    return atelier.running()


def open_easel() -> None:
    """Open this process's easel as soon as there is something to paint with: the site wants to know on what.

    Loads the libraries, which takes seconds, but no model.
    """
    if atelier.running() is not None:
        return
    if any(painter.capabilities.ai_painted and painter.available() for painter in painters()):
        atelier.atelier()


class Voice:
    """Says every two seconds what this worker is and does."""

    def __init__(self, name: str, queues: Sequence[str], easel: FindEasel) -> None:
        self._name = name
        self._queues = tuple(queues)
        self._easel = easel
        self._started_at = timezone.now()

    def say(self) -> None:
        easel = self._easel()
        presence.say(
            snapshot_of(self._name, self._queues, self._started_at, easel.status() if easel else None)
        )


def snapshot_of(
    name: str, queues: tuple[str, ...], started_at: datetime, status: EaselStatus | None
) -> Snapshot:
    """This process as operators see it; `status` is its easel's."""
    plain = Snapshot(
        name=name,
        host=socket.gethostname(),
        pid=os.getpid(),
        queues=queues,
        started_at=started_at,
        heard_at=timezone.now(),
        jobs=tuple(run.job.pk for run in runner.in_hand()),
    )
    if status is None:
        return plain
    return plain.model_copy(
        update={
            "device": Device(
                kind=status.device.partition(":")[0],
                name=status.device_name,
                memory_bytes=status.memory_bytes,
                free_bytes=status.free_bytes,
                used_bytes=status.used_bytes,
            ),
            "loaded": tuple(
                Loaded(name=one.name, bytes=one.bytes, idle_s=one.idle_s, in_use=one.in_use)
                for one in status.models
            ),
            "doing": tuple(
                Batch(
                    model=one.model,
                    operation=one.operation,
                    width_px=one.width_px,
                    height_px=one.height_px,
                    pictures=one.pictures,
                    step=one.step,
                    steps=one.steps,
                    for_s=one.for_s,
                )
                for one in status.doing
            ),
            "waiting_pictures": sum(one.pictures for one in status.waiting),
            "batches": status.batches,
            "pictures": status.pictures,
            "stuck_for_s": status.stuck_for_s,
            "broken": status.broken,
        }
    )


class DeviceWatch:
    """Ends the process when its device hangs or is lost: a new one can use it again.

    A hung one is left at once, its jobs are tried once elsewhere, as when the process had vanished. From a
    lost one the jobs have got their answer: the process leaves in order.
    """

    def __init__(
        self,
        easel: FindEasel,
        *,
        stuck_after_s: float,
        leave: Callable[[int], object] = os._exit,
        leave_in_order: Callable[[], object] = lambda: os.kill(os.getpid(), signal.SIGTERM),
    ) -> None:
        self._easel = easel
        self._stuck_after_s = stuck_after_s
        self._leave = leave
        self._leave_in_order = leave_in_order
        self._broken_at: float | None = None
        self._left = False

    def look(self) -> None:
        easel = self._easel()
        if easel is None or self._left:
            return
        if easel.stuck_for_s > self._stuck_after_s:
            self._left = True
            log.error("device.stuck", seconds=round(easel.stuck_for_s), jobs=len(runner.in_hand()))
            runner.give_up_all()
            self._leave(EXIT_STUCK)
        elif easel.broken is not None:
            self._broken_at = self._broken_at or time.monotonic()
            if not runner.in_hand() or time.monotonic() - self._broken_at > TOLD_WITHIN_S:
                self._left = True
                log.error("device.broken", reason=easel.broken)
                self._leave_in_order()


@contextmanager
def opened(name: str, queues: Sequence[str], easel: FindEasel = this_easel) -> Iterator[None]:
    """What a worker called `name` needs around it, for as long as the block lasts."""
    voice = Voice(name, queues, easel)
    with ExitStack() as around:
        around.callback(presence.leave, name)
        around.enter_context(_every(presence.SAID_EVERY_S, voice.say, "voice"))
        if QueueName.PAINT in queues:
            around.enter_context(_every(OPENED_WITHIN_S, open_easel, "easel-opener"))
            watch = DeviceWatch(easel, stuck_after_s=settings.PAINT_STUCK_SECONDS)
            around.enter_context(_every(LOOK_EVERY_S, watch.look, "device-watch"))
            around.callback(_close, easel)
            companions = Companions(
                lambda pk: runner.run_job(pk, worker=name), jobs_in_hand, most=settings.PAINT_JOBS_AT_ONCE
            )
            companions.start()
            around.callback(companions.close, ENDS_WITHIN_S)
        yield


def jobs_in_hand() -> list[InHand]:
    """The paint jobs that this process works on, as its companions are chosen by."""
    return [
        InHand(run.job.pk, run.job.team_id, run.job.batch_key)
        for run in runner.in_hand()
        if run.job.queue == QueueName.PAINT
    ]


def _close(easel: FindEasel) -> None:
    found = easel()
    if found is not None:
        found.close(ENDS_WITHIN_S)


@contextmanager
def _every(seconds: float, act: Callable[[], None], name: str) -> Iterator[None]:
    """Call `act` at once and again and again, in a thread, for as long as the block lasts."""
    done = threading.Event()

    def go_on() -> None:
        try:
            act()
            while not done.wait(seconds):
                act()
        finally:
            connection.close()

    thread = threading.Thread(target=go_on, name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join(ENDS_WITHIN_S)
