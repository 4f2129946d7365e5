"""Burnt-in words are seen, and bright textures are not taken for them."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from studio.understand.candidates import LETTERED
from studio.understand.lettering import lettering_share


def texture(name: str, light: float = 1.0) -> NDArray[np.uint8]:
    """One of scikit-image's photographs, 640 wide, made brighter."""
    with Image.open(Path(skimage.data.__file__).parent / name) as image:
        picture = np.asarray(image.convert("RGB").resize((640, 640 * image.height // image.width)))
    return np.asarray(cv2.convertScaleAbs(picture, alpha=light), np.uint8)


def with_words(picture: NDArray[np.uint8], words: str, size: int) -> NDArray[np.uint8]:
    image = Image.fromarray(picture)
    draw, place = ImageDraw.Draw(image), (image.width / 2, image.height * 0.7)
    font = ImageFont.load_default(size)
    draw.text(place, words, (250, 250, 250), font, anchor="mm", stroke_width=2, stroke_fill=(0, 0, 0))
    return np.asarray(image)


@pytest.mark.parametrize(
    "name", ["gravel.png", "grass.png", "coins.png", "motorcycle_left.png", "coffee.png"]
)
@pytest.mark.parametrize("light", [1.0, 1.25, 1.4, 1.6])
def test_bright_textures_are_no_words(name: str, light: float) -> None:
    assert lettering_share(texture(name, light)) <= LETTERED


@pytest.mark.parametrize(("words", "size"), [("THE LONG WAY", 60), ("and this is where it begins", 22)])
@pytest.mark.parametrize("name", ["gravel.png", "coffee.png", "chelsea.png"])
def test_titles_and_subtitles_are_words(name: str, words: str, size: int) -> None:
    assert lettering_share(with_words(texture(name), words, size)) > LETTERED
