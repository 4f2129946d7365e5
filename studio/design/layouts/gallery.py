"""Banner: a leaning wall of cards from the videos, the name on a plate before it."""

from __future__ import annotations

from dataclasses import dataclass

from studio.design.document import Design, GradientLayer, Mask, PictureLayer, ShapeLayer
from studio.design.layout import Layout
from studio.design.layouts.banner import across, name_box, place_name, stage_of, videos_first
from studio.design.layouts.wall import Place, hang, shown_part
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix
from studio.values import Box

# With few pictures fewer and larger cards, so that they need not come again and again.
MANY, ROWS_OF_MANY, ROWS_OF_FEW = 9, 3, 2
CARD_ASPECT = 1.62
GAP = 0.022
LEAN = 0.16
PLATE_PAD = 0.07


@dataclass(frozen=True)
class _Spot:
    """A card's place: `x`, `y` its corner."""

    row: int
    x: float
    y: float
    width: float
    height: float


def suits(job: Commission) -> float:
    return 0.85 if len(job.painting.pictures) >= 3 else 0.5


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card = scheme.card
    zone = name_box(job, 0.72, 0.44)
    pad = PLATE_PAD * stage_of(job).height
    pad_x, pad_y = across(job, 1.4 * pad), min(pad, zone.height * 0.14)
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
    boxes = [Box(x=one.x, y=one.y, width=one.width, height=one.height) for one in spots]
    # Desktops cut through the cards of a strip: no head is safe on them.
    whole = stage_of(job).height == 1
    places = [
        Place(box, 1.0, _seen(spot, plate) if whole else 0.0) for box, spot in zip(boxes, spots, strict=True)
    ]
    order = _best_seen_first(spots, plate)
    hung = hang(places, pictures, order, _beside)
    lean = LEAN * spots[0].height / job.aspect
    times: dict[str, int] = {}
    layers: dict[int, PictureLayer] = {}
    for index in order:
        spot, picture = spots[index], hung[index]
        time = times.get(picture.id, 0)
        times[picture.id] = time + 1
        box = Box(x=spot.x - lean / 2, y=spot.y, width=spot.width + lean, height=spot.height)
        points = (
            (spot.x + lean / 2, spot.y), (spot.x + spot.width + lean / 2, spot.y),
            (spot.x + spot.width - lean / 2, spot.y + spot.height), (spot.x - lean / 2, spot.y + spot.height),
        )  # fmt: skip
        layer = shown_part(job, f"card-{index}", picture, box, time)
        layers[index] = layer.model_copy(update={"mask": Mask(shape="polygon", points=points)})
    return [layers[index] for index in sorted(layers)]


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


def _beside(one: Box, other: Box) -> bool:
    """Whether two cards touch, corners included."""
    rows = abs(one.y - other.y) / (one.height + GAP)
    return rows < 1.5 and abs(one.centre[0] - other.centre[0]) < 1.2 * one.width


LAYOUT = Layout(
    "gallery",
    "banner",
    suits,
    arrange,
    idea="several",
    wordless=True,
    title={"ru": "Галерея", "en": "Gallery"},
    about={
        "ru": "Наклонная стена кадров и имя на плашке. Когда роликов много и все разные.",
        "en": "A leaning wall of stills, the name on a plate. When there are many videos, all different.",
    },
)
