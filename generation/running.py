"""One attempt at a job in this process: where its progress goes out and wishes to stop come in."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from core import events
from generation.events import JobCandidate, job_changed
from generation.models import Job, JobKind, JobState, QueueName
from studio.errors import Cancelled
from studio.progress import Stage

LIVE_GAP_S = 0.2
STORED_GAP_S = 0.5

# From where to where of the whole work each stage goes. The last three take turns, picture by picture, and
# the studio tells their fraction over the whole batch.
_SHARES: dict[str, dict[Stage, tuple[float, float]]] = {
    JobKind.UNDERSTAND: {Stage.PROBE: (0.0, 0.02), Stage.WATCH: (0.02, 0.85), Stage.STILLS: (0.85, 1.0)},
    JobKind.MAKE_CANDIDATES: {
        Stage.BRIEF: (0.0, 0.04),
        Stage.PAINT: (0.04, 0.3),
        Stage.DESIGN: (0.3, 1.0),
        Stage.CHECK: (0.3, 1.0),
        Stage.DELIVER: (0.3, 1.0),
    },
    JobKind.DRAW_CONTROL: {Stage.PAINT: (0.0, 1.0)},
    JobKind.TAKE_STILL: {Stage.WATCH: (0.0, 0.6), Stage.STILLS: (0.6, 1.0)},
    JobKind.FIND_WORDS: {Stage.LISTEN: (0.0, 0.9), Stage.DESCRIBE: (0.9, 1.0)},
    JobKind.WRITE_BRIEF: {Stage.BRIEF: (0.0, 1.0)},
    JobKind.DRAW_DESIGN: {Stage.DESIGN: (0.0, 0.5), Stage.CHECK: (0.5, 0.7), Stage.DELIVER: (0.7, 1.0)},
    JobKind.MAKE_KIT: {Stage.DESIGN: (0.0, 0.97), Stage.DELIVER: (0.97, 1.0)},
    JobKind.PROPOSE_BRAND: {Stage.STILLS: (0.0, 1.0)},
    JobKind.PREVIEW_BRAND: {Stage.DESIGN: (0.0, 1.0)},
}
# Where models paint, that is nearly all of the work; what is painted is finished while the rest is painted,
# so each part counts for itself.
_PAINTED_PARTS = {"brief": 0.02, "paint": 0.9, "finish": 0.08}
_PART_OF = {
    Stage.BRIEF: "brief",
    Stage.PAINT: "paint",
    Stage.DESIGN: "finish",
    Stage.CHECK: "finish",
    Stage.DELIVER: "finish",
}


class Halt(StrEnum):
    """Why an attempt is asked to stop."""

    CANCELLED = "cancelled"
    DEADLINE = "deadline"
    SHUTDOWN = "shutdown"
    SUPERSEDED = "superseded"


@dataclass
class Run:
    """An attempt that holds a job. `folder` is its own scratch space, emptied at the end.

    The job's row in memory runs ahead of the database, which is written at most twice a second. `nudge` has
    the row read at once for a wish to stop.
    """

    job: Job
    folder: Path
    clock: Callable[[], float] = time.monotonic
    halt: Halt | None = None
    nudge: threading.Event = field(default_factory=threading.Event)
    _halted: threading.Event = field(default_factory=threading.Event)
    _parts: dict[str, float] = field(default_factory=dict)
    _told_at: float = float("-inf")
    _stored_at: float = float("-inf")

    def stop(self, why: Halt) -> None:
        """Ask the work to stop at its next step. May be called from any thread; the first reason stays."""
        if not self._halted.is_set():
            self.halt = why
            self._halted.set()

    def check(self) -> None:
        """Raises Cancelled when the attempt was asked to stop."""
        if self._halted.is_set():
            raise Cancelled

    def on_step(self, stage: Stage, fraction: float, *, step: int = 0, steps: int = 0) -> None:
        """The studio's `OnStep`: remembers, and tells and stores no more often than anybody needs."""
        self.check()
        job = self.job
        job.stage, job.step, job.steps = stage.value, step, steps
        job.fraction = max(job.fraction, self._overall(stage, fraction))
        now = self.clock()
        if now - self._told_at >= LIVE_GAP_S:
            self._told_at = now
            self.tell()
        if now - self._stored_at >= STORED_GAP_S:
            self._stored_at = now
            self.store()

    def _overall(self, stage: Stage, fraction: float) -> float:
        job = self.job
        if job.queue != QueueName.PAINT or job.kind != JobKind.MAKE_CANDIDATES or stage not in _PART_OF:
            return overall(job.kind, stage, fraction)
        part = _PART_OF[stage]
        self._parts[part] = max(self._parts.get(part, 0.0), min(max(fraction, 0.0), 1.0))
        return sum(_PAINTED_PARTS[name] * done for name, done in self._parts.items())

    def tell(self) -> None:
        """Tell the team where the job stands."""
        self.job.sequence += 1
        events.publish(job_changed(self.job))

    def tell_candidate(self, version_id: uuid.UUID, index: int) -> None:
        """Tell the team that one more candidate can be looked at, once the row has come as far."""
        job = self.job
        if job.artwork_id is None:
            return
        job.sequence += 1
        self._stored_at = self.clock()
        self.store()
        events.publish(
            JobCandidate(
                team_id=job.team_id,
                job_id=job.pk,
                sequence=job.sequence,
                artwork_id=job.artwork_id,
                version_id=version_id,
                index=index,
            )
        )

    def store(self) -> None:
        """Write the progress, unless the row has moved on without this attempt."""
        job = self.job
        Job.objects.filter(pk=job.pk, state=JobState.RUNNING, attempt=job.attempt).update(
            stage=job.stage, step=job.step, steps=job.steps, fraction=job.fraction, sequence=job.sequence
        )


def overall(kind: str, stage: Stage, fraction: float) -> float:
    """The share (0..1) of the whole job that is done, given the fraction of the stage it is in."""
    start, end = _SHARES[kind].get(stage, (0.0, 0.0))
    return start + (end - start) * min(max(fraction, 0.0), 1.0)
