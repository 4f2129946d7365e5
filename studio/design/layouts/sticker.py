"""Avatar: the person as a sticker, cut with a wide white edge and stuck on a little askew."""

from __future__ import annotations

from studio.design.document import CutoutLayer, Design, GradientLayer, TextureLayer
from studio.design.geometry import crop_for, main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import standing
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix
from studio.values import Box

NEAREST = 6.0
HEAD, HEAD_AT = 0.60, 0.46
EDGE, SHADOW = 0.030, 0.022
TILTS = (-5.0, 4.0)
# The sticker's box reaches below the canvas, so that no turned corner is seen.
BOX = Box(x=-0.08, y=-0.06, width=1.16, height=1.16)


def suits(job: Commission) -> float:
    if not main_faces(job.lead) or job.darkroom.matte(job.lead.id) is None:
        return 0.0
    return 0.9


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    matte = job.darkroom.matte(job.lead.id)
    assert matte is not None
    ground = scheme.card.colour if job.seed % 2 else scheme.accent
    crop = crop_for(job.lead, job.px(BOX), at=(0.5, HEAD_AT), fill=HEAD, reach=0.6, nearest=NEAREST)
    sheet.add(
        GradientLayer(
            id="ground", angle=60,
            stops=((0.0, mix(ground, "#ffffff", 0.16), 1), (1.0, mix(ground, scheme.deep, 0.12), 1)),
        ),
        TextureLayer(
            id="dots", pattern="dots", colour=mix(ground, scheme.deep, 0.55), opacity=0.55, scale=0.042,
            angle=70,
        ),
        CutoutLayer(
            id="person", source=job.lead.id, crop=standing(job.lead, matte[1], crop, HEAD_AT), box=BOX,
            style=job.painting.style, tones=scheme.tones, outline=EDGE, outline_colour="#ffffff",
            shadow=SHADOW, rotation=TILTS[job.seed // 2 % len(TILTS)],
        ),
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
