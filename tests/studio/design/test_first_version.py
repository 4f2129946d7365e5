"""Designs of the first version of the document, kept as they were stored, are drawn as they were drawn."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.design.document import Design, TextLayer
from studio.design.render import Darkroom, render
from studio.design.setting import set_layer
from studio.paint.protocol import Origin, Picture
from tests.studio import desk

KEPT = Path(__file__).parent / "first_version"
ORIGIN = Origin(source=0, video="a", still=0, at_s=0, file="a.jpg", sha256="0" * 64)
NAMES = sorted(path.stem for path in KEPT.glob("*.json"))


@pytest.fixture(scope="module")
def darkroom() -> Darkroom:
    shots = {"astronaut": desk.astronaut, "coffee": desk.coffee, "rocket": desk.rocket, "cat": desk.cat}
    return Darkroom({
        name: Picture(
            id=name, pixels=shot(), origin=ORIGIN, faces=(desk.ASTRONAUT_FACE,) if name == "astronaut" else ()
        )
        for name, shot in shots.items()
    })  # fmt: skip


def kept(name: str) -> Design:
    return Design.model_validate_json((KEPT / f"{name}.json").read_text())


def test_there_are_some() -> None:
    assert len(NAMES) >= 4
    assert all(kept(name).schema_version == 1 for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_it_is_drawn_as_it_was(name: str, darkroom: Darkroom) -> None:
    with Image.open(KEPT / f"{name}.webp") as picture:
        before = np.asarray(picture.convert("RGB")).astype(int)

    now = render(kept(name), darkroom).astype(int)

    # To the byte on the processor it was made on; vector units of others may round single pixels otherwise.
    assert np.abs(now - before).max() <= 1
    assert (now != before).mean() < 0.001


@pytest.mark.parametrize("name", NAMES)
def test_its_words_can_be_set_anew(name: str) -> None:
    design = kept(name)
    headline = next(text for text in design.texts() if text.role == "headline")

    again = set_layer(headline, design.width_px, design.height_px)
    other = set_layer(headline.model_copy(update={"text": "Дом у моря"}), design.width_px, design.height_px)

    assert _said(again) == _said(headline)
    assert again.lines[0].size == pytest.approx(headline.lines[0].size, rel=0.35)
    assert _said(other).casefold() == "дом у моря"
    assert other.setting is not None


def _said(layer: TextLayer) -> str:
    return " ".join(line.text for line in layer.lines)
