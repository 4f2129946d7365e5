"""The person cut out with a paper edge, large, before their own blurred world in two inks."""

from __future__ import annotations

from studio.design.document import CutoutLayer, Design, Plate, TextureLayer
from studio.design.geometry import WHOLE, crop_for, main_faces, placed
from studio.design.layouts.parts import head_boxes, picture_in, quieter_side
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.paint.colour import mix
from studio.paint.matte import bounds
from studio.values import Box


def suits(job: Commission) -> float:
    if not main_faces(job.lead) or job.darkroom.matte(job.lead.id) is None:
        return 0.0
    return 1.0


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    side = quieter_side(job.lead)
    person = Box(x=0.42 if side == "left" else 0.0, y=0.0, width=0.58, height=1.0)
    ground = picture_in(job, "ground", job.lead, WHOLE, (0.7 if side == "left" else 0.3, 0.5), reach=0.3)
    sheet.add(
        ground.model_copy(
            update={"style": "duotone", "blur": 0.022, "finish": False,
                    "tones": (scheme.deep, mix(scheme.accent, scheme.deep, 0.35))}
        )
    )  # fmt: skip
    toward = 180.0 if side == "left" else 0.0
    sheet.add(
        TextureLayer(id="dots", pattern="dots", colour=scheme.accent, opacity=0.22, scale=0.026,
                     angle=toward + 180),
        fade("side", scheme.deep, toward + 180, (0, 0.90), (0.42, 0.74), (0.72, 0.0)),
    )  # fmt: skip
    cutout = _person(job, person)
    sheet.add(cutout)
    lead_heads = head_boxes(ground.model_copy(update={"crop": cutout.crop, "box": cutout.box}), job.lead)
    sheet.obstacles += lead_heads
    margin = job.margin_x
    matte = job.darkroom.matte(job.lead.id)
    assert matte is not None
    body = placed(bounds(matte[1]), cutout.crop, cutout.box)
    if side == "left":
        edge = min(0.60, max(0.46, body.x + 0.04))
        column = Box(x=margin, y=0.09, width=edge - margin, height=0.82)
    else:
        edge = max(0.40, min(0.54, body.x + body.width - 0.04))
        column = Box(x=edge, y=0.09, width=1 - margin - edge, height=0.82)
    manner = Manner("russo", caps=True, tracking=0.0, leading=0.28, max_lines=4, spread=1.45, max_px=0.22)
    stack(
        sheet, sheet.free(column), manner, "#ffffff", emphasis=scheme.accent,
        kicker_colour=scheme.accent_ink, kicker_plate=Plate(colour=scheme.accent, pad=0.018, radius=0.008),
        shadow=0.012,
    )  # fmt: skip
    return sheet.design("hero", scheme.deep)


def _person(job: Commission, box: Box) -> CutoutLayer:
    """The person as large as the face allows, standing on the lower edge."""
    crop = crop_for(job.lead, job.px(box), at=(0.5, 0.36), fill=0.58, reach=0.5)
    # A cut-out that floats shows where the film cut the person off: stand it on the canvas's edge.
    if crop.y + crop.height > 1:
        crop = Box(x=crop.x, y=1 - crop.height, width=crop.width, height=crop.height)
    return CutoutLayer(
        id="person",
        source=job.lead.id,
        crop=crop,
        box=box,
        style=job.painting.style,
        tones=job.scheme.tones,
        outline=0.011,
        outline_colour="#ffffff",
        shadow=0.028,
    )
