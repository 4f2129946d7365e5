"""Banner: the videos' worlds melt into one wide picture, the name in their midst."""

from __future__ import annotations

from collections.abc import Sequence

from studio.design.document import Design, GradientLayer, Mask, TextureLayer
from studio.design.geometry import main_faces
from studio.design.layouts.banner import name_box, place_name
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet, fade
from studio.paint.colour import mix
from studio.paint.protocol import Picture
from studio.values import Box

MELT = 0.15
# Styles in which pictures of different places look like one.
BLENDING = frozenset({"duotone", "noir", "watercolour"})
# Pictures thin out towards the middle, where the name stands.
SHARES = {1: (1.0,), 2: (0.5, 0.5), 3: (0.34, 0.32, 0.34), 4: (0.27, 0.23, 0.23, 0.27)}


def suits(job: Commission) -> float:
    return 0.9 if len(job.painting.pictures) >= 2 else 0.1


def arrange(job: Commission) -> Design:
    if len(job.brief.styles) > 1 and job.painting.style not in BLENDING:
        job = job.restyled("duotone")
    sheet, scheme = Sheet(job), job.scheme
    pictures = _faces_outside(job.painting.pictures[:4])
    start = 0.0
    for index, (picture, share) in enumerate(zip(pictures, SHARES[len(pictures)], strict=True)):
        first, last = index == 0, index == len(pictures) - 1
        x0 = start if first else start - MELT / 2
        x1 = 1.0 if last else start + share + MELT / 2
        box = Box(x=x0, y=0, width=x1 - x0, height=1)
        melt = 0.0 if first else MELT / box.width
        layer = picture_in(job, f"view-{index}", picture, box, (0.5, 0.42), finish=False)
        sheet.add(layer.model_copy(update={"mask": Mask(fade_left=melt), "saturation": 0.85}))
        start += share
    # One light over all of them makes one place of many.
    tint = mix(scheme.tones[0], scheme.deep, 0.4)
    sheet.add(
        GradientLayer(
            id="light", angle=0, stops=((0, scheme.accent, 0.16), (0.5, tint, 0.45), (1, scheme.accent, 0.24))
        ),
        fade("floor", scheme.deep, 90, (0.5, 0), (1, 0.55)),
    )
    if job.brief.headline:
        sheet.add(
            GradientLayer(
                id="scrim-name", shape="radial", box=_around(name_box(job), job),
                stops=((0.0, scheme.deep, 0.78), (0.45, scheme.deep, 0.62), (1.0, scheme.deep, 0.0)),
            ),
            TextureLayer(id="grain", pattern="grain", opacity=0.07),
        )  # fmt: skip
        place_name(sheet, name_box(job, 0.84, 0.42), "montserrat", scheme.ink, scheme.accent)
    return sheet.design("panorama", scheme.deep)


def _faces_outside(pictures: Sequence[Picture]) -> list[Picture]:
    """Pictures with people at the ends, those without in the middle, where the words stand."""
    ordered: list[Picture] = []
    for index, picture in enumerate(sorted(pictures, key=lambda picture: bool(main_faces(picture)))):
        ordered.insert(0 if index % 2 else len(ordered), picture)
    return ordered


def _around(box: Box, job: Commission) -> Box:
    """A wide, soft pool behind the name."""
    width, height = box.width * 2.0, box.height * 2.9
    cx, cy = box.centre
    return Box(x=cx - width / 2, y=cy - height / 2, width=width, height=height)
