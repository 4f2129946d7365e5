"""A comic's page: slanted panels on white, a speech bubble with the headline."""

from __future__ import annotations

from studio.design.document import Design, Layer, Mask, PictureLayer, Point, ShapeLayer
from studio.design.geometry import main_faces, overlap, placed
from studio.design.layout import Layout
from studio.design.layouts.parts import head_boxes, nearness, picture_in, scenes
from studio.design.sheet import Align, Commission, Manner, Sheet
from studio.design.typeset import is_rtl
from studio.paint.protocol import Picture
from studio.values import Box, Hex

INK: Hex = "#101114"
PAGE: Hex = "#fbfaf6"
MARGIN, GUTTER, LINE = 0.030, 0.024, 0.010
FEWEST, MOST = 3, 4
LONG_HEADLINE = 46
# The bubble: its place on the leading panel, its corners and the room around its words.
BUBBLE = Box(x=0.045, y=0.625, width=0.56, height=0.30)
RADIUS, PAD = 0.060, 0.038
TAIL = 0.085
MOST_OF_HEAD = 0.10


def suits(job: Commission) -> float:
    if len(scenes(job, MOST)) < FEWEST or job.brief.wants_face is True:
        return 0.0
    worth = 0.95 if job.painting.style == "comic" else 0.6
    return worth if len(job.brief.headline) <= LONG_HEADLINE else worth - 0.35


def arrange(job: Commission) -> Design:
    # A page is drawn in one hand: where the style is free it is the comic's own.
    if len(job.brief.styles) > 1 and job.painting.style not in ("comic", "noir"):
        job = job.restyled("comic")
    sheet = Sheet(job)
    pictures = scenes(job, MOST)
    panels = _panels(len(pictures), job.aspect)
    # The large panel is for whoever leaves room for the words.
    first = max(pictures, key=lambda one: (_room(job, one, panels[0]), one is pictures[0]))
    pictures = [first, *(one for one in pictures if one is not first)]
    for index, (picture, points) in enumerate(zip(pictures, panels, strict=True)):
        sheet.add(*_panel(job, index, picture, points))
    lead = _panel(job, 0, first, panels[0])[1]
    sheet.obstacles += head_boxes(lead, first)
    faces = main_faces(first)
    mouth = placed(faces[0].box, lead.crop, lead.box) if faces else None
    room = sheet.free(BUBBLE)
    inner = Box(
        x=room.x + PAD / job.aspect * 1.2, y=room.y + PAD,
        width=room.width - 2.4 * PAD / job.aspect, height=room.height - 2 * PAD,
    )  # fmt: skip
    align: Align = "centre"
    manner = Manner("rubik", caps=not is_rtl(job.brief.headline), tracking=-0.005, leading=0.34, max_lines=3,
                    max_px=0.150, narrow="oswald")  # fmt: skip
    before = len(sheet.layers)
    used = sheet.words(job.brief.headline, inner, manner, INK, align=align, valign="middle")
    text = sheet.layers.pop(before)
    bubble = Box(
        x=used.x - 1.2 * PAD / job.aspect, y=used.y - PAD,
        width=used.width + 2.4 * PAD / job.aspect, height=used.height + 2 * PAD,
    )  # fmt: skip
    sheet.add(*_bubble(job, bubble, mouth), text)
    return sheet.design("comic", PAGE)


