"""Banner: three strips of film, frames of the videos on them, the name on the film's own leader."""

from __future__ import annotations

from collections.abc import Sequence

from studio.design.document import Design, GradientLayer, Layer, Mask, ShapeLayer
from studio.design.geometry import WHOLE, main_faces, overlap
from studio.design.layout import Layout
from studio.design.layouts.banner import across, name_box, place_name, stage_of, videos_first, zone_of
from studio.design.layouts.wall import WELL_SEEN, shown_part
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import hex_luminance, mix
from studio.paint.protocol import Picture
from studio.values import Box, Hex

# Of the stage: the strip in the middle, and the gap to the ones above and below.
MAIN, MAIN_OF_STRIP, GAP = 0.64, 0.84, 0.035
# Of a strip: the margin with the holes, a hole's height, its width and their distance in those heights.
MARGIN, HOLE, HOLE_SHAPE, PITCH = 0.115, 0.052, 1.35, 2.6
FRAME_SHAPE, FRAME_GAP, ROUND = 1.36, 0.026, 0.018
# How far the strips above and below step back.
BACK = 0.45
# A picture does not come again within so many frames, where there are enough.
LATELY = 4
FILM = "#0e0f12"
DARK = 0.10


def suits(job: Commission) -> float:
    return 0.9 if len(job.painting.pictures) >= 4 else 0.35


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card, stage = scheme.card, stage_of(job)
    film = mix(FILM, scheme.deep, 0.4)
    ground = card.colour if card.colour != scheme.deep else scheme.accent
    height = (MAIN if stage.height == 1 else MAIN_OF_STRIP) * stage.height
    step = height + GAP * stage.height
    middle = stage.y + (stage.height - height) / 2
    frames = _Frames(job)
    sheet.add(
        GradientLayer(id="ground", angle=8, stops=((0, ground, 1), (1, mix(ground, scheme.deep, 0.35), 1)))
    )
    # Light falls through the holes, so that they are seen on dark grounds too.
    hole = mix(ground, "#ffffff", 0.45 if hex_luminance(ground) < DARK else 0.12)
    named = bool(job.brief.headline)
    first, last = -int((middle + height) / step + 0.5), int((1 - middle) / step + 0.5)
    for row in sorted(range(first, last + 1), key=abs):
        y = middle + row * step
        if y + height <= 0.01 or y >= 0.99:
            continue
        leader = _leader(job, height) if named and row == 0 else None
        strip = Box(x=0, y=y, width=1, height=height)
        sheet.add(*_strip(job, row, strip, film, hole, frames, leader))
        if row:
            sheet.add(ShapeLayer(id=f"back{row}", box=strip, colour=film, opacity=BACK))
    if named:
        box = _leader(job, height)
        inner = Box(x=box.x, y=middle + MARGIN * height, width=box.width, height=(1 - 2 * MARGIN) * height)
        sheet.add(*_leader_marks(job, inner))
        room = name_box(job, 0.86, inner.width * 0.86)
        high = inner.height * 0.74
        room = Box(x=room.x, y=inner.centre[1] - high / 2, width=room.width, height=high)
        place_name(sheet, room, "oswald", card.ink, card.line, tagline=job.brand.tagline)
    return sheet.design("filmstrip", film)


class _Frames:
    """Pictures to take one after the other, and how often each was shown."""

    def __init__(self, job: Commission) -> None:
        self._pictures = videos_first(job.painting.pictures)
        self._shown: dict[str, int] = {}
        self._last: list[str] = []

    def take(self, *, faces: bool) -> tuple[Picture, int]:
        """The picture shown least often, not one of the last few; without `faces` rather a view."""

        def wrong(picture: Picture) -> tuple[bool, bool, int, int]:
            face = bool(main_faces(picture))
            again = picture.id in self._last
            shown = self._shown.get(picture.id, 0)
            return (face and not faces, again, shown, self._pictures.index(picture))

        picture = min(self._pictures, key=wrong)
        time = self._shown.get(picture.id, 0)
        self._shown[picture.id] = time + 1
        self._last = [*self._last, picture.id][-min(LATELY, len(self._pictures)) :]
        return picture, time


