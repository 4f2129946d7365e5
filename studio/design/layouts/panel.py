"""A slanted panel of solid colour for the words, the picture in the rest."""

from __future__ import annotations

from studio.design.document import Design, ShapeLayer, TextureLayer
from studio.design.geometry import main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import (
    UPRIGHT_WORDS,
    head_boxes,
    is_upright,
    nearness,
    picture_in,
    quieter_side,
)
from studio.design.sheet import Commission, Manner, Sheet
from studio.design.stack import stack
from studio.values import Box

SLANT = 0.10
WIDE, NARROW = 0.54, 0.48
LONG_HEADLINE = 24
TITLE = Manner(
    "montserrat", caps=True, tracking=-0.015, leading=0.28, max_lines=5, spread=1.35, max_px=0.22,
    narrow="oswald",
)  # fmt: skip


def suits(job: Commission) -> float:
    return 0.8


def arrange(job: Commission) -> Design:
    if is_upright(job):
        return _upright(job)
    sheet, scheme = Sheet(job), job.scheme
    left = quieter_side(job.lead) == "left"
    width = WIDE if len(job.brief.headline) > LONG_HEADLINE else NARROW
    view = Box(x=width - SLANT if left else 0, y=0, width=1 - width + SLANT, height=1)
    at = (0.58 if left else 0.42, 0.45)
    picture = picture_in(job, "picture", job.lead, view, at, fill=nearness(job.lead, 0.60), reach=0.1)
    sheet.add(picture)
    sheet.obstacles += head_boxes(picture, job.lead)

    def slab(offset: float) -> tuple[tuple[float, float], ...]:
        points = ((-0.01, -0.01), (width + offset, -0.01), (width - SLANT + offset, 1.01), (-0.01, 1.01))
        return points if left else tuple((1 - x, y) for x, y in points)

    foot = Box(x=0 if left else 1 - width + SLANT, y=0.5, width=width - SLANT, height=0.5)
    sheet.add(
        ShapeLayer(id="shade", shape="polygon", points=slab(0.045), colour=scheme.deep, opacity=0.28),
        ShapeLayer(id="edge", shape="polygon", points=slab(0.014), colour="#ffffff"),
        ShapeLayer(id="panel", shape="polygon", points=slab(0.0), colour=scheme.accent),
        TextureLayer(
            id="dots",
            pattern="dots",
            box=foot,
            colour=scheme.against_ink,
            opacity=0.09,
            scale=0.024,
            angle=90,
        ),
    )
    margin = job.margin_x
    inner = width - SLANT * 0.85 - margin - 0.025
    column = Box(x=margin if left else 1 - margin - inner, y=0.09, width=inner, height=0.82)
    ink = scheme.accent_ink
    stack(sheet, sheet.free(column), TITLE, ink, kicker_colour=ink)
    return sheet.design("panel", scheme.accent)


def _upright(job: Commission) -> Design:
    """The panel across the foot, slanted at its top."""
    sheet, scheme = Sheet(job), job.scheme
    high, low = UPRIGHT_WORDS - 0.075, UPRIGHT_WORDS - 0.025
    view = Box(x=0, y=0, width=1, height=low + 0.01)
    fill = 0.62 if main_faces(job.lead) else None
    picture = picture_in(job, "picture", job.lead, view, (0.5, 0.45), fill=fill)

    def slab(offset: float) -> tuple[tuple[float, float], ...]:
        return ((-0.01, low - offset), (1.01, high - offset), (1.01, 1.01), (-0.01, 1.01))

    sheet.add(
        picture,
        ShapeLayer(id="edge", shape="polygon", points=slab(0.014), colour="#ffffff"),
        ShapeLayer(id="panel", shape="polygon", points=slab(0.0), colour=scheme.accent),
    )
    margin, top, ink = job.margin_x, UPRIGHT_WORDS + 0.02, scheme.accent_ink
    column = Box(x=margin, y=top, width=1 - 2 * margin, height=0.94 - top)
    stack(sheet, column, TITLE, ink, kicker_colour=ink)
    return sheet.design("panel", scheme.accent)


LAYOUT = Layout(
    "panel",
    "cover",
    suits,
    arrange,
    idea="picture",
    title={"ru": "Панель", "en": "Panel"},
    about={
        "ru": "Слова на сплошной плашке, кадр рядом. Когда кадр пёстрый и словам на нём тесно.",
        "en": "Words on solid colour, the still beside. When a still is too busy for words.",
    },
)
