"""Avatar: the person cut out before a disc of colour with rays."""

from __future__ import annotations

from typing import Literal

from studio.design.document import CutoutLayer, Design, GradientLayer, TextureLayer
from studio.design.geometry import WHOLE, crop_for
from studio.design.layout import Layout
from studio.design.layouts.floor import can_be_cut_out
from studio.design.layouts.parts import standing
from studio.design.layouts.ring import ring
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import mix

Pattern = Literal["rays", "dots", "stripes"]
NEAREST = 6.0
# The head's share of the height, how high its middle stands, and what is behind it.
WAYS: tuple[tuple[float, float, Pattern], ...] = (
    (0.62, 0.47, "rays"),
    (0.70, 0.50, "dots"),
    (0.54, 0.42, "stripes"),
)
PATTERNS: dict[Pattern, tuple[float, float]] = {
    "rays": (0.16, 0.055), "dots": (0.22, 0.035), "stripes": (0.12, 0.05)
}  # fmt: skip


def suits(job: Commission) -> float:
    return 1.0 if can_be_cut_out(job, job.lead) else 0.0


def arrange(job: Commission) -> Design:
    sheet, scheme = Sheet(job), job.scheme
    fill, head_at, pattern = WAYS[job.seed % len(WAYS)]
    crop = crop_for(job.lead, job.px(WHOLE), at=(0.5, head_at), fill=fill, reach=0.5, nearest=NEAREST)
    matte = job.darkroom.matte(job.lead.id)
    assert matte is not None
    crop = standing(job.lead, matte[1], crop, head_at)
    opacity, scale = PATTERNS[pattern]
    # Every other one stands before a colour of the film itself.
    own = scheme.card.colour if job.seed % 2 else scheme.accent
    ground = scheme.tones[0] if job.painting.style == "duotone" else own
    sheet.add(
        GradientLayer(
            id="disc", shape="radial",
            stops=((0.0, mix(ground, "#ffffff", 0.30), 1), (1.0, mix(ground, scheme.deep, 0.22), 1)),
        ),
        TextureLayer(id="pattern", pattern=pattern, colour="#ffffff", opacity=opacity, scale=scale, angle=90),
        CutoutLayer(
            id="person", source=job.lead.id, crop=crop, box=WHOLE, style=job.painting.style,
            tones=job.scheme.tones, outline=0.016, outline_colour="#ffffff", shadow=0.03,
        ),
        *ring("#ffffff", 0.034),
    )  # fmt: skip
    return sheet.design("medallion", ground)


LAYOUT = Layout(
    "medallion",
    "avatar",
    suits,
    arrange,
    idea="person",
    wordless=True,
    title={"ru": "Медальон", "en": "Medallion"},
    about={
        "ru": "Вырезанный человек перед узором, вокруг кольцо. Нужно лицо, которое можно вырезать.",
        "en": "A person cut out before a pattern, in a ring. Needs a face that can be cut out.",
    },
)
