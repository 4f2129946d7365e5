"""Two teams that do not exist, with logos drawn here, to see every layout in somebody's colours."""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageDraw

from studio.brand.logos import Logo
from studio.brand.preset import BrandColour, BrandFonts, BrandLogo, BrandPreset
from studio.values import Hex

SIDE_PX, SMOOTHING = 320, 4


def _sign(colour: Hex) -> Image.Image:
    """A ring with a flame's drop in it."""
    side = SIDE_PX * SMOOTHING
    image = Image.new("RGBA", (side, side))
    draw = ImageDraw.Draw(image)
    unit = side / 100
    draw.ellipse((4 * unit, 4 * unit, 96 * unit, 96 * unit), outline=colour, width=round(10 * unit))
    draw.ellipse((33 * unit, 40 * unit, 67 * unit, 74 * unit), fill=colour)
    draw.polygon(((50 * unit, 20 * unit), (35 * unit, 50 * unit), (65 * unit, 50 * unit)), fill=colour)
    return image.resize((SIDE_PX, SIDE_PX), Image.Resampling.LANCZOS)


def _word(colour: Hex) -> Image.Image:
    """Four bars that climb: a wide sign."""
    width, height = 480 * SMOOTHING, 240 * SMOOTHING
    image = Image.new("RGBA", (width, height))
    draw = ImageDraw.Draw(image)
    for index in range(4):
        left = index * width / 4 + width * 0.02
        top = height * (0.72 - 0.22 * index)
        draw.rounded_rectangle((left, top, left + width * 0.20, height * 0.97), width * 0.03, fill=colour)
    return image.resize((480, 240), Image.Resampling.LANCZOS)


@lru_cache(maxsize=1)
def _drawn() -> dict[str, tuple[str, Logo]]:
    """By name: the SHA-256 of a logo's PNG and its pixels."""
    images = {"light": _sign("#fff8ee"), "dark": _sign("#102a43"), "any": _word("#b3245a")}
    found = {}
    for name, image in images.items():
        file = io.BytesIO()
        image.save(file, "PNG")
        found[name] = (hashlib.sha256(file.getvalue()).hexdigest(), np.asarray(image))
    return found


def logos() -> dict[str, Logo]:
    return dict(_drawn().values())


def brands(language: str) -> tuple[BrandPreset, BrandPreset]:
    """A loud team and a quiet one, their lines in that language."""
    shas = {name: sha for name, (sha, _) in _drawn().items()}
    lines = {
        "ru": ("Наука на кухне", "Новые серии по пятницам", "Тихие истории", "По воскресеньям в 18:00"),
        "en": ("Science in the kitchen", "New films every Friday", "Quiet stories", "Sundays at 18:00"),
    }[language]
    loud = BrandPreset(
        palette=_palette(accent="#ff5a1f", second="#8fd3c8", ground="#102a43", paper="#fff8ee"),
        fonts=BrandFonts(headline="montserrat"),
        logos=(
            BrandLogo(sha256=shas["light"], ground="dark", width_px=SIDE_PX, height_px=SIDE_PX),
            BrandLogo(sha256=shas["dark"], ground="light", width_px=SIDE_PX, height_px=SIDE_PX),
        ),
        tagline=lines[0],
        schedule=lines[1],
    )
    quiet = BrandPreset(
        palette=_palette(accent="#b3245a", ground="#2b1b2e", paper="#fdf3e7", ink="#2b1b2e"),
        fonts=BrandFonts(headline="playfair"),
        logos=(BrandLogo(sha256=shas["any"], ground="light", width_px=480, height_px=240),),
        tagline=lines[2],
        schedule=lines[3],
    )
    return loud, quiet


def _palette(**colours: Hex) -> tuple[BrandColour, ...]:
    return tuple(BrandColour.model_validate({"role": role, "hex": hex_}) for role, hex_ in colours.items())
