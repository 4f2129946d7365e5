"""Banner: a leaning wall of cards from the videos, the name on a plate before it."""

from __future__ import annotations

from dataclasses import dataclass

from studio.design.document import Design, GradientLayer, Mask, PictureLayer, ShapeLayer
from studio.design.geometry import main_faces
from studio.design.layout import Layout
from studio.design.layouts.banner import name_box, place_name, videos_first
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix
from studio.paint.protocol import Picture
from studio.values import Box

# With few pictures fewer and larger cards, so that they need not come again and again.
MANY, ROWS_OF_MANY, ROWS_OF_FEW = 9, 3, 2
CARD_ASPECT = 1.62
GAP = 0.022
LEAN = 0.16
PLATE_PAD = 0.07
# How wrong it is that a card shows what one of these shows already.
BESIDE, COLUMN, ANYWHERE = 8.0, 4.0, 2.0
SAME_VIDEO_BESIDE, FACE_AGAIN = 0.6, 1.5
# A head is not for a card that is half hidden.
HIDDEN_FACE, WELL_SEEN = 20.0, 0.8
# When a picture comes again it is another part of it: (what stands where, how much nearer).
PARTS = (((0.5, 0.45), None), ((0.32, 0.55), 1.5), ((0.70, 0.40), 1.9), ((0.5, 0.7), 2.3))
ZOOMED_FACE = (0.62, 0.80, 0.95)


@dataclass(frozen=True)
class _Spot:
    """A card's place: `x`, `y` its corner, `middle` of it for finding neighbours."""

    row: int
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.x + self.width / 2


def suits(job: Commission) -> float:
    return 0.85 if len(job.painting.pictures) >= 3 else 0.5


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card = scheme.card
    zone = name_box(job, 0.72, 0.44)
    pad_x, pad_y = PLATE_PAD / job.aspect, min(PLATE_PAD, zone.height * 0.14)
    plate = Box(
        x=zone.x - pad_x, y=zone.y - pad_y, width=zone.width + 2 * pad_x, height=zone.height + 2 * pad_y
    )
    named = bool(job.brief.headline)
    ground = mix(card.colour, scheme.deep, 0.5)
    sheet.add(
        GradientLayer(id="ground", angle=20, stops=((0, ground, 1), (1, mix(ground, scheme.deep, 0.6), 1))),
        *_wall(job, plate if named else None),
        GradientLayer(
            id="shade", shape="radial",
            stops=((0.0, scheme.deep, 0.45), (0.6, scheme.deep, 0.08), (1.2, scheme.deep, 0.20)),
        ),
    )  # fmt: skip
    if named:
        sheet.add(ShapeLayer(id="plate", box=plate, radius=0.035, colour=card.colour, shadow=0.035))
        place_name(sheet, zone, "rubik", card.ink, card.line, caps=False)
    return sheet.design("gallery", scheme.deep)


def _spots(job: Commission, rows: int, plate: Box | None) -> list[_Spot]:
    """Leaning cards over the whole canvas, every other row shifted by half a card.

    Cards that the plate hides are left out.
    """
    height = (1 - (rows - 1) * GAP) / rows
    width = height * CARD_ASPECT / job.aspect
    lean = LEAN * height / job.aspect
    found = []
    for row in range(rows):
        y = row * (height + GAP)
        x = -width * (0.75 if row % 2 else 0.25)
        while x < 1:
            hidden = plate is not None and (
                plate.x < x - lean / 2 and x + width + lean / 2 < plate.x + plate.width
                and plate.y < y and y + height < plate.y + plate.height
            )  # fmt: skip
            if not hidden:
                found.append(_Spot(row, x, y, width, height))
            x += width + GAP / job.aspect
    return found


