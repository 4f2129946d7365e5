"""Jobs beside the one that a worker was handed: painted in the same batches, or waited for by a person.

A worker of the paint queue takes one ticket at a time, but its device paints for many. While it works, it
claims further waiting jobs by itself and runs them in threads: those that can share a batch with what it has
in hand, those that a person waits for, and those of teams that have nothing here yet. Their tickets, when a
worker comes to them, say that they are not waiting any more.
"""

from __future__ import annotations

import threading
import uuid
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import timedelta

import structlog
from django.db import DatabaseError, connections
from django.db.models import Q
from django.utils import timezone

from generation.fairness import Waiting, turns
from generation.models import INTERACTIVE_PRIORITY, Job, QueueName

log = structlog.get_logger(__name__)

LOOK_EVERY_S = 0.5
# An idle worker elsewhere takes a ticket within this time, and paints it sooner than we would beside others.
LEFT_TO_OTHERS = timedelta(seconds=1)
# So many looked at: a queue may be long.
LOOKED_AT = 200


@dataclass(frozen=True)
class InHand:
    """A job that this process works on, as far as it decides what may come beside it."""

    id: uuid.UUID
    team_id: uuid.UUID
    batch_key: str


def next_beside(hand: Collection[InHand], begun: Collection[uuid.UUID] = ()) -> InHand | None:
    """The waiting job to be taken next beside those in `hand`; fair between teams. None where none fits.

    Those that were just `begun` may still wait by their rows.
    """
    if not hand:
        return None
    keys = {job.batch_key for job in hand} - {""}
    fits = (
        Q(batch_key__in=keys)
        | Q(priority__gte=INTERACTIVE_PRIORITY)
        | ~Q(team__in=[job.team_id for job in hand])
    )
    waiting = Job.objects.waiting().filter(
        fits, queue=QueueName.PAINT, created_at__lt=timezone.now() - LEFT_TO_OTHERS
    )
    rows = waiting.exclude(pk__in=begun).order_by("-priority", "created_at")[:LOOKED_AT]
    found = {
        pk: (Waiting(pk, team_id, priority, created_at), InHand(pk, team_id, batch_key))
        for pk, team_id, priority, created_at, batch_key in rows.values_list(
            "pk", "team_id", "priority", "created_at", "batch_key"
        )
    }
    lines = [line for line, _job in found.values()]
    # Somebody who waits at the page goes before any batch, whichever team's turn it is.
    first = [line for line in lines if line.priority >= INTERACTIVE_PRIORITY] or lines
    order = turns(first, Counter(job.team_id for job in hand), {})
    return found[order[0]][1] if order else None


class Companions:
    """Threads that work on further jobs while `in_hand` has some, at most `most` in all."""

    def __init__(
        self,
        work: Callable[[uuid.UUID], object],
        in_hand: Callable[[], Collection[InHand]],
        *,
        most: int,
    ) -> None:
        self._work = work
        self._in_hand = in_hand
        self._most = most
        self._stopped = threading.Event()
        self._threads: dict[uuid.UUID, threading.Thread] = {}
        self._scout = threading.Thread(target=self._look_around, name="companions", daemon=True)

    def start(self) -> None:
        self._scout.start()

    def close(self, timeout_s: float | None = None) -> None:
        """Claim no more; returns when those that were begun have ended, or after `timeout_s` each."""
        self._stopped.set()
        self._scout.join(timeout_s)
        for thread in list(self._threads.values()):
            thread.join(timeout_s)

    def _look_around(self) -> None:
        try:
            while not self._stopped.wait(LOOK_EVERY_S):
                try:
                    self.look()
                except DatabaseError as error:
                    log.warning("companions.blind", reason=str(error))
                    connections.close_all()
        finally:
            connections.close_all()

    def look(self) -> None:
        """Begin as many jobs as there is room for and as fit: together they share the next batch."""
        self._threads = {pk: thread for pk, thread in self._threads.items() if thread.is_alive()}
        hand = list(self._in_hand())
        begun = self._threads.keys() | {job.id for job in hand}
        while len(begun) < self._most and (job := next_beside(hand, begun)) is not None:
            # Counted as in hand at once, or one team would get all the places of this look.
            hand.append(job)
            begun.add(job.id)
            thread = threading.Thread(target=self._run, args=(job.id,), name=f"companion-{job.id}")
            self._threads[job.id] = thread
            thread.start()

    def _run(self, pk: uuid.UUID) -> None:
        try:
            self._work(pk)
        finally:
            # A thread's own connection would stay open with nobody to use it.
            connections.close_all()
