"""Our side of the measurement, in a process of its own: `python -m bench.ours FILM [--first]`.

Models are loaded first, as they are in a worker, and somebody listens for the stills on the way. Prints one
line of JSON. `--first` stops with the first stills.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

from studio.errors import Cancelled
from studio.understand import digest_video
from studio.understand.faces import face_finder
from studio.values import Digest


def main() -> None:
    """Measure one digest."""
    parser = argparse.ArgumentParser()
    parser.add_argument("film", type=Path)
    parser.add_argument("--first", action="store_true")
    chosen = parser.parse_args()
    face_finder()
    first_s: list[float] = []

    def on_stills(digest: Digest, folder: Path) -> None:
        first_s.append(time.perf_counter() - began)
        if chosen.first:
            raise Cancelled

    processor = time.process_time()
    with tempfile.TemporaryDirectory() as out:
        began = time.perf_counter()
        with suppress(Cancelled):
            digest_video(chosen.film, out_dir=Path(out), on_stills=on_stills)
        wall = time.perf_counter() - began
    spent = time.process_time() - processor
    told = {"wall_s": wall, "processor_s": spent, "first_s": first_s[0] if first_s else wall}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
