"""Avatar: the face or the subject, close, in a ring."""

from __future__ import annotations

from studio.design.document import Design, GradientLayer
from studio.design.geometry import WHOLE, crop_for, main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import nearness, picture_in
from studio.design.layouts.ring import ring
from studio.design.sheet import Commission, Sheet

NEAREST = 6.0
# From bust to face: the head's share of the height, and how high its middle stands.
WAYS = ((0.80, 0.51), (0.58, 0.44), (0.94, 0.53), (0.68, 0.47))


def suits(job: Commission) -> float:
    return 0.9 if main_faces(job.lead) or job.lead.subject else 0.6


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    picture = picture_in(job, "picture", job.lead, WHOLE)
    fill, height = WAYS[job.seed % len(WAYS)]
    crop = crop_for(job.lead, job.px(WHOLE), at=(0.5, height), fill=nearness(job.lead, fill), nearest=NEAREST)
    sheet.add(
        picture.model_copy(update={"crop": crop, "finish": False}),
        GradientLayer(
            id="vignette", shape="radial", stops=((0.66, scheme.deep, 0.0), (1.05, scheme.deep, 0.6))
        ),
        *ring(scheme.accent if job.seed % 2 else scheme.card.line, 0.036),
    )
    return sheet.design("closeup", scheme.deep)


LAYOUT = Layout(
    "closeup",
    "avatar",
    suits,
    arrange,
    idea="picture",
    wordless=True,
    title={"ru": "Крупный план", "en": "Close-up"},
    about={
        "ru": "Лицо или предмет крупно, в кольце. Подходит почти всегда.",
        "en": "The face or the subject, close, in a ring. Suits nearly always.",
    },
)
