"""The easel with real pipelines: tiny ones, through the code that paints with large ones."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.errors import Cancelled
from studio.models.store import ModelStore
from studio.paint.arrays import Pixels
from studio.paint.diffusion.batch import Batch
from studio.paint.diffusion.easel import Easel
from studio.paint.diffusion.memory import BatchLimits, OutOfMemory
from studio.paint.diffusion.record import read_record
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.task import Control, Hooks, ImageTask, Look, Painted, RunBatch
from studio.paint.options import LoraUse
from tests.studio.paint.diffusion.paced import LIMIT_S, Watcher

SIDE_PX = 64
PLAIN = ImageTask(
    model="tiny-sdxl", operation="text", prompt="a lighthouse", negative="fog", seed=1, width_px=SIDE_PX,
    height_px=SIDE_PX, steps=4, guidance=5.0, scheduler="euler",
)  # fmt: skip


@pytest.fixture
def engine(models: ModelStore) -> Engine:
    return Engine(models, device="cpu")


def easel_of(engine: Engine, run_batch: RunBatch | None = None) -> Easel:
    return Easel(
        run_batch or engine.run_batch,
        memory=engine.memory,
        limits=BatchLimits(engine.memory, most=4),
        relieve=engine.relieve,
        warm=engine.warm,
        models=engine.residency.residents,
    )


@pytest.fixture
def easel(engine: Engine) -> Iterator[Easel]:
    with easel_of(engine) as easel:
        yield easel


def noise(seed: int) -> Pixels:
    return np.random.default_rng(seed).integers(0, 255, (SIDE_PX, SIDE_PX, 3), np.uint8)


def dressed(seed: int) -> ImageTask:
    """With everything attached that changes the networks themselves."""
    return replace(
        PLAIN,
        seed=seed,
        loras=(LoraUse(name="tiny-lora-ink", weight=0.9),),
        controls=(Control("edges", "tiny-edges", noise(1), 0.8),),
        looks=(Look("look", "tiny-look", noise(2), 0.7),),
    )


class Held:
    """An engine whose first batch waits before its second step until the test says so, with hooks and all."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.begun = threading.Event()
        self.go = threading.Event()
        self.ended: list[list[int]] = []

    def run_batch(self, tasks: list[ImageTask], hooks: list[Hooks]) -> list[Painted]:
        painted = self.engine.run_batch(tasks, [_Holding(hooks[0], self), *hooks[1:]])
        self.ended.append([task.seed for task in tasks])
        return painted

    def until_waiting(self, easel: Easel, pictures: int) -> None:
        pause = threading.Event()
        while sum(queued.pictures for queued in easel.status().waiting) < pictures:
            pause.wait(0.001)


class _Holding:
    def __init__(self, hooks: Hooks, held: Held) -> None:
        self._hooks, self._held = hooks, held

    def on_step(self, step: int, steps: int) -> None:
        self._hooks.on_step(step, steps)
        if step == 1 and not self._held.begun.is_set():
            self._held.begun.set()
            assert self._held.go.wait(LIMIT_S)

    def on_preview(self, pixels: Pixels) -> None:
        self._hooks.on_preview(pixels)


def squeezed_in(engine: Engine, outer: list[ImageTask], inner: ImageTask) -> list[Painted]:
    """Paint `inner` between the second and the third step of `outer`."""
    inside: list[Painted] = []

    class Inviting(Watcher):
        def on_step(self, step: int, steps: int) -> None:
            if step == 2:
                inside.extend(engine.run_batch([inner], [Watcher()]))

    hooks: list[Hooks] = [*(Watcher() for _ in outer[1:]), Inviting()]
    return [*engine.run_batch(outer, hooks), *inside]


@pytest.mark.parametrize(
    "inner",
    [
        replace(PLAIN, seed=9),
        replace(PLAIN, seed=9, loras=(LoraUse(name="tiny-lora-neon", weight=0.6),)),
        replace(dressed(9), loras=(LoraUse(name="tiny-lora-chalk"),), controls=()),
        replace(PLAIN, seed=9, operation="repaint", base=noise(4), strength=0.8),
        replace(PLAIN, seed=9, model="tiny-sd15"),
    ],
    ids=["plain", "another LoRA", "another LoRA and look", "repaint", "another model"],
)
@pytest.mark.parametrize("outer", [PLAIN, dressed(1)], ids=["plain", "dressed"])
def test_neither_picture_knows_of_the_other_it_was_painted_between(
    engine: Engine, outer: ImageTask, inner: ImageTask
) -> None:
    batch = [outer, replace(outer, seed=2)]
    alone = [*engine.run_batch(batch, [Watcher(), Watcher()]), *engine.run_batch([inner], [Watcher()])]
    together = squeezed_in(engine, batch, inner)
    assert [np.array_equal(a.pixels, b.pixels) for a, b in zip(alone, together, strict=True)] == [True] * 3


