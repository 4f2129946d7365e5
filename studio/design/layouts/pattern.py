"""Banner: a pattern drawn in the channel's own colours, the name on a calm field within it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from studio.design.document import Design, Layer, Point, ShapeLayer
from studio.design.layout import Layout
from studio.design.layouts.banner import across, place_name, stage_of, zone_of
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import contrast, hex_from_oklch, hex_luminance, mix, oklch_of
from studio.values import Box, Hex

# Tiles on the stage, from its top to its bottom.
TILES, TILES_OF_STRIP = 4, 2
# Points of a quarter of a circle: straight pieces of a hundredth of it are not seen.
ARC_POINTS = 18
# Neighbouring colours are told apart from this contrast on.
APART = 1.35
# Around the words, in the field's height.
AIR, AIR_OF_STRIP, SIDE_AIR = 0.265, 0.14, 0.13


def suits(job: Commission) -> float:
    return 0.6 if job.brand.palette else 0.45


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card = scheme.card
    tiles = _Tiles(job)
    field = tiles.field()
    colours = _colours(job)
    sheet.add(ShapeLayer(id="ground", box=Box(x=0, y=0, width=1, height=1), colour=card.colour))
    for column, row in tiles.around(field):
        sheet.add(*_tile(job, tiles, column, row, colours))
    x0 = max(zone_of(job).x, field.x + across(job, SIDE_AIR * field.height))
    air = (AIR if tiles.rows == TILES else AIR_OF_STRIP) * field.height
    room = Box(x=x0, y=field.y + air, width=1 - 2 * x0, height=field.height - 2 * air)
    place_name(
        sheet, room, "unbounded", card.ink, card.line, tagline=job.brand.tagline, schedule=job.brand.schedule,
        pill=(card.ink, card.colour),
    )  # fmt: skip
    return sheet.design("pattern", card.colour)


class _Tiles:
    """A grid of squares that the stage holds whole rows of; the field in its middle stays free."""

    def __init__(self, job: Commission) -> None:
        stage = stage_of(job)
        self.rows = TILES if stage.height == 1 else TILES_OF_STRIP
        self.height = stage.height / self.rows
        self.columns = 2 * round(job.aspect / self.height / 2)
        self.width = 1 / self.columns
        self.top = stage.y
        self.beyond = math.ceil(stage.y / self.height - 1e-6)
        self._zone = zone_of(job)

    def field(self) -> Box:
        """Whole tiles around the safe zone's middle: the stage's full height, as wide as the name wants."""
        wide = 2 * max(2, round(min(self._zone.width * 0.92, 0.52) / self.width / 2))
        x = (self.columns - wide) / 2 * self.width
        return Box(x=x, y=self.top, width=wide * self.width, height=self.rows * self.height)

    def around(self, field: Box) -> list[tuple[int, int]]:
        """Every tile but the field's; its corners are tiles again, so that phones see some of them."""
        first, end = round(field.x / self.width), round((field.x + field.width) / self.width)

        def calm(column: int, row: int) -> bool:
            corner = self.rows > 2 and row in (0, self.rows - 1) and column in (first, end - 1)
            return 0 <= row < self.rows and first <= column < end and not corner

        return [
            (column, row)
            for row in range(-self.beyond, self.rows + self.beyond)
            for column in range(self.columns)
            if not calm(column, row)
        ]

    def box(self, column: int, row: int) -> Box:
        return Box(
            x=column * self.width, y=self.top + row * self.height, width=self.width, height=self.height
        )


def _colours(job: Commission) -> tuple[Hex, ...]:
    """The team's colours, else the plate's own hue in three depths with its line and the accent."""
    scheme, card = job.scheme, job.scheme.card
    own = tuple(dict.fromkeys(one.hex for one in job.brand.palette))
    if len(own) >= 3:
        return own
    light, chroma, hue = oklch_of(card.colour)
    shade = hex_from_oklch(max(0.16, light - 0.16), chroma, hue)
    tint = hex_from_oklch(min(0.93, light + 0.17), chroma * 0.9, hue)
    return tuple(dict.fromkeys((*own, card.colour, card.line, tint, shade, scheme.accent)))


