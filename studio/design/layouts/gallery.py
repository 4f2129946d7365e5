"""Banner: a leaning wall of cards from the videos, the name on a plate before it."""

from __future__ import annotations

from studio.design.document import Design, GradientLayer, Mask, PictureLayer, ShapeLayer
from studio.design.layouts.banner import name_box, place_name
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix
from studio.values import Box

ROWS = 3
CARD_ASPECT = 1.62
GAP = 0.022
LEAN = 0.16
PLATE_PAD = 0.07


def suits(job: Commission) -> float:
    return 0.85 if len(job.painting.pictures) >= 3 else 0.5


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    sheet.add(
        GradientLayer(
            id="ground", angle=20,
            stops=((0, scheme.accent, 1), (1, mix(scheme.accent, scheme.deep, 0.55), 1)),
        ),
        *_wall(job),
        GradientLayer(
            id="shade", shape="radial",
            stops=((0.0, scheme.deep, 0.55), (0.6, scheme.deep, 0.10), (1.2, scheme.deep, 0.22)),
        ),
    )  # fmt: skip
    if job.brief.headline:
        zone = name_box(job, 0.72, 0.44)
        pad_x, pad_y = PLATE_PAD / job.aspect, min(PLATE_PAD, zone.height * 0.14)
        plate = Box(
            x=zone.x - pad_x, y=zone.y - pad_y, width=zone.width + 2 * pad_x, height=zone.height + 2 * pad_y
        )
        sheet.add(ShapeLayer(id="plate", box=plate, radius=0.045, colour=scheme.accent, shadow=0.035))
        place_name(sheet, zone, "rubik", scheme.accent_ink, scheme.accent_ink, caps=False)
    return sheet.design("gallery", scheme.deep)


def _wall(job: Commission) -> list[PictureLayer]:
    """Rows of leaning cards over the whole canvas, every other row shifted by half a card."""
    pictures = job.painting.pictures
    height = (1 - (ROWS - 1) * GAP) / ROWS * 1.06
    width = height * CARD_ASPECT / job.aspect
    lean = LEAN * height / job.aspect
    gap_x = GAP / job.aspect
    layers = []
    for row in range(ROWS):
        y = -0.03 + row * (height + GAP)
        x = -width * (0.75 if row % 2 else 0.25)
        column = 0
        while x < 1:
            picture = pictures[(column + row * 2) % len(pictures)]
            box = Box(x=x - lean / 2, y=y, width=width + lean, height=height)
            points = (
                (x + lean / 2, y), (x + width + lean / 2, y),
                (x + width - lean / 2, y + height), (x - lean / 2, y + height),
            )  # fmt: skip
            layer = picture_in(job, f"card-{row}-{column}", picture, box, (0.5, 0.45), finish=False)
            layers.append(layer.model_copy(update={"mask": Mask(shape="polygon", points=points)}))
            x += width + gap_x
            column += 1
    return layers