def _wall(job: Commission, plate: Box | None) -> list[PictureLayer]:
    pictures = videos_first(job.painting.pictures)
    spots = _spots(job, ROWS_OF_MANY if len(pictures) >= MANY else ROWS_OF_FEW, plate)
    hung = _hang(spots, pictures, plate)
    lean = LEAN * spots[0].height / job.aspect
    times: dict[str, int] = {}
    layers: dict[int, PictureLayer] = {}
    for index in _best_seen_first(spots, plate):
        spot, picture = spots[index], hung[index]
        time = times.get(picture.id, 0)
        times[picture.id] = time + 1
        box = Box(x=spot.x - lean / 2, y=spot.y, width=spot.width + lean, height=spot.height)
        points = (
            (spot.x + lean / 2, spot.y), (spot.x + spot.width + lean / 2, spot.y),
            (spot.x + spot.width - lean / 2, spot.y + spot.height), (spot.x - lean / 2, spot.y + spot.height),
        )  # fmt: skip
        layer = _part(job, f"card-{index}", picture, box, time)
        layers[index] = layer.model_copy(update={"mask": Mask(shape="polygon", points=points)})
    return [layers[index] for index in sorted(layers)]


def _part(job: Commission, name: str, picture: Picture, box: Box, time: int) -> PictureLayer:
    """The picture as it is at first, details of it when it comes again."""
    if main_faces(picture):
        fill = None if not time else ZOOMED_FACE[(time - 1) % len(ZOOMED_FACE)]
        return picture_in(job, name, picture, box, (0.5, 0.45), fill=fill, finish=False)
    at, nearer = PARTS[time % len(PARTS)]
    if nearer is None:
        return picture_in(job, name, picture, box, at, finish=False)
    side = 1 / nearer
    x, y = (at[0] - side / 2, at[1] - side / 2)
    part = Box(x=min(max(0.0, x), 1 - side), y=min(max(0.0, y), 1 - side), width=side, height=side)
    return picture_in(job, name, picture, box, (0.5, 0.5), fill=1.0, seen=part, finish=False)


def _seen(spot: _Spot, plate: Box | None) -> float:
    """The share of a card that neither the canvas's edge nor the plate takes."""
    x0, x1 = max(0.0, spot.x), min(1.0, spot.x + spot.width)
    area = (x1 - x0) * spot.height
    if plate:
        w = min(x1, plate.x + plate.width) - max(x0, plate.x)
        h = min(spot.y + spot.height, plate.y + plate.height) - max(spot.y, plate.y)
        area -= max(0.0, w) * max(0.0, h)
    return area / (spot.width * spot.height)


def _best_seen_first(spots: list[_Spot], plate: Box | None) -> list[int]:
    return sorted(range(len(spots)), key=lambda index: (-round(_seen(spots[index], plate), 2), index))


def _hang(spots: list[_Spot], pictures: list[Picture], plate: Box | None) -> dict[int, Picture]:
    """A picture for each card: all once before any twice, neighbours and columns always different."""
    hung: dict[int, Picture] = {}
    for index in _best_seen_first(spots, plate):
        spot = spots[index]

        def wrong(picture: Picture, spot: _Spot = spot) -> float:
            total = 0.0
            for other, shown in hung.items():
                beside = _beside(spots[other], spot)
                if shown.id == picture.id:
                    column = abs(spots[other].middle - spot.middle) < 0.75 * spot.width
                    total += ANYWHERE + BESIDE * beside + COLUMN * column
                elif shown.origin.source == picture.origin.source and beside:
                    total += SAME_VIDEO_BESIDE
                if main_faces(shown) and main_faces(picture):
                    total += FACE_AGAIN
            return total + HIDDEN_FACE * bool(main_faces(picture)) * (_seen(spot, plate) < WELL_SEEN)

        hung[index] = min(pictures, key=lambda picture: (wrong(picture), pictures.index(picture)))
    return hung


def _beside(one: _Spot, other: _Spot) -> bool:
    """Whether two cards touch, corners included."""
    return abs(one.row - other.row) <= 1 and abs(one.middle - other.middle) < 1.2 * one.width


LAYOUT = Layout(
    "gallery",
    "banner",
    suits,
    arrange,
    idea="several",
    wordless=True,
    title={"ru": "Галерея", "en": "Gallery"},
)
