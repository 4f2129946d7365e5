"""What a test's own stack does otherwise. Python reads this by itself where PYTHONPATH names this folder.

`HANGS_ONCE` names a file: while it is missing, the first picture that is painted hangs for ever, as in a
stuck kernel, and makes it. `PAINTS_TOGETHER`: how many pictures a processor paints in one batch, as GPUs do.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from studio.paint.diffusion import easel, memory

if together := os.environ.get("PAINTS_TOGETHER"):
    memory.BATCH_ON_CPU = int(together)

if "HANGS_ONCE" in os.environ:
    flag = Path(os.environ["HANGS_ONCE"])
    really = easel.Easel._attempt

    def attempt(self: easel.Easel, part: Any, depth: int) -> BaseException | None:
        if not flag.exists():
            flag.touch()
            self._beat_s = time.monotonic()
            time.sleep(3600)
        return really(self, part, depth)

    easel.Easel._attempt = attempt  # type: ignore[method-assign]
