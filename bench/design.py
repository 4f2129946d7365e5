"""How fast a cover and a banner are drawn, against plain Pillow laying down the same layers."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from skimage import data

from studio import fonts
from studio.design.document import (
    Design,
    GradientLayer,
    Mask,
    PictureLayer,
    ShapeLayer,
    TextLayer,
    TextLine,
)
from studio.design.geometry import WHOLE
from studio.design.render import Darkroom, render
from studio.paint.protocol import Origin, Picture
from studio.values import Box

ROUNDS = 5
ORIGIN = Origin(source=0, video="bench", still=0, at_s=0, file="a.jpg", sha256="0" * 64)


def rows() -> list[tuple[str, float, float]]:
    """(what, our seconds, plain Pillow's seconds), medians of the same run; neither grades the picture."""
    fonts.build()
    photograph = cv2.resize(data.astronaut()[:288], (1280, 720), interpolation=cv2.INTER_CUBIC)
    found: list[tuple[str, float, float]] = []
    for name, width, height in (("cover 1280×720", 1280, 720), ("banner 2204×864", 2204, 864)):
        design = _design(width, height)
        ours = _median(partial(_draw, design, photograph))
        found.append((f"draw a {name}", ours, _median(partial(_plain_pillow, photograph, width, height))))
    return found


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def _draw(design: Design, photograph: np.ndarray) -> np.ndarray:
    """A fresh darkroom each time, so that nothing is remembered between rounds."""
    picture = Picture(id="p", pixels=photograph, origin=ORIGIN, style="natural")
    return render(design, Darkroom({"p": picture}))


def _design(width: int, height: int) -> Design:
    """A photograph, a side scrim, a blurred round inset, a bar and two lines with a shadow."""
    lines = tuple(
        TextLine(text=text, x=0.05, y=y, size=0.15, colour="#ffffff", width=0.4)
        for text, y in (("КОСМОС", 0.45), ("РЯДОМ", 0.65))
    )
    return Design(
        kind="cover",
        layout="bench",
        style="natural",
        width_px=width,
        height_px=height,
        background="#101216",
        layers=(
            PictureLayer(id="picture", source="p", crop=WHOLE, box=WHOLE),
            GradientLayer(id="scrim", stops=((0, "#101216", 0.9), (0.7, "#101216", 0))),
            PictureLayer(
                id="inset", source="p", crop=WHOLE, box=Box(x=0.65, y=0.2, width=0.3, height=0.5), blur=0.01,
                mask=Mask(radius=0.05),
            ),
            ShapeLayer(id="bar", box=Box(x=0.05, y=0.75, width=0.06, height=0.012), colour="#ffd23f"),
            TextLayer(
                id="headline", role="headline", text="Космос рядом", box=WHOLE, face="montserrat",
                lines=lines,
                shadow=0.012,
            ),
        ),
    )  # fmt: skip


def _plain_pillow(photograph: np.ndarray, width: int, height: int) -> Image.Image:
    """The same layers as a script of plain Pillow would lay them, without grading or dithering."""
    canvas = Image.fromarray(photograph).resize((width, height), Image.Resampling.BICUBIC).convert("RGBA")
    scrim = Image.new("RGBA", (width, height), "#101216")
    ramp = Image.linear_gradient("L").rotate(90).resize((width, height))
    scrim.putalpha(ramp.point(lambda value: int(max(0, value - 76) * 0.9 * 255 / 179)))
    canvas.alpha_composite(scrim)
    inset = Image.fromarray(photograph).resize((int(width * 0.3), height // 2), Image.Resampling.BICUBIC)
    inset = inset.filter(ImageFilter.GaussianBlur(0.01 * height)).convert("RGBA")
    mask = Image.new("L", inset.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *inset.size), 0.05 * height, 255)
    canvas.paste(inset, (int(width * 0.65), int(height * 0.2)), mask)
    font = ImageFont.truetype(str(fonts.path_of("montserrat")), round(0.15 * height))
    shadow = Image.new("RGBA", (width, height))
    for text, y in (("КОСМОС", 0.45), ("РЯДОМ", 0.65)):
        ImageDraw.Draw(shadow).text((0.05 * width, y * height), text, "#000000", font, "ls")
    canvas.alpha_composite(shadow.filter(ImageFilter.GaussianBlur(0.012 * height)))
    draw = ImageDraw.Draw(canvas)
    draw.rectangle((0.05 * width, 0.75 * height, 0.11 * width, 0.762 * height), "#ffd23f")
    for text, y in (("КОСМОС", 0.45), ("РЯДОМ", 0.65)):
        draw.text((0.05 * width, y * height), text, "#ffffff", font, "ls")
    return canvas.convert("RGB")
