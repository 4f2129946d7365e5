"""What is measured against a target, and how it is printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One thing measured. `ratio` is ours over the peer's where there is a peer; `met` None: no target."""

    what: str
    ours: str
    peer: str = ""
    ratio: float | None = None
    target: str = ""
    met: bool | None = None


def show(title: str, found: Sequence[Line]) -> None:
    """Print a table."""
    print(f"\n{title}")
    print(f"{'what':<40}{'ours':>22}{'peer':>16}{'ratio':>7}  target")
    for line in found:
        ratio = "" if line.ratio is None else f"{line.ratio:.2f}"
        verdict = "" if line.met is None else "  met" if line.met else "  MISSED"
        print(f"{line.what:<40}{line.ours:>22}{line.peer:>16}{ratio:>7}  {line.target}{verdict}")
