"""Banner: slanted strips of many videos either side of a solid slab with the name."""

from __future__ import annotations

from studio.design.document import Design, Mask, ShapeLayer
from studio.design.geometry import grow, liveliest, main_faces, union
from studio.design.layout import Layout
from studio.design.layouts.banner import across, name_box, place_name, stage_of, videos_first
from studio.design.layouts.floor import shelves
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet
from studio.paint.protocol import Picture
from studio.values import Box

SLANT = 0.045
GUTTER = 0.0035
SLAB_PAD = 0.045
SHADE = 0.022
# A strip of landscape is at least so wide; one with a face as wide as the whole head needs.
NARROWEST = 0.105
MOST_PER_SIDE = 3
FACE = "unbounded"


def suits(job: Commission) -> float:
    return 0.95 if len(job.painting.pictures) >= 3 else 0.3


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    zone, stage = name_box(job), stage_of(job)
    card = scheme.card
    lean = SLANT * stage.height
    # The slab is as wide as the name needs: set it once aside to know.
    name = place_name(Sheet(job), zone, FACE, card.ink, card.line)
    half = name.width / 2 + SLAB_PAD
    centre = zone.centre[0]
    left, right = _shared_out(job, centre - half, 1 - centre - half)
    _side(sheet, left[::-1], "left", -lean / 2, centre - half)
    _side(sheet, right, "right", centre + half, 1 + lean / 2)

    def slab(grow: float) -> tuple[tuple[float, float], ...]:
        start, end, shift = centre - half - grow, centre + half + grow, lean / 2
        top, foot = stage.y, stage.y + stage.height
        return ((start + shift, top), (end + shift, top), (end - shift, foot), (start - shift, foot))

    sheet.add(
        ShapeLayer(id="shade", shape="polygon", points=slab(SHADE), colour=scheme.deep, opacity=0.30),
        ShapeLayer(id="edge", shape="polygon", points=slab(0.008), colour=card.line),
        ShapeLayer(id="slab", shape="polygon", points=slab(0.0), colour=card.colour),
    )
    place_name(sheet, zone, FACE, card.ink, card.line)
    views = [one for one in videos_first(job.painting.pictures) if not main_faces(one)]
    sheet.add(*shelves(job, views[:6] or job.painting.pictures, scheme.deep, card.line))
    return sheet.design("ribbons", scheme.deep)


Strip = tuple[Picture, float]


def _shared_out(job: Commission, left: float, right: float) -> tuple[list[Strip], list[Strip]]:
    """Pictures and their widths for both sides of these widths, the innermost first.

    At most one portrait on a side, as wide as its head needs; the rest are views. No picture comes twice
    while there are others, and those of videos not seen yet come first.
    """
    pictures = videos_first(job.painting.pictures)
    portraits = [picture for picture in pictures if main_faces(picture)]
    views = [picture for picture in pictures if not main_faces(picture)]
    sides: list[list[Strip]] = []
    for room in (left, right):
        strips: list[Strip] = []
        fitting = [one for one in portraits if _need(job, one) <= room]
        if fitting or (portraits and not views):
            chosen = (fitting or portraits)[0]
            portraits.remove(chosen)
            rest = room - _need(job, chosen)
            share = _need(job, chosen) if rest >= NARROWEST and views else room
            strips.append((chosen, share))
        free = room - sum(width for _, width in strips)
        count = min(MOST_PER_SIDE - len(strips), int(free / NARROWEST), max(1, len(views)))
        if not strips:
            count = max(1, count)
        # The other side shall not go without.
        if len(sides) == 0 and not portraits:
            count = min(count, max(1, (len(views) + 1) // 2))
        for _ in range(count):
            picture = views.pop(0) if views else job.painting.pictures[-1]
            strips.append((picture, free / count))
        if count <= 0:
            strips = [(picture, room) for picture, _ in strips]
        sides.append(strips)
    return sides[0], sides[1]


def _need(job: Commission, picture: Picture) -> float:
    """The width of a strip, as a share of the canvas, that shows the picture's heads whole."""
    heads = union([grow(face.box, 0.22, 0.45, 0.10) for face in main_faces(picture)])
    height = stage_of(job).height
    wide = heads.width * picture.width_px / picture.height_px * across(job, height)
    return wide + SLANT * height * min(1.0, heads.height) + SHADE


def _side(sheet: Sheet, strips: list[Strip], name: str, start: float, end: float) -> None:
    """Strips of one side from the left to the right, all leaning alike."""
    stage = stage_of(sheet.job)
    top, foot, lean = stage.y, stage.y + stage.height, SLANT * stage.height
    stretch = (end - start) / sum(width for _, width in strips)
    x0 = start
    for index, (picture, width) in enumerate(strips):
        x1 = x0 + width * stretch
        box = Box(x=x0 - lean / 2, y=top, width=x1 - x0 + lean, height=stage.height)
        points = (
            (x0 + lean / 2 + GUTTER / 2, top), (x1 + lean / 2 - GUTTER / 2, top),
            (x1 - lean / 2 - GUTTER / 2, foot), (x0 - lean / 2 + GUTTER / 2, foot),
        )  # fmt: skip
        # The slab shades the strip beside it, the canvas ends the outermost.
        inner0 = x0 + SHADE * (name == "right" and index == 0)
        inner1 = x1 - SHADE * (name == "left" and index == len(strips) - 1)
        seen = (max(0.0, inner0) + min(1.0, inner1)) / 2
        at = ((seen - box.x) / box.width, 0.46)
        portrait = bool(main_faces(picture))
        share = (x1 - x0) * sheet.job.aspect / stage.height * picture.height_px / picture.width_px
        layer = picture_in(
            sheet.job, f"{name}-{index}", picture, box, at, finish=False, reach=0.25 if portrait else 0.0,
            seen=None if portrait else liveliest(picture, share),
        )  # fmt: skip
        sheet.add(layer.model_copy(update={"mask": Mask(shape="polygon", points=points)}))
        x0 = x1


LAYOUT = Layout(
    "ribbons",
    "banner",
    suits,
    arrange,
    idea="several",
    title={"ru": "Полосы", "en": "Ribbons"},
    about={
        "ru": "Косые полосы кадров по сторонам имени. Хороши, когда есть и люди, и виды.",
        "en": "Slanted strips of stills beside the name. Good when there are both people and views.",
    },
)
