"""Bringing a picture that was painted small back to the size of its content."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Pixels, Plane
from studio.paint.upscale.fast import enlarge

# Of the detail that only the full size shows, what comes back everywhere, and in faces.
DETAIL, DETAIL_IN_FACES = 0.2, 0.65


def at_full_size(painted: Pixels, content: Pixels, keep: Plane) -> Pixels:
    """`painted` in the size of `content`, with some of what the content shows beyond it.

    `keep` `(H, W)` 0..1 of the content is where more of that comes back.
    """
    height, width = content.shape[:2]
    if painted.shape[:2] == (height, width):
        return painted
    if painted.shape[0] > height:
        return cv2.resize(painted, (width, height), interpolation=cv2.INTER_AREA)
    large = enlarge(painted, width, height)
    small = cv2.resize(content, painted.shape[1::-1], interpolation=cv2.INTER_AREA)
    known = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    light, light_known = (
        cv2.cvtColor(one, cv2.COLOR_RGB2GRAY).astype(np.float32) for one in (content, known)
    )
    detail = (light - light_known) * (DETAIL + (DETAIL_IN_FACES - DETAIL) * keep)
    return np.clip(np.rint(large + detail[..., None]), 0, 255).astype(np.uint8)
