"""Full-bleed picture, condensed capitals across its foot, as on a film poster."""

from __future__ import annotations

from studio.design.document import Design, PictureLayer, Plate
from studio.design.geometry import WHOLE, focus, main_faces, placed
from studio.design.layout import Layout
from studio.design.layouts.parts import (
    UPRIGHT_WORDS,
    head_boxes,
    is_upright,
    picture_above,
    picture_in,
)
from studio.design.sheet import Commission, Manner, Sheet, fade
from studio.design.stack import stack
from studio.values import Box

LONG_HEADLINE = 42
LOWEST_CHIN = 0.62
# Words stand below this; a subject is lifted above it by coming nearer, but not too near.
WORDS_TOP = 0.50
NEAREST_LIFT = 0.60


def suits(job: Commission) -> float:
    """Not for pictures whose head or subject would stand where the words go."""
    if is_upright(job):
        return 0.7
    seen = placed(focus(job.lead), _picture(job).crop, WHOLE)
    if main_faces(job.lead) and seen.y + seen.height > LOWEST_CHIN:
        return 0.15
    worth = 0.85 if seen.centre[1] < 0.42 else 0.45
    return worth if len(job.brief.headline) <= LONG_HEADLINE else worth - 0.3


def _picture(job: Commission) -> PictureLayer:
    fill = 0.50 if main_faces(job.lead) else None
    picture = picture_in(job, "picture", job.lead, WHOLE, (0.5, 0.32), fill=fill)
    return picture if fill else picture.model_copy(update={"crop": _lifted(picture.crop, focus(job.lead))})


def _lifted(crop: Box, seen: Box) -> Box:
    """The crop drawn nearer, about the subject, until the subject stands above the words if that is near."""
    foot = crop.y + crop.height
    size = min(1.0, (foot - seen.y - seen.height) / (1 - WORDS_TOP) / crop.height)
    if not NEAREST_LIFT <= size < 1 or seen.width > size * crop.width:
        return crop
    width, height = size * crop.width, size * crop.height
    x = min(max(crop.x, seen.centre[0] - width / 2), crop.x + crop.width - width)
    top = min(foot - height, seen.y)
    return Box(x=x, y=top, width=width, height=height)


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    upright = is_upright(job)
    if upright:
        sheet.add(*picture_above(job, scheme.back, 0.62))
    else:
        picture = _picture(job)
        sheet.obstacles += head_boxes(picture, job.lead)
        sheet.add(picture, fade("foot", scheme.back, 90, (0.36, 0), (0.60, 0.40), (0.82, 0.84), (1, 0.96)))
    top = UPRIGHT_WORDS - 0.03 if upright else 0.48
    margin = job.margin_x
    column = sheet.free(Box(x=margin, y=top, width=1 - 2 * margin, height=0.935 - top))
    manner = Manner("oswald", caps=True, leading=0.26, max_lines=4, spread=1.7, max_px=0.30)
    plate = Plate(colour=scheme.accent, pad=0.018, radius=0.006)
    stack(
        sheet, column, manner, scheme.words, emphasis=scheme.emphasis, kicker_colour=scheme.accent_ink,
        kicker_plate=plate, valign="bottom",
    )  # fmt: skip
    return sheet.design("poster", scheme.back)


LAYOUT = Layout(
    "poster",
    "cover",
    suits,
    arrange,
    idea="picture",
    title={"ru": "Афиша", "en": "Film poster"},
    about={
        "ru": "Кадр во всю ширину, слова внизу, как на афише. Когда внизу кадра свободно.",
        "en": "A still from edge to edge, words at its foot, as on a film poster. When it is empty there.",
    },
)
