"""A face close by at one side, and what it looks at: ringed, with an arrow to it."""

from __future__ import annotations

from studio.design.document import CutoutLayer, Design, Layer, Mask, PictureLayer, ShapeLayer
from studio.design.geometry import SURE_FACE, WHOLE, crop_for, focus, grow, main_faces, placed
from studio.design.layout import Layout
from studio.design.layouts.parts import body_edges, cut_sides, head_boxes, is_upright, picture_in, standing
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.design.temper import nearer
from studio.paint.protocol import Picture
from studio.values import Box, Hex

HEAD_FILL, HEAD_AT = 0.74, (0.80, 0.44)
# The ring: around the subject by so much of it, its size in canvas heights, its line.
RING_AIR, SMALLEST_RING, LARGEST_RING, RING_LINE = 0.16, 0.26, 0.42, 0.016
RING_AT = (0.30, 0.29)
ARROW_LINE, ARROW_LENGTH = 0.030, 0.15
SMALLEST_THING, LARGEST_THING, ROUNDEST = 0.006, 0.30, 0.55
WORDS_WIDTH, WORDS_TOP = 0.60, 0.58
LONG_HEADLINE = 34


def suits(job: Commission) -> float:
    if is_upright(job) or _pair(job) is None or job.brief.wants_face is False:
        return 0.0
    return 0.9 if len(job.brief.headline) <= LONG_HEADLINE else 0.45


def _pair(job: Commission) -> tuple[Picture, Picture] | None:
    """(who looks, what is looked at): a face that can be cut out, and one clear thing in another shot."""
    people = [one for one in job.painting.pictures if len(main_faces(one)) == 1]
    things = [one for one in job.painting.pictures if _is_one_thing(one)]
    # One of the two leads, so that candidates with other leads differ.
    for person in people:
        for thing in things:
            if job.lead.id in (person.id, thing.id) and _stands_free(job, person):
                return person, thing
    return None


def _is_one_thing(picture: Picture) -> bool:
    """Whether what a picture is about is compact enough for a ring to mean it."""
    seen = picture.subject
    if not seen or any(face.score >= SURE_FACE for face in picture.faces):
        return False
    shape = seen.width * picture.width_px / (seen.height * picture.height_px)
    return SMALLEST_THING < seen.area < LARGEST_THING and ROUNDEST < shape < 1 / ROUNDEST


def _stands_free(job: Commission, person: Picture) -> bool:
    """Whether somebody can be cut out whole on the side where the ring is."""
    matte = job.darkroom.matte(person.id)
    return matte is not None and not cut_sides(matte[1])[0]


def arrange(job: Commission) -> Design:
    pair = _pair(job)
    assert pair is not None
    person, thing = pair
    sheet, scheme = Sheet(job), job.scheme
    scene = picture_in(job, "picture", thing, WHOLE, RING_AT, fill=_thing_fill(thing), reach=0.35)
    sheet.add(scene, fade("foot", scheme.deep, 90, (0.44, 0), (0.68, 0.55), (1, 0.94)))
    cutout = _person(job, person)
    ring = _ring(job, placed(focus(thing), scene.crop, scene.box))
    sheet.add(*_marked(job, ring, scheme.accent), cutout)
    face = PictureLayer(id="face", source=person.id, crop=cutout.crop, box=WHOLE)
    sheet.obstacles += [*head_boxes(face, person), ring]
    margin = job.margin_x
    top = max(WORDS_TOP, ring.y + ring.height + 0.03)
    matte = job.darkroom.matte(person.id)
    body = body_edges(matte[1], cutout.crop, job.aspect, top, 0.94) if matte else None
    # A shoulder may stand a little behind the words, never most of them.
    width = min(WORDS_WIDTH, max(0.46, body[0] + 0.02 if body else WORDS_WIDTH)) - margin
    column = sheet.free(Box(x=margin, y=top, width=width, height=0.94 - top))
    manner = Manner("russo", caps=True, leading=0.28, max_lines=4, spread=1.2, max_px=0.20, narrow="oswald")
    stack(
        sheet, column, manner, "#ffffff", emphasis=scheme.on_deep, kicker_colour=scheme.on_deep,
        valign="bottom", shadow=0.014,
    )  # fmt: skip
    return sheet.design("reaction", scheme.deep)


def _thing_fill(thing: Picture) -> float | None:
    height = focus(thing).height
    return min(0.36, max(0.24, height))


def _person(job: Commission, person: Picture) -> CutoutLayer:
    matte = job.darkroom.matte(person.id)
    assert matte is not None
    crop = crop_for(person, job.px(WHOLE), at=HEAD_AT, fill=nearer(HEAD_FILL, job.temper), reach=1.0)
    crop = standing(person, matte[1], crop, HEAD_AT[1])
    if cut_sides(matte[1])[1] and crop.x + crop.width > 1:
        crop = Box(x=1 - crop.width, y=crop.y, width=crop.width, height=crop.height)
    return CutoutLayer(
        id="person", source=person.id, crop=crop, box=WHOLE, style=job.painting.style,
        tones=job.scheme.tones, outline=0.010, outline_colour="#ffffff", shadow=0.03, mask=Mask(),
    )  # fmt: skip


def _ring(job: Commission, seen: Box) -> Box:
    """A circle around what is seen, on the canvas."""
    around = grow(seen, RING_AIR, RING_AIR, RING_AIR)
    size = max(around.width * job.aspect, around.height)
    size = min(max(size, SMALLEST_RING), LARGEST_RING)
    cx, cy = seen.centre
    half_x, half_y = size / job.aspect / 2, size / 2
    cx = min(max(cx, half_x + 0.02), 0.55 - half_x)
    cy = min(max(cy, half_y + 0.03), 0.56 - half_y)
    return Box(x=cx - half_x, y=cy - half_y, width=2 * half_x, height=2 * half_y)


def _marked(job: Commission, ring: Box, colour: Hex) -> tuple[Layer, ...]:
    """The ring with a dark edge that parts it from any ground, and an arrow from the person's side."""
    edge = Box(
        x=ring.x - 0.004 / job.aspect, y=ring.y - 0.004,
        width=ring.width + 0.008 / job.aspect, height=ring.height + 0.008,
    )  # fmt: skip
    cy = ring.centre[1]
    tip = ring.x + ring.width + 0.022
    points = ((tip + ARROW_LENGTH, cy + 0.075), (tip, cy + 0.012))
    return (
        ShapeLayer(id="ring-edge", shape="ellipse", box=edge, line=RING_LINE + 0.008, colour="#101216",
                   opacity=0.55),
        ShapeLayer(id="ring", shape="ellipse", box=ring, line=RING_LINE, colour=colour),
        ShapeLayer(id="arrow", shape="arrow", points=points, line=ARROW_LINE, colour=colour, shadow=0.012),
    )  # fmt: skip


LAYOUT = Layout(
    "reaction",
    "cover",
    suits,
    arrange,
    idea="person",
    title={"ru": "Реакция", "en": "Reaction"},
    about={
        "ru": "Когда кто-то смотрит на что-то удивительное. Нужны лицо и отдельный кадр с предметом.",
        "en": "When somebody looks at something surprising. Needs a face and another still with the thing.",
    },
)
