"""How fast pictures are drawn, against plain Pillow laying down the same layers, and whether memory holds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import cv2
import numpy as np
import psutil
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from skimage import data

from bench.lines import Line, show
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
from studio.design.resized import at_size
from studio.design.setting import set_layer
from studio.design.single import render_layer
from studio.paint.protocol import Origin, Picture
from studio.values import Box

ROUNDS = 5
PREVIEW = (640, 360)
# Targets in milliseconds: a cover, a banner, an editor's change.
COVER_MS, BANNER_MS, CHANGE_MS = 80, 150, 150
RENDERS, WARM_UP, MOST_GROWTH_MB = 1000, 250, 20.0
ORIGIN = Origin(source=0, video="bench", still=0, at_s=0, file="a.jpg", sha256="0" * 64)


def show_all() -> None:
    """Print a table with what is aimed for: drawing, an editor's change, memory over many pictures."""
    fonts.build()
    photograph = _photograph()
    editing = _Editing(photograph)
    cover, banner = (1280, 720), (2204, 864)
    found = [
        _line("a cover 1280×720", partial(_draw, _design(*cover), photograph), photograph, cover, COVER_MS),
        _line(
            "a banner 2204×864", partial(_draw, _design(*banner), photograph), photograph, banner, BANNER_MS
        ),
        _line("a text changed at 640×360", editing.change, photograph, PREVIEW, CHANGE_MS),
    ]
    grown = _growth_mb(editing)
    found.append(
        Line(
            f"memory grown from render {WARM_UP} to {RENDERS}", f"{grown:.1f} MB",
            target=f"≤ {MOST_GROWTH_MB:.0f} MB", met=grown <= MOST_GROWTH_MB,
        )
    )  # fmt: skip
    show("Drawing", found)


def _line(
    what: str, ours: Callable[[], object], photograph: np.ndarray, size: tuple[int, int], aim_ms: float
) -> Line:
    """Wall time and, as others may be at work, our processor time, beside Pillow's wall time."""
    before = time.process_time()
    wall = _median(ours) * 1000
    processor = (time.process_time() - before) / ROUNDS * 1000
    peer = _median(partial(_plain_pillow, photograph, *size)) * 1000
    return Line(
        what, f"{wall:.0f} ms ({processor:.0f} cpu)", f"{peer:.0f} ms", wall / peer, f"≤ {aim_ms} ms",
        wall <= aim_ms,
    )  # fmt: skip


def _photograph() -> np.ndarray:
    return np.asarray(cv2.resize(data.astronaut()[:288], (1280, 720), interpolation=cv2.INTER_CUBIC))


class _Editing:
    """Somebody typing into a headline: every change is another text, on a graded picture already at hand."""

    def __init__(self, photograph: np.ndarray) -> None:
        picture = Picture(id="p", pixels=photograph, origin=ORIGIN)
        self._darkroom = Darkroom({"p": picture})
        self._design = at_size(_design(1280, 720), *PREVIEW)
        self._count = 0
        render(self._design, self._darkroom)

    def change(self) -> None:
        """One change: the words set anew, the whole drawn, and their layer alone."""
        self._count += 1
        old = self._design.texts()[0]
        box = Box(x=0.05, y=0.2, width=0.5, height=0.5)
        new = set_layer(old.model_copy(update={"text": f"Космос рядом {self._count}", "box": box}), *PREVIEW)
        layers = tuple(new if layer.id == new.id else layer for layer in self._design.layers)
        changed = self._design.model_copy(update={"layers": layers})
        render(changed, self._darkroom)
        render_layer(changed, new.id, self._darkroom)


def _growth_mb(editing: _Editing) -> float:
    """How much more this process holds after many pictures, each of other words, than after the first."""
    process = psutil.Process()
    for _ in range(WARM_UP):
        editing.change()
    before = process.memory_info().rss
    for _ in range(RENDERS - WARM_UP):
        editing.change()
    return float(process.memory_info().rss - before) / 2**20


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


if __name__ == "__main__":
    show_all()
