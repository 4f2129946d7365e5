"""Avatar: the person as a sticker, cut with a wide white edge and stuck on a little askew."""

from __future__ import annotations

from studio.design.document import Design, GradientLayer, TextureLayer
from studio.design.layout import Layout
from studio.design.layouts.floor import can_be_cut_out, person
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix
from studio.values import Box

HEAD, HEAD_AT = 0.60, 0.46
EDGE, SHADOW = 0.030, 0.022
TILTS = (-5.0, 4.0)
# The sticker's box reaches below the canvas, so that no turned corner is seen.
BOX = Box(x=-0.08, y=-0.06, width=1.16, height=1.16)


def suits(job: Commission) -> float:
    return 0.9 if can_be_cut_out(job, job.lead) else 0.0


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    ground = scheme.card.colour if job.seed % 2 else scheme.accent
    cut = person(job, "person", job.lead, BOX, HEAD, HEAD_AT)
    stuck = {
        "outline": EDGE, "outline_colour": "#ffffff", "shadow": SHADOW,
        "rotation": TILTS[job.seed // 2 % len(TILTS)],
    }  # fmt: skip
    sheet.add(
        GradientLayer(
            id="ground", angle=60,
            stops=((0.0, mix(ground, "#ffffff", 0.16), 1), (1.0, mix(ground, scheme.deep, 0.12), 1)),
        ),
        TextureLayer(
            id="dots", pattern="dots", colour=mix(ground, scheme.deep, 0.55), opacity=0.55, scale=0.042,
            angle=70,
        ),
        cut.model_copy(update=stuck),
    )  # fmt: skip
    return sheet.design("sticker", ground)


LAYOUT = Layout(
    "sticker",
    "avatar",
    suits,
    arrange,
    idea="person",
    wordless=True,
    title={"ru": "Наклейка", "en": "Sticker"},
    about={
        "ru": "Человек как наклейка с белым краем. Для весёлых и игровых каналов.",
        "en": "The person as a sticker with a white edge. For cheerful channels and games.",
    },
)
