"""What the tests of drawing draw with: two photographs, a logo, small canvases."""

from __future__ import annotations

from functools import cache

import numpy as np
from PIL import Image, ImageDraw

from studio.brand.logos import Logo
from studio.design.document import Design, Layer
from studio.design.render import Darkroom
from studio.paint.arrays import Pixels
from studio.paint.colour import rgb_of
from studio.paint.protocol import Origin, Picture
from studio.values import Box
from tests.studio import desk

ORIGIN = Origin(source=0, video="a", still=0, at_s=0, file="a.jpg", sha256="0" * 64)
LOGO = "a" * 64
WIDTH, HEIGHT = 320, 180


@cache
def pictures() -> dict[str, Picture]:
    """Graded already, so that drawing them is quick and exact."""
    return {
        "bright": Picture(
            id="bright", pixels=desk.astronaut(), origin=ORIGIN, faces=(desk.ASTRONAUT_FACE,), style="natural"
        ),
        "night": Picture(id="night", pixels=desk.rocket(), origin=ORIGIN, style="natural"),
    }


@cache
def logo() -> Logo:
    """A white disc; what is clear has a black and a green hidden in it."""
    image = Image.new("RGBA", (400, 300), (0, 255, 0, 0))
    image.paste((0, 0, 0, 0), (0, 0, 400, 150))
    ImageDraw.Draw(image).ellipse((50, 0, 350, 299), fill=(255, 255, 255, 255))
    return np.asarray(image)


def darkroom() -> Darkroom:
    return Darkroom(pictures(), {LOGO: logo()})


def design(*layers: Layer, background: str = "#808080", width: int = WIDTH, height: int = HEIGHT) -> Design:
    return Design(
        kind="cover", layout="test", style="natural", width_px=width, height_px=height,
        background=background, layers=layers,
    )  # fmt: skip


def box(x: float, y: float, width: float, height: float) -> Box:
    return Box(x=x, y=y, width=width, height=height)


def laid_by_hand(design: Design, cels: list[tuple[Pixels, Box]]) -> Pixels:
    """What a browser would do: straight-alpha bitmaps over the background, one after the other."""
    canvas = np.empty((design.height_px, design.width_px, 3))
    canvas[:] = rgb_of(design.background)
    for pixels, where in cels:
        x, y = round(where.x * design.width_px), round(where.y * design.height_px)
        x0, y0 = max(0, x), max(0, y)
        x1, y1 = min(design.width_px, x + pixels.shape[1]), min(design.height_px, y + pixels.shape[0])
        if x1 <= x0 or y1 <= y0:
            continue
        part = pixels[y0 - y : y1 - y, x0 - x : x1 - x].astype(float)
        alpha = part[..., 3:] / 255
        canvas[y0:y1, x0:x1] = canvas[y0:y1, x0:x1] * (1 - alpha) + part[..., :3] * alpha
    return canvas
