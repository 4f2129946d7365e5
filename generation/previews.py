"""Pictures that paint themselves before the eyes of whoever waits: small, few, never stored."""

from __future__ import annotations

import base64
import io
import time
from collections import deque
from collections.abc import Callable

from PIL import Image

from core import events
from generation.events import JobPreview
from generation.running import Run
from studio.paint.arrays import Pixels

LONGER_SIDE_PX = 256
TOLD_A_SECOND = 5
# Data URLs are a third longer than the bytes in them.
URL_LIMIT = 16_000
# From good to poor, until the picture is small enough; noise of the first steps packs badly.
QUALITIES = (60, 40, 25, 10)


class Previews:
    """An attempt's `OnPreview`: tells the team at most five pictures in any second, each of them in turn."""

    def __init__(self, run: Run, clock: Callable[[], float] = time.monotonic) -> None:
        self._run = run
        self._clock = clock
        self._told_at: dict[int, float] = {}
        self._lately: deque[float] = deque(maxlen=TOLD_A_SECOND)

    def __call__(self, index: int, pixels: Pixels, *, step: int, steps: int) -> None:
        """`pixels` are `(H, W, 3)` uint8 RGB. Raises Cancelled when the attempt was asked to stop."""
        self._run.check()
        now = self._clock()
        waited = now - self._told_at.setdefault(index, float("-inf"))
        full = len(self._lately) == TOLD_A_SECOND and now - self._lately[0] < 1.0
        # Of many pictures, those that come first at each step must not take all the places.
        if full or waited < len(self._told_at) / TOLD_A_SECOND:
            return
        self._told_at[index] = now
        self._lately.append(now)
        job = self._run.job
        events.publish(
            JobPreview(
                team_id=job.team_id,
                job_id=job.pk,
                index=index,
                step=step,
                steps=steps,
                image=data_url(pixels),
            )
        )


def data_url(pixels: Pixels) -> str:
    """A small WebP of `(H, W, 3)` uint8 RGB for an event: at most 256 px and 16 kB."""
    image = Image.fromarray(pixels)
    image.thumbnail((LONGER_SIDE_PX, LONGER_SIDE_PX))
    for quality in QUALITIES:
        out = io.BytesIO()
        image.save(out, "WEBP", quality=quality, method=2)
        told = "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
        if len(told) <= URL_LIMIT:
            break
    return told
