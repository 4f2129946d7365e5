"""Enlarging four times by a diffusion upscaler: one picture, its denoiser seen through overlapping tiles.

All tiles share one canvas of latents and one noise; at every step their predictions are blended before the
scheduler moves on (MultiDiffusion, Bar-Tal et al., 2023). So there is nothing for a seam to stand between:
tiles never drift apart, and memory is that of one tile.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch

from studio.paint.arrays import Pixels, Plane
from studio.paint.hearing import OnPaintStep
from studio.paint.upscale.fast import agree, enlarge

SCALE = 4
# Of a tile, how much it shares with its neighbour; of the shared part, how much is blended away.
OVERLAP = 0.25
# UNets halve a tile a few times, and must get back to where they were.
MULTIPLE = 8
TILES_AT_ONCE_ON_GPU = 4
# How noisy the model is told the small picture is (0..350): more invents more.
NOISE_LEVEL = 20
# How much of what the model changed at the source's own scale is taken back: faces stay who they are.
FIDELITY = 0.8
_NOT_ITS_OWN = object()


@dataclass(frozen=True)
class Wish:
    """How to enlarge: the words (which help little and may stay empty), and the model's numbers."""

    prompt: str = ""
    negative: str = ""
    seed: int = 0
    steps: int = 30
    guidance: float = 4.0


