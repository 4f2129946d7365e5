"""Avatar: the person cut out before a disc of colour with rays."""

from __future__ import annotations

from studio.design.document import CutoutLayer, Design, GradientLayer, TextureLayer
from studio.design.geometry import WHOLE, crop_for, main_faces
from studio.design.layouts.parts import standing
from studio.design.layouts.ring import ring
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix

NEAREST = 6.0
HEAD_AT = 0.48


def suits(job: Commission) -> float:
    if not main_faces(job.lead) or job.darkroom.matte(job.lead.id) is None:
        return 0.0
    return 1.0


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    crop = crop_for(job.lead, job.px(WHOLE), at=(0.5, HEAD_AT), fill=0.61, reach=0.5, nearest=NEAREST)
    matte = job.darkroom.matte(job.lead.id)
    assert matte is not None
    crop = standing(job.lead, matte[1], crop, HEAD_AT)
    ground = scheme.tones[0] if job.painting.style == "duotone" else scheme.accent
    sheet.add(
        GradientLayer(
            id="disc", shape="radial",
            stops=((0.0, mix(ground, "#ffffff", 0.30), 1), (1.0, mix(ground, scheme.deep, 0.22), 1)),
        ),
        TextureLayer(id="rays", pattern="rays", colour="#ffffff", opacity=0.16, scale=0.055),
        CutoutLayer(
            id="person", source=job.lead.id, crop=crop, box=WHOLE, style=job.painting.style,
            tones=job.scheme.tones, outline=0.016, outline_colour="#ffffff", shadow=0.03,
        ),
        *ring("#ffffff", 0.034),
    )  # fmt: skip
    return sheet.design("medallion", ground)
