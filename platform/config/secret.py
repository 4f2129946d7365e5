"""The site's secret key: made once, kept in the data folder, readable by its owner only."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def site_secret(data_dir: Path) -> str:
    """The key in `data_dir`, made on first use. Safe against several processes starting at once."""
    path = data_dir / "secret_key"
    if not path.exists():
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(get_random_secret_key())
        # A link is atomic and refuses to overwrite: the first process wins, whole.
        with suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
    return path.read_text(encoding="ascii")
