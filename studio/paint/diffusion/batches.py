"""A batch while it is being painted: who sits in it, how far it is, how long its steps take."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from studio.paint.arrays import Pixels
from studio.paint.diffusion.status import Doing, StepTime
from studio.paint.diffusion.task import Hooks, ImageTask
from studio.paint.diffusion.turns import Ticket

# How much the newest batch counts in the moving average of a step's time.
NEWEST_SHARE = 0.3
STEP_TIMES_KEPT = 64


class Run:
    """One call of `run_batch`. `between_steps` is called after each step of the whole batch.

    `depth` 1: squeezed in between two steps of another one. `interrupted`: another one was squeezed into it.
    """

    def __init__(self, tickets: list[Ticket], depth: int, between_steps: Callable[[Run], None]) -> None:
        self.tickets = tickets
        self.depth = depth
        self.interrupted = False
        self.step_times_s: list[float] = []
        self._between_steps = between_steps
        self._began_s = self._stepped_s = time.monotonic()
        self._step, self._steps = 0, tickets[0].task.steps

    @property
    def watched(self) -> bool:
        return any(ticket.task.interactive for ticket in self.tickets)

    @property
    def abandoned(self) -> bool:
        """Nobody waits for any of its pictures."""
        return all(ticket.dropped for ticket in self.tickets)

    @property
    def last_step(self) -> bool:
        return self._step >= self._steps

    def hooks(self) -> list[Hooks]:
        """One for each picture, to be called in their order after each step."""
        return [_Seat(self, ticket) for ticket in self.tickets]

    def stepped(self, ticket: Ticket, step: int, steps: int) -> None:
        """A picture of the batch made a step; with the last one of them the whole batch has."""
        if not ticket.dropped:
            ticket.mail.step(ticket.place, step, steps)
        if ticket is not self.tickets[-1]:
            return
        now_s = time.monotonic()
        if step > 1:
            # Before the first step lie loading and reading the words.
            self.step_times_s.append(now_s - self._stepped_s)
        self._step, self._steps = step, steps
        self._between_steps(self)
        self._stepped_s = time.monotonic()

    def let_hear(self, timeout_s: float) -> None:
        """Give whoever waits a moment to call their hooks, all of them together no longer than this."""
        until_s = time.monotonic() + timeout_s
        for mail in dict.fromkeys(ticket.mail for ticket in self.tickets):
            mail.heard(until_s - time.monotonic())

    def snapshot(self) -> Doing:
        task = self.tickets[0].task
        return Doing(
            model=task.model,
            operation=task.operation,
            width_px=task.width_px,
            height_px=task.height_px,
            pictures=len(self.tickets),
            owners=tuple(dict.fromkeys(ticket.owner for ticket in self.tickets)),
            step=self._step,
            steps=self._steps,
            for_s=time.monotonic() - self._began_s,
            between_steps=self.depth > 0,
        )


@dataclass(frozen=True)
class _Seat:
    """One picture's hooks, as the batch calls them."""

    run: Run
    ticket: Ticket

    def on_step(self, step: int, steps: int) -> None:
        self.run.stepped(self.ticket, step, steps)

    def on_preview(self, pixels: Pixels) -> None:
        if not self.ticket.dropped:
            self.ticket.mail.preview(self.ticket.place, pixels)


class StepTimes:
    """How long steps take, by kind of picture and size of batch."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], StepTime] = {}

    def learn(self, run: Run) -> None:
        """Take in what `run`'s steps took."""
        if not run.step_times_s:
            return
        mean_s = sum(run.step_times_s) / len(run.step_times_s)
        task = run.tickets[0].task
        key = (*_kind(task), len(run.tickets))
        with self._lock:
            if (known := self._known.pop(key, None)) is not None:
                mean_s = NEWEST_SHARE * mean_s + (1 - NEWEST_SHARE) * known.step_s
            self._known[key] = StepTime(
                model=task.model, operation=task.operation, width_px=task.width_px, height_px=task.height_px,
                pictures=len(run.tickets), step_s=mean_s,
            )  # fmt: skip
            while len(self._known) > STEP_TIMES_KEPT:
                del self._known[next(iter(self._known))]

    def expected_s(self, task: ImageTask) -> float | None:
        """Of the smallest batch of such pictures that is known."""
        with self._lock:
            alike = [time for key, time in self._known.items() if key[:-1] == _kind(task)]
        return min(alike, key=lambda time: time.pictures).step_s if alike else None

    def snapshot(self) -> tuple[StepTime, ...]:
        with self._lock:
            return tuple(self._known.values())


def _kind(task: ImageTask) -> tuple[object, ...]:
    return task.model, task.operation, task.width_px, task.height_px
