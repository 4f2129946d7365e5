"""The six named styles: a picture in, the same picture seen with another eye."""

from __future__ import annotations

from collections.abc import Callable

from studio.paint.arrays import Pixels
from studio.paint.grades.comic import comic
from studio.paint.grades.film import cinematic, duotone, natural, noir
from studio.paint.grades.look import Look
from studio.paint.grades.watercolour import watercolour
from studio.values import StyleName

STYLES: tuple[StyleName, ...] = ("natural", "cinematic", "noir", "duotone", "comic", "watercolour")

_GRADES: dict[StyleName, Callable[[Pixels, Look], Pixels]] = {
    "natural": natural,
    "cinematic": cinematic,
    "noir": noir,
    "duotone": duotone,
    "comic": comic,
    "watercolour": watercolour,
}


def grade(pixels: Pixels, style: StyleName, look: Look) -> Pixels:
    """`(H, W, 3)` uint8 RGB in a style; `look` holds the scale, the two tones and the seed."""
    return _GRADES[style](pixels, look)


__all__ = ["STYLES", "Look", "grade"]
