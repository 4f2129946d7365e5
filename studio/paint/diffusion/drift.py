"""How far one picture is from another that it should equal."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
from skimage.metrics import structural_similarity

from studio.paint.arrays import Pixels
from studio.values import Value

# None sees a difference under this: 45 dB is a mean error of 1.4 of 255.
INVISIBLE_DB = 45.0
# Under this structural similarity it is no longer the same picture.
SAME_PICTURE_SSIM = 0.8
# The window of structural similarity (Wang et al. 2004) as skimage wants it: odd, within the picture.
WINDOW_PX = 7

Degree = Literal["none", "invisible", "visible", "another"]


class Drift(Value):
    """Differences of channel values 0..255: the largest, the mean; PSNR in dB, None where nothing differs;
    the share of pixels that differ at all; structural similarity, 1 where nothing differs."""

    max_abs: int
    mean_abs: float
    psnr_db: float | None
    changed_share: float
    ssim: float

    @property
    def degree(self) -> Degree:
        """How it would be told to a person."""
        if self.psnr_db is None:
            return "none"
        if self.psnr_db >= INVISIBLE_DB:
            return "invisible"
        return "visible" if self.ssim >= SAME_PICTURE_SSIM else "another"


def measure_drift(before: Pixels, after: Pixels) -> Drift:
    """From one `(H, W, 3)` uint8 RGB picture to another of the same size. Raises ValueError (other size)."""
    if before.shape != after.shape:
        raise ValueError(f"pictures of {before.shape} and {after.shape} cannot be compared")
    apart = np.abs(before.astype(np.int16) - after.astype(np.int16))
    mean_square = float(np.mean(np.square(apart, dtype=np.float64)))
    window = min(WINDOW_PX, *before.shape[:2])
    ssim = structural_similarity(
        before, after, channel_axis=2, data_range=255, win_size=window - (window + 1) % 2
    )
    return Drift(
        max_abs=int(apart.max()),
        mean_abs=float(apart.mean()),
        psnr_db=10 * math.log10(255**2 / mean_square) if mean_square else None,
        changed_share=float(np.mean(apart.any(axis=2))),
        ssim=float(ssim),
    )
