"""Enlarging by a diffusion upscaler: a real pipeline of tiny random weights, seen through tiles."""

from __future__ import annotations

from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from studio.errors import Cancelled
from studio.models.store import ModelMissing, ModelStore
from studio.paint.arrays import Pixels
from studio.paint.hearing import ignore_step
from studio.paint.upscale import diffusion as by_diffusion
from studio.paint.upscale import load_upscaler, upscale
from studio.paint.upscale.diffusion import SCALE, Wish, paint_larger, starts
from tests.studio.desk import astronaut

TILE = 16


def small() -> Pixels:
    return cv2.resize(astronaut(), (48, 40), interpolation=cv2.INTER_AREA)


@pytest.mark.parametrize(("width", "height"), [(192, 160), (150, 125), (100, 61)])
def test_the_size_is_exact_and_the_picture_the_same(upscaler: ModelStore, width: int, height: int) -> None:
    done: list[tuple[int, int]] = []

    large = upscale(
        small(), width, height, method="diffusion", store=upscaler, on_step=lambda *at: done.append(at)
    )

    assert large.shape == (height, width, 3)
    assert done == [(1, 3), (2, 3), (3, 3)]
    back = cv2.resize(large, (24, 20), interpolation=cv2.INTER_AREA).astype(float)
    source = cv2.resize(upscale(small(), width, height), (24, 20), interpolation=cv2.INTER_AREA)
    assert np.corrcoef(back.ravel(), source.ravel())[0, 1] > 0.8


def test_more_than_four_times_is_reached(upscaler: ModelStore) -> None:
    assert upscale(small(), 300, 250, method="diffusion", store=upscaler).shape == (250, 300, 3)


def test_a_seed_replays_and_another_differs(upscaler: ModelStore) -> None:
    one, again, other = (
        upscale(small(), 96, 80, method="diffusion", store=upscaler, seed=seed) for seed in (5, 5, 6)
    )

    assert np.array_equal(one, again)
    assert not np.array_equal(one, other)


def test_it_stops_within_a_step_and_the_pipe_works_on(upscaler: ModelStore) -> None:
    seen = []

    def stop(step: int, steps: int) -> None:
        seen.append(step)
        if step == 2:
            raise Cancelled

    with pytest.raises(Cancelled):
        upscale(small(), 96, 80, method="diffusion", store=upscaler, on_step=stop)
    assert seen == [1, 2]
    pipe = load_upscaler(upscaler.of_kind("upscaler")[0])
    assert "progress_bar" not in vars(pipe)
    assert "forward" not in vars(pipe.unet)
    assert upscale(small(), 96, 80, method="diffusion", store=upscaler).shape == (80, 96, 3)


def test_nothing_is_invented_where_there_is_enough(tmp_path: Path) -> None:
    # No model is asked for: none is installed.
    shrunken = upscale(astronaut(), 320, 180, method="diffusion", store=ModelStore(tmp_path))
    assert np.array_equal(shrunken, upscale(astronaut(), 320, 180))


def test_without_a_model_the_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        upscale(small(), 96, 80, method="diffusion", store=ModelStore(tmp_path))
    assert caught.value.code == "model_missing"


def test_tiles_cover_everything_and_share_enough() -> None:
    for length in (16, 17, 24, 40, 200):
        begins = starts(length, TILE)
        assert begins[0] == 0
        assert begins[-1] + TILE == max(length, TILE)
        assert all(b - a <= TILE - int(0.25 * TILE) for a, b in pairwise(begins))


def painted(upscaler: ModelStore, monkeypatch: pytest.MonkeyPatch, way: str) -> NDArray[np.float64]:
    """The same picture from the same noise: in tiles as we do it, side by side, or whole."""
    pipe = load_upscaler(upscaler.of_kind("upscaler")[0])
    with monkeypatch.context() as patched:
        patched.setattr(by_diffusion, "FIDELITY", 0.0)
        # The decoder's own tiles are another matter.
        patched.setattr(pipe.vae, "enable_tiling", lambda: None)
        if way == "side by side":
            patched.setattr(by_diffusion, "OVERLAP", 0.0)
            patched.setattr(by_diffusion, "_weight", lambda tall, wide: torch.ones(1, 1, tall, wide))
        if way == "whole":
            patched.setattr(by_diffusion, "_tiled", nullcontext)
        picture = cv2.resize(astronaut(), (64, 64), interpolation=cv2.INTER_AREA)
        wish = Wish(steps=3, guidance=3.0, seed=1)
        return paint_larger(pipe, picture, 256, 256, wish, ignore_step).astype(float)


def test_no_seam_shows_between_tiles(upscaler: ModelStore, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = painted(upscaler, monkeypatch, "whole")

    def steps(way: str) -> NDArray[np.float64]:
        """How much what tiling changed jumps from column to column: the picture's own noise cancels out."""
        changed = painted(upscaler, monkeypatch, way) - whole
        return np.abs(np.diff(changed.mean(axis=2), axis=1)).mean(axis=0)

    begins = starts(64, TILE)
    rims = [SCALE * x - 1 for x in sorted({*begins, *(begin + TILE for begin in begins)}) if 0 < x < 64]
    blended = steps("blended")
    elsewhere = np.delete(blended, rims)
    assert blended[rims].mean() < 1.15 * elsewhere.mean()
    assert blended[rims].max() < 1.1 * np.quantile(elsewhere, 0.99)
    # The measure sees seams where there are some.
    hard = steps("side by side")
    walls = [SCALE * x - 1 for x in range(TILE, 64, TILE)]
    assert hard[walls].mean() > 1.5 * np.delete(hard, walls).mean()
