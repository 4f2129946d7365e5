"""Avatar: the team's own sign on its colour."""

from __future__ import annotations

from studio.brand.preset import BrandLogo
from studio.design.document import Design, GradientLayer, LogoLayer
from studio.design.layout import Layout
from studio.design.layouts.banner import seen_logo
from studio.design.layouts.ring import ring
from studio.design.marks import DARK_GROUND
from studio.design.sheet import Commission, Sheet
from studio.paint.colour import contrast, hex_luminance, mix
from studio.values import Box, Hex

# A logo's corners stand on a circle of this diameter: what is left is its clear space.
REACH = 0.80
# A ring is seen on its ground from this contrast on.
SEEN = 1.5


def suits(job: Commission) -> float:
    return 0.95 if _signed(job) else 0.0


def arrange(job: Commission) -> Design:
    sheet = Sheet(job)
    signed = _signed(job)
    assert signed is not None
    logo, ground = signed
    lit = mix(ground, "#ffffff", 0.08)
    # Width and height of a box of the logo's shape within the circle.
    diagonal = (logo.width_px**2 + logo.height_px**2) ** 0.5
    wide, high = REACH * logo.width_px / diagonal, REACH * logo.height_px / diagonal
    sheet.add(
        GradientLayer(id="ground", shape="radial", stops=((0.0, lit, 1), (1.0, ground, 1))),
        LogoLayer(
            id="logo", logo=logo.sha256, box=Box(x=0.5 - wide / 2, y=0.5 - high / 2, width=wide, height=high)
        ),
        *ring(_line(job, ground), 0.022, inset=0.03),
    )
    return sheet.design("emblem", ground)


def _signed(job: Commission) -> tuple[BrandLogo, Hex] | None:
    """A logo that is at hand and a ground of the team's on which it is seen, made for it if may be."""
    scheme = job.scheme
    grounds = [scheme.card.colour, scheme.accent, scheme.deep, scheme.paper]
    pairs = [(logo, ground) for ground in grounds if (logo := seen_logo(job, ground))]
    fitting = [pair for pair in pairs if (pair[0].ground == "dark") == (hex_luminance(pair[1]) < DARK_GROUND)]
    chosen = fitting or pairs
    return chosen[job.seed % min(2, len(chosen))] if chosen else None


def _line(job: Commission, ground: Hex) -> Hex:
    under = hex_luminance(ground)
    lines = (job.scheme.card.line, job.scheme.accent, job.scheme.paper, job.scheme.deep)
    return next((one for one in lines if contrast(hex_luminance(one), under) >= SEEN), job.scheme.ink)


LAYOUT = Layout(
    "emblem",
    "avatar",
    suits,
    arrange,
    idea="type",
    wordless=True,
    title={"ru": "Знак", "en": "Emblem"},
    about={
        "ru": "Логотип команды на её цвете. Нужен логотип в образе канала.",
        "en": "The team's logo on its colour. Needs a logo in the brand preset.",
    },
)
