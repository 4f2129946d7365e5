"""Avatar: one or two letters of the name, large enough for a phone, over the picture in two inks."""

from __future__ import annotations

from studio.design.document import Design, GradientLayer
from studio.design.geometry import WHOLE
from studio.design.layouts.parts import picture_in
from studio.design.layouts.ring import ring
from studio.design.sheet import Commission, Manner, Sheet
from studio.values import Box

FACES = ("unbounded", "russo", "montserrat")


def suits(job: Commission) -> float:
    return 0.8 if letters(job.brief.headline) else 0.0


def letters(name: str) -> str:
    """The initials of the first two words, or of one."""
    words = [word for word in ("".join(c if c.isalnum() else " " for c in name)).split() if word]
    if not words:
        return ""
    strong = [word for word in words if len(word) > 2] or words
    return "".join(word[0] for word in strong[:2]).upper()


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    picture = picture_in(job, "picture", job.lead, WHOLE, (0.5, 0.5), finish=False)
    sheet.add(
        picture.model_copy(update={"style": "duotone", "tones": (scheme.deep, scheme.accent), "blur": 0.008}),
        GradientLayer(
            id="scrim-disc", shape="radial", stops=((0.0, scheme.deep, 0.80), (0.75, scheme.deep, 0.66),
            (1.1, scheme.deep, 0.25)),
        ),
    )  # fmt: skip
    text = letters(job.brief.headline)
    side = 0.60 if len(text) == 1 else 0.62
    box = Box(x=(1 - side) / 2, y=(1 - side) / 2, width=side, height=side)
    manner = Manner(FACES[job.seed % len(FACES)], caps=True, tracking=-0.02, max_lines=1, max_px=0.72)
    sheet.words(text, box, manner, "#ffffff", role="monogram", align="centre", valign="middle")
    sheet.add(*ring(scheme.accent, 0.036))
    return sheet.design("monogram", scheme.deep)