def _leader(job: Commission, height: float) -> Box:
    zone = zone_of(job)
    width = min(max(zone.width * 0.80, 0.38), 0.46)
    return Box(x=zone.centre[0] - width / 2, y=0, width=width, height=height)


def _strip(
    job: Commission, row: int, strip: Box, film: Hex, hole: Hex, frames: _Frames, leader: Box | None
) -> list[Layer]:
    """One strip of film: its stock, holes at both edges and frames between them."""
    name = f"strip{row}"
    hole_h = HOLE * strip.height
    layers: list[Layer] = [ShapeLayer(id=name, box=strip, colour=film)]
    inner_y, inner_h = strip.y + MARGIN * strip.height, (1 - 2 * MARGIN) * strip.height
    gap = across(job, FRAME_GAP * strip.height)
    mask = Mask(radius=ROUND * strip.height)
    for index, (x, width) in enumerate(_cells(job, inner_h, gap, row, leader)):
        box = Box(x=x, y=inner_y, width=width, height=inner_h)
        picture, time = frames.take(faces=overlap(box, WHOLE) > WELL_SEEN * box.area)
        layer = shown_part(job, f"{name}-{index}", picture, box, time)
        layers.append(layer.model_copy(update={"mask": mask}))
    pitch = across(job, PITCH * hole_h)
    hole_w = across(job, HOLE_SHAPE * hole_h)
    for edge in (0.5 * MARGIN * strip.height, strip.height * (1 - 0.5 * MARGIN)):
        y = strip.y + edge - hole_h / 2
        if not -hole_h < y < 1:
            continue
        layers += [
            ShapeLayer(
                id=f"{name}-hole-{round(edge * 1000)}-{index}", radius=0.28 * hole_h, colour=hole,
                box=Box(x=(index + 0.5) * pitch - hole_w / 2, y=y, width=hole_w, height=hole_h),
            )
            for index in range(int(1 / pitch) + 1)
        ]  # fmt: skip
    return layers


def _cells(
    job: Commission, height: float, gap: float, row: int, leader: Box | None
) -> Sequence[tuple[float, float]]:
    """(x, width) of the frames: outwards from the leader, or all along, the first one cut by the canvas."""
    width = across(job, FRAME_SHAPE * height)
    cells: list[tuple[float, float]] = []
    if leader is None:
        x = -width * (0.35 if row % 2 else 0.7)
        while x < 1:
            cells.append((x, width))
            x += width + gap
        return cells
    left, right = leader.x - gap - width, leader.x + leader.width + gap
    while left + width > 0 or right < 1:
        cells += [(left, width), (right, width)]
        left, right = left - gap - width, right + gap + width
    return cells


def _leader_marks(job: Commission, box: Box) -> list[Layer]:
    """The leader's field, its cross lines and the circles that a countdown runs in."""
    card = job.scheme.card
    line = 0.006 * box.height
    faint = mix(card.colour, card.ink, 0.16)
    cx, cy = box.centre
    layers: list[Layer] = [ShapeLayer(id="leader", box=box, radius=ROUND * box.height, colour=card.colour)]
    for name, share in (("outer", 0.98), ("inner", 0.80)):
        high = box.height * share
        wide = across(job, high)
        layers.append(
            ShapeLayer(
                id=f"leader-{name}", shape="ellipse", colour=faint, line=2 * line,
                box=Box(x=cx - wide / 2, y=cy - high / 2, width=wide, height=high),
            )
        )  # fmt: skip
    layers += [
        ShapeLayer(
            id="leader-across", colour=faint, box=Box(x=box.x, y=cy - line, width=box.width, height=2 * line)
        ),
        ShapeLayer(
            id="leader-down", colour=faint,
            box=Box(x=cx - across(job, line), y=box.y, width=across(job, 2 * line), height=box.height),
        ),
    ]  # fmt: skip
    return layers


LAYOUT = Layout(
    "filmstrip",
    "banner",
    suits,
    arrange,
    idea="several",
    wordless=True,
    title={"ru": "Киноплёнка", "en": "Film strip"},
    about={
        "ru": "Кадры бегут по плёнке, имя канала на её ракорде. Для каналов о кино, историй и влогов.",
        "en": "Frames run along a film, the name stands on its leader. For film channels, stories and vlogs.",
    },
)