def _panels(count: int, aspect: float) -> list[tuple[Point, ...]]:
    """Outlines of the panels: a large one for the lead, the others stacked beside it."""
    x0, x1 = MARGIN / aspect, 1 - MARGIN / aspect
    y0, y1 = MARGIN, 1 - MARGIN
    top, foot, gap = 0.665, 0.605, GUTTER / aspect
    first = ((x0, y0), (top - gap / 2, y0), (foot - gap / 2, y1), (x0, y1))

    def seam(y: float) -> float:
        return top + (foot - top) * (y - y0) / (y1 - y0) + gap / 2

    rows = count - 1
    cuts = [(y0 + (y1 - y0) * place / rows) for place in range(rows + 1)]
    others = []
    for row in range(rows):
        # Seams between rows lean the other way, so that the page moves.
        lean = 0.022
        upper_left = cuts[row] + (GUTTER / 2 + lean if row else 0)
        upper_right = cuts[row] + (GUTTER / 2 - lean if row else 0)
        last = row + 1 == rows
        lower_left = cuts[row + 1] - (0 if last else GUTTER / 2 - lean)
        lower_right = cuts[row + 1] - (0 if last else GUTTER / 2 + lean)
        others.append((
            (seam(upper_left), upper_left), (x1, upper_right), (x1, lower_right),
            (seam(lower_left), lower_left),
        ))  # fmt: skip
    return [first, *others]


def _room(job: Commission, picture: Picture, points: tuple[Point, ...]) -> bool:
    """Whether no head of a picture in the large panel stands where the words go."""
    heads = head_boxes(_panel(job, 0, picture, points)[1], picture)
    return not any(overlap(head, BUBBLE) > MOST_OF_HEAD * head.area for head in heads)


def _panel(
    job: Commission, index: int, picture: Picture, points: tuple[Point, ...]
) -> tuple[ShapeLayer, PictureLayer]:
    """A picture in its outline, over the same outline in ink and a little larger."""
    small = index > 0
    xs, ys = [x for x, _ in points], [y for _, y in points]
    box = Box(x=min(xs), y=min(ys), width=max(xs) - min(xs), height=max(ys) - min(ys))
    cx, cy = box.centre
    step_x, step_y = LINE / job.aspect, LINE
    grown = tuple(
        (x + (step_x if x > cx else -step_x), y + (step_y if y > cy else -step_y)) for x, y in points
    )
    at = (0.5, 0.5) if small else (0.52, 0.36)
    layer = picture_in(
        job, f"picture-{index}", picture, box, at, fill=nearness(picture, 0.72 if small else 0.50),
        finish=False, mask=Mask(shape="polygon", points=points),
    )  # fmt: skip
    return ShapeLayer(id=f"ink-{index}", shape="polygon", points=grown, colour=INK), layer


def _bubble(job: Commission, box: Box, mouth: Box | None) -> tuple[Layer, ...]:
    """The bubble with its outline, and a tail towards whoever speaks, up where nobody is seen."""
    if mouth is not None:
        aim = (mouth.centre[0], mouth.y + mouth.height)
    else:
        aim = (box.x + 0.62 * box.width, box.y - 2 * TAIL)
    root = min(max(aim[0], box.x + 0.22 * box.width), box.x + 0.78 * box.width)
    far = box.y - TAIL
    along = min(1.0, TAIL / max(box.y - aim[1], 1e-3))
    tip = (root + (aim[0] - root) * along, far)
    half, line_x = 0.028, LINE / job.aspect

    def tail(more: float) -> tuple[Point, ...]:
        wide = half + more * 1.4 / job.aspect
        return (root - wide, box.y + 0.02), (tip[0], tip[1] - more * 1.8), (root + wide, box.y + 0.02)

    outer = Box(x=box.x - line_x, y=box.y - LINE, width=box.width + 2 * line_x, height=box.height + 2 * LINE)
    return (
        ShapeLayer(id="tail-ink", shape="polygon", points=tail(LINE), colour=INK),
        ShapeLayer(id="bubble-ink", box=outer, radius=RADIUS + LINE, colour=INK),
        ShapeLayer(id="bubble", box=box, radius=RADIUS, colour="#ffffff"),
        ShapeLayer(id="tail", shape="polygon", points=tail(0.0), colour="#ffffff"),
    )


LAYOUT = Layout(
    "comic",
    "cover",
    suits,
    arrange,
    idea="several",
    style="comic",
    title={"ru": "Комикс", "en": "Comic page"},
    about={
        "ru": "Когда видео рассказывает историю в нескольких сценах. Нужны хотя бы три разных кадра.",
        "en": "When the video tells a story in several scenes. Needs at least three different stills.",
    },
)
