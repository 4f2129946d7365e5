"""Waiting for the real stack."""

from __future__ import annotations

import time
from collections.abc import Callable

DONE_WITHIN_S = 120


def wait_until(done: Callable[[], bool]) -> None:
    """Ask until it is so. Fails after two minutes."""
    deadline = time.monotonic() + DONE_WITHIN_S
    while not done():
        assert time.monotonic() < deadline, "the work was not done in time"
        time.sleep(0.3)
