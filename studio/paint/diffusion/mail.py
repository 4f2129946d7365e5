"""What the easel's thread tells a thread that waits for pictures. The waiting thread calls its own hooks."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.paint.arrays import Pixels
from studio.paint.diffusion.task import Hooks, Painted

# A waiting thread's hooks are called at least so often, so that a long step or a long queue can be cancelled.
HEARTBEAT_S = 0.2


@dataclass(frozen=True)
class _Event:
    place: int
    step: tuple[int, int] | None = None
    preview: Pixels | None = None
    painted: Painted | None = None
    error: BaseException | None = None


@dataclass(eq=False)
class Mail:
    """The mail of one call for `size` pictures, each `steps` steps long to begin with."""

    size: int
    steps: int
    _events: queue.SimpleQueue[_Event] = field(default_factory=queue.SimpleQueue)
    _heard: threading.Condition = field(default_factory=threading.Condition)
    _unheard: int = 0
    _closed: bool = False

    def step(self, place: int, step: int, steps: int) -> None:
        self._send(_Event(place, step=(step, steps)))

    def preview(self, place: int, pixels: Pixels) -> None:
        self._send(_Event(place, preview=pixels))

    def painted(self, place: int, painted: Painted) -> None:
        self._send(_Event(place, painted=painted))

    def failed(self, place: int, error: BaseException) -> None:
        self._send(_Event(place, error=error))

    def heard(self, timeout_s: float) -> bool:
        """Wait until the hooks have been called with all there is, or nobody waits any more."""
        with self._heard:
            return self._heard.wait_for(lambda: self._closed or self._unheard == 0, timeout_s)

    def close(self) -> None:
        """Nobody waits any more."""
        with self._heard:
            self._closed = True
            self._heard.notify_all()

    def wait(self, hooks: Sequence[Hooks], heartbeat_s: float = HEARTBEAT_S) -> list[Painted]:
        """Call `hooks` (one a picture, or none) with what comes until every picture is there.

        Every step is told, of previews only the newest. Raises what a hook raises, and the batch's error.
        """
        done: dict[int, Painted] = {}
        at = dict.fromkeys(range(self.size), (0, self.steps))
        while len(done) < self.size:
            events = self._some(heartbeat_s)
            newest = {event.place: event for event in events if event.preview is not None}
            for event in events:
                if event.error is not None:
                    raise event.error
                if event.painted is not None:
                    done[event.place] = event.painted
                elif hooks and event.step is not None:
                    at[event.place] = event.step
                    hooks[event.place].on_step(*event.step)
                elif hooks and event.preview is not None and newest[event.place] is event:
                    hooks[event.place].on_preview(event.preview)
            if not events and hooks:
                place = next(place for place in at if place not in done)
                hooks[place].on_step(*at[place])
            with self._heard:
                self._unheard -= len(events)
                self._heard.notify_all()
        return [done[place] for place in range(self.size)]

    def _send(self, event: _Event) -> None:
        with self._heard:
            self._unheard += 1
        self._events.put(event)

    def _some(self, timeout_s: float) -> list[_Event]:
        """Everything that has come, waiting for the first; empty after `timeout_s`."""
        try:
            events = [self._events.get(timeout=timeout_s)]
        except queue.Empty:
            return []
        while True:
            try:
                events.append(self._events.get_nowait())
            except queue.Empty:
                return events
