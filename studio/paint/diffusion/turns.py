"""Who is painted next: pictures waiting for one device, put into batches fairly between their owners."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from studio.paint.diffusion.mail import Mail
from studio.paint.diffusion.task import ImageTask

# How long pictures nobody watches may be overtaken by those that somebody does, and by those whose model is
# loaded already, before they go first once.
PATIENCE_S = 60.0
# Owners whose last turn is remembered after their last picture.
OWNERS_REMEMBERED = 512

_numbers = itertools.count()


@dataclass(eq=False)
class Ticket:
    """A picture that waits or is being painted, and the mail of whoever waits for it.

    `alone` tickets of one mail are painted in one batch of exactly themselves, as a replay wants it.
    `whole` tickets wait for the device itself, not for a gap between two steps: there they did not fit.
    """

    task: ImageTask
    owner: str
    place: int
    mail: Mail
    since_s: float
    alone: bool = False
    whole: bool = False
    dropped: bool = False
    number: int = field(default_factory=lambda: next(_numbers))

    @cached_property
    def key(self) -> tuple[object, ...]:
        return self.task.batch_key()


class Turns:
    """The waiting pictures. Whoever uses it holds a lock around every call.

    Watched pictures (`interactive`) go before the others, owners least recently served first, each owner's
    pictures in the order they came. A batch is filled by turns from all owners' pictures of the same key.
    """

    def __init__(self, *, warm: Callable[[str], bool] = lambda model: True, patience_s: float = PATIENCE_S):
        self._waiting: list[Ticket] = []
        self._served: dict[str, int] = {}
        self._turn = itertools.count()
        self._warm = warm
        self._patience_s = patience_s
        self._bulk_began_s = float("-inf")

    def __len__(self) -> int:
        return len(self._waiting)

    def __iter__(self) -> Iterator[Ticket]:
        return iter(self._waiting)

    def add(self, tickets: Iterable[Ticket]) -> None:
        self._waiting.extend(tickets)
        self._waiting.sort(key=lambda ticket: ticket.number)

    def drop(self, mail: Mail) -> None:
        """Forget what waits for this mail."""
        self._waiting = [ticket for ticket in self._waiting if ticket.mail is not mail]

    def take(self, now_s: float, limit: Callable[[ImageTask], int], *, gap: int = 0) -> list[Ticket]:
        """The next batch, out of the waiting; empty if none waits. At most `limit(task)` pictures.

        `gap`: only watched pictures, and at most so many, for a gap between two steps of another batch.
        """
        among = [ticket for ticket in self._waiting if not gap or self._fits_gap(ticket, gap)]
        if not among:
            return []
        watched = [ticket for ticket in among if ticket.task.interactive]
        bulk = [ticket for ticket in among if not ticket.task.interactive]
        first = watched or bulk
        if watched and bulk and self._out_of_patience(bulk, now_s):
            first = bulk
        head = min(first, key=lambda ticket: self._rank(ticket, now_s))
        most = limit(head.task)
        batch = self._batch_of(head, first, min(most, gap) if gap else most)
        if not head.task.interactive:
            self._bulk_began_s = now_s
        self._note_served(batch)
        taken = set(map(id, batch))
        self._waiting = [ticket for ticket in self._waiting if id(ticket) not in taken]
        return batch

    def _fits_gap(self, ticket: Ticket, gap: int) -> bool:
        return ticket.task.interactive and not ticket.whole and (not ticket.alone or ticket.mail.size <= gap)

    def _out_of_patience(self, bulk: list[Ticket], now_s: float) -> bool:
        waited_s = now_s - max(min(ticket.since_s for ticket in bulk), self._bulk_began_s)
        return waited_s > self._patience_s

    def _rank(self, ticket: Ticket, now_s: float) -> tuple[bool, int, int]:
        """Sorts first who goes first; unwatched pictures let those of a loaded model pass for a while."""
        cold = (
            not ticket.task.interactive
            and now_s - ticket.since_s <= self._patience_s
            and not self._warm(ticket.task.model)
        )
        return cold, self._served.get(ticket.owner, -1), ticket.number

    def _batch_of(self, head: Ticket, among: list[Ticket], limit: int) -> list[Ticket]:
        if head.alone:
            return [ticket for ticket in self._waiting if ticket.mail is head.mail]
        queues: dict[str, deque[Ticket]] = defaultdict(deque)
        for ticket in among:
            if ticket.key == head.key and not ticket.alone:
                queues[ticket.owner].append(ticket)
        owners = sorted(queues, key=lambda owner: (owner != head.owner, self._served.get(owner, -1)))
        batch: list[Ticket] = []
        while len(batch) < limit and any(queues.values()):
            for owner in owners:
                if queues[owner] and len(batch) < limit:
                    batch.append(queues[owner].popleft())
        return batch

    def _note_served(self, batch: list[Ticket]) -> None:
        for ticket in batch:
            self._served.pop(ticket.owner, None)
            self._served[ticket.owner] = next(self._turn)
        while len(self._served) > OWNERS_REMEMBERED:
            # Insertion order is the order of serving.
            del self._served[next(iter(self._served))]
