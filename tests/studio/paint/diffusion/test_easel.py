"""The easel's turns, with a `RunBatch` that the test leads; real pipelines are in test_easel_painting.py."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.errors import Cancelled, InvalidRequest
from studio.paint.diffusion.easel import Easel, EaselClosed
from studio.paint.diffusion.memory import BatchLimits, DeviceBroken, HostMemory, OutOfMemory
from studio.paint.diffusion.task import Hooks, ImageTask, Painted
from tests.studio.paint.diffusion.paced import LIMIT_S, Callers, Paced, Watcher, easel, task


def test_pictures_of_several_threads_are_painted_in_one_batch_by_one_thread() -> None:
    paced = Paced(led=True)
    with Callers(easel(paced)) as callers:
        first = callers.paint([task(0)], "a")
        paced.reach([0], 1)
        others = [callers.paint([task(seed)], owner) for seed, owner in ((1, "a"), (2, "b"), (3, "a"))]
        paced.let(3)
        assert first.result(LIMIT_S) == [0]
        paced.let(3)
        assert [one.result(LIMIT_S) for one in others] == [[1], [2], [3]]
    # "b" was never served before, so its picture leads the batch.
    assert paced.batches == [[0], [2, 1, 3]]
    assert len(paced.threads) == 1
    assert threading.get_ident() not in paced.threads


def test_a_call_for_more_than_fits_comes_back_whole_and_in_order() -> None:
    paced = Paced()
    with Callers(easel(paced, most=2)) as callers:
        assert callers.paint([task(seed) for seed in range(5)]).result(LIMIT_S) == [0, 1, 2, 3, 4]
    assert paced.batches == [[0, 1], [2, 3], [4]]


def test_another_owner_gets_between_the_batches_of_a_long_call() -> None:
    paced = Paced(led=True)
    with Callers(easel(paced, most=2)) as callers:
        long = callers.paint([task(seed) for seed in range(4)], "a")
        paced.reach([0, 1], 1)
        short = callers.paint([task(9, steps=1)], "b")
        paced.let(3)
        paced.let(1)
        assert short.result(LIMIT_S) == [9]
        paced.let(3)
        assert long.result(LIMIT_S) == [0, 1, 2, 3]
    assert paced.batches == [[0, 1], [9], [2, 3]]


def test_a_watched_picture_is_painted_between_two_steps_of_a_batch() -> None:
    paced = Paced(led=True)
    with Callers(easel(paced)) as callers:
        bulk = callers.paint([task(0), task(1)], "a")
        paced.reach([0, 1], 1)
        watched = callers.paint([task(7, steps=2, interactive=True)], "b")
        paced.let()
        paced.reach([7], 1)
        # A third one waits until the nested one is there: never deeper than one.
        third = callers.paint([task(8, steps=1, interactive=True)], "c")
        paced.let()
        paced.reach([7], 2)
        paced.let()
        assert watched.result(LIMIT_S) == [7]
        assert not bulk.done()
        paced.reach([0, 1], 2)
        paced.let()
        paced.reach([8], 1)
        paced.let()
        assert third.result(LIMIT_S) == [8]
        paced.let()
        assert bulk.result(LIMIT_S) == [0, 1]
    assert paced.batches == [[0, 1], [7], [8]]
    assert paced.inside == [False, True, True]


def test_a_single_watched_picture_is_not_interrupted_by_another() -> None:
    paced = Paced(led=True)
    with Callers(easel(paced)) as callers:
        first = callers.paint([task(0, interactive=True)], "a")
        paced.reach([0], 1)
        second = callers.paint([task(1, interactive=True)], "b")
        paced.let(6)
        assert first.result(LIMIT_S) == [0]
        assert second.result(LIMIT_S) == [1]
    assert paced.inside == [False, False]


def test_a_cancelled_picture_leaves_its_batch_and_the_others_are_finished() -> None:
    paced = Paced(led=True)
    with Callers(easel(paced)) as callers:
        block = callers.paint([task(9, steps=1)], "x")
        paced.reach([9], 1)
        gone = callers.paint([task(0)], "a", [Watcher(raises=Cancelled())])
        staying = Watcher()
        kept = callers.paint([task(1)], "b", [staying])
        paced.let()
        assert block.result(LIMIT_S) == [9]
        paced.reach([0, 1], 1)
        paced.let()
        with pytest.raises(Cancelled):
            gone.result(LIMIT_S)
        assert not kept.done()
        paced.let(2)
        assert kept.result(LIMIT_S) == [1]
    assert [step for step in staying.steps if step] == [1, 2, 3]


def test_a_batch_nobody_waits_for_stops_with_the_step_it_was_cancelled_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # However busy this machine is, the easel waits for the hooks here.
    monkeypatch.setattr("studio.paint.diffusion.easel.HEARING_S", LIMIT_S)
    paced = Paced(led=True)
    with Callers(easel(paced)) as callers:
        gone = callers.paint([task(0, steps=50)], hooks=[Watcher(raises=Cancelled(), at=2)])
        paced.let(2)
        with pytest.raises(Cancelled):
            gone.result(LIMIT_S)
        after = callers.paint_later([task(1, steps=1)])
        paced.let(1)
        assert after.result(LIMIT_S) == [1]
    assert [paced.at.get_nowait() for _ in range(paced.at.qsize())] == [([0], 1), ([0], 2), ([1], 1)]


def test_a_waiting_picture_can_be_cancelled_before_its_turn() -> None:
    paced = Paced(led=True)
    with Callers(easel(paced)) as callers:
        first = callers.paint([task(0)])
        paced.reach([0], 1)
        waiting = callers.paint([task(1)], hooks=[Watcher(raises=Cancelled(), at=0)])
        with pytest.raises(Cancelled):
            waiting.result(LIMIT_S)
        paced.let(3)
        assert first.result(LIMIT_S) == [0]
    assert paced.batches == [[0]]


def test_hooks_are_called_in_the_thread_that_waits_and_slow_ones_hold_nobody_up() -> None:
    paced = Paced()
    release = threading.Event()

    class Slow(Watcher):
        def on_step(self, step: int, steps: int) -> None:
            super().on_step(step, steps)
            assert release.wait(LIMIT_S)

    slow = Slow()
    with Callers(easel(paced)) as callers:
        held = callers.paint([task(0)], hooks=[slow])
        assert slow.told.wait(LIMIT_S)
        assert callers.paint([task(1)]).result(LIMIT_S) == [1]
        assert not held.done()
        release.set()
        assert held.result(LIMIT_S) == [0]
    assert slow.thread not in {0, *paced.threads}
    assert [step for step in slow.steps if step] == [1, 2, 3]


def test_previews_reach_their_own_picture_and_only_the_newest_counts() -> None:
    shown = threading.Event()

    def run_batch(tasks: list[ImageTask], hooks: list[Hooks]) -> list[Painted]:
        for shade in range(5):
            for place, hook in enumerate(hooks):
                hook.on_preview(np.full((1, 1, 3), 10 * place + shade, np.uint8))
        shown.set()
        return [Painted(np.zeros((1, 1, 3), np.uint8)) for _ in tasks]

    watchers = [Watcher(), Watcher()]
    memory = HostMemory()
    with Easel(run_batch, memory=memory, limits=BatchLimits(memory, most=2)) as one:
        one.paint([task(0), task(1)], hooks=watchers)
    assert shown.is_set()
    for place, watcher in enumerate(watchers):
        shades = [int(preview[0, 0, 0]) for preview in watcher.previews]
        assert shades == sorted(set(shades))
        assert shades[-1] == 10 * place + 4


def test_an_error_reaches_only_the_call_it_belongs_to() -> None:
    def refuse(tasks: list[ImageTask]) -> None:
        if any(task.seed == 13 for task in tasks):
            raise InvalidRequest("no face was found", code="no_face")

    paced = Paced(led=True, on_begin=refuse)
    with Callers(easel(paced)) as callers:
        block = callers.paint([task(9, steps=1)])
        paced.reach([9], 1)
        good = callers.paint([task(1)], "a")
        bad = callers.paint([task(13)], "b")
        paced.let(4)
        assert block.result(LIMIT_S) == [9]
        with pytest.raises(InvalidRequest, match="no face"):
            bad.result(LIMIT_S)
        assert good.result(LIMIT_S) == [1]
    assert paced.batches == [[9], [1, 13], [1], [13]] or paced.batches == [[9], [13, 1], [13], [1]]


def no_room_for(most: int) -> Paced:
    """Batches of more than `most` pictures run out of the device's memory."""

    def fill(tasks: list[ImageTask]) -> None:
        if len(tasks) > most:
            raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB")

    return Paced(on_begin=fill)


