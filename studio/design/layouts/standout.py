"""Avatar: the person cut out before the channel's colour, with a flat shadow beside."""

from __future__ import annotations

from studio.design.document import Design, ShapeLayer
from studio.design.geometry import WHOLE
from studio.design.layout import Layout
from studio.design.layouts.floor import can_be_cut_out, person
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import contrast, hex_luminance, mix
from studio.values import Box, Hex

HEAD, HEAD_AT = 0.66, 0.48
# The disc behind the head: its diameter and middle; and how far the flat shadow lies to the side.
DISC, DISC_AT, SHADOW = 0.80, 0.53, (0.035, 0.02)
# The disc is seen on the ground from this contrast on.
SEEN = 1.35


def suits(job: Commission) -> float:
    if not can_be_cut_out(job, job.lead):
        return 0.0
    return 1.0 if job.brand.palette else 0.85


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    ground = scheme.accent if job.seed % 2 else scheme.card.colour
    cut = person(job, "person", job.lead, WHOLE, HEAD, HEAD_AT)
    shade = mix(ground, scheme.deep, 0.72)
    flat = {
        "id": "flat-shadow", "style": "duotone", "tones": (shade, shade),
        "box": Box(x=SHADOW[0], y=SHADOW[1], width=1, height=1),
    }  # fmt: skip
    disc = Box(x=0.5 - DISC / 2, y=DISC_AT - DISC / 2, width=DISC, height=DISC)
    sheet.add(
        ShapeLayer(id="ground", box=WHOLE, colour=ground),
        ShapeLayer(id="disc", shape="ellipse", box=disc, colour=_second(job, ground)),
        cut.model_copy(update=flat),
        cut,
    )
    return sheet.design("standout", ground)


def _second(job: Commission, ground: Hex) -> Hex:
    """Another colour of the channel's that is seen on the ground."""
    scheme, under = job.scheme, hex_luminance(ground)
    own = [one.hex for one in job.brand.palette]
    for one in (*own, scheme.card.line, scheme.card.colour, scheme.accent, scheme.paper):
        if one != ground and contrast(hex_luminance(one), under) >= SEEN:
            return one
    return mix(ground, "#ffffff", 0.4)


LAYOUT = Layout(
    "standout",
    "avatar",
    suits,
    arrange,
    idea="person",
    wordless=True,
    title={"ru": "На цвете", "en": "On colour"},
    about={
        "ru": "Человек вырезан и стоит на цвете канала. Лучше всего, когда у команды есть свои цвета.",
        "en": "The person cut out on the channel's colour. Best when the team has colours of its own.",
    },
)
