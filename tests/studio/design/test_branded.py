"""A team's colours in every picture, and words that can be read on them."""

from __future__ import annotations

import random

import pytest

from studio.brand import NO_BRAND
from studio.brand.preset import BrandPreset
from studio.design.branded import branded
from studio.design.scheme import Scheme, scheme_for
from studio.paint.colour import contrast, hex_luminance
from studio.values import Swatch

SEA = (Swatch(hex="#1f5f8f", share=0.6), Swatch(hex="#c9a27a", share=0.4))


def preset(**colours: str) -> BrandPreset:
    return BrandPreset.model_validate(
        {"palette": [{"role": role, "hex": colour} for role, colour in colours.items()]}
    )


def found(accent: str | None = None) -> Scheme:
    return scheme_for(SEA, "natural", "bold", random.Random(1), accent)


def test_no_brand_changes_nothing() -> None:
    assert branded(found(), NO_BRAND, 3) == found()


@pytest.mark.parametrize("turn", range(4))
@pytest.mark.parametrize("accent", ["#ff5a1f", "#0b3d2e", "#f2e205", "#7f7f7f"])
def test_words_are_readable_on_every_plate_of_a_team(accent: str, turn: int) -> None:
    brand = preset(accent=accent, second="#8fd3c8", ground="#e9c46a", paper="#fff8ee", ink="#1b1b3a")

    scheme = branded(found(), brand, turn)

    pairs = [
        (scheme.card.colour, scheme.card.ink), (scheme.accent, scheme.accent_ink), (scheme.deep, scheme.ink),
    ]  # fmt: skip
    for ground, ink in pairs:
        assert contrast(hex_luminance(ground), hex_luminance(ink)) >= 4.5
    assert contrast(hex_luminance(scheme.card.colour), hex_luminance(scheme.card.line)) >= 3


def test_plates_are_the_teams_own_colours() -> None:
    brand = preset(accent="#ff5a1f", second="#8fd3c8", ground="#102a43", paper="#fff8ee")

    plates = [branded(found(), brand, turn).card.colour for turn in range(4)]

    assert plates == ["#ff5a1f", "#102a43", "#fff8ee", "#8fd3c8"]


def test_a_wished_accent_stays_unless_the_palette_is_locked() -> None:
    free = preset(accent="#ff5a1f")
    locked = free.model_copy(update={"locks": ("palette",)})

    assert branded(found("#2c66f5"), free, wished=True).accent == "#2c66f5"
    assert branded(found("#2c66f5"), locked, wished=True).accent == "#ff5a1f"
