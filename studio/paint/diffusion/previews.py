"""Small pictures of latents, quick enough to show while a picture is painted.

By default a linear map from a latent's channels to colours, fitted to the base's own VAE once: it is shown
pictures of smooth colours, and least squares find the colours again in what it makes of them. A tiny decoder
(TAESD) shows more where one is installed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import torch

from studio.paint.arrays import Floats, Pixels

SIDE_PX = 256
LATENT_PX = 8
PER_SECOND = 5.0
# Pictures to fit with, their side, and how coarse their patches of colour are: 4 × 32² latents are plenty
# for the few dozen numbers sought.
FIT_PICTURES, FIT_SIDE_PX, FIT_COARSE = 4, 256, (4, 9)


@dataclass(frozen=True)
class Linear:
    """`colours = latents · weight + bias`, colours in 0..1. `weight` is `(channels, 3)`."""

    weight: Floats
    bias: Floats

    def show(self, latents: torch.Tensor) -> list[Pixels]:
        """`(N, C, h, w)` latents as `(h, w, 3)` uint8 RGB pictures."""
        grid = latents.detach().float().cpu().numpy().transpose(0, 2, 3, 1)
        colours = np.clip(grid @ self.weight + self.bias, 0, 1)
        return [np.asarray(one) for one in (colours * 255).round().astype(np.uint8)]


def fit_linear(latents: Floats, colours: Floats) -> Linear:
    """The map that explains `(M, 3)` colours by `(M, C)` latents best, in the sense of least squares."""
    known = np.concatenate([latents, np.ones((len(latents), 1), latents.dtype)], axis=1)
    found = np.linalg.lstsq(known, colours, rcond=None)[0].astype(np.float32)
    return Linear(found[:-1], found[-1])


def fit_to_vae(vae: Any, device: torch.device) -> Linear:
    """Fit to what a VAE makes of pictures of smooth colours."""
    pictures = _smooth_pictures()
    dtype = next(vae.parameters()).dtype
    overflows = dtype == torch.float16 and vae.config.get("force_upcast")
    if overflows:
        vae.to(torch.float32)
    with torch.no_grad():
        given = torch.from_numpy(pictures.transpose(0, 3, 1, 2) * 2 - 1)
        given = given.to(device, torch.float32 if overflows else dtype)
        latents = encode(vae, given).float().cpu().numpy()
    if overflows:
        vae.to(dtype)
    height, width = latents.shape[-2:]
    small = np.stack([cv2.resize(one, (width, height), interpolation=cv2.INTER_AREA) for one in pictures])
    return fit_linear(latents.transpose(0, 2, 3, 1).reshape(-1, latents.shape[1]), small.reshape(-1, 3))


def encode(vae: Any, pictures: torch.Tensor) -> torch.Tensor:
    """`(N, 3, H, W)` pictures in -1..1 as the `(N, C, h, w)` latents that a denoiser works on."""
    config = vae.config
    films = getattr(vae, "temperal_downsample", None) is not None
    found = vae.encode(pictures.unsqueeze(2) if films else pictures).latent_dist.mode()
    latents: torch.Tensor = found.squeeze(2) if films else found
    mean, std = config.get("latents_mean"), config.get("latents_std")
    factor = config.get("scaling_factor") or 1.0
    if mean is not None and std is not None:
        one_each = (1, -1, 1, 1)
        centre = torch.tensor(mean, device=latents.device).view(one_each)
        spread = torch.tensor(std, device=latents.device).view(one_each)
        return (latents - centre) / spread * (1.0 if films else factor)
    return (latents - (config.get("shift_factor") or 0.0)) * factor


def _smooth_pictures() -> Floats:
    """`(N, H, W, 3)` float32 in 0..1: soft patches of every colour, the same ones every time."""
    chance = np.random.default_rng(7)
    pictures = []
    for place in range(FIT_PICTURES):
        cells = FIT_COARSE[place % len(FIT_COARSE)]
        coarse = chance.uniform(-0.1, 1.1, (cells, cells, 3)).astype(np.float32)
        size = (FIT_SIDE_PX, FIT_SIDE_PX)
        pictures.append(np.clip(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), 0, 1))
    return np.stack(pictures)


@dataclass(frozen=True)
class Tiny:
    """A tiny decoder and what its latents are divided by first (its own scaling is that of the base)."""

    vae: Any

    def show(self, latents: torch.Tensor) -> list[Pixels]:
        weights = next(self.vae.parameters())
        side = max(latents.shape[-2:])
        if side * LATENT_PX > 2 * SIDE_PX:
            factor = 2 * SIDE_PX / (side * LATENT_PX)
            latents = torch.nn.functional.interpolate(latents.float(), scale_factor=factor, mode="area")
        with torch.no_grad():
            seen = self.vae.decode(latents.to(weights.device, weights.dtype)).sample
        seen = (seen.float().clamp(-1, 1) + 1) * 127.5
        return [np.asarray(one) for one in seen.round().byte().permute(0, 2, 3, 1).cpu().numpy()]


Show = Callable[[torch.Tensor], list[Pixels]]


class Previewer:
    """Shows latents at most `PER_SECOND` times a second, for a whole batch at once."""

    def __init__(self, show: Show, clock: Callable[[], float] = time.monotonic) -> None:
        self._show = show
        self._clock = clock
        self._shown_s = float("-inf")

    def due(self) -> bool:
        return self._clock() - self._shown_s >= 1 / PER_SECOND

    def pictures(self, latents: torch.Tensor) -> list[Pixels]:
        """Each picture of the batch, `(h, w, 3)` uint8 RGB, its longer side at most `SIDE_PX`."""
        self._shown_s = self._clock()
        return [_sized(one) for one in self._show(latents)]


def _sized(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    factor = SIDE_PX / max(height, width)
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    way = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=way), np.uint8)


def as_grid(latents: torch.Tensor, height_px: int, width_px: int, channels: int) -> torch.Tensor | None:
    """A pipeline's latents as `(N, C, h, w)`, whichever way it keeps them; None where that is not known.

    FLUX and Qwen-Image pack two by two of them into one token.
    """
    if latents.ndim == 5:
        latents = latents[:, :, 0]
    if latents.ndim == 4:
        return latents if latents.shape[1] == channels else None
    rows, columns = height_px // (2 * LATENT_PX), width_px // (2 * LATENT_PX)
    if latents.ndim != 3 or latents.shape[1:] != (rows * columns, 4 * channels):
        return None
    tokens = latents.view(len(latents), rows, columns, channels, 2, 2)
    return tokens.permute(0, 3, 1, 4, 2, 5).reshape(len(latents), channels, 2 * rows, 2 * columns)
