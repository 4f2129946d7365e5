"""A request from its first look to its last painting: planned, checked, painted at the easel, looked at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from studio.errors import InvalidRequest
from studio.models.store import ModelStore
from studio.paint.arrays import Pixels
from studio.paint.diffusion.atelier import Atelier, atelier
from studio.paint.diffusion.check import check_task
from studio.paint.diffusion.drift import measure_drift
from studio.paint.diffusion.memory import BATCH_ON_GPU
from studio.paint.diffusion.others import KINDS, check_other
from studio.paint.diffusion.plan import Plan, Planner
from studio.paint.diffusion.record import pictures_of, read_record
from studio.paint.diffusion.replay import replay
from studio.paint.diffusion.task import ImageTask, Painted
from studio.paint.inputs import open_picture
from studio.paint.likeness import likeness_of
from studio.paint.protocol import Painting, PaintRequest, Replay
from studio.paint.retouch import RetouchPainter, is_retouching
from studio.paint.seen import as_painted
from studio.progress import OnStep, Stage
from studio.values import Finding


def paintings(request: PaintRequest, store: ModelStore, on_step: OnStep) -> Iterator[Painting]:
    """See `DiffusionPainter.paint`."""
    if is_retouching(request.options):
        yield from RetouchPainter().paint(request, on_step)
        return
    planner = Planner(request, store)
    if request.replay is not None:
        yield _again(request.replay, planner.plan(request.replay.index), request, store, on_step)
        return
    plans = planner.plans()
    for plan in plans:
        _check(plan.task, store)
    room = atelier(store)
    # On a processor one at a time, so that the first is there while the second is painted.
    many = BATCH_ON_GPU if room.engine.memory.kind == "cuda" else 1
    for first in range(0, len(plans), many):
        some = plans[first : first + many]
        painted = _paint([plan.task for plan in some], some, request, room, on_step)
        for plan, one in zip(some, painted, strict=True):
            yield _painting(plan, one.pixels, one.record, store)
    on_step(Stage.PAINT, 1.0, step=request.count, steps=request.count)


def _check(task: ImageTask, store: ModelStore) -> None:
    if task.operation in KINDS:
        check_other(task, store)
    else:
        check_task(task, store)


def _paint(
    tasks: list[ImageTask], plans: Sequence[Plan], request: PaintRequest, room: Atelier, on_step: OnStep
) -> list[Painted]:
    meter = _Meter(request, on_step, plans[0].index, len(tasks))
    hooks = [_Seat(meter, place, plan.index) for place, plan in enumerate(plans)]
    return room.easel.paint(tasks, owner=request.owner, hooks=hooks)


def _painting(plan: Plan, painted: Pixels, record: dict[str, Any], store: ModelStore) -> Painting:
    """What is handed to the design."""
    pixels = plan.finished(painted)
    picture = as_painted(f"p{plan.index}", pixels, plan.origin, score=plan.score, shot=plan.shot)
    alike = [_likeness(face, pixels, store) for face in plan.faces]
    return Painting((picture,), "natural", record, (*plan.notices, *alike))


def _likeness(face: Pixels, painted: Pixels, store: ModelStore) -> Finding:
    """How far the face that was to be kept is found on the picture."""
    try:
        found = likeness_of(face, painted, store=store)
    except InvalidRequest:
        return Finding(code="face_lost", severity="warning")
    return Finding(code="face_likeness", severity="info", value=found.score, limit=found.method)


def _again(asked: Replay, plan: Plan, request: PaintRequest, store: ModelStore, on_step: OnStep) -> Painting:
    """One painting exactly as it was, and what it came out like."""
    room = atelier(store)

    def paint(tasks: list[ImageTask]) -> list[Painted]:
        meter = _Meter(request, on_step, plan.index, len(tasks))
        place = read_record(dict(asked.record)).batch.place
        hooks = [_Seat(meter, n, plan.index if n == place else None) for n in range(len(tasks))]
        return room.easel.paint(tasks, owner=request.owner, hooks=hooks, alone=True)

    done = replay(asked.record, pictures_of(plan.task), store, paint)
    painting = _painting(plan, done.pixels, done.record, store)
    if done.identical:
        return painting
    degree = _degree(asked, painting.pictures[0].pixels)
    changes = ", ".join(f"{change.what} {change.before} → {change.now}" for change in done.changes)
    drifted = Finding(code="made_again_drifted", severity="warning", value=degree, limit=changes or None)
    return Painting(painting.pictures, painting.style, painting.record, (*painting.notices, drifted))


def _degree(asked: Replay, pixels: Pixels) -> str:
    """How far a picture is from the one that it should be, in a word."""
    if asked.original is None:
        return "another"
    before = open_picture(asked.original)
    return measure_drift(before, np.asarray(pixels)).degree if before.shape == pixels.shape else "another"


class _Meter:
    """How far a request is, from how far each picture of the batch at work is."""

    def __init__(self, request: PaintRequest, on_step: OnStep, first: int, places: int) -> None:
        self._request = request
        self._on_step = on_step
        self._first = first
        self._made = dict.fromkeys(range(places), 0.0)
        self._at: dict[int, tuple[int, int]] = {}
        self._early: dict[int, tuple[int, Pixels]] = {}

    def step(self, place: int, step: int, steps: int) -> None:
        self._made[place] = step / max(1, steps)
        self._at[place] = (step, steps)
        if step and place in self._early:
            self._show(*self._early.pop(place), step, steps)
        count = self._request.count
        done = min(float(count), self._first + sum(self._made.values()))
        self._on_step(Stage.PAINT, done / count, step=min(count, int(done) + 1), steps=count)

    def preview(self, place: int, index: int, pixels: Pixels) -> None:
        # A picture is shown before its step is told; how many steps there are is known from the first on.
        step, steps = self._at.get(place, (0, 0))
        if step:
            self._show(index, pixels, min(step + 1, steps), steps)
        else:
            self._early[place] = (index, pixels)

    def _show(self, index: int, pixels: Pixels, step: int, steps: int) -> None:
        if self._request.on_preview is not None:
            self._request.on_preview(index, pixels, step=step, steps=steps)


class _Seat:
    """One picture's hooks; `index` None: nobody looks at it."""

    def __init__(self, meter: _Meter, place: int, index: int | None) -> None:
        self._meter = meter
        self._place = place
        self._index = index

    def on_step(self, step: int, steps: int) -> None:
        self._meter.step(self._place, step, steps)

    def on_preview(self, pixels: Pixels) -> None:
        if self._index is not None:
            self._meter.preview(self._place, self._index, pixels)
