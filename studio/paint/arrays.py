"""Names for arrays, so that signatures say what travels in them."""

from __future__ import annotations

from typing import Any

from numpy.typing import NDArray

Pixels = NDArray[Any]
"""`(H, W, 3)` uint8 RGB."""
Canvas = NDArray[Any]
"""`(H, W, 3)` float32 RGB in bytes, 0..255."""
Plane = NDArray[Any]
"""`(H, W)` float32, mostly 0..1."""
Floats = NDArray[Any]
"""float32 of any shape."""
