"""Films of which everything is known: rendered from photographs with a fixed seed, with their truth as JSON.

Thresholds are tuned on the half called "tuning"; what is reported is measured on the half called "report",
whose films share neither seeds nor, but for the two portraits, photographs with the first.
`python -m bench.labelled FOLDER` renders both.
"""

from __future__ import annotations

from bench.labelled.films import HALVES, THEMES, Half, labelled_film, labelled_set
from bench.labelled.truth import Boundary, Labelled, Moment

__all__ = ["HALVES", "THEMES", "Boundary", "Half", "Labelled", "Moment", "labelled_film", "labelled_set"]
