"""Banner: the videos' worlds melt into one wide picture, the name in their midst."""

from __future__ import annotations

from collections.abc import Sequence

from studio.design.document import (
    Design,
    GradientLayer,
    Layer,
    LogoLayer,
    Mask,
    PictureLayer,
    Plate,
    TextureLayer,
)
from studio.design.geometry import grow, main_faces, overlap, placed
from studio.design.layout import Layout
from studio.design.layouts.banner import name_box, place_name, stage_of, videos_first
from studio.design.layouts.parts import picture_in
from studio.design.marks import ink_contrast
from studio.design.sheet import Commission, Sheet, fade
from studio.paint.colour import hex_luminance, mix
from studio.paint.protocol import Picture
from studio.values import Box

MELT = 0.15
# Styles in which pictures of different places look like one.
BLENDING = frozenset({"duotone", "noir", "watercolour"})
FEWEST, MOST = 3, 5
# Pictures at the ends are wider than those behind the name.
END_SHARE = 1.2
OUTWARD = 0.40
# Between faces the name has this air, and this width at least.
AIR, NARROWEST = 0.06, 0.20
SURE_LOGO = 4.0


def suits(job: Commission) -> float:
    fitting = _fitting(job)
    return 0.9 if len(fitting) >= 2 else 0.1


def arrange(job: Commission) -> Design:
    if len(job.brief.styles) > 1 and job.painting.style not in BLENDING:
        job = job.restyled("duotone")
    sheet, scheme = Sheet(job), job.scheme
    pictures = _world(_fitting(job))
    start = 0.0
    for index, (picture, share) in enumerate(zip(pictures, _shares(len(pictures)), strict=True)):
        first, last = index == 0, index == len(pictures) - 1
        x0 = start if first else start - MELT / 2
        x1 = 1.0 if last else start + share + MELT / 2
        box = Box(x=x0, y=0, width=x1 - x0, height=1)
        melt = 0.0 if first else MELT / box.width
        # Subjects at the ends keep away from the name.
        at = (OUTWARD if first else 1 - OUTWARD if last else 0.5, 0.42)
        reach = 0.3 if first or last else 0.0
        layer = picture_in(job, f"view-{index}", picture, box, at, finish=False, reach=reach)
        sheet.add(layer.model_copy(update={"mask": Mask(fade_left=melt), "saturation": 0.92}))
        start += share
    # One light over all of them makes one place of many.
    tint = mix(scheme.tones[0], scheme.deep, 0.4)
    sheet.add(
        GradientLayer(
            id="light", angle=0, stops=((0, scheme.accent, 0.05), (0.5, tint, 0.32), (1, scheme.accent, 0.10))
        ),
        fade("floor", scheme.deep, 90, (0.5, 0), (1, 0.55)),
    )
    if job.brief.headline:
        sheet.add(
            GradientLayer(
                id="scrim-name", shape="radial", box=_around(name_box(job), job),
                stops=((0.0, scheme.deep, 0.74), (0.45, scheme.deep, 0.58), (1.0, scheme.deep, 0.0)),
            ),
            TextureLayer(id="grain", pattern="grain", opacity=0.07),
        )  # fmt: skip
        room = _between(sheet, name_box(job, 0.84, 0.42))
        place_name(sheet, room, "montserrat", scheme.ink, scheme.accent, logo=False)
    return _sure_logo(sheet.design("panorama", scheme.deep), job)


def _sure_logo(design: Design, job: Commission) -> Design:
    """A logo that is weak on the dark pool gets a plate: the pool may yet be deepened for the words."""
    dark = hex_luminance(job.scheme.deep)

    def plated(layer: Layer) -> Layer:
        if not isinstance(layer, LogoLayer) or layer.plate:
            return layer
        logo = job.darkroom.logos[layer.logo]
        if ink_contrast(logo, dark) >= SURE_LOGO:
            return layer
        grounds = (job.scheme.paper, job.scheme.deep)
        best = max(grounds, key=lambda ground: ink_contrast(logo, hex_luminance(ground)))
        return layer.model_copy(update={"plate": Plate(colour=best, pad=0.014, radius=0.012)})

    return design.model_copy(update={"layers": tuple(plated(layer) for layer in design.layers)})


def _fitting(job: Commission) -> Sequence[Picture]:
    """All pictures, or views alone where desktops cut a strip out of them, heads and all."""
    pictures = job.painting.pictures
    if stage_of(job).height == 1:
        return pictures
    return [one for one in pictures if not main_faces(one)] or pictures


def _world(pictures: Sequence[Picture]) -> list[Picture]:
    """Pictures from the left to the right, one of every video at least.

    People stand at the ends and views behind the name; there is no third end for a third portrait.
    """
    videos = len({picture.origin.source for picture in pictures})
    count = min(MOST, max(FEWEST, videos))
    ordered = videos_first(pictures)
    views = [picture for picture in ordered if not main_faces(picture)]
    people = [picture for picture in ordered if main_faces(picture)][: 2 if views else MOST]
    if not views:
        return people[:2]
    people = people[: max(1, count - len(views))] if len(people) < 2 else people
    inside = views[: max(1, count - len(people))]
    return [*people[:1], *inside, *people[1:]]


def _shares(count: int) -> list[float]:
    if count == 1:
        return [1.0]
    whole = count - 2 + 2 * END_SHARE
    return [(END_SHARE if index in (0, count - 1) else 1.0) / whole for index in range(count)]


def _between(sheet: Sheet, box: Box) -> Box:
    """The box, drawn in from both sides alike where a face at the ends reaches into it."""
    middle, half = box.centre[0], box.width / 2
    for layer in sheet.layers:
        if not isinstance(layer, PictureLayer):
            continue
        for face in main_faces(sheet.job.darkroom.pictures[layer.source]):
            seen = grow(placed(face.box, layer.crop, layer.box), AIR, AIR, AIR)
            if overlap(seen, box) > 0:
                near = seen.x if seen.centre[0] > middle else seen.x + seen.width
                half = min(half, max(abs(near - middle), NARROWEST / 2))
    return Box(x=middle - half, y=box.y, width=2 * half, height=box.height)


def _around(box: Box, job: Commission) -> Box:
    """A wide, soft pool behind the name."""
    width, height = box.width * 2.0, box.height * 2.9
    cx, cy = box.centre
    return Box(x=cx - width / 2, y=cy - height / 2, width=width, height=height)


LAYOUT = Layout(
    "panorama",
    "banner",
    suits,
    arrange,
    idea="picture",
    wordless=True,
    title={"ru": "Панорама", "en": "Panorama"},
    about={
        "ru": "Кадры сливаются в один широкий вид. Для путешествий, природы и спокойных каналов.",
        "en": "Stills melt into one wide view. For travel, nature and calm channels.",
    },
)