def test_a_batch_that_does_not_fit_is_halved_and_the_limit_is_learned() -> None:
    paced = no_room_for(3)
    with Callers(easel(paced, most=8)) as callers:
        assert callers.paint([task(seed) for seed in range(8)]).result(LIMIT_S) == list(range(8))
        assert paced.batches == [list(range(8)), [0, 1, 2, 3], [0, 1], [2, 3], [4, 5, 6, 7], [4, 5], [6, 7]]
        del paced.batches[:]
        assert callers.paint([task(seed) for seed in range(7)]).result(LIMIT_S) == list(range(7))
        assert paced.batches == [[0, 1, 2], [3, 4, 5], [6]]


def test_a_single_picture_that_does_not_fit_gets_room_made_first() -> None:
    rungs: list[int] = []
    paced = no_room_for(0)

    def relieve(task: ImageTask, rung: int) -> bool:
        rungs.append(rung)
        if rung == 1:
            paced.on_begin = lambda tasks: None
        return rung < 2

    with Callers(easel(paced, most=2, relieve=relieve)) as callers:
        assert callers.paint([task(0), task(1)]).result(LIMIT_S) == [0, 1]
    assert rungs == [0, 1]


def test_what_never_fits_fails_clearly_and_the_easel_lives_on() -> None:
    paced = no_room_for(0)
    with Callers(easel(paced)) as callers:
        with pytest.raises(OutOfMemory) as caught:
            callers.paint([task(0)]).result(LIMIT_S)
        assert caught.value.code == "out_of_memory"
        assert caught.value.params == {"model": "base", "width_px": 64, "height_px": 64}
        paced.on_begin = lambda tasks: None
        assert callers.paint([task(1)]).result(LIMIT_S) == [1]


