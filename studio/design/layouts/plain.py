"""No words at all: the picture, graded, the subject on a third."""

from __future__ import annotations

from studio.design.document import Design
from studio.design.geometry import WHOLE
from studio.design.layout import Layout
from studio.design.layouts.parts import nearness, picture_in, quieter_side
from studio.design.sheet import Commission, Sheet, bar
from studio.values import Box

FACE_FILL = 0.56
EDGE = 0.016


def suits(job: Commission) -> float:
    return 0.0 if job.brief.headline else 1.0


def arrange(job: Commission) -> Design:
    sheet = Sheet(job)
    at = (0.60, 0.45) if quieter_side(job.lead) == "left" else (0.40, 0.45)
    sheet.add(
        picture_in(job, "picture", job.lead, WHOLE, at, fill=nearness(job.lead, FACE_FILL)),
        bar("edge", Box(x=0, y=1 - EDGE, width=1, height=EDGE), job.scheme.accent),
    )
    return sheet.design("plain", job.scheme.deep)


LAYOUT = Layout(
    "plain",
    "cover",
    suits,
    arrange,
    idea="picture",
    wordless=True,
    title={"ru": "Только кадр", "en": "Still alone"},
    about={
        "ru": "Только кадр, без слов. Когда заголовка нет.",
        "en": "The still and no words. When there is no headline.",
    },
)
