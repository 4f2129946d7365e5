"""People who do not exist, drawn flat: our sample films know but one, and a team wants several."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from studio.paint.collage.load import busy_map
from studio.paint.colour import mix
from studio.paint.protocol import Origin, Picture
from studio.understand.palette import palette_of
from studio.values import Box, Face, Hex

WIDTH_PX, HEIGHT_PX, SMOOTHING = 960, 720, 3
FACE = Box(x=0.40, y=0.30, width=0.20, height=0.30)
INK = "#2a1f1a"
Hair = Literal["bob", "short", "bun", "curls"]


@dataclass(frozen=True)
class _Person:
    wall: Hex
    skin: Hex
    hair: Hex
    cut: Hair
    coat: Hex
    shirt: Hex
    glasses: bool = False
    beard: bool = False


PEOPLE = (
    _Person("#b9d7d2", "#f0c3a0", "#6b2f1a", "bob", "#e2574c", "#fff4e3"),
    _Person("#e9d8a6", "#8d5a3b", "#1d1512", "curls", "#2f6f8f", "#f7e3b5", glasses=True),
    _Person("#d9c9e8", "#e6ab82", "#c9892f", "short", "#3f8f6b", "#f4f1de", beard=True),
    _Person("#c7dbf0", "#f6d2b8", "#8a8f99", "bun", "#7a4a8c", "#fbe9f0", glasses=True),
)


class _Pen:
    """Shapes in fractions of the picture's height, from the middle of its width."""

    def __init__(self, wall: Hex) -> None:
        self.unit = HEIGHT_PX * SMOOTHING
        self.image = Image.new("RGB", (WIDTH_PX * SMOOTHING, self.unit), wall)
        self.draw = ImageDraw.Draw(self.image)

    def _box(self, x: float, y: float, width: float, height: float) -> tuple[float, float, float, float]:
        left = WIDTH_PX * SMOOTHING / 2 + (x - width / 2) * self.unit
        top = (y - height / 2) * self.unit
        return left, top, left + width * self.unit, top + height * self.unit

    def oval(self, x: float, y: float, width: float, height: float, colour: Hex) -> None:
        self.draw.ellipse(self._box(x, y, width, height), fill=colour)

    def block(
        self, x: float, y: float, width: float, height: float, colour: Hex, radius: float = 0.0
    ) -> None:
        self.draw.rounded_rectangle(self._box(x, y, width, height), radius * self.unit, fill=colour)

    def ring(self, x: float, y: float, size: float, colour: Hex, line: float) -> None:
        self.draw.ellipse(self._box(x, y, size, size), outline=colour, width=round(line * self.unit))

    def arc(self, x: float, y: float, width: float, height: float, ends: tuple[int, int], colour: Hex,
            line: float) -> None:  # fmt: skip
        self.draw.arc(self._box(x, y, width, height), *ends, fill=colour, width=round(line * self.unit))

    def pixels(self) -> Image.Image:
        return self.image.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.LANCZOS)


def drawn_people(source: int) -> list[Picture]:
    """Each as a still of a film of its own; `source` is the number of the first."""
    return [_picture(person, source + index) for index, person in enumerate(PEOPLE)]


def _picture(person: _Person, source: int) -> Picture:
    pixels = np.asarray(_portrait(person))
    origin = Origin(
        source=source, video=f"drawn-{source}", still=0, at_s=0.0, file=f"drawn-{source}.png",
        sha256=hashlib.sha256(pixels.tobytes()).hexdigest(),
    )  # fmt: skip
    return Picture(
        id=f"v{source}s0", pixels=pixels, origin=origin,
        faces=(Face(box=FACE, score=0.9, sharpness=0.5, frontal=0.6),),
        busy=busy_map(pixels), palette=palette_of([pixels]), score=0.3,
    )  # fmt: skip


def _portrait(person: _Person) -> Image.Image:
    pen = _Pen(person.wall)
    shade = mix(person.skin, INK, 0.16)
    if person.cut == "bob":
        pen.block(0, 0.43, 0.42, 0.52, person.hair, 0.19)
    if person.cut == "curls":
        for x, y in (
            (-0.17, 0.30),
            (0.17, 0.30),
            (-0.12, 0.20),
            (0.12, 0.20),
            (0, 0.16),
            (-0.19, 0.40),
            (0.19, 0.40),
        ):
            pen.oval(x, y, 0.18, 0.18, person.hair)
    if person.cut == "bun":
        pen.oval(0, 0.13, 0.15, 0.13, person.hair)
        pen.oval(0, 0.30, 0.37, 0.34, person.hair)
    pen.block(0, 0.92, 0.78, 0.50, person.coat, 0.20)
    pen.oval(0, 0.70, 0.24, 0.16, person.shirt)
    pen.block(0, 0.62, 0.13, 0.20, shade, 0.05)
    for side in (-1, 1):
        pen.oval(side * 0.155, 0.425, 0.05, 0.085, shade)
    pen.oval(0, 0.40, 0.31, 0.41, person.skin)
    _hair_before(pen, person)
    _features(pen, person, shade)
    return pen.pixels()


def _hair_before(pen: _Pen, person: _Person) -> None:
    if person.cut in ("short", "curls"):
        pen.arc(0, 0.345, 0.33, 0.33, (180, 360), person.hair, 0.075)
    if person.cut in ("bob", "bun"):
        pen.arc(0, 0.365, 0.345, 0.38, (178, 362), person.hair, 0.062)
    if person.cut == "short":
        pen.oval(0, 0.225, 0.25, 0.10, person.hair)


def _features(pen: _Pen, person: _Person, shade: Hex) -> None:
    if person.beard:
        pen.arc(0, 0.43, 0.305, 0.35, (8, 172), person.hair, 0.085)
    for side in (-1, 1):
        pen.oval(side * 0.068, 0.395, 0.042, 0.030, "#ffffff")
        pen.oval(side * 0.068, 0.396, 0.023, 0.026, INK)
        pen.arc(side * 0.068, 0.368, 0.072, 0.034, (200, 340), mix(person.hair, INK, 0.4), 0.011)
        if person.glasses:
            pen.ring(side * 0.070, 0.397, 0.096, INK, 0.008)
    if person.glasses:
        pen.block(0, 0.392, 0.048, 0.008, INK)
    pen.arc(0, 0.445, 0.045, 0.05, (30, 150), shade, 0.010)
    pen.arc(0, 0.485, 0.105, 0.075, (15, 165), mix(shade, "#8c2f2f", 0.55), 0.013)
