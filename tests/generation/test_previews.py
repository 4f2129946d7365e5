"""Previews: small, at most five in any second, every picture of a batch in its turn."""

from __future__ import annotations

import base64
import io
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core import events
from generation.events import JobPreview
from generation.previews import URL_LIMIT, Previews, data_url
from generation.running import Halt, Run
from studio.errors import Cancelled
from tests.factories.jobs import making, running

pytestmark = pytest.mark.django_db
GREY = np.full((36, 64, 3), 99, np.uint8)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.parametrize("size", [(64, 36), (1024, 576), (300, 1200)])
def test_a_preview_is_small_whatever_it_shows(size: tuple[int, int]) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (size[1], size[0], 3), np.uint8)
    told = data_url(noise)
    assert len(told) <= URL_LIMIT
    shown = Image.open(io.BytesIO(base64.b64decode(told.partition(",")[2])))
    assert shown.format == "WEBP"
    assert max(shown.size) == min(256, max(size))


@pytest.mark.parametrize(("pictures", "step_s"), [(1, 0.01), (4, 0.1), (12, 0.5), (12, 2.0)])
def test_five_a_second_and_each_in_its_turn(
    heard: list[events.Event], tmp_path: Path, pictures: int, step_s: float
) -> None:
    clock = Clock()
    tell = Previews(Run(running(making()), tmp_path), clock)
    told_at: list[float] = []
    for step in range(round(30 / step_s)):
        for index in range(pictures):
            before = len(heard)
            tell(index, GREY, step=step, steps=99)
            told_at += [clock.now] * (len(heard) - before)
        clock.now += step_s
    assert all(later - earlier >= 1.0 for earlier, later in zip(told_at, told_at[5:], strict=False))
    counts = Counter(event.index for event in heard if isinstance(event, JobPreview))
    assert set(counts) == set(range(pictures))
    assert max(counts.values()) - min(counts.values()) <= max(3, max(counts.values()) // 3)
    assert sum(counts.values()) >= min(30 * 4, 30 / step_s * pictures * 0.4)


def test_a_preview_stops_what_was_cancelled(tmp_path: Path) -> None:
    run = Run(running(making()), tmp_path)
    run.stop(Halt.CANCELLED)
    with pytest.raises(Cancelled):
        Previews(run)(0, GREY, step=1, steps=2)
