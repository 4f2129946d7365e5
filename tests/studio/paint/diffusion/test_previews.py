from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from studio.paint.diffusion import previews
from studio.paint.diffusion.base import Base
from studio.paint.diffusion.previews import SIDE_PX, Linear, Previewer, Tiny, as_grid, encode, fit_linear
from studio.paint.diffusion.run import Engine
from studio.paint.diffusion.tiny.bases import BASES
from tests.studio.paint.diffusion.painting import FAMILIES, Hearing, paint, photo, square_mask, task


def test_least_squares_find_the_map_that_made_the_latents() -> None:
    chance = np.random.default_rng(1)
    colours = chance.uniform(0, 1, (500, 3)).astype(np.float32)
    mixing = chance.normal(size=(3, 4)).astype(np.float32)
    latents = (colours - 0.5) @ mixing + chance.normal(scale=0.01, size=(500, 4)).astype(np.float32)
    found = fit_linear(latents, colours)
    assert np.abs(latents @ found.weight + found.bias - colours).mean() < 0.02


def test_a_linear_preview_shows_colours_within_bytes() -> None:
    show = Linear(np.eye(3, dtype=np.float32), np.zeros(3, np.float32)).show
    latents = torch.tensor([0.0, 0.5, 2.0]).view(1, 3, 1, 1).expand(2, 3, 4, 6)
    pictures = show(latents)
    assert [one.shape for one in pictures] == [(4, 6, 3)] * 2
    assert pictures[0][0, 0].tolist() == [0, 128, 255]


@pytest.mark.parametrize("model", FAMILIES)
def test_a_fit_explains_more_than_grey_would(warm: Engine, model: str) -> None:
    with warm.residency.use(model) as base:
        assert isinstance(base, Base)
        pictures = previews._smooth_pictures()
        latents = encode(base.vae, torch.from_numpy(pictures.transpose(0, 3, 1, 2) * 2 - 1)).detach()
        shown = np.stack(base.colours.show(latents)).astype(np.float32) / 255
    side = shown.shape[1]
    wanted = pictures.reshape(len(pictures), side, 256 // side, side, 256 // side, 3).mean(axis=(2, 4))
    unexplained = ((shown - wanted) ** 2).mean() / wanted.var(axis=(0, 1, 2)).mean()
    # Even what a decoder of random weights' encoder keeps of a picture tells its colours in part.
    assert unexplained < 0.98


def test_packed_latents_are_unpacked_as_their_pipeline_packs_them() -> None:
    pipe = BASES["tiny-flux"]()
    grid = torch.randn(2, 4, 8, 12)
    packed = pipe._pack_latents(grid, 2, 4, 8, 12)
    assert torch.equal(_known(as_grid(packed, 64, 96, 4)), grid)
    assert torch.equal(_known(as_grid(grid, 64, 96, 4)), grid)
    assert torch.equal(_known(as_grid(grid.unsqueeze(2), 64, 96, 4)), grid)
    assert as_grid(packed, 64, 64, 4) is None
    assert as_grid(torch.randn(2, 16, 8, 12), 64, 96, 4) is None


def test_at_most_five_a_second_are_shown() -> None:
    now = [0.0]
    previewer = Previewer(lambda latents: [np.zeros((4, 6, 3), np.uint8)] * len(latents), lambda: now[0])
    told = 0
    for tick in range(100):
        now[0] = tick / 50
        if previewer.due():
            assert previewer.pictures(torch.zeros(1, 4, 4, 6))[0].shape == (SIDE_PX * 4 // 6 + 1, SIDE_PX, 3)
            told += 1
    assert told == 10


def test_a_tiny_decoder_shows_no_more_than_is_looked_at(warm: Engine) -> None:
    with warm.residency.use("tiny-taesd") as tiny:
        show = Tiny(tiny.network).show  # type: ignore[union-attr]
        assert show(torch.randn(2, 4, 8, 12))[0].shape == (64, 96, 3)
        large = show(torch.randn(1, 4, 128, 96))[0]
    assert max(large.shape) <= 2 * SIDE_PX
    assert large.dtype == np.uint8


@pytest.mark.parametrize("model", FAMILIES)
@pytest.mark.parametrize("operation", ["text", "repaint", "inpaint"])
def test_every_picture_of_a_batch_is_shown_while_it_is_painted(
    warm: Engine, model: str, operation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "PER_SECOND", 1e9)
    wish = task(
        model=model,
        operation=operation,
        base=photo(),
        mask=square_mask() if operation == "inpaint" else None,
        strength=1.0,
        width_px=64,
    )
    hearing = [Hearing(), Hearing()]
    painted = warm.run_batch([wish, replace(wish, seed=2)], list(hearing))
    # All steps but the last: then the picture itself is there.
    assert [len(one.previews) for one in hearing] == [len(hearing[0].steps) - 1] * 2
    assert all(one.previews[0].shape == (SIDE_PX, SIDE_PX, 3) for one in hearing)
    assert not np.array_equal(hearing[0].previews[-1], hearing[1].previews[-1])
    assert np.array_equal(painted[0].pixels, paint(warm, wish, replace(wish, seed=2))[0])


def test_the_last_preview_is_near_the_picture(warm: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the clean guess of the scheduler, decoded by the base's own decoder instead of a rough one."""
    with warm.residency.use("tiny-sdxl") as base:
        assert isinstance(base, Base)

        def decoded(latents: torch.Tensor) -> list[np.ndarray]:
            assert isinstance(base, Base)
            with torch.no_grad():
                seen = base.vae.decode(latents / base.vae.config.scaling_factor).sample
            return list(((seen.clamp(-1, 1) + 1) * 127.5).byte().permute(0, 2, 3, 1).numpy())

        monkeypatch.setattr(previews, "PER_SECOND", 1e9)
        monkeypatch.setattr(previews, "SIDE_PX", 64)
        monkeypatch.setattr("studio.paint.diffusion.batch.Batch.previewer", lambda self: Previewer(decoded))
        hearing = Hearing()
        painted = warm.run_batch([task(steps=12)], [hearing])[0].pixels
    away = [np.abs(shown.astype(int) - painted).mean() for shown in hearing.previews]
    assert away[-1] < away[0] / 3


def _known(grid: torch.Tensor | None) -> torch.Tensor:
    assert grid is not None
    return grid
