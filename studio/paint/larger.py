"""How large a picture becomes that is to be made larger."""

from __future__ import annotations

import math

from studio.paint.arrays import Pixels
from studio.paint.inputs import LARGEST_SIDE_PX
from studio.paint.protocol import PaintRequest

LARGER_BY = 2.0


def larger_size(picture: Pixels, request: PaintRequest) -> tuple[int, int]:
    """Width and height: those asked for, else twice its own, and so large that it covers the canvas."""
    asked, image = request.options, request.image
    if asked.width_px is not None and asked.height_px is not None:
        return asked.width_px, asked.height_px
    height, width = picture.shape[:2]
    factor = max(LARGER_BY, image.width_px / width, image.height_px / height)
    factor = min(factor, LARGEST_SIDE_PX / max(width, height))
    return max(width, math.ceil(width * factor)), max(height, math.ceil(height * factor))
