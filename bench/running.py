"""Running a program and measuring it: time, processor time, and the most memory it and its children held."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

LOOK_EVERY_S = 0.05


@dataclass(frozen=True)
class Run:
    """How a program went. `wall_s` and `processor_s` are the whole process's unless it told its own."""

    output: str
    wall_s: float
    processor_s: float
    peak_mb: float


def run(command: Sequence[str | Path], *, errors: bool = False, timeout_s: float = 1800) -> Run:
    """Run to the end and keep what it says, with its `errors` or without.

    Raises CalledProcessError, TimeoutExpired, FileNotFoundError.
    """
    began = time.perf_counter()
    before = os.times()
    with subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if errors else subprocess.DEVNULL,
        text=True,
        errors="replace",
    ) as process:
        peak = _Peak(process.pid)
        try:
            output, _ = process.communicate(timeout=timeout_s)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        finally:
            peak.stop()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, list(command), output)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(output, time.perf_counter() - began, spent, peak.mb)


class _Peak:
    """Adds up what a process and its children hold, again and again.

    What the kernel itself calls a process's peak counts what its parent held before it began.
    """

    def __init__(self, pid: int) -> None:
        self._pid, self._done = pid, threading.Event()
        self.mb = 0.0
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Look no more."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(LOOK_EVERY_S):
            self.mb = max(self.mb, sum(_held_mb(pid) for pid in _family(self._pid)))


def _family(pid: int) -> list[int]:
    children = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children += [int(child) for child in task.read_text().split()]
        except (OSError, ValueError):
            continue
    return [pid, *(one for child in children for one in _family(child))]


def _held_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, ValueError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024
