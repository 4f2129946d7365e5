"""One easel per device: a thread of its own paints for everybody, in batches and fairly.

Any thread calls `paint` and waits; its hooks are called in its own thread, so that nothing slow in them keeps
the device waiting. See docs/adr/0009-one-easel-per-device.md.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from types import TracebackType

from studio.errors import Cancelled, StudioError
from studio.paint.diffusion import memory as memories
from studio.paint.diffusion.batches import Run, StepTimes
from studio.paint.diffusion.mail import Mail
from studio.paint.diffusion.memory import BatchLimits, DeviceBroken, DeviceMemory, HostMemory, OutOfMemory
from studio.paint.diffusion.status import EaselStatus, Queued, Resident
from studio.paint.diffusion.task import Hooks, ImageTask, Painted, RunBatch
from studio.paint.diffusion.turns import Ticket, Turns

# Watched pictures squeezed between two steps of a batch, at once: nobody waits longer than one picture.
GAP_PICTURES = 1

# How long a step is held for the waiting threads' hooks: who is quick and wants to leave, leaves with this
# step, not with the next. Kernels of a GPU are queued ahead of it anyway.
HEARING_S = 0.002

# Makes room for a picture that did not fit: called with 0, 1, … until it says False (nothing left to do).
Relieve = Callable[[ImageTask, int], bool]


class EaselClosed(StudioError):
    """The worker is stopping; the picture was not finished."""

    code = "worker_stopping"


class Easel:
    """Paints what any thread asks for, on one device.

    `run_batch` is only ever called by the easel's thread; while it paints one batch it may be called again
    from one of that batch's step hooks, once deep. `warm` says whether a model is loaded already, `models`
    what is, `relieve` makes room when a single picture does not fit.
    """

    def __init__(
        self,
        run_batch: RunBatch,
        *,
        memory: DeviceMemory | None = None,
        limits: BatchLimits | None = None,
        relieve: Relieve = lambda task, rung: False,
        warm: Callable[[str], bool] = lambda model: True,
        models: Callable[[], tuple[Resident, ...]] = lambda: (),
    ) -> None:
        self._run_batch = run_batch
        self._memory = memory or HostMemory()
        self._limits = limits or BatchLimits(self._memory)
        self._relieve = relieve
        self._warm = warm
        self._models = models
        self._turns = Turns(warm=warm)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False
        self._broken: str | None = None
        self._doing: list[Run] = []
        self._times = StepTimes()
        self._beat_s: float | None = None
        self._batches = self._pictures = 0

    def __enter__(self) -> Easel:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def paint(
        self,
        tasks: Sequence[ImageTask],
        *,
        owner: str = "",
        hooks: Sequence[Hooks] = (),
        alone: bool = False,
    ) -> list[Painted]:
        """The pictures of `tasks`, in their order, when all of them are there; any thread may call it.

        `hooks` has one for each task, or none; they are called here, in the calling thread: at every step and
        every fraction of a second besides, while waiting too. What one of them raises (`Cancelled` above all)
        ends the call at once; the device lets go of it by the next step. `alone`: in one batch of exactly
        these tasks, as a replay wants it.

        Raises what the batch raised; OutOfMemory, DeviceBroken, EaselClosed.
        """
        if not tasks:
            return []
        if hooks and len(hooks) != len(tasks):
            raise ValueError(f"{len(tasks)} tasks with {len(hooks)} hooks")
        mail = Mail(len(tasks), tasks[0].steps)
        now_s = time.monotonic()
        tickets = [Ticket(task, owner, place, mail, now_s, alone=alone) for place, task in enumerate(tasks)]
        if alone and len({ticket.key for ticket in tickets}) > 1:
            raise ValueError("only tasks of one batch key can be painted in one batch")
        with self._changed:
            self._open_for(threading.current_thread())
            self._turns.add(tickets)
            self._changed.notify_all()
        try:
            return mail.wait(hooks)
        finally:
            self._leave(mail, tickets)

    def status(self) -> EaselStatus:
        """What it does and holds right now."""
        with self._changed:
            waiting = tuple(self._turns)
            doing = tuple(self._doing)
        return EaselStatus(
            device=self._memory.kind,
            device_name=self._memory.name,
            memory_bytes=self._memory.total(),
            free_bytes=self._memory.free(),
            used_bytes=self._memory.used(),
            models=self._models(),
            waiting=_queued(waiting),
            doing=tuple(run.snapshot() for run in doing),
            step_times=self._times.snapshot(),
            batches=self._batches,
            pictures=self._pictures,
            stuck_for_s=self.stuck_for_s,
            broken=self._broken,
        )

    @property
    def stuck_for_s(self) -> float:
        """Seconds since the last sign of life while it paints; 0 while it waits. Takes no lock."""
        beat_s = self._beat_s
        return 0.0 if beat_s is None else time.monotonic() - beat_s

    @property
    def broken(self) -> str | None:
        """Why it paints no more: only a new process can use the device again."""
        return self._broken

    def expected_step_s(self, task: ImageTask) -> float | None:
        """How long a step of such a picture took lately; None if none was painted yet."""
        return self._times.expected_s(task)

    def close(self, timeout_s: float | None = None) -> None:
        """Stop at the next step; whoever waits gets EaselClosed."""
        with self._changed:
            self._closing = True
            self._fail(tuple(self._turns), EaselClosed("the worker is stopping"))
            self._turns = Turns(warm=self._warm)
            self._changed.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join(timeout_s)

    def _open_for(self, caller: threading.Thread) -> None:
        if self._closing:
            raise EaselClosed("the worker is stopping")
        if self._broken:
            raise DeviceBroken(self._broken)
        if self._thread is None:
            self._thread = threading.Thread(target=self._work, name="easel", daemon=True)
            self._thread.start()
        elif caller is self._thread:
            raise RuntimeError("the easel cannot wait for itself")

    def _leave(self, mail: Mail, tickets: list[Ticket]) -> None:
        """Nobody waits for `mail` any more."""
        with self._changed:
            self._turns.drop(mail)
            for ticket in tickets:
                ticket.dropped = True
        mail.close()

    # What follows runs in the easel's own thread.

    def _work(self) -> None:
        batch: list[Ticket] = []
        with _Outcome() as outcome:
            while batch := self._next():
                self._paint(batch, depth=0)
                self._beat_s = None
        if outcome.error is not None:
            # Not a batch failed but the easel itself (a device that no longer tells its memory, say).
            self._give_up(batch, outcome.error)
            self._beat_s = None

    def _next(self) -> list[Ticket]:
        """The next batch, as soon as there is one; empty when closing."""
        with self._changed:
            while not self._closing:
                if batch := self._turns.take(time.monotonic(), self._limits.limit):
                    return batch
                self._changed.wait()
        return []

    def _paint(self, batch: list[Ticket], depth: int) -> None:
        """Paint a batch and tell everybody in it how it went.

        Out of memory: in halves, then with room made, then not at all. Another error of a batch of several
        calls: each of them apart, so that it reaches only the one it belongs to.
        """
        parts = deque([batch])
        rung = itertools.count()
        while parts:
            part = [ticket for ticket in parts.popleft() if not ticket.dropped]
            if not part:
                continue
            error = self._attempt(part, depth)
            if error is None or all(ticket.dropped for ticket in part):
                continue
            calls = list(dict.fromkeys(ticket.mail for ticket in part))
            if self._closing:
                self._fail(part, EaselClosed("the worker is stopping"))
            elif memories.is_device_lost(error):
                self._give_up(part, error)
            elif memories.is_out_of_memory(error):
                parts.extendleft(reversed(self._rescue(part, error, depth, rung)))
            elif len(calls) > 1:
                parts.extendleft([ticket for ticket in part if ticket.mail is call] for call in calls[::-1])
            else:
                self._fail(part, error)

    def _attempt(self, part: list[Ticket], depth: int) -> BaseException | None:
        """Call `run_batch` once; gives the error if it raised one."""
        run = Run(part, depth, self._between_steps)
        task = part[0].task
        warm = self._warm(task.model)
        with self._changed:
            self._doing.append(run)
            self._beat_s = time.monotonic()
        used = self._memory.used()
        if not depth:
            self._memory.reset_peak()
        painted: list[Painted] = []
        with _Outcome() as outcome:
            painted = self._run_batch([ticket.task for ticket in part], run.hooks())
            if len(painted) != len(part):
                raise RuntimeError(f"{len(painted)} pictures of {len(part)}")
        with self._changed:
            self._doing.remove(run)
            self._beat_s = time.monotonic()
        if outcome.error is not None:
            return outcome.error
        # A peak with another batch in it, or with the model's own loading, tells nothing of this batch.
        peak = 0 if depth or run.interrupted or not warm else self._memory.peak() - used
        self._limits.fitted(task, len(part), max(0, peak))
        self._times.learn(run)
        self._batches += 1
        self._pictures += len(part)
        for ticket, picture in zip(part, painted, strict=True):
            ticket.mail.painted(ticket.place, picture)
        return None

    def _between_steps(self, run: Run) -> None:
        """After a step of `run`: stop it if nobody wants it, squeeze in who is watched and waits."""
        self._beat_s = time.monotonic()
        if self._closing:
            raise EaselClosed("the worker is stopping")
        run.let_hear(HEARING_S)
        if run.abandoned:
            raise Cancelled
        if run.depth or run.last_step or (run.watched and len(run.tickets) == 1):
            return
        with self._changed:
            batch = self._turns.take(time.monotonic(), self._limits.limit, gap=GAP_PICTURES)
        if batch:
            run.interrupted = True
            self._paint(batch, depth=1)

    def _rescue(
        self, part: list[Ticket], error: BaseException, depth: int, rung: itertools.count[int]
    ) -> list[list[Ticket]]:
        """What to try after memory ran out; empty if nothing is left (and everybody was told)."""
        memories.let_go(error)
        self._memory.empty()
        task = part[0].task
        self._limits.failed(task, len(part))
        if depth:
            # Beside the batch that is being painted there was no room: after it there may be.
            for ticket in part:
                ticket.whole = True
            with self._changed:
                self._turns.add(part)
            return []
        if len(part) > 1:
            half = len(part) // 2
            return [part[:half], part[half:]]
        with _Outcome() as outcome:
            if self._relieve(task, next(rung)):
                return [part]
        self._fail(
            part,
            outcome.error
            or OutOfMemory(
                f"a picture of {task.width_px} × {task.height_px} with {task.model} does not fit into the "
                "memory of this device: ask for a smaller one",
                model=task.model, width_px=task.width_px, height_px=task.height_px,
            ),
        )  # fmt: skip
        return []

    def _fail(self, tickets: Sequence[Ticket], error: BaseException) -> None:
        for ticket in tickets:
            ticket.mail.failed(ticket.place, error)

    def _give_up(self, part: list[Ticket], error: BaseException) -> None:
        """The device is lost to this process: tell everybody who waits for it."""
        with self._changed:
            self._broken = f"{type(error).__name__}: {error}"
            waiting = [*part, *self._turns]
            self._turns = Turns(warm=self._warm)
        self._fail(waiting, DeviceBroken(self._broken))


class _Outcome:
    """Catches whatever a batch raises: it belongs to those who wait for the batch, not to the easel's thread,
    which must outlive it."""

    error: BaseException | None = None

    def __enter__(self) -> _Outcome:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error
        return error is not None


def _queued(tickets: Sequence[Ticket]) -> tuple[Queued, ...]:
    """Waiting pictures, told by owner and kind, the longest waiting first."""
    now_s = time.monotonic()
    groups: dict[tuple[object, ...], list[Ticket]] = {}
    for ticket in tickets:
        task = ticket.task
        groups.setdefault((ticket.owner, task.model, task.operation, task.interactive), []).append(ticket)
    return tuple(
        Queued(
            owner=group[0].owner,
            model=group[0].task.model,
            operation=group[0].task.operation,
            interactive=group[0].task.interactive,
            pictures=len(group),
            waited_s=now_s - group[0].since_s,
        )
        for group in groups.values()
    )
