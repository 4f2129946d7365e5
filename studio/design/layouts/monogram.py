"""Avatar: one or two letters of the name, large enough for a phone, on colour with the picture's ghost."""

from __future__ import annotations

from studio.design.document import Design, GradientLayer
from studio.design.geometry import WHOLE, main_faces
from studio.design.layout import Layout
from studio.design.layouts.parts import nearness, picture_in
from studio.design.layouts.ring import ring
from studio.design.sheet import Commission, Manner, Sheet
from studio.paint.colour import hex_from_oklch, mix, oklch_of
from studio.values import Box

# A face among the letters is a ghost, not a portrait: soft enough not to compete.
GHOST_BLUR = 0.010
FACES = ("unbounded", "russo", "montserrat")


def suits(job: Commission) -> float:
    return 0.7 if letters(job.brief.headline) else 0.0


def letters(name: str) -> str:
    """The initials of the first two words that carry meaning, or of one."""
    words = [word for word in "".join(c if c.isalnum() else " " for c in name).split() if word]
    strong = [word for word in words if len(word) > 2] or words
    return "".join(word[0] for word in strong[:2]).upper()


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    ground, ink = scheme.card.colour, scheme.card.ink
    light, chroma, hue = oklch_of(ground)
    shade = hex_from_oklch(max(0.14, light - 0.30), chroma, (hue - 18) % 360)
    ghost = next((one for one in job.painting.pictures if not main_faces(one)), job.lead)
    picture = picture_in(job, "picture", ghost, WHOLE, (0.5, 0.5), fill=nearness(ghost, 0.7))
    sheet.add(
        picture.model_copy(
            update={"style": "duotone", "tones": (shade, ground), "finish": False, "blur": GHOST_BLUR}
        ),
        GradientLayer(
            id="scrim-disc", angle=55,
            stops=((0.0, mix(ground, "#ffffff", 0.10), 0.72), (1.0, ground, 0.50)),
        ),
    )  # fmt: skip
    text = letters(job.brief.headline)
    side = 0.64
    box = Box(x=(1 - side) / 2, y=(1 - side) / 2, width=side, height=side)
    manner = Manner(FACES[job.seed % len(FACES)], caps=True, tracking=-0.03, max_lines=1, max_px=0.70)
    sheet.words(text, box, manner, ink, role="monogram", align="centre", valign="middle")
    sheet.add(*ring(scheme.card.line if ground != scheme.accent else ink, 0.022, inset=0.035))
    return sheet.design("monogram", ground)


LAYOUT = Layout(
    "monogram",
    "avatar",
    suits,
    arrange,
    idea="type",
    at_most=0.25,
    title={"ru": "Монограмма", "en": "Monogram"},
    about={
        "ru": "Первые буквы имени. Когда нет ни лица, ни логотипа, или они слишком мелкие.",
        "en": "The name's initials. When there is no face and no logo, or they are too small to be seen.",
    },
)