def _tile(job: Commission, tiles: _Tiles, column: int, row: int, colours: Sequence[Hex]) -> list[Layer]:
    """One tile: a ground and one of seven figures, both halves of the banner mirrored."""
    mirrored = column >= tiles.columns // 2
    twin = tiles.columns - 1 - column if mirrored else column
    dice = _dice(job.seed, twin, row)
    ground = colours[dice % len(colours)]
    others = [one for one in colours if _apart(one, ground)] or [mix(ground, "#ffffff", 0.5)]
    figure = others[(dice // 7) % len(others)]
    third = others[(dice // 11 + 1) % len(others)]
    box = tiles.box(column, row)
    turn = (dice // 13) % 4
    if mirrored:
        # A quarter turned about the left lower corner looks into the right one across the middle.
        turn = (1, 0, 3, 2)[turn]
    name = f"tile{column}-{row}"
    layers: list[Layer] = [ShapeLayer(id=name, box=box, colour=ground)]
    match (dice // 3) % 7:
        case 0 | 5:
            layers.append(_polygon(f"{name}-a", _quarter(box, turn, 1.0), figure))
            layers.append(_polygon(f"{name}-b", _quarter(box, turn, 0.5), third))
        case 1:
            layers.append(_polygon(f"{name}-a", _quarter(box, turn, 1.0), figure))
        case 2:
            layers.append(_polygon(f"{name}-a", _quarter(box, turn, 0.5), figure))
            layers.append(_polygon(f"{name}-b", _quarter(box, (turn + 2) % 4, 0.5), third))
        case 3:
            layers.append(_polygon(f"{name}-a", _corner(box, turn), figure))
        case 4:
            high = 0.56 * box.height
            wide = across(job, high)
            disc = Box(x=box.centre[0] - wide / 2, y=box.centre[1] - high / 2, width=wide, height=high)
            layers.append(ShapeLayer(id=f"{name}-a", shape="ellipse", box=disc, colour=figure))
    return layers


def _dice(seed: int, column: int, row: int) -> int:
    """A number that looks thrown, the same for the same place."""
    mixed = (seed * 73_856_093) ^ ((column + 1) * 19_349_663) ^ ((row + 101) * 83_492_791)
    mixed = (mixed ^ (mixed >> 13)) * 1_274_126_177
    return (mixed ^ (mixed >> 16)) & 0xFFFF


def _apart(one: Hex, other: Hex) -> bool:
    return float(contrast(hex_luminance(one), hex_luminance(other))) >= APART


def _polygon(name: str, points: tuple[Point, ...], colour: Hex) -> ShapeLayer:
    return ShapeLayer(id=name, shape="polygon", points=points, colour=colour)


def _corners(box: Box) -> tuple[Point, Point, Point, Point]:
    """Left bottom, right bottom, right top, left top."""
    x1, y1 = box.x + box.width, box.y + box.height
    return (box.x, y1), (x1, y1), (x1, box.y), (box.x, box.y)


def _quarter(box: Box, turn: int, radius: float) -> tuple[Point, ...]:
    """A quarter of a disc around one corner, `radius` of the tile."""
    cx, cy = _corners(box)[turn]
    start = (-90, 180, 90, 0)[turn]
    arc = [
        (
            cx + radius * box.width * math.cos(math.radians(start + 90 * step / ARC_POINTS)),
            cy + radius * box.height * math.sin(math.radians(start + 90 * step / ARC_POINTS)),
        )
        for step in range(ARC_POINTS + 1)
    ]
    return ((cx, cy), *arc)


def _corner(box: Box, turn: int) -> tuple[Point, ...]:
    corners = _corners(box)
    return (corners[turn], corners[(turn + 1) % 4], corners[(turn + 3) % 4])


LAYOUT = Layout(
    "pattern",
    "banner",
    suits,
    arrange,
    idea="pattern",
    title={"ru": "Узор", "en": "Pattern"},
    about={
        "ru": "Узор из цветов канала и имя. Когда кадры случайны, а цвета — свои.",
        "en": "A pattern of the channel's colours, and its name. For a channel known by its colours.",
    },
)