def test_a_watched_picture_comes_before_the_batch_it_interrupts(engine: Engine) -> None:
    watched = replace(PLAIN, seed=7, interactive=True)
    batch = [PLAIN, replace(PLAIN, seed=2)]
    held = Held(engine)
    with easel_of(engine, held.run_batch) as easel, ThreadPoolExecutor(2) as pool:
        bulk = pool.submit(easel.paint, batch, owner="a")
        assert held.begun.wait(LIMIT_S)
        wish = pool.submit(easel.paint, [watched], owner="b")
        held.until_waiting(easel, 1)
        held.go.set()
        interrupted, between = bulk.result(LIMIT_S), wish.result(LIMIT_S)
        assert held.ended == [[7], [1, 2]]
        calm = [*easel.paint(batch), *easel.paint([watched])]
    for one, other in zip([*interrupted, *between], calm, strict=True):
        assert np.array_equal(one.pixels, other.pixels)


def test_many_threads_paint_on_one_pipeline_and_each_gets_its_own(easel: Easel) -> None:
    together = threading.Barrier(6)

    def paint(seed: int) -> Painted:
        together.wait(LIMIT_S)
        return easel.paint([replace(PLAIN, seed=seed)], owner=str(seed % 2))[0]

    with ThreadPoolExecutor(6) as pool:
        painted = list(pool.map(paint, range(6)))
    for seed, one in enumerate(painted):
        record = read_record(one.record)
        assert record.numbers.seed == seed
        assert record.batch.seeds[record.batch.place] == seed
    sizes = {read_record(one.record).batch.size for one in painted}
    assert sizes & {2, 3, 4}
    assert max(sizes) <= 4
    assert len({one.pixels.tobytes() for one in painted}) == 6


def test_cancelling_one_picture_of_a_batch_changes_nothing_for_the_others(engine: Engine) -> None:
    other = replace(PLAIN, seed=2)
    held = Held(engine)
    with easel_of(engine, held.run_batch) as easel, ThreadPoolExecutor(3) as pool:
        before = pool.submit(easel.paint, [PLAIN])
        assert held.begun.wait(LIMIT_S)
        stays = pool.submit(easel.paint, [PLAIN], owner="a")
        held.until_waiting(easel, 1)
        leaves = pool.submit(easel.paint, [other], owner="b", hooks=[Watcher(raises=Cancelled(), at=2)])
        held.until_waiting(easel, 2)
        held.go.set()
        before.result(LIMIT_S)
        with pytest.raises(Cancelled):
            leaves.result(LIMIT_S)
        kept = stays.result(LIMIT_S)[0]
        batch = read_record(kept.record).batch
        whole = easel.paint([replace(PLAIN, seed=seed) for seed in batch.seeds], alone=True)
    assert sorted(batch.seeds) == [1, 2]
    assert np.array_equal(kept.pixels, whole[batch.place].pixels)


def test_previews_come_while_it_paints(easel: Easel) -> None:
    watcher = Watcher()
    easel.paint([PLAIN], hooks=[watcher])
    assert watcher.previews
    assert watcher.previews[0].dtype == np.uint8
    assert max(watcher.previews[0].shape[:2]) == 256
    assert [step for step in watcher.steps if step][-1] == 4


def test_a_batch_without_room_is_painted_in_halves(easel: Easel, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes = _limited_to(1, monkeypatch)
    painted = easel.paint([replace(PLAIN, seed=seed) for seed in range(4)])
    assert sizes == [4, 2, 1, 1, 2, 1, 1]
    assert [read_record(one.record).batch.size for one in painted] == [1, 1, 1, 1]


def test_without_any_room_it_fails_and_paints_the_next(
    engine: Engine, easel: Easel, monkeypatch: pytest.MonkeyPatch
) -> None:
    easel.paint([replace(PLAIN, model="tiny-sd15")])
    with monkeypatch.context() as patched:
        sizes = _limited_to(0, patched)
        with pytest.raises(OutOfMemory):
            easel.paint([PLAIN])
    # At first; with the other model gone; with the decoder in tiles. A processor has nowhere to off-load to.
    assert sizes == [1, 1, 1]
    assert not engine.warm("tiny-sd15")
    assert easel.paint([PLAIN])[0].pixels.shape == (SIDE_PX, SIDE_PX, 3)


def _limited_to(most: int, patched: pytest.MonkeyPatch) -> list[int]:
    """Batches of more than `most` run out of memory; gives the sizes tried."""
    sizes: list[int] = []
    paint = Batch.paint

    def tight(batch: Batch, hooks: list[Hooks]) -> list[Pixels]:
        sizes.append(len(hooks))
        if len(hooks) > most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")
        return paint(batch, hooks)

    patched.setattr(Batch, "paint", tight)
    return sizes


def test_models_used_last_stay_within_the_budget(models: ModelStore) -> None:
    engine = Engine(models, device="cpu")
    one, other = engine.run_batch([PLAIN], [Watcher()]), "tiny-sd15"
    budget = int(engine.residency.bytes() * 1.2)
    engine = Engine(models, device="cpu", budget_bytes=budget)
    with easel_of(engine) as easel:
        easel.paint([PLAIN])
        easel.paint([replace(PLAIN, model=other)])
        resident = easel.status().models
        assert other in {model.name for model in resident}
        assert PLAIN.model not in {model.name for model in resident}
        assert sum(model.bytes for model in resident) <= budget
        again = easel.paint([PLAIN])
    assert np.array_equal(again[0].pixels, one[0].pixels)
