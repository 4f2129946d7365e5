"""Two stills that meet in a diagonal, the headline across the foot of both."""

from __future__ import annotations

from studio.design.document import Design, Mask, PictureLayer, Plate, ShapeLayer
from studio.design.layout import Layout
from studio.design.layouts.parts import head_boxes, nearness, other_scene, picture_in
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.paint.protocol import Picture
from studio.values import Box

# The diagonal's ends, as canvas x at the top and at the foot, and the seam's width in canvas heights.
TOP, FOOT, SEAM = 0.60, 0.40, 0.016
WORDS_TOP = 0.60
LONG_HEADLINE = 40


def suits(job: Commission) -> float:
    if other_scene(job) is None or job.brief.wants_face is True:
        return 0.0
    return 0.8 if len(job.brief.headline) <= LONG_HEADLINE else 0.5


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    second = other_scene(job)
    assert second is not None
    seam = SEAM / job.aspect
    left = ((-0.01, -0.01), (TOP, -0.01), (FOOT, 1.01), (-0.01, 1.01))
    right = ((TOP, -0.01), (1.01, -0.01), (1.01, 1.01), (FOOT, 1.01))
    lead = _half(job, "picture", job.lead, Box(x=0, y=0, width=TOP, height=1), left, 0.44)
    other = _half(job, "second", second, Box(x=FOOT, y=0, width=1 - FOOT, height=1), right, 0.58)
    sheet.add(lead, other, _seam(seam))
    sheet.obstacles += [*head_boxes(lead, job.lead), *head_boxes(other, second)]
    sheet.add(fade("foot", scheme.back, 90, (0.40, 0), (0.62, 0.50), (0.82, 0.90), (1, 0.97)))
    margin = job.margin_x
    column = sheet.free(Box(x=margin, y=WORDS_TOP, width=1 - 2 * margin, height=0.95 - WORDS_TOP))
    manner = Manner("russo", caps=True, leading=0.30, max_lines=4, spread=1.25, max_px=0.24, narrow="oswald")
    stack(
        sheet, column, manner, scheme.words, emphasis=scheme.emphasis, kicker_colour=scheme.accent_ink,
        kicker_plate=Plate(colour=scheme.accent, pad=0.018, radius=0.006), valign="bottom",
    )  # fmt: skip
    return sheet.design("split", scheme.back)


def _half(
    job: Commission, name: str, picture: Picture, box: Box, points: tuple[tuple[float, float], ...], x: float
) -> PictureLayer:
    mask = Mask(shape="polygon", points=points)
    return picture_in(
        job, name, picture, box, (x, 0.36), fill=nearness(picture, 0.50), finish=False, mask=mask
    )


def _seam(width: float) -> ShapeLayer:
    lean = (TOP - FOOT) * 0.01
    points = (
        (TOP - width / 2 + lean, -0.01), (TOP + width / 2 + lean, -0.01),
        (FOOT + width / 2 - lean, 1.01), (FOOT - width / 2 - lean, 1.01),
    )  # fmt: skip
    return ShapeLayer(id="seam", shape="polygon", points=points, colour="#ffffff")


LAYOUT = Layout(
    "split",
    "cover",
    suits,
    arrange,
    idea="several",
    title={"ru": "Диагональ", "en": "Diagonal split"},
    about={
        "ru": "Когда в видео встречаются две разные сцены: место и человек, начало и цель.",
        "en": "When two different scenes of the video meet: a place and a person, a start and a goal.",
    },
)
