from __future__ import annotations

import numpy as np
import pytest
from skimage import data

from studio.paint.arrays import Pixels
from studio.paint.diffusion.drift import measure_drift


@pytest.fixture
def photograph() -> Pixels:
    return np.ascontiguousarray(data.astronaut()[:128, :160])


def test_the_same_picture_has_not_drifted(photograph: Pixels) -> None:
    drift = measure_drift(photograph, photograph.copy())
    assert (drift.max_abs, drift.mean_abs, drift.changed_share, drift.ssim) == (0, 0, 0, 1)
    assert drift.psnr_db is None
    assert drift.degree == "none"


def test_one_changed_value_is_measured(photograph: Pixels) -> None:
    other = photograph.copy()
    other[5, 7, 1] ^= 1
    drift = measure_drift(photograph, other)
    assert drift.max_abs == 1
    assert drift.mean_abs == pytest.approx(1 / photograph.size)
    assert drift.changed_share == pytest.approx(1 / (128 * 160))
    # Mean square error 1/61440: 10·log10(255² · 61440).
    assert drift.psnr_db == pytest.approx(96.0, abs=0.1)
    assert drift.degree == "invisible"


def test_noise_is_visible_and_another_picture_is_another(photograph: Pixels) -> None:
    noise = np.random.default_rng(0).normal(0, 4, photograph.shape)
    noisy = np.clip(photograph + noise, 0, 255).astype(np.uint8)
    assert measure_drift(photograph, noisy).degree == "visible"
    assert measure_drift(photograph, photograph[::-1].copy()).degree == "another"


def test_a_picture_smaller_than_the_window_is_measured_too() -> None:
    before = np.zeros((4, 6, 3), np.uint8)
    assert measure_drift(before, before).ssim == 1


def test_other_sizes_are_not_compared(photograph: Pixels) -> None:
    with pytest.raises(ValueError, match="cannot be compared"):
        measure_drift(photograph, photograph[:64])
