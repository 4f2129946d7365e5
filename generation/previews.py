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
        # Of each picture, when it was told last and how often.
        self._told: dict[int, tuple[float, int]] = {}
        self._asked_at: dict[int, float] = {}
        self._lately: deque[float] = deque(maxlen=TOLD_A_SECOND)

    def __call__(self, index: int, pixels: Pixels, *, step: int, steps: int) -> None:
        """`pixels` are `(H, W, 3)` uint8 RGB. Raises Cancelled when the attempt was asked to stop."""
        self._run.check()
        now = self._clock()
        if not self._has_turn(index, now):
            return
        self._told[index] = (now, self._told[index][1] + 1)
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

    def _has_turn(self, index: int, now: float) -> bool:
        """Whether one of the places of this second is for `index`: they go to those that wait longest."""
        before = self._asked_at.get(index, float("-inf"))
        self._asked_at[index] = now
        free = TOLD_A_SECOND - sum(now - told_at < 1.0 for told_at in self._lately)
        mine = self._told.setdefault(index, (float("-inf"), 0))
        # A picture that wasn't heard of since this one was is finished, and waits for nothing.
        longer = sum(
            theirs < mine and self._asked_at[other] >= before for other, theirs in self._told.items()
        )
        return longer < free


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
