"""Banner: a grid of large and small stills and of colour, the name in the middle of it as one more stone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.brand.preset import BrandLogo
from studio.design.document import Design, Layer, LogoLayer, ShapeLayer, TextureLayer
from studio.design.geometry import overlap
from studio.design.layout import Layout
from studio.design.layouts.banner import (
    across,
    name_box,
    place_name,
    seen_logo,
    stage_of,
    videos_first,
    zone_of,
)
from studio.design.layouts.wall import Place, hang, shown_part
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix
from studio.values import Box, Hex

# Rows of stones on the stage: a strip has fewer, so that they are not crumbs.
ROWS, ROWS_OF_STRIP = 4, 2
JOINT = 0.010
# Stones in the order they are tried, as columns × rows; the rhythm starts elsewhere for every seed.
RHYTHM = ((2, 2), (1, 1), (2, 1), (1, 1), (1, 2), (2, 1), (1, 1), (2, 2), (2, 1), (1, 1))
# Every so many small stones is one of colour.
COLOUR_EVERY = 3
# The logo's share of its stone.
SIGN = 0.62
MOTIFS = ("disc", "dots", "ring", "stripes")


@dataclass(frozen=True)
class _Stone:
    """Column, row, and how many of them; rows are counted from the stage's top, negative ones are above."""

    column: int
    row: int
    wide: int
    high: int

    def cells(self) -> Iterator[tuple[int, int]]:
        return (
            (column, row)
            for column in range(self.column, self.column + self.wide)
            for row in range(self.row, self.row + self.high)
        )


@dataclass(frozen=True)
class _Grid:
    """`rows` on the stage, `above` and `below` it as many again as the canvas has room for."""

    columns: int
    rows: int
    beyond: int
    top: float
    height: float

    def box(self, stone: _Stone, job: Commission) -> Box:
        joint_x, joint_y = across(job, JOINT) / 2, JOINT / 2
        width = 1 / self.columns
        joints = (stone.column > 0) + (stone.column + stone.wide < self.columns)
        return Box(
            x=stone.column * width + joint_x * (stone.column > 0),
            y=self.top + stone.row * self.height + joint_y,
            width=stone.wide * width - joint_x * joints,
            height=stone.high * self.height - 2 * joint_y,
        )  # fmt: skip


def suits(job: Commission) -> float:
    count = len(job.painting.pictures)
    return 0.95 if count >= 6 else 0.8 if count >= 4 else 0.4


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card = scheme.card
    grid = _grid(job)
    slab = _slab(job, grid)
    stones = list(_laid(grid, slab if job.brief.headline else None, job.seed))
    small = [stone for stone in stones if stone.wide * stone.high == 1]
    every = COLOUR_EVERY if len(job.painting.pictures) > 5 else 2
    colour = set(small[job.seed % 2 :: every])
    sheet.add(*_pictures(job, grid, [stone for stone in stones if stone not in colour]))
    laid = [grid.box(stone, job) for stone in stones if stone in colour]
    signed = _signed(job, laid)
    for index, box in enumerate(laid):
        sheet.add(*(_sign(*signed, box) if signed and box is signed[2] else _motif(job, index, box)))
    if job.brief.headline:
        sheet.add(ShapeLayer(id="plate", box=grid.box(slab, job), colour=card.colour))
        box = _inside(grid.box(slab, job), name_box(job, 0.86, 0.5), job)
        place_name(sheet, box, "montserrat", card.ink, card.line, logo=False, tagline=job.brand.tagline)
    return sheet.design("mosaic", mix(scheme.deep, "#000000", 0.25))


def _grid(job: Commission) -> _Grid:
    stage = stage_of(job)
    rows = ROWS if stage.height == 1 else ROWS_OF_STRIP
    height = stage.height / rows
    columns = 2 * round(job.aspect / height / 2)
    beyond = 0 if stage.height == 1 else int(stage.y / height + 0.999)
    return _Grid(columns, rows, beyond, stage.y, height)


