"""Banner: cards of the videos left and right of the name, on a ground of one colour."""

from __future__ import annotations

from studio.design.document import Design, Mask, TextureLayer
from studio.design.layouts.banner import name_box, place_name
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet, bar, fade
from studio.values import Box


def suits(job: Commission) -> float:
    return 0.85 if len(job.painting.pictures) >= 2 else 0.3


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    ground = picture_in(job, "ground", job.lead, Box(x=0, y=0, width=1, height=1), finish=False)
    sheet.add(
        ground.model_copy(update={"style": "duotone", "blur": 0.06, "tones": (scheme.deep, scheme.deep)}),
        TextureLayer(id="rays", pattern="rays", colour=scheme.accent, opacity=0.07, scale=0.028),
        fade("name", scheme.deep, 0, (0.15, 0.0), (0.5, 0.6), (0.85, 0.0)),
    )
    zone = name_box(job)
    for index, (box, picture) in enumerate(_cards(job, zone)):
        frame = Box(
            x=box.x - 0.004, y=box.y - 0.004 * job.aspect, width=box.width + 0.008,
            height=box.height + 0.008 * job.aspect,
        )  # fmt: skip
        sheet.add(
            bar(f"frame-{index}", frame, "#ffffff", radius=0.028, shadow=0.03),
            picture_in(
                job, f"card-{index}", picture, box, (0.5, 0.46), finish=False, mask=Mask(radius=0.020)
            ),
        )
    if job.brief.headline:
        place_name(sheet, "rubik", "#ffffff", scheme.accent, caps=False)
    return sheet.design("gallery", scheme.deep)


def _cards(job: Commission, zone: Box):  # type: ignore[no-untyped-def]
    """Cards outward from both sides of the name, 16:9, alternately high and low."""
    pictures = job.painting.pictures
    height = min(0.46, (job.image.safe_zone.height if job.image.safe_zone else 1.0) * 0.9)
    width = height * 16 / 9 / job.aspect
    cy = zone.centre[1]
    places = []
    for ring in range(3):
        for side in (-1, 1):
            offset = zone.width / 2 + 0.02 + width / 2 + ring * (width + 0.016)
            cx = zone.centre[0] + side * offset
            lift = (0.05 if (ring + (side > 0)) % 2 else -0.05) * min(1, height / 0.46)
            places.append(Box(x=cx - width / 2, y=cy - height / 2 + lift, width=width, height=height))
    return [(box, pictures[index % len(pictures)]) for index, box in enumerate(places)]