def test_the_machines_own_memory_running_out_counts_as_well() -> None:
    def fill(tasks: list[ImageTask]) -> None:
        torch.empty(1 << 60)

    with Callers(easel(Paced(on_begin=fill))) as callers, pytest.raises(OutOfMemory):
        callers.paint([task(0)]).result(LIMIT_S)


def test_a_watched_picture_that_does_not_fit_between_steps_is_painted_after_the_batch() -> None:
    paced = Paced(led=True)

    def no_room_inside(tasks: list[ImageTask]) -> None:
        if len(paced.inside) == 2:
            raise torch.OutOfMemoryError("CUDA out of memory")

    paced.on_begin = no_room_inside
    with Callers(easel(paced)) as callers:
        bulk = callers.paint([task(0), task(1)])
        paced.reach([0, 1], 1)
        watched = callers.paint([task(7, steps=1, interactive=True)])
        paced.let(4)
        assert bulk.result(LIMIT_S) == [0, 1]
        assert watched.result(LIMIT_S) == [7]
    assert list(zip(paced.batches, paced.inside, strict=True)) == [
        ([0, 1], False),
        ([7], True),
        ([7], False),
    ]


def test_a_lost_device_is_told_to_everybody_and_nothing_more_is_taken() -> None:
    def lose(tasks: list[ImageTask]) -> None:
        if tasks[0].seed == 0:
            raise torch.AcceleratorError("CUDA error: an illegal memory access was encountered")

    paced = Paced(led=True, on_begin=lose)
    with Callers(one := easel(paced)) as callers:
        block = callers.paint([task(9, steps=1)])
        paced.reach([9], 1)
        doomed, waiting = callers.paint([task(0)], "a"), callers.paint([task(1, steps=2)], "b")
        paced.let()
        assert block.result(LIMIT_S) == [9]
        for call in (doomed, waiting):
            with pytest.raises(DeviceBroken, match="illegal memory access"):
                call.result(LIMIT_S)
        with pytest.raises(DeviceBroken):
            one.paint([task(2)])
        assert one.broken is not None
        assert one.status().broken == one.broken


