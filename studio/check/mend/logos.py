"""Logos put where they have room, made larger, exchanged for the one that the ground asks for, or added."""

from __future__ import annotations

from collections.abc import Iterator

from studio.brand.preset import BrandLogo
from studio.check.brand import CLEAR_SPACE, LOGO_CONTRAST, SMALLEST_LOGO, logo_box, logo_contrast
from studio.check.mend.case import Case, exchanged, moved, touches, with_layer
from studio.design.document import Design, LogoLayer, Plate
from studio.values import Box

# A logo of its own: its height in canvas heights, for one as wide as high; wide ones keep the area.
USUAL, WIDEST = 0.10, 0.26
LARGER = 1.12
CLEAR_AIR = 1.1
PLATE_PAD, PLATE_RADIUS = 0.014, 0.012
LIGHT, DARK = "#ffffff", "#14161a"
CORNERS = ((1.0, 0.0), (0.0, 0.0), (0.0, 1.0), (1.0, 1.0), (0.5, 0.0), (0.5, 1.0), (1.0, 0.5), (0.0, 0.5))


def move_logo(case: Case) -> Iterator[Design]:
    """The logo in the free corner that is nearest to it; a little smaller where none is large enough."""
    layer = case.layer_as(LogoLayer)
    box = logo_box(layer, case.darkroom.logos[layer.logo], case.aspect)
    for scale in (1.0, 0.85, 0.72):
        sized = Box(x=box.x, y=box.y, width=box.width * scale, height=box.height * scale)
        for spot in _spots(sized, case, layer.id):
            yield from _shown(case.design, layer.model_copy(update={"box": spot}), case)


def enlarge_logo(case: Case) -> Iterator[Design]:
    """The logo as large as it is known again: growing away from the canvas's edge, else in a free corner."""
    layer = case.layer_as(LogoLayer)
    box = logo_box(layer, case.darkroom.logos[layer.logo], case.aspect)
    factor = LARGER * SMALLEST_LOGO / max(box.height, box.width * case.aspect)
    width, height = box.width * factor, box.height * factor
    # A logo in the right half keeps its right edge, and so on.
    x = box.x if box.centre[0] < 0.5 else box.x + box.width - width
    y = box.y if box.centre[1] < 0.5 else box.y + box.height - height
    grown = Box(x=x, y=y, width=width, height=height)
    for spot in (grown, *_spots(grown, case, layer.id)):
        yield from _shown(case.design, layer.model_copy(update={"box": spot}), case)


def clarify_logo(case: Case) -> Iterator[Design]:
    """The team's other logo that stands out there, else a plate below this one."""
    layer = case.layer_as(LogoLayer)
    yield from _shown(case.design, layer, case)


def add_logo(case: Case) -> Iterator[Design]:
    """The team's logo in the first corner that is free."""
    known = [one for one in case.brand.logos if one.sha256 in case.darkroom.logos]
    if not known:
        return
    logo = known[0]
    box = _usual_box(logo, case.aspect)
    taken = {layer.id for layer in case.design.layers}
    name = next(name for name in ("logo", *(f"logo-{index}" for index in range(2, 99))) if name not in taken)
    for spot in _spots(box, case, ""):
        layer = LogoLayer(id=name, logo=logo.sha256, box=spot)
        added = case.design.model_copy(update={"layers": (*case.design.layers, layer)})
        yield from _shown(added, layer, case)


def _usual_box(logo: BrandLogo, aspect: float) -> Box:
    wide = logo.width_px / logo.height_px
    height = USUAL / max(1.0, wide) ** 0.5
    width = height * wide / aspect
    if width > WIDEST:
        width, height = WIDEST, WIDEST * aspect / wide
    return Box(x=0, y=0, width=width, height=height)


def _spots(box: Box, case: Case, apart_from: str) -> Iterator[Box]:
    """Free places for a logo along the edges, with clear space around: the nearest first, for a new one the
    upper right corner."""
    room = case.room()
    others = case.in_the_way(frozenset({apart_from}))
    air = CLEAR_AIR * CLEAR_SPACE * box.height
    spots = []
    for place, (right, down) in enumerate(CORNERS):
        spot = Box(
            x=room.x + right * (room.width - box.width),
            y=room.y + down * (room.height - box.height),
            width=box.width,
            height=box.height,
        )
        around = moved(
            Box(x=0, y=0, width=spot.width + 2 * air / case.aspect, height=spot.height + 2 * air),
            spot.x - air / case.aspect, spot.y - air,
        )  # fmt: skip
        if touches(around, others):
            continue
        away = abs(spot.x - box.x) * case.aspect + abs(spot.y - box.y) if apart_from else 0.0
        spots.append((away, place, spot))
    for _, _, spot in sorted(spots, key=lambda one: one[:2]):
        yield spot


def _shown(design: Design, layer: LogoLayer, case: Case) -> Iterator[Design]:
    """The layer with the logo that stands out most at its place, as it is and then on a plate."""
    pixels = case.drawn.pixels
    known = [one.sha256 for one in case.brand.logos if one.sha256 in case.darkroom.logos]
    ranked = sorted(
        dict.fromkeys([layer.logo, *known]),
        key=lambda sha: -min(LOGO_CONTRAST, _contrast(sha, layer, case)),
    )
    best = layer.model_copy(update={"logo": ranked[0]})
    yield exchanged(design, {layer.id: best})
    logo = case.darkroom.logos[layer.logo]
    light = logo_contrast(pixels * 0 + 255, logo_box(layer, logo, case.aspect), logo)
    plate = Plate(colour=LIGHT if light >= LOGO_CONTRAST else DARK, pad=PLATE_PAD, radius=PLATE_RADIUS)
    yield with_layer(design, layer.model_copy(update={"plate": plate}))


def _contrast(sha256: str, layer: LogoLayer, case: Case) -> float:
    logo = case.darkroom.logos[sha256]
    return logo_contrast(case.drawn.pixels, logo_box(layer, logo, case.aspect), logo)
