"""Telling what is known so far while the film is still being watched."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from studio.understand.candidates import Candidate
from studio.understand.choose import Choice
from studio.understand.crew import wait_for
from studio.understand.printing import Printer, ranked
from studio.values import Digest, Still

# Seconds between two tellings: as long as the work has lasted, within these bounds.
FIRST_AGAIN_S, AT_MOST_EVERY_S = 3.0, 60.0


class OnStills(Protocol):
    """Called with what is known so far. The stills' files lie in `folder` until the call returns.

    May raise `Cancelled`, like `OnStep`.
    """

    def __call__(self, digest: Digest, folder: Path) -> None: ...


class Herald:
    """Has the best so far printed now and then, and tells of them when they are.

    `choose` gives the choices now, `describe` makes a digest of the printed stills.
    """

    def __init__(
        self,
        on_stills: OnStills,
        folder: Path,
        printer: Printer,
        choose: Callable[[], Sequence[Choice]],
        describe: Callable[[Sequence[Still]], Digest],
    ) -> None:
        self._on_stills, self._folder, self._printer = on_stills, folder, printer
        self._choose, self._describe = choose, describe
        self._began = self._due = time.monotonic()
        self._chosen: Sequence[Choice] = ()
        self._prints: list[Future[Still]] = []
        self._told: list[float] = []

    @property
    def printing(self) -> list[Candidate]:
        """What is being printed to be told of."""
        return [choice.candidate for choice in self._chosen] if self._prints else []

    def step(self) -> None:
        """Have stills printed when it is time, tell of them when they are; the callback may raise."""
        now = time.monotonic()
        if self._prints:
            if all(one.done() for one in self._prints):
                self._tell()
        elif now >= self._due:
            self._due = now + min(AT_MOST_EVERY_S, max(FIRST_AGAIN_S, now - self._began))
            self._chosen = self._choose()
            if [one.candidate.at_s for one in self._chosen] != self._told:
                self._prints = [self._printer.order(one.candidate) for one in self._chosen]

    def begin(self, tick: Callable[[], None]) -> None:
        """Tell of what there is now, before anything else takes the machine's time."""
        self.step()
        for one in self._prints:
            wait_for(one, tick)
        self.step()

    def _tell(self) -> None:
        stills = [
            ranked(one.result(), choice, rank)
            for rank, (one, choice) in enumerate(zip(self._prints, self._chosen, strict=True))
        ]
        self._prints = []
        self._told = [still.candidate.at_s for still in self._chosen]
        self._on_stills(self._describe(stills), self._folder)
