"""Banner: slanted strips of many videos either side of a solid slab with the name."""

from __future__ import annotations

from studio.design.document import Design, Mask, ShapeLayer
from studio.design.layouts.banner import name_box, place_name, strips
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet
from studio.paint.protocol import Picture
from studio.values import Box

SLANT = 0.055
GUTTER = 0.0035
PER_SIDE = 2
SLAB_PAD = 0.045
FACE = "unbounded"


def suits(job: Commission) -> float:
    return 0.95 if len(job.painting.pictures) >= 3 else 0.3


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    zone = name_box(job)
    solid = job.chance.random() < 0.5
    ground, ink, line = (
        (scheme.accent, scheme.accent_ink, scheme.accent_ink)
        if solid
        else (scheme.deep, scheme.ink, scheme.accent)
    )
    # The slab is as wide as the name needs: set it once aside to know.
    name = place_name(Sheet(job), zone, FACE, ink, line)
    half = name.width / 2 + SLAB_PAD
    centre = zone.centre[0]
    pictures = strips(job, 2 * PER_SIDE)
    middle = (len(pictures) + 1) // 2
    _side(sheet, pictures[:middle], "left", -SLANT / 2, centre - half)
    _side(sheet, pictures[middle:] or pictures[:1], "right", centre + half, 1 + SLANT / 2)

    def slab(grow: float) -> tuple[tuple[float, float], ...]:
        left, right, lean = centre - half - grow, centre + half + grow, SLANT / 2
        return ((left + lean, 0.0), (right + lean, 0.0), (right - lean, 1.0), (left - lean, 1.0))

    sheet.add(
        ShapeLayer(id="shade", shape="polygon", points=slab(0.022), colour=scheme.deep, opacity=0.35),
        ShapeLayer(
            id="edge", shape="polygon", points=slab(0.009), colour=scheme.deep if solid else scheme.accent
        ),
        ShapeLayer(id="slab", shape="polygon", points=slab(0.0), colour=ground),
    )
    place_name(sheet, zone, FACE, ink, line)
    return sheet.design("ribbons", scheme.deep)


def _side(sheet: Sheet, pictures: list[Picture], name: str, start: float, end: float) -> None:
    """Strips of one side, all leaning alike."""
    step = (end - start) / len(pictures)
    for index, picture in enumerate(pictures):
        x0, x1 = start + index * step, start + (index + 1) * step
        box = Box(x=x0 - SLANT / 2, y=0, width=step + SLANT, height=1)
        points = (
            (x0 + SLANT / 2 + GUTTER / 2, 0.0), (x1 + SLANT / 2 - GUTTER / 2, 0.0),
            (x1 - SLANT / 2 - GUTTER / 2, 1.0), (x0 - SLANT / 2 + GUTTER / 2, 1.0),
        )  # fmt: skip
        seen = (max(0.0, x0) + min(1.0, x1)) / 2
        at = ((seen - box.x) / box.width, 0.46)
        layer = picture_in(sheet.job, f"{name}-{index}", picture, box, at, finish=False)
        sheet.add(layer.model_copy(update={"mask": Mask(shape="polygon", points=points)}))
