"""Keeping C++ libraries' start-up chatter off standard error: it bypasses Python's own streams."""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

STDERR_FD = 2
# Abseil's and glog's lines ("W0000 00:00:… file.cc:114] …") and TensorFlow Lite's delegates.
_CHATTER = re.compile(rb"^([IWEF]\d{4} |WARNING: All log messages before absl|INFO: Created TensorFlow Lite)")

_lock = threading.Lock()
_inside = 0
_kept_fd = -1
_caught: BinaryIO | None = None


@contextmanager
def hush() -> Iterator[None]:
    """Drop the known chatter that is written to standard error inside, from any thread.

    Whatever else is written meanwhile is passed on when the last of the threads inside has left. Use it
    around loading a model and its first inference, not around work that may be long.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _inside, _kept_fd, _caught
    with _lock:
        _inside += 1
        if _inside > 1:
            return
        if sys.stderr is not None:
            sys.stderr.flush()
        try:
            _kept_fd = os.dup(STDERR_FD)
        except OSError:
            # No standard error at all (a detached process): nothing to keep clean.
            _kept_fd = -1
            return
        # Closed by _leave, maybe of another thread.
        _caught = tempfile.TemporaryFile()  # noqa: SIM115
        os.dup2(_caught.fileno(), STDERR_FD)


def _leave() -> None:
    global _inside, _kept_fd, _caught
    with _lock:
        _inside -= 1
        if _inside or _kept_fd < 0 or _caught is None:
            return
        if sys.stderr is not None:
            sys.stderr.flush()
        os.dup2(_kept_fd, STDERR_FD)
        os.close(_kept_fd)
        with _caught as caught:
            caught.seek(0)
            others = [line for line in caught if not _CHATTER.match(line)]
        _kept_fd, _caught = -1, None
        for line in others:
            os.write(STDERR_FD, line)
