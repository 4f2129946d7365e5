"""Banner: a person beside the name, its line and when new films come; a few stills at the far end."""

from __future__ import annotations

from studio.design.document import Design, GradientLayer, Layer, Mask, ShapeLayer
from studio.design.geometry import liveliest, main_faces
from studio.design.layout import Layout
from studio.design.layouts.banner import across, place_name, stage_of, videos_first, zone_of
from studio.design.layouts.floor import good_cutout, person, presence, shelves
from studio.design.layouts.parts import picture_in
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix
from studio.paint.protocol import Picture
from studio.values import Box

# The head's share of the stage's height, and how high its middle stands.
HEAD, HEAD_AT = 0.60, 0.47
# The disc behind, the ring around it, and the ring's line, in the stage's height.
DISC, RING, RING_LINE = 0.80, 0.94, 0.010
# In a zone this wide the person stands in it too; in a narrower one the name has it alone.
WIDE_ZONE, BESIDE = 0.5, 0.085
# Where the strips at the far end begin, how much they lean, and how many there are at most.
LEAN, STRIPS, JOINT = 0.05, 2, 0.006


def suits(job: Commission) -> float:
    if _host(job) is None:
        return 0.4 if job.painting.pictures else 0.0
    return 0.95 if job.brand.schedule or job.brand.tagline else 0.8


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    card, stage, zone = scheme.card, stage_of(job), zone_of(job)
    host = _host(job)
    ground = card.colour
    sheet.add(
        GradientLayer(
            id="ground", angle=12,
            stops=((0, mix(ground, "#ffffff", 0.06), 1), (1, mix(ground, scheme.deep, 0.22), 1)),
        )
    )  # fmt: skip
    wide = zone.width >= WIDE_ZONE
    half = across(job, RING / 2 * stage.height)
    middle = zone.x + BESIDE if wide else zone.x - half - 0.008
    name_x = middle + half + 0.02 if wide else zone.x + 0.01
    far = zone.x + zone.width + 0.02
    room = Box(
        x=name_x, y=stage.y + 0.15 * stage.height, width=zone.x + zone.width - name_x - 0.005,
        height=0.70 * stage.height,
    )  # fmt: skip
    others = [one for one in videos_first(job.painting.pictures) if one is not host]
    views = [one for one in others if not main_faces(one)] or others or [job.lead]
    if host:
        sheet.add(*_hosted(job, host, middle))
    else:
        sheet.add(_opened(job, views[0], name_x - 0.03))
        views = views[1:] or views
    sheet.add(*_strips(job, views, far))
    place_name(
        sheet, room, "montserrat", card.ink, card.line, align="left", tagline=job.brand.tagline,
        schedule=job.brand.schedule, pill=(card.ink, card.colour),
    )  # fmt: skip
    sheet.add(*shelves(job, views[:6], scheme.deep, card.line))
    return sheet.design("host", ground)


def _host(job: Commission) -> Picture | None:
    """The best of those who can be cut out; cutting costs, so the best are asked first."""
    ranked = sorted(job.painting.pictures, key=presence, reverse=True)
    return next((one for one in ranked if good_cutout(job, one)), None)


def _hosted(job: Commission, picture: Picture, middle: float) -> list[Layer]:
    """The person before a disc of the line's colour, feet on the stage's lower edge."""
    stage, card = stage_of(job), job.scheme.card
    box = Box(
        x=middle - across(job, 0.75 * stage.height), y=stage.y, width=across(job, 1.5 * stage.height),
        height=stage.height,
    )  # fmt: skip
    cut = person(job, "person", picture, box, HEAD, HEAD_AT)
    return [
        ShapeLayer(
            id="halo", shape="ellipse", box=_round(job, middle, RING), colour=card.line,
            line=RING_LINE * stage.height,
        ),
        ShapeLayer(id="disc", shape="ellipse", box=_round(job, middle, DISC), colour=card.line),
        cut.model_copy(update={"shadow": 0.018 * stage.height}),
    ]  # fmt: skip


def _round(job: Commission, middle: float, share: float) -> Box:
    """A circle of that share of the stage's height, a little below its middle."""
    stage = stage_of(job)
    high = share * stage.height
    wide = across(job, high)
    return Box(x=middle - wide / 2, y=stage.y + (stage.height - high) / 2, width=wide, height=high)


def _opened(job: Commission, picture: Picture, end: float) -> Layer:
    """The still itself from the canvas's edge to `end`, cut along a slope."""
    stage = stage_of(job)
    lean = across(job, 0.16 * stage.height)
    box = Box(x=0, y=stage.y, width=end + lean, height=stage.height)
    points = (
        (0.0, stage.y),
        (end + lean, stage.y),
        (end - lean, stage.y + stage.height),
        (0.0, stage.y + stage.height),
    )
    layer = picture_in(job, "view", picture, box, (0.62, 0.5), finish=False)
    return layer.model_copy(update={"mask": Mask(shape="polygon", points=points)})


def _strips(job: Commission, views: list[Picture], start: float) -> list[Layer]:
    """Leaning strips of other films from `start` to the canvas's edge."""
    stage = stage_of(job)
    count = min(STRIPS, len(views))
    lean = across(job, LEAN * 2 * stage.height)
    gap = across(job, JOINT * 2)
    width = (1 + lean - start) / count
    layers: list[Layer] = []
    for index in range(count):
        x0, x1 = start + index * width + gap / 2, start + (index + 1) * width - gap / 2
        box = Box(x=x0 - lean, y=stage.y, width=x1 - x0 + 2 * lean, height=stage.height)
        points = (
            (x0 + lean, stage.y), (x1 + lean, stage.y),
            (x1 - lean, stage.y + stage.height), (x0 - lean, stage.y + stage.height),
        )  # fmt: skip
        share = (x1 - x0) * job.aspect / stage.height * views[index].height_px / views[index].width_px
        layer = picture_in(
            job, f"film-{index}", views[index], box, finish=False, seen=liveliest(views[index], share)
        )
        layers.append(layer.model_copy(update={"mask": Mask(shape="polygon", points=points)}))
    return layers


LAYOUT = Layout(
    "host",
    "banner",
    suits,
    arrange,
    idea="person",
    title={"ru": "Ведущий", "en": "Host"},
    about={
        "ru": "Человек, имя, девиз и когда выходят ролики. Для каналов с одним лицом.",
        "en": "A person, the name, a tagline and when films come. For channels with one face.",
    },
)
