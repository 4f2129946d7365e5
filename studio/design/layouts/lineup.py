"""Banner: the people of the channel cut out, each before an arch of colour, the name below them."""

from __future__ import annotations

from studio.design.document import Design, Layer, ShapeLayer
from studio.design.geometry import main_faces
from studio.design.layout import Layout
from studio.design.layouts.banner import across, name_box, place_name, stage_of, videos_first, zone_of
from studio.design.layouts.floor import good_cutout, person, shelves
from studio.design.sheet import Commission, Sheet
from studio.paint.arrays import Floats
from studio.paint.collage.kinship import face_print, same_face
from studio.paint.colour import contrast, hex_luminance, mix
from studio.paint.protocol import Picture
from studio.values import Box, Hex

MOST = 4
# The name's slab, in the stage's height.
SLAB, SLAB_AIR, LINE = 0.32, 0.20, 0.012
# An arch's width in the stage's height at most, and how high they stand above the slab in turn.
ARCH, HEIGHTS = 0.56, (0.60, 0.54, 0.60, 0.54)
# The head's share of the room above the slab, how high its middle stands in it, and the people's distance.
HEAD, HEAD_AT = 0.72, 0.54
GAP = 0.08
# The row may be wider than the safe zone by this; arches get so much slimmer at most.
BEYOND, SLIMMEST = 0.05, 0.66
NAME_GAP, OUTLINE = 0.22, 0.012
FACE = "unbounded"
# Grounds darker than this take a tint of the words' colour. Arches are seen on a ground from a contrast on.
DARK, SEEN = 0.18, 1.5


def suits(job: Commission) -> float:
    count = len(_people(job))
    return 0.0 if count < 2 else 1.0 if count > 2 else 0.9


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card, stage = scheme.card, stage_of(job)
    people = _people(job)
    whole = stage.height == 1
    shaded = mix(card.colour, card.ink if hex_luminance(card.colour) < DARK else scheme.deep, 0.16)
    # On the shade of the plate's colour the slab is seen; on a strip the words stand on it themselves.
    ground = shaded if whole else card.colour
    sheet.add(ShapeLayer(id="ground", box=Box(x=0, y=0, width=1, height=1), colour=ground))
    (_over if whole else _beside)(sheet, people, ground)
    views = [one for one in videos_first(job.painting.pictures) if not main_faces(one)]
    sheet.add(*shelves(job, views[:6] or people, scheme.deep, card.line))
    return sheet.design("lineup", ground)


def _over(sheet: Sheet, people: list[Picture], ground: Hex) -> None:
    """The people in a row, before them a slab with the name."""
    job, card, stage = sheet.job, sheet.job.scheme.card, stage_of(sheet.job)
    # As many as there are stand within the crop of phones, closer where they are many.
    widest = across(job, (ARCH + GAP) * stage.height)
    step = min(widest, max(zone_of(job).width + BEYOND, SLIMMEST * widest * len(people)) / len(people))
    top = stage.y + (1 - SLAB) * stage.height
    colours = _colours(job, ground)
    for index, picture in enumerate(people):
        middle = 0.5 + (index - (len(people) - 1) / 2) * step
        sheet.add(*_standing(job, index, picture, middle, top, colours, step / widest))
    slab = Box(x=0, y=top, width=1, height=SLAB * stage.height)
    edge = slab.model_copy(update={"height": LINE * stage.height})
    sheet.add(
        ShapeLayer(id="slab", box=slab, colour=card.colour),
        ShapeLayer(id="slab-line", box=edge, colour=card.line),
    )
    zone = zone_of(job)
    width = zone.width * 0.94
    room = Box(
        x=zone.centre[0] - width / 2, y=slab.y + SLAB_AIR * slab.height, width=width,
        height=(1 - 2 * SLAB_AIR) * slab.height,
    )  # fmt: skip
    place_name(sheet, room, FACE, card.ink, card.line, rule=False, logo=False, lines=2)


def _beside(sheet: Sheet, people: list[Picture], ground: Hex) -> None:
    """On a strip: the name in the middle, the people left and right of it in turn."""
    job, card, stage = sheet.job, sheet.job.scheme.card, stage_of(sheet.job)
    colours = _colours(job, ground)
    box = name_box(job, 0.56)

    def named(onto: Sheet) -> Box:
        return place_name(onto, box, FACE, card.ink, card.line, tagline=job.brand.tagline, lines=2)

    inner = named(Sheet(job)).width / 2 + across(job, NAME_GAP * stage.height)
    arch = across(job, ARCH * stage.height)
    for index, picture in enumerate(people):
        side, place = (-1 if index % 2 == 0 else 1), index // 2
        middle = 0.5 + side * (inner + arch / 2 + place * (arch + across(job, GAP * stage.height)))
        sheet.add(*_standing(job, index, picture, middle, stage.y + stage.height, colours))
    named(sheet)


def _people(job: Commission) -> list[Picture]:
    """Those who can be cut out, everybody once, one of every video first."""
    people: list[tuple[Picture, Floats]] = []
    for one in videos_first(job.painting.pictures):
        if len(people) == MOST or not good_cutout(job, one):
            continue
        face = face_print(one.pixels, main_faces(one)[0].box)
        if not any(same_face(face, other) for _, other in people):
            people.append((one, face))
    return [one for one, _ in people]


def _colours(job: Commission, ground: Hex) -> list[Hex]:
    """The team's colours, else the plate's: those that are seen on the ground, the strongest first."""
    scheme, card = job.scheme, job.scheme.card
    own = [one.hex for one in job.brand.palette]
    # A line as dark as the words would stand around a head like a hood.
    line = [card.line] if card.line != card.ink else []
    wanted = dict.fromkeys([*line, *own, scheme.accent, scheme.tones[1], scheme.paper, scheme.deep])
    under = hex_luminance(ground)
    return [one for one in wanted if contrast(hex_luminance(one), under) >= SEEN][:3] or [card.ink]


def _standing(
    job: Commission,
    index: int,
    picture: Picture,
    middle: float,
    foot: float,
    colours: list[Hex],
    slim: float = 1.0,
) -> list[Layer]:
    """A person before an arch that rises from behind the slab."""
    stage = stage_of(job)
    high = HEIGHTS[index % len(HEIGHTS)] / (1 - SLAB) * (foot - stage.y)
    wide = across(job, slim * ARCH * stage.height)
    radius = slim * ARCH * stage.height / 2
    arch = Box(x=middle - wide / 2, y=foot - high, width=wide, height=high + radius)
    room = Box(x=middle - wide * 0.75, y=stage.y, width=wide * 1.5, height=foot - stage.y)
    cut = person(job, f"person-{index}", picture, room, HEAD * (0.4 + 0.6 * slim), HEAD_AT)
    return [
        ShapeLayer(id=f"arch-{index}", box=arch, radius=radius, colour=colours[index % len(colours)]),
        cut.model_copy(update={"outline": OUTLINE * stage.height, "outline_colour": "#ffffff"}),
    ]


LAYOUT = Layout(
    "lineup",
    "banner",
    suits,
    arrange,
    idea="person",
    title={"ru": "Команда", "en": "Line-up"},
    about={
        "ru": "Люди канала в ряд, под ними имя. Нужны хотя бы двое, которых можно вырезать.",
        "en": "The channel's people in a row over its name. Needs at least two that can be cut out.",
    },
)
