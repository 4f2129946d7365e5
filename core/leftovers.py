"""Files and folders that somebody began and never came back for."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path


def remove(found: Iterable[Path], *, untouched_since: datetime) -> int:
    """Remove those of `found` that were last written to before `untouched_since`; how many."""
    count = 0
    for path in found:
        try:
            if path.stat().st_mtime >= untouched_since.timestamp():
                continue
        except FileNotFoundError:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        count += 1
    return count
