"""How much a picture looks like the team's: a number from 0 to 100, and what it is made of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from studio.brand.preset import BrandPreset
from studio.brand.speech import avoided_in
from studio.check.colours import FAR, flat_colours, off_brand
from studio.design.document import Design, LogoLayer, TextLayer
from studio.fonts import undrawable
from studio.values import Value

PartName = Literal["colours", "fonts", "logo", "text", "layout", "words"]
# What each part counts for where the team asks for something in it.
WEIGHTS: dict[PartName, float] = {
    "colours": 30, "fonts": 20, "logo": 15, "text": 10, "layout": 15, "words": 10
}  # fmt: skip
# A distance of colours that is not noticed, in 100 × OKLab.
NEAR = 4.0
ANOTHER_LAYOUT = 0.4
WRONG_GROUND = 0.6


class ScorePart(Value):
    """One part of a score. `share` (0..1) of its `weight` (of 100) is reached; `value` is what was measured,
    `limit` what the team asks for, and `code` names the sentence about it."""

    name: PartName
    weight: float
    share: float
    code: str
    value: float | str | None = None
    limit: float | str | None = None


class BrandScore(Value):
    """`total` is 0..100: the parts' shares by their weights. What a team leaves open is no part of it."""

    total: int
    parts: tuple[ScorePart, ...]


def brand_score(design: Design, brand: BrandPreset) -> BrandScore | None:
    """How well a design keeps to a team's look; None where the team asks for nothing."""
    found = [part for part in _parts(design, brand) if part is not None]
    asked = sum(WEIGHTS[part.name] for part in found)
    if not asked:
        return None
    parts = tuple(
        part.model_copy(update={"weight": round(100 * WEIGHTS[part.name] / asked, 1)}) for part in found
    )
    total = sum(WEIGHTS[part.name] * part.share for part in found) / asked
    return BrandScore(total=round(100 * total), parts=parts)


def _parts(design: Design, brand: BrandPreset) -> Iterator[ScorePart | None]:
    yield _colours(design, brand)
    yield _fonts(design, brand)
    yield _logo(design, brand)
    yield _text(design, brand)
    yield _layout(design, brand)
    yield _words(design, brand)


def _part(
    name: PartName,
    share: float,
    code: str,
    value: float | str | None = None,
    limit: float | str | None = None,
) -> ScorePart:
    return ScorePart(name=name, weight=0, share=round(share, 3), code=code, value=value, limit=limit)


def _colours(design: Design, brand: BrandPreset) -> ScorePart | None:
    if not brand.palette:
        return None
    measured = [(off_brand(one.hex, brand), one.weight) for one in flat_colours(design)]
    weights = sum(weight for _, weight in measured)
    if not weights:
        return None
    share = sum(weight * _closeness(distance) for distance, weight in measured) / weights
    worst = round(max(distance for distance, _ in measured), 1)
    code = "score_colours_own" if worst <= FAR else "score_colours_off"
    return _part("colours", share, code, worst, FAR)


def _closeness(distance: float) -> float:
    return min(1.0, max(0.0, (2 * FAR - distance) / (2 * FAR - NEAR)))


def fonts_asked(layer: TextLayer, brand: BrandPreset) -> str:
    """The typeface that the team wants for a layer, "" where any will do or that one lacks its letters.

    A mark that stands for itself, such as a large quotation mark, is a drawing and no word.
    """
    if not any(letter.isalnum() for letter in layer.text):
        return ""
    wanted = brand.fonts.kicker if layer.role in ("kicker", "note") else brand.fonts.headline
    return "" if not wanted or undrawable(layer.text, wanted) else wanted


def _fonts(design: Design, brand: BrandPreset) -> ScorePart | None:
    asked = [
        (text, wanted) for text in design.texts() if text.visible and (wanted := fonts_asked(text, brand))
    ]
    if not asked:
        return None
    share = sum(text.face == wanted for text, wanted in asked) / len(asked)
    other = next((text.face for text, wanted in asked if text.face != wanted), None)
    if other is None:
        return _part("fonts", share, "score_fonts_own", asked[0][1])
    return _part("fonts", share, "score_fonts_off", other, brand.fonts.headline or brand.fonts.kicker)


def _logo(design: Design, brand: BrandPreset) -> ScorePart | None:
    if not brand.logos or design.kind not in brand.logo_on:
        return None
    shown = {layer.logo for layer in design.layers if isinstance(layer, LogoLayer) and layer.visible}
    if not shown:
        return _part("logo", 0.0, "score_logo_missing")
    if not shown <= {one.sha256 for one in brand.logos}:
        return _part("logo", WRONG_GROUND, "score_logo_other")
    return _part("logo", 1.0, "score_logo_shown")


def _text(design: Design, brand: BrandPreset) -> ScorePart | None:
    headlines = [text for text in design.texts() if text.visible and text.role == "headline"]
    asked: list[bool] = []
    for text in headlines:
        if brand.text.caps is not None:
            asked.append(text.caps == brand.text.caps)
        if brand.text.under is not None:
            asked.append(_under(text) == brand.text.under)
    if not asked:
        return None
    share = sum(asked) / len(asked)
    return _part("text", share, "score_text_own" if share == 1 else "score_text_off")


def _under(text: TextLayer) -> str:
    if text.plate:
        return "plate"
    return "stroke" if text.stroke else "shadow" if text.shadow else "plain"


def _layout(design: Design, brand: BrandPreset) -> ScorePart | None:
    favourites = brand.layouts.get(design.kind, ())
    if not favourites:
        return None
    own = design.layout in favourites
    return _part(
        "layout", 1.0 if own else ANOTHER_LAYOUT, "score_layout_own" if own else "score_layout_other"
    )


def _words(design: Design, brand: BrandPreset) -> ScorePart | None:
    if not brand.avoid_words:
        return None
    said = [
        word for text in design.texts() if text.visible for word in avoided_in(text.text, brand.avoid_words)
    ]
    return (
        _part("words", 0.0, "score_words_avoided", said[0])
        if said
        else _part("words", 1.0, "score_words_own")
    )
