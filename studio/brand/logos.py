"""Logos: pictures of a team with their own transparency."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# (H, W, 4) uint8 RGBA, alpha not multiplied in.
Logo = NDArray[np.uint8]


def load_logo(path: Path) -> Logo:
    """A logo's file as it was kept by us: `(H, W, 4)` uint8 RGBA."""
    with Image.open(path) as picture:
        return np.asarray(picture.convert("RGBA"))


def load_logos(files: Mapping[str, Path]) -> dict[str, Logo]:
    """Logos by the SHA-256 of their files."""
    return {sha256: load_logo(path) for sha256, path in files.items()}
