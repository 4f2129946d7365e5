"""A slanted panel of solid colour for the words, the picture in the rest."""

from __future__ import annotations

from studio.design.document import Design, Mask, ShapeLayer, TextureLayer
from studio.design.geometry import main_faces
from studio.design.layouts.parts import head_boxes, picture_in, quieter_side
from studio.design.sheet import Commission, Manner, Sheet
from studio.design.stack import stack
from studio.values import Box

SLANT = 0.10
WIDE, NARROW = 0.50, 0.44


def suits(job: Commission) -> float:
    return 0.8


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    left = quieter_side(job.lead) == "left"
    width = WIDE if len(job.brief.headline) > 24 else NARROW + 0.03
    view = Box(x=width - SLANT, y=0, width=1 - width + SLANT, height=1)
    if not left:
        view = Box(x=0, y=0, width=view.width, height=1)
    fill = 0.62 if main_faces(job.lead) else None
    picture = picture_in(job, "picture", job.lead, view, (0.55 if left else 0.45, 0.44), fill=fill, reach=0.1)
    sheet.add(picture)
    sheet.obstacles += head_boxes(picture, job.lead)
    ink, ground = scheme.accent_ink, scheme.accent

    def edge(offset: float) -> tuple[tuple[float, float], ...]:
        top, foot = width + offset, width - SLANT + offset
        points = ((-0.01, -0.01), (top, -0.01), (foot, 1.01), (-0.01, 1.01))
        return points if left else tuple((1 - x, 1 - y if False else y) for x, y in points)

    sheet.add(
        ShapeLayer(id="edge", shape="polygon", points=edge(0.016), colour=scheme.deep, shadow=0),
        ShapeLayer(id="panel", shape="polygon", points=edge(0.0), colour=ground),
        TextureLayer(
            id="dots", pattern="dots", box=Box(x=0 if left else 1 - width, y=0.55, width=width - SLANT,
            height=0.45), colour=scheme.deep, opacity=0.10, scale=0.024, angle=90,
        ),
    )  # fmt: skip
    margin = job.margin_x
    inner = width - SLANT - margin + 0.02
    column = Box(x=margin if left else 1 - margin - inner, y=0.10, width=inner, height=0.80)
    manner = Manner(
        "montserrat", caps=True, tracking=-0.015, leading=0.28, max_lines=5, spread=1.35, max_px=0.2
    )
    stack(sheet, sheet.free(column), manner, ink, kicker_colour=ink)
    return sheet.design("panel", ground)


__all__ = ["Mask", "arrange", "suits"]
