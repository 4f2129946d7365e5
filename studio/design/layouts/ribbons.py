"""Banner: slanted strips of many videos, the name on a dark swell in the middle."""

from __future__ import annotations

from studio.design.document import Design, Mask
from studio.design.layouts.banner import place_name, strips
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet, fade
from studio.values import Box

SLANT = 0.05
GUTTER = 0.003


def suits(job: Commission) -> float:
    return 0.95 if len(job.painting.pictures) >= 3 else 0.5


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    pictures = strips(job, 7)
    count = len(pictures)
    step = (1 + 2 * SLANT) / count
    for index, picture in enumerate(pictures):
        x0 = -SLANT + index * step
        x1 = x0 + step
        box = Box(x=x0 - SLANT / 2, y=0, width=step + SLANT, height=1)
        points = (
            (x0 + SLANT / 2 + GUTTER, 0.0), (x1 + SLANT / 2 - GUTTER, 0.0),
            (x1 - SLANT / 2 - GUTTER, 1.0), (x0 - SLANT / 2 + GUTTER, 1.0),
        )  # fmt: skip
        sheet.add(
            picture_in(job, f"strip-{index}", picture, box, (0.5, 0.47), finish=False,
                       mask=Mask(shape="polygon", points=points))
        )  # fmt: skip
    if job.brief.headline:
        sheet.add(
            fade("name", scheme.back, 0, (0.0, 0.10), (0.22, 0.45), (0.40, 0.86), (0.60, 0.86), (0.78, 0.45),
                 (1.0, 0.10)),
        )  # fmt: skip
        place_name(sheet, "unbounded", scheme.words, scheme.accent)
    return sheet.design("ribbons", scheme.back)