def _slab(job: Commission, grid: _Grid) -> _Stone:
    """The name's stone: in the middle, as wide as its zone asks for, two rows high."""
    zone = zone_of(job)
    want = min(zone.width * 0.86, 0.42) if grid.rows == ROWS else zone.width * 0.8
    wide = max(2, 2 * round(max(want, 0.34) * grid.columns / 2))
    return _Stone((grid.columns - wide) // 2, (grid.rows - 2) // 2, wide, 2)


def _inside(slab: Box, name: Box, job: Commission) -> Box:
    """The name's room: on the slab with air around it, and within the safe zone."""
    air = 0.16 * slab.height
    zone = zone_of(job)
    x0 = max(slab.x + across(job, air), zone.x)
    x1 = min(slab.x + slab.width - across(job, air), zone.x + zone.width)
    return Box(x=x0, y=slab.y + air, width=x1 - x0, height=slab.height - 2 * air)


def _laid(grid: _Grid, slab: _Stone | None, seed: int) -> Iterator[_Stone]:
    """Stones over the whole grid; none reaches across the stage's edge, which desktops cut along."""
    taken = set(slab.cells()) if slab else set()
    turn = seed
    for row in range(-grid.beyond, grid.rows + grid.beyond):
        last = -1 if row < 0 else grid.rows - 1 if row < grid.rows else grid.rows + grid.beyond - 1
        for column in range(grid.columns):
            if (column, row) in taken:
                continue
            for step in range(len(RHYTHM)):
                wide, high = RHYTHM[(turn + step) % len(RHYTHM)]
                stone = _Stone(column, row, wide, high)
                free = all(cell not in taken and cell[0] < grid.columns for cell in stone.cells())
                if free and row + high - 1 <= last:
                    turn += step + 1
                    taken.update(stone.cells())
                    yield stone
                    break


def _pictures(job: Commission, grid: _Grid, stones: list[_Stone]) -> list[Layer]:
    places = [
        Place(box := grid.box(stone, job), box.width * job.aspect / box.height, _seen(box))
        for stone in stones
    ]
    stage = stage_of(job)

    def first(index: int) -> tuple[bool, float, float, int]:
        """The stage before what is beyond it, large before small, near the middle before far."""
        box = places[index].box
        off = not stage.y - 1e-6 <= box.centre[1] <= stage.y + stage.height
        return (off, -round(box.area, 4), abs(box.centre[0] - 0.5), index)

    order = sorted(range(len(places)), key=first)
    hung = hang(places, videos_first(job.painting.pictures), order, _touch)
    times: dict[str, int] = {}
    layers: dict[int, Layer] = {}
    for index in order:
        picture = hung[index]
        time = times.get(picture.id, 0)
        times[picture.id] = time + 1
        layers[index] = shown_part(job, f"stone-{index}", picture, places[index].box, time)
    return [layers[index] for index in sorted(layers)]


def _seen(box: Box) -> float:
    return overlap(box, Box(x=0, y=0, width=1, height=1)) / box.area


def _touch(one: Box, other: Box) -> bool:
    """Whether two stones lie beside each other, corners included."""
    gap_x = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
    gap_y = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
    return gap_x < 0.02 and gap_y < 0.03


def _motif(job: Commission, index: int, box: Box) -> list[Layer]:
    """A stone of the channel's colours with one simple figure."""
    ground, figure = _pair(job, index)
    name = f"colour-{index}"
    layers: list[Layer] = [ShapeLayer(id=name, box=box, colour=ground)]
    motif = MOTIFS[(index + job.seed) % len(MOTIFS)]
    if motif == "disc":
        layers.append(ShapeLayer(id=f"{name}-disc", shape="ellipse", box=_part(box, 0.58), colour=figure))
    elif motif == "ring":
        line = 0.13 * box.height
        layers.append(
            ShapeLayer(id=f"{name}-ring", shape="ellipse", box=_part(box, 0.66), colour=figure, line=line)
        )
    elif motif in ("dots", "stripes"):
        layers.append(
            TextureLayer(
                id=f"{name}-{motif}", pattern="dots" if motif == "dots" else "stripes", box=box,
                colour=figure, opacity=1.0, scale=box.height / 7, angle=45,
            )
        )  # fmt: skip
    return layers


def _signed(job: Commission, boxes: list[Box]) -> tuple[BrandLogo, Hex, Box] | None:
    """The team's logo, a ground of its colours, and the stone nearest the middle that phones show whole."""
    zone = zone_of(job)
    whole = [box for box in boxes if overlap(box, zone) > 0.999 * box.area]
    if not whole or "banner" not in job.brand.logo_on:
        return None
    nearest = min(whole, key=lambda box: abs(box.centre[0] - 0.5) + abs(box.centre[1] - 0.5))
    for ground in (job.scheme.accent, job.scheme.deep, job.scheme.paper):
        if logo := seen_logo(job, ground):
            return logo, ground, nearest
    return None


def _sign(logo: BrandLogo, ground: Hex, stone: Box, box: Box) -> list[Layer]:
    """A stone with the logo, its clear space around it."""
    return [
        ShapeLayer(id="sign", box=box, colour=ground),
        LogoLayer(id="logo", logo=logo.sha256, box=_part(stone, SIGN)),
    ]


def _part(box: Box, share: float) -> Box:
    width, height = box.width * share, box.height * share
    return Box(x=box.centre[0] - width / 2, y=box.centre[1] - height / 2, width=width, height=height)


def _pair(job: Commission, index: int) -> tuple[Hex, Hex]:
    scheme, card = job.scheme, job.scheme.card
    pairs = ((scheme.accent, scheme.deep), (card.colour, card.line), (scheme.deep, scheme.accent))
    return pairs[index % len(pairs)]


LAYOUT = Layout(
    "mosaic",
    "banner",
    suits,
    arrange,
    idea="several",
    wordless=True,
    title={"ru": "Мозаика", "en": "Mosaic"},
    about={
        "ru": "Кадры разного размера и плашки цвета. Хороша, когда у канала много непохожих роликов.",
        "en": "Stills of many sizes among stones of colour. Good when a channel has many unlike videos.",
    },
)
