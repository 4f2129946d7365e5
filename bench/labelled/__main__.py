"""`python -m bench.labelled FOLDER [--half tuning|report]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.labelled import HALVES, labelled_set


def main() -> None:
    """Render the labelled films and their truths."""
    parser = argparse.ArgumentParser(prog="python -m bench.labelled", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=HALVES)
    chosen = parser.parse_args()
    for half in HALVES:
        if chosen.half in (None, half):
            for path, truth in labelled_set(chosen.folder, half):
                print(path, f"{truth.duration_s:.1f} s, {len(truth.boundaries)} boundaries")


if __name__ == "__main__":
    main()