def test_closing_stops_at_the_next_step_and_tells_who_waits() -> None:
    paced = Paced(led=True)
    one = easel(paced)
    with Callers(one) as callers:
        running = callers.paint([task(0, steps=50)])
        paced.reach([0], 1)
        waiting = callers.paint([task(1)])
        closer = threading.Thread(target=one.close)
        closer.start()
        with pytest.raises(EaselClosed):
            waiting.result(LIMIT_S)
        paced.let()
        with pytest.raises(EaselClosed):
            running.result(LIMIT_S)
        closer.join(LIMIT_S)
        assert not closer.is_alive()
        with pytest.raises(EaselClosed):
            one.paint([task(2)])


def test_a_replay_is_painted_in_a_batch_of_exactly_its_own() -> None:
    paced = Paced(led=True)
    with Callers(easel(paced, most=2)) as callers:
        block = callers.paint([task(9, steps=1)])
        paced.reach([9], 1)
        replay = callers.paint([task(seed) for seed in range(3)], "a", alone=True)
        other = callers.paint([task(5)], "b")
        paced.let(7)
        assert block.result(LIMIT_S) == [9]
        assert replay.result(LIMIT_S) == [0, 1, 2]
        assert other.result(LIMIT_S) == [5]
    assert paced.batches == [[9], [0, 1, 2], [5]]


def test_the_status_says_what_it_does_and_who_waits() -> None:
    paced = Paced(led=True)
    one = easel(paced)
    assert one.status().doing == ()
    assert one.stuck_for_s == 0
    with Callers(one) as callers:
        first = callers.paint([task(0), task(1)], "a")
        paced.reach([0, 1], 1)
        paced.let()
        paced.reach([0, 1], 2)
        second = callers.paint([task(2), task(3)], "b")
        status = one.status()
        assert one.stuck_for_s > 0
        (doing,) = status.doing
        assert (doing.model, doing.pictures, doing.owners) == ("base", 2, ("a",))
        assert (doing.step, doing.steps, doing.between_steps) == (1, 3, False)
        (queued,) = status.waiting
        assert (queued.owner, queued.pictures, queued.interactive) == ("b", 2, False)
        paced.let(5)
        assert first.result(LIMIT_S) == [0, 1]
        assert second.result(LIMIT_S) == [2, 3]
        status = one.status()
        assert (status.batches, status.pictures, status.doing, status.waiting) == (2, 4, (), ())
        assert [(time.pictures, time.model) for time in status.step_times] == [(2, "base")]
        assert one.expected_step_s(task(4)) == status.step_times[0].step_s
        assert one.expected_step_s(replace(task(4), width_px=128)) is None
        assert status.memory_bytes >= status.free_bytes > 0
        assert type(status).model_validate_json(status.model_dump_json()) == status


def test_a_call_that_cannot_be_one_batch_is_refused() -> None:
    with easel(Paced()) as one:
        assert one.paint([]) == []
        with pytest.raises(ValueError, match="2 tasks with 1 hooks"):
            one.paint([task(0), task(1)], hooks=[Watcher()])
        with pytest.raises(ValueError, match="batch key"):
            one.paint([task(0), task(1, steps=9)], alone=True)
