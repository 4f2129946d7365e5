"""Avatar: the face in two inks, printed with dots."""

from __future__ import annotations

from studio.design.document import Design, TextureLayer
from studio.design.geometry import WHOLE, crop_for, main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import nearness, picture_in
from studio.design.layouts.ring import ring
from studio.design.sheet import Commission, Sheet

NEAREST = 6.0
WAYS = ((0.84, 0.51), (0.66, 0.47))
DOTS, DOTS_OPACITY = 0.016, 0.20


def suits(job: Commission) -> float:
    return 0.8 if main_faces(job.lead) else 0.55


def arrange(job: Commission) -> Design:
    job = job if job.painting.style == "duotone" else job.restyled("duotone")
    sheet, tones = Sheet(job), job.scheme.tones
    fill, height = WAYS[job.seed % len(WAYS)]
    crop = crop_for(job.lead, job.px(WHOLE), at=(0.5, height), fill=nearness(job.lead, fill), nearest=NEAREST)
    picture = picture_in(job, "picture", job.lead, WHOLE)
    sheet.add(
        picture.model_copy(update={"crop": crop, "finish": False, "contrast": 1.12}),
        TextureLayer(
            id="screen", pattern="dots", colour=tones[0], opacity=DOTS_OPACITY, scale=DOTS, angle=60
        ),
        *ring(tones[1], 0.040),
    )
    return sheet.design("inks", tones[0])


LAYOUT = Layout(
    "inks",
    "avatar",
    suits,
    arrange,
    idea="picture",
    wordless=True,
    title={"ru": "Две краски", "en": "Two inks"},
    about={
        "ru": "Лицо в двух красках канала. Спасает тёмные и пёстрые кадры.",
        "en": "The face in two of the channel's inks. Saves dark stills and motley ones.",
    },
)
