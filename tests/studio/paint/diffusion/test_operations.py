"""Every operation of every family, through the pipelines that paint with large models."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from skimage import data

from studio.errors import Cancelled
from studio.paint.arrays import Pixels
from studio.paint.diffusion.record import read_record
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.scheduler_names import DIFFUSION, FLOW
from studio.paint.diffusion.task import Control, ImageTask, Look
from studio.paint.options import LoraUse
from tests.studio.paint.diffusion.painting import (
    FAMILIES,
    SIDE_PX,
    Hearing,
    apart,
    paint,
    photo,
    square_mask,
    task,
)

MARKED = square_mask() > 0


@pytest.mark.parametrize("model", FAMILIES)
def test_each_family_paints_from_words(warm: Engine, model: str) -> None:
    one, other = task(model=model), task(model=model, prompt="the sea at night, a red boat")
    first, again, another = (paint(warm, each)[0] for each in (one, one, other))
    assert first.shape == (SIDE_PX, SIDE_PX, 3)
    assert first.dtype == np.uint8
    assert np.array_equal(first, again)
    assert apart(first, another) > 0
    assert apart(first, paint(warm, replace(one, seed=2))[0]) > 5


@pytest.mark.parametrize("model", FAMILIES)
def test_each_family_repaints_as_strongly_as_asked(warm: Engine, model: str) -> None:
    base = photo()
    little, much = (
        paint(warm, task(model=model, operation="repaint", base=base, strength=strength))[0]
        for strength in (0.3, 1.0)
    )
    assert apart(little, much) > 1
    # What a model sees of the picture is decided by its own eyes: noise for tiny ones. But it is seen.
    other = paint(warm, task(model=model, operation="repaint", base=photo(of=data.coffee), strength=0.3))[0]
    assert apart(little, other) > 1


@pytest.mark.parametrize("operation", ["inpaint", "outpaint"])
@pytest.mark.parametrize("model", FAMILIES)
def test_what_is_not_marked_stays_to_the_bit(warm: Engine, model: str, operation: str) -> None:
    base = photo()
    painted = paint(
        warm, task(model=model, operation=operation, base=base, mask=square_mask(), strength=0.9)
    )[0]
    assert np.array_equal(painted[~MARKED], base[~MARKED])
    assert apart(painted[MARKED], base[MARKED]) > 5


def test_a_soft_mask_mixes_both_pictures(warm: Engine) -> None:
    base, mask = photo(), square_mask()
    hard = paint(warm, task(operation="inpaint", base=base, mask=mask, strength=1.0))[0]
    mask[MARKED] = 128
    soft = paint(warm, task(operation="inpaint", base=base, mask=mask, strength=1.0))[0]
    between = base[MARKED] + (hard[MARKED].astype(float) - base[MARKED]) * 128 / 255
    assert np.abs(soft[MARKED] - between).max() <= 1


@pytest.mark.parametrize("model", ["tiny-sdxl", "tiny-flux", "tiny-qwen-image"])
def test_pictures_of_a_batch_do_not_hear_of_each_other(warm: Engine, model: str) -> None:
    mine = task(model=model, seed=5)
    with_one = paint(warm, mine, task(model=model, seed=6, prompt="a cat"))
    with_another = paint(warm, mine, task(model=model, seed=7, prompt="a storm over the hills"))
    if model == "tiny-qwen-image":
        # Its prompts are padded to the longest of a batch, and masked: the arithmetic differs in last bits.
        assert apart(with_one[0], with_another[0]) < 0.5
    else:
        assert np.array_equal(with_one[0], with_another[0])
    assert apart(with_one[0], with_one[1]) > 5
    assert apart(with_one[0], paint(warm, mine)[0]) < 0.5


def test_each_picture_of_a_batch_has_its_own_base_mask_and_guides(warm: Engine) -> None:
    def wish(picture: Pixels, seed: int) -> ImageTask:
        return task(
            operation="repaint",
            seed=seed,
            base=picture,
            strength=0.5,
            controls=(Control("depth", "tiny-depth", picture, 0.9),),
            looks=(Look("look", "tiny-look", picture, 0.9), Look("face", "tiny-look-face", picture, 0.5)),
        )

    one, other = wish(photo(), 1), wish(photo(of=data.coffee), 2)
    together = paint(warm, one, other)
    alone = [paint(warm, each)[0] for each in (one, other)]
    assert apart(together[0], alone[0]) < 0.5
    assert apart(together[1], alone[1]) < 0.5
    assert apart(*alone) > 5


@pytest.mark.parametrize("scheduler", DIFFUSION)
def test_every_scheduler_paints_the_same_picture_twice(warm: Engine, scheduler: str) -> None:
    wish = task(scheduler=scheduler, steps=3)
    one, other = (paint(warm, wish, replace(wish, seed=2)) for _ in range(2))
    assert np.array_equal(one, other)
    another = "ddim" if scheduler == "euler" else "euler"
    assert apart(one[0], paint(warm, replace(wish, scheduler=another))[0]) > 0
    repainted = paint(warm, replace(wish, operation="repaint", base=photo(), strength=0.7))[0]
    assert repainted.std() > 10


@pytest.mark.parametrize("model", ["tiny-flux", "tiny-sd3", "tiny-z-image", "tiny-qwen-image"])
@pytest.mark.parametrize("scheduler", FLOW)
def test_every_scheduler_of_flows_too(warm: Engine, model: str, scheduler: str) -> None:
    # These add noise without being given anybody's generator: it must be the picture's own.
    wish = task(model=model, scheduler=scheduler, steps=3)
    one, other = (paint(warm, wish, replace(wish, seed=2)) for _ in range(2))
    assert np.array_equal(one, other)


@pytest.mark.parametrize(("scheduler", "total"), [("euler", 4), ("heun", 7)])
def test_steps_are_told_out_of_their_true_number(warm: Engine, scheduler: str, total: int) -> None:
    hearing = [Hearing(), Hearing()]
    warm.run_batch([task(scheduler=scheduler), task(scheduler=scheduler, seed=2)], list(hearing))
    assert hearing[0].steps == [(step, total) for step in range(1, total + 1)] == hearing[1].steps
    part = Hearing()
    warm.run_batch([task(operation="repaint", base=photo(), strength=0.5)], [part])
    assert part.steps == [(1, 2), (2, 2)]


@pytest.mark.parametrize("operation", ["text", "repaint", "inpaint"])
def test_who_cancels_is_heard_at_the_step_and_nothing_is_broken(warm: Engine, operation: str) -> None:
    wish = task(
        operation=operation,
        base=photo(),
        mask=square_mask() if operation == "inpaint" else None,
        loras=(LoraUse(name="tiny-lora-ink", weight=1.0),),
        looks=(Look("style", "tiny-look", photo(), 0.8),),
    )
    before, plain = paint(warm, wish), paint(warm, task())

    def enough(step: int) -> None:
        if step == 2:
            raise Cancelled

    hearing = Hearing(at_step=enough)
    with pytest.raises(Cancelled):
        warm.run_batch([wish], [hearing])
    assert [step for step, _ in hearing.steps] == [1, 2]
    assert np.array_equal(paint(warm, wish), before)
    assert np.array_equal(paint(warm, task()), plain)


def test_another_error_of_a_hook_passes_through_too(warm: Engine) -> None:
    def stop(step: int) -> None:
        raise TimeoutError(step)

    with pytest.raises(TimeoutError):
        warm.run_batch([task(), task(seed=2)], [Hearing(), Hearing(at_step=stop)])
    assert paint(warm, task())[0].std() > 10


def test_only_tasks_of_one_key_make_a_batch(warm: Engine) -> None:
    with pytest.raises(ValueError, match="batch_key"):
        paint(warm, task(), task(steps=3))


def test_the_record_tells_what_took_part(warm: Engine) -> None:
    wish = task(
        operation="repaint",
        base=photo(),
        strength=0.5,
        loras=(LoraUse(name="tiny-lora-ink", weight=0.4),),
        controls=(Control("pose", "tiny-pose", photo(), 0.9),),
        looks=(Look("face", "tiny-look-face", photo(), 0.5),),
    )
    painted = warm.run_batch([wish, replace(wish, seed=2)], [Hearing(), Hearing()])
    record = read_record(painted[1].record)
    assert [used.name for used in record.models] == [
        "tiny-sdxl", "tiny-lora-ink", "tiny-pose", "tiny-look-face",
    ]  # fmt: skip
    assert record.batch.place == 1
    assert record.batch.seeds == (1, 2)
    assert record.setup.device == "cpu"
    assert record.setup.dtype == "float32"
    assert record.setup.options["tiled"] == "false"
    assert [given.role for given in record.inputs] == ["base", "control:0", "look:0"]
