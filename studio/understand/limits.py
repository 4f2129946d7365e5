"""What we are willing to open. Named once, so that an operator can say otherwise."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds that keep one video from taking a worker's memory or day.

    `max_pixels` is 8K (7680×4320); it is given to the decoders too, so that a frame which turns out larger
    than its container said is refused before it is unpacked. Films longer than `full_watch_s` are watched by
    their keyframes only: every frame of a two-hour film would cost minutes and add little.
    """

    max_duration_s: float = 6 * 3600
    max_pixels: int = 7680 * 4320
    max_side_px: int = 8192
    full_watch_s: float = 20 * 60
    open_within_s: float = 20.0


DEFAULT_LIMITS = Limits()