def paint_larger(
    pipe: Any, picture: Pixels, width_px: int, height_px: int, wish: Wish, on_step: OnPaintStep
) -> Pixels:
    """`(height_px, width_px, 3)` of a picture of the same shape, by a `StableDiffusionUpscalePipeline`.

    The model makes four times larger, so it is given a quarter of what is wanted; what the picture held
    beyond that comes back afterwards. More than four times is enlarged plainly from there.
    """
    height, width = picture.shape[:2]
    small = _sized(picture, min(width, -(-width_px // SCALE)), min(height, -(-height_px // SCALE)))
    padded, (top, left) = _padded(small)
    with _reported(pipe, wish.steps, on_step), _tiled(pipe.unet):
        pipe.vae.enable_tiling()
        large = pipe(
            prompt=wish.prompt,
            image=torch.from_numpy(padded).permute(2, 0, 1)[None] / 255,
            negative_prompt=wish.negative or None,
            num_inference_steps=wish.steps,
            guidance_scale=wish.guidance,
            noise_level=NOISE_LEVEL,
            generator=torch.Generator("cpu").manual_seed(wish.seed),
            output_type="np",
        ).images[0]
    large = large[SCALE * top :, SCALE * left :][: SCALE * small.shape[0], : SCALE * small.shape[1]]
    return _faithful(np.ascontiguousarray(large), picture, width_px, height_px)


def _faithful(large: Plane, picture: Pixels, width_px: int, height_px: int) -> Pixels:
    """The model's picture, 0..1, in the size that is wanted, brought back to what the source shows."""
    sized: Plane = cv2.resize(large * 255, (width_px, height_px), interpolation=cv2.INTER_AREA)
    if width_px * height_px > large.shape[0] * large.shape[1]:
        sized = enlarge(np.clip(np.rint(large * 255), 0, 255).astype(np.uint8), width_px, height_px)
        sized = sized.astype(np.float32)
    source: Plane = picture.astype(np.float32)
    if source.shape[0] * source.shape[1] > width_px * height_px:
        source = cv2.resize(source, (width_px, height_px), interpolation=cv2.INTER_AREA)
    sized = agree(sized, source, FIDELITY, rounds=1)
    return np.clip(np.rint(sized), 0, 255).astype(np.uint8)


def _sized(picture: Pixels, width_px: int, height_px: int) -> Pixels:
    return cv2.resize(picture, (width_px, height_px), interpolation=cv2.INTER_AREA)


def _padded(picture: Pixels) -> tuple[Pixels, tuple[int, int]]:
    """The picture mirrored outwards to a size that a UNet can halve, and where its corner went."""
    height, width = picture.shape[:2]
    down, across = -height % MULTIPLE, -width % MULTIPLE
    top, left = down // 2, across // 2
    padded = cv2.copyMakeBorder(picture, top, down - top, left, across - left, cv2.BORDER_REFLECT)
    return padded, (top, left)


class _Bar:
    """What the pipeline believes to be its progress bar: it has no other hook."""

    def __init__(self, steps: int, on_step: OnPaintStep) -> None:
        self._done, self._steps, self._on_step = 0, steps, on_step

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_error: object) -> None:
        return None

    def update(self, count: int = 1) -> None:
        self._done += count
        self._on_step(self._done, self._steps)


@contextmanager
def _reported(pipe: Any, steps: int, on_step: OnPaintStep) -> Iterator[None]:
    """Every step told to `on_step`; what that raises leaves the pipeline usable."""
    with _instead(pipe, "progress_bar", lambda iterable=None, total=None: _Bar(total or steps, on_step)):
        yield


@contextmanager
def _tiled(unet: Any) -> Iterator[None]:
    """While inside, the denoiser sees a large canvas tile by tile."""
    with _instead(unet, "forward", _Tiles(unet.forward, int(unet.config.sample_size))):
        yield


@contextmanager
def _instead(thing: Any, name: str, other: object) -> Iterator[None]:
    """While inside, `thing` has `other` of that name; afterwards what it had before."""
    before = vars(thing).get(name, _NOT_ITS_OWN)
    setattr(thing, name, other)
    try:
        yield
    finally:
        if before is _NOT_ITS_OWN:
            delattr(thing, name)
        else:
            setattr(thing, name, before)


class _Tiles:
    """A denoiser's `forward` over overlapping tiles, its predictions blended by smooth weights."""

    def __init__(self, forward: Callable[..., Any], side: int) -> None:
        self._forward = forward
        self._side = max(MULTIPLE, side - side % MULTIPLE)

    def __call__(
        self,
        sample: torch.Tensor,
        timestep: Any,
        encoder_hidden_states: torch.Tensor,
        class_labels: torch.Tensor,
        **others: Any,
    ) -> tuple[torch.Tensor]:
        """`sample` is `(B, C, H, W)`; B counts prompts with and without guidance."""
        count, _channels, height, width = sample.shape
        tall, wide = min(self._side, height), min(self._side, width)
        places = [(top, left) for top in starts(height, tall) for left in starts(width, wide)]
        if len(places) == 1:
            answer: tuple[torch.Tensor] = self._forward(
                sample, timestep, encoder_hidden_states, class_labels=class_labels, **others
            )
            return answer
        weight = _weight(tall, wide).to(sample.device)
        total: torch.Tensor | None = None
        weights = torch.zeros((1, 1, height, width), device=sample.device)
        at_once = TILES_AT_ONCE_ON_GPU if sample.device.type == "cuda" else 1
        for first in range(0, len(places), at_once):
            some = places[first : first + at_once]
            tiles = torch.cat([sample[:, :, top : top + tall, left : left + wide] for top, left in some])
            predicted = self._forward(
                tiles,
                timestep,
                encoder_hidden_states.repeat(len(some), 1, 1),
                class_labels=class_labels.repeat(len(some)),
                **others,
            )[0]
            if total is None:
                total = torch.zeros((count, predicted.shape[1], height, width), device=sample.device)
            for (top, left), tile in zip(some, predicted.split(count), strict=True):
                total[:, :, top : top + tall, left : left + wide] += tile.float() * weight
                weights[:, :, top : top + tall, left : left + wide] += weight
        assert total is not None
        return ((total / weights).to(sample.dtype),)


def starts(length: int, tile: int) -> list[int]:
    """Where tiles begin that cover `length`, spread evenly, each sharing OVERLAP or more with the next."""
    if length <= tile:
        return [0]
    step = tile - int(OVERLAP * tile)
    count = 1 - (-(length - tile) // step)
    return [round(index * (length - tile) / (count - 1)) for index in range(count)]


def _weight(tall: int, wide: int) -> torch.Tensor:
    """1 in the middle of a tile, falling smoothly to nearly nothing at its rim; `(1, 1, tall, wide)`."""

    def along(length: int) -> torch.Tensor:
        rim = max(1.0, OVERLAP * length)
        place = torch.arange(length) + 0.5
        near = torch.minimum(place, length - place) / rim
        return torch.sin(near.clamp(max=1) * torch.pi / 2) ** 2 + 1e-3

    return (along(tall)[:, None] * along(wide)[None, :])[None, None]
