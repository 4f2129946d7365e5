"""A film of our own to show and test the studio with: `python -m studio.sample OUT.mp4`.

About twenty seconds of painted landscapes and free photographs with cuts, a dissolve and a fade, rendered
from nothing but this code and the pictures in scikit-image's wheel.
"""

from __future__ import annotations

from studio.sample.film import Transition, render_clip, transitions

VARIANTS = 3
SAMPLE_TRANSITIONS = transitions(0)

__all__ = ["SAMPLE_TRANSITIONS", "VARIANTS", "Transition", "render_clip", "transitions"]
