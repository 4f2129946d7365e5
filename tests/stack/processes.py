"""Looking at the processes of a stack, from outside, by /proc."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

PROC = Path("/proc")


def children_of(pid: int) -> dict[int, str]:
    """All descendants of a process and their command lines."""
    parents: dict[int, int] = {}
    for folder in PROC.iterdir():
        if not folder.name.isdigit():
            continue
        try:
            stat = (folder / "stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, parent = stat.rpartition(")")[2].split()[:2]
        if state != "Z":
            parents[int(folder.name)] = int(parent)
    found: set[int] = set()
    grown = {pid}
    while grown:
        grown = {child for child, parent in parents.items() if parent in grown} - found
        found |= grown
    return {child: command_of(child) for child in found}


def command_of(pid: int) -> str:
    """The command line of a process, "" when it is gone or a zombie."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def child(pid: int, word: str) -> int:
    """The one descendant of `pid` whose command line holds `word`."""
    found = [one for one, command in children_of(pid).items() if word in command]
    assert len(found) == 1, f"{word}: {children_of(pid)}"
    return found[0]


def until(holds: Callable[[], object], *, within_s: float) -> float:
    """Wait until `holds()`; how long that took. Fails when it takes longer."""
    started = time.monotonic()
    while not holds():
        assert time.monotonic() - started < within_s, f"didn't come true within {within_s:g} s"
        time.sleep(0.05)
    return time.monotonic() - started
