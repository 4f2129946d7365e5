"""The photographs that the labelled films are made of: those that travel in the packages we use anyway.

They are free of rights: scikit-image's (see its data/README.txt: NASA, SpaceX, van der Walt, Michetti and
others) and Matplotlib's portrait of Grace Hopper (U.S. Navy).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import matplotlib
import numpy as np
import skimage.data
from PIL import Image

from studio.sample.drawing import Picture
from studio.sample.film import NIGHT_SKY
from studio.sample.scenes import AURORA, AUTUMN, DAWN, Scene, landscape, sea
from studio.sample.worlds import BLUE_WORLD, city, planet
from studio.values import Box

# Photographs are enlarged so that a view of this share of their width still fills a film.
FILM_WIDTH, CLOSEST_VIEW = 640, 0.55

PHOTOGRAPHS = {
    "tuning": ("coffee.png", "chelsea.png", "rocket.jpg", "brick.png", "moon.png",
               "painted dawn", "painted city", "painted planet"),
    "report": ("motorcycle_left.png", "ihc.png", "retina.jpg", "gravel.png", "hubble_deep_field.jpg",
               "grass.png", "painted autumn", "painted sea", "painted aurora"),
}  # fmt: skip
# Too dark to be made darker still.
NEARLY_BLACK = frozenset(("hubble_deep_field.jpg", "painted planet", "painted aurora"))
PAINTED: dict[str, Callable[[int, int], Scene]] = {
    "painted dawn": lambda w, h: landscape(w, h, DAWN, 31),
    "painted city": lambda w, h: city(w, h, NIGHT_SKY, (255, 96, 150), 33),
    "painted planet": lambda w, h: planet(w, h, BLUE_WORLD, (120, 190, 255), 35),
    "painted autumn": lambda w, h: landscape(w, h, AUTUMN, 32),
    "painted sea": lambda w, h: sea(w, h, DAWN, 34),
    "painted aurora": lambda w, h: landscape(w, h, AURORA, 36),
}


@dataclass(frozen=True)
class Portrait:
    """A person: the photograph, the face from brow to chin, the part that shows head and shoulders."""

    picture: Picture
    face: Box
    bust: Box


@cache
def photograph(name: str) -> Picture:
    """A photograph, enlarged without looking soft, or a landscape of our samples; (H, W, 3) uint8 RGB."""
    if name in PAINTED:
        width = round(FILM_WIDTH / CLOSEST_VIEW)
        return PAINTED[name](width, width * 9 // 16)(0.5)
    with Image.open(Path(skimage.data.__file__).parent / name) as image:
        source = np.asarray(image.convert("RGB"))
    factor = FILM_WIDTH / (CLOSEST_VIEW * source.shape[1])
    if factor <= 1:
        return cv2.resize(source, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    return sharpened(cv2.resize(source, None, fx=factor, fy=factor, interpolation=cv2.INTER_LANCZOS4), factor)


def sharpened(picture: Picture, factor: float) -> Picture:
    """An enlarged picture with its edges lifted again."""
    return cv2.addWeighted(picture, 1.7, cv2.GaussianBlur(picture, (0, 0), factor * 0.8), -0.7, 0)


@cache
def portrait(name: str) -> Portrait:
    """ "astronaut" or "admiral". Faces were measured by eye."""
    if name == "astronaut":
        path = Path(skimage.data.__file__).parent / "astronaut.png"
        face, bust = (
            Box(x=0.350, y=0.135, width=0.180, height=0.215),
            Box(x=0.16, y=0.0, width=0.56, height=0.52),
        )
    else:
        path = Path(matplotlib.get_data_path()) / "sample_data" / "grace_hopper.jpg"
        face, bust = (
            Box(x=0.325, y=0.235, width=0.37, height=0.325),
            Box(x=0.02, y=0.02, width=0.96, height=0.90),
        )
    with Image.open(path) as image:
        return Portrait(np.asarray(image.convert("RGB")), face, bust)
