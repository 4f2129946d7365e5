"""Designs as pages send them: nothing in one is believed before it was looked at here.

What passes can be drawn: numbers are finite and bounded, so that no layer is larger than a few canvases; and
it names nothing but pictures, logos, masks and typefaces that are there for this team.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from core.closed import problems_of
from core.errors import DomainError, Invalid
from studio.design.document import (
    BadgeLayer,
    CutoutLayer,
    Design,
    GradientLayer,
    Layer,
    LogoLayer,
    PictureLayer,
    ShapeLayer,
    TextLayer,
)
from studio.fonts import TYPEFACES
from studio.values import Box

NEWEST_VERSION = 2
MOST_LAYERS, MOST_SOURCES = 60, 60
MOST_TEXT, MOST_TEXTS = 300, 2000
MOST_POINTS, MOST_STOPS, MOST_LINES, MOST_SPANS = 64, 16, 12, 24
MOST_NAME = 60
# In canvases: a layer may stand out on every side, but not so far that drawing it takes the memory of many.
LARGEST_BOX, FURTHEST = 3.0, 3.0
SMALLEST_BOX = 0.002
# In pictures: a crop may reach beyond its picture, which is continued there.
LARGEST_CROP, SMALLEST_CROP = 4.0, 0.02
LARGEST_LENGTH = 1.0
FURTHEST_NUMBER = 10_000.0
_HEX = re.compile(r"#[0-9a-f]{6}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COLOURS = frozenset(
    {"colour", "background", "tones", "outline_colour", "glow_colour", "emphasis_colour", "stroke_colour",
     "shadow_colour", "ink"}
)  # fmt: skip
# Lengths in heights of the canvas: blurs and shadows cost by their size.
_LENGTHS = frozenset(
    {"blur", "outline", "glow", "shadow", "stroke", "radius", "line", "pad", "scale", "fade_left",
     "fade_right", "tracking", "size", "smallest", "largest"}
)  # fmt: skip
_RANGES: Mapping[str, tuple[float, float]] = {
    "opacity": (0, 1),
    "shadow_opacity": (0, 1),
    "rotation": (-360, 360),
    "exposure": (-3, 3),
    "contrast": (0, 3),
    "saturation": (0, 3),
    "warmth": (-1, 1),
    "leading": (-0.5, 3),
    "spread": (1, 4),
    "max_lines": (1, MOST_LINES),
    "seed": (0, 2**63 - 1),
    "width_px": (16, 8192),
    "height_px": (16, 8192),
}

_GONE = _("This layer shows a picture that isn't there any more. Choose another for it, or remove it.")
_LOGO_GONE = _("This layer shows a logo that isn't there any more. Choose another, or remove the layer.")
_MASK_GONE = _("The mask of this layer isn't there any more. Draw it anew, or take the one found.")
_FONT = _("There is no such typeface here. Choose another for this layer.")
_UNDRAWABLE = _("There is nothing in these words that a typeface can draw. Write something else.")
_NEWER = _("This design was made by a newer release of the site. Reload the page, or ask for an update.")
_NO_FIX = _("This can't be mended by itself. Change the layer by hand.")
_TOO_LARGE = _("This layer is too large to be drawn. Make it smaller.")
_NO_DESIGN = _("This picture has no layers that could be changed: it was made by an older release.")
_OTHERWISE = _("This can't be drawn as it is. Undo the last step, or change the layer.")

SENTENCES: Mapping[str, object] = {
    "picture_gone": _GONE,
    "picture_unreadable": _GONE,
    "picture_too_large": _GONE,
    "still_unreadable": _GONE,
    "logo_gone": _LOGO_GONE,
    "mask_gone": _MASK_GONE,
    "font_missing": _FONT,
    "text_undrawable": _UNDRAWABLE,
    "design_newer": _NEWER,
    "fix_unknown": _NO_FIX,
    "fix_impossible": _NO_FIX,
    "layer_too_large": _TOO_LARGE,
    "no_design": _NO_DESIGN,
}


class CantDraw(DomainError):
    """422: the design is well-formed, but can't be drawn; `fields` name the layer under `layers.<id>`."""

    status = 422
    code = "design_undrawable"
    detail = _OTHERWISE

    def __init__(self, code: str, layer: str | None = None) -> None:
        sentence = SENTENCES.get(code, _OTHERWISE)
        known = code if code in SENTENCES else self.code
        super().__init__(sentence, code=known, fields={f"layers.{layer}": (known, sentence)} if layer else {})


@dataclass(frozen=True)
class Allowed:
    """What a design may name, and the canvas that it is for."""

    kind: str
    width_px: int
    height_px: int
    sources: Collection[str]
    logos: Collection[str]
    masks: Collection[str]


def read_design(data: object) -> Design:
    """A design as it came in. Raises Invalid (fields `design.…`), CantDraw (design_newer)."""
    if not isinstance(data, dict):
        raise _wrong("design", _("This is no design."))
    version = data.get("schema_version")
    if isinstance(version, int) and version > NEWEST_VERSION:
        raise CantDraw("design_newer")
    for name, most in (("layers", MOST_LAYERS), ("sources", MOST_SOURCES)):
        if isinstance(found := data.get(name), list | dict) and len(found) > most:
            raise _wrong(f"design.{name}", _("There are too many of them: %(most)s at most."), most=most)
    try:
        design = Design.model_validate(data)
    except ValidationError as error:
        told = problems_of(error, {})
        flat = {f"design.{place}": problems[0] for place, problems in told.items()} if told else {}
        raise Invalid(fields={place: (one.code, str(one)) for place, one in flat.items()}) from error
    _check_values(design)
    return design


def check_design(design: Design, allowed: Allowed) -> None:
    """Raises Invalid (another canvas), CantDraw (picture_gone, logo_gone, mask_gone, font_missing)."""
    check_canvas(design, allowed)
    for layer in design.layers:
        if isinstance(layer, PictureLayer | CutoutLayer) and layer.source not in allowed.sources:
            raise CantDraw("picture_gone", layer.id)
        if isinstance(layer, CutoutLayer) and layer.mend and layer.mend not in allowed.masks:
            raise CantDraw("mask_gone", layer.id)
        if isinstance(layer, LogoLayer) and layer.logo not in allowed.logos:
            raise CantDraw("logo_gone", layer.id)
        if isinstance(layer, TextLayer | BadgeLayer) and layer.face not in TYPEFACES:
            raise CantDraw("font_missing", layer.id)
        if isinstance(layer, TextLayer) and layer.setting and layer.setting.narrow not in {"", *TYPEFACES}:
            raise CantDraw("font_missing", layer.id)


def check_canvas(design: Design, allowed: Allowed) -> None:
    """Raises Invalid: the design is for another kind of picture, or of another size."""
    canvas = (allowed.kind, allowed.width_px, allowed.height_px)
    if (design.kind, design.width_px, design.height_px) != canvas:
        raise _wrong("design", _("This design is for another canvas."))


def words_of(design: Design) -> dict[str, str]:
    """Every text that somebody could read in the picture, by its place in the request."""
    return {
        f"layers.{layer.id}": layer.text
        for layer in design.layers
        if isinstance(layer, TextLayer | BadgeLayer) and layer.text
    }


def headline_of(design: Design) -> str:
    """What the picture says first: its headline, else the first words in it."""
    texts = [layer for layer in design.texts() if layer.visible and layer.text]
    chosen = next((layer for layer in texts if layer.role == "headline"), next(iter(texts), None))
    return chosen.text if chosen else ""


def _check_values(design: Design) -> None:
    ids = [layer.id for layer in design.layers]
    if len(set(ids)) < len(ids) or not all(ids):
        raise _wrong("design.layers", _("Every layer needs a name of its own."))
    for place, name, value in _values(design.model_dump(exclude={"sources", "layers"}), "design", ""):
        _check_value(place, name, value)
    for index, layer in enumerate(design.layers):
        where = f"design.layers.{index}"
        for place, name, value in _values(layer.model_dump(), where, ""):
            _check_value(place, name, value)
        _check_layer(layer, where)


def _values(value: Any, place: str, name: str) -> Iterator[tuple[str, str, Any]]:
    """(place, name of the field, value) of everything that is no container."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _values(inner, f"{place}.{key}", str(key))
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            yield from _values(inner, f"{place}.{index}", name)
    else:
        yield place, name, value


def _check_value(place: str, name: str, value: Any) -> None:
    if isinstance(value, bool) or value is None:
        return
    if isinstance(value, int | float):
        _check_number(place, name, value)
    elif isinstance(value, str):
        if name in _COLOURS and not _HEX.fullmatch(value):
            raise _wrong(place, _("A colour is written as #rrggbb, in small letters."))
        most = MOST_TEXT if name == "text" else MOST_NAME if name != "mend" and name != "logo" else 64
        if len(value) > most or "\0" in value:
            raise _wrong(place, _("This is too long: %(most)s characters at most."), most=most)


def _check_number(place: str, name: str, value: float) -> None:
    least, most = _RANGES.get(name, (-FURTHEST_NUMBER, FURTHEST_NUMBER))
    if name in _LENGTHS:
        least, most = (-LARGEST_LENGTH, LARGEST_LENGTH) if name == "tracking" else (0.0, LARGEST_LENGTH)
    # What is not a number is in no range; a whole number may be larger than any float.
    if not least <= value <= most:
        raise _wrong(place, _("This number can't be used here."))


def _check_layer(layer: Layer, where: str) -> None:
    box = getattr(layer, "box", None)
    if isinstance(box, Box):
        _check_box(f"{where}.box", box, SMALLEST_BOX, LARGEST_BOX)
    if isinstance(layer, PictureLayer | CutoutLayer):
        _check_box(f"{where}.crop", layer.crop, SMALLEST_CROP, LARGEST_CROP)
        _check_points(f"{where}.mask.points", layer.mask.points, 3 if layer.mask.shape == "polygon" else 0)
    if isinstance(layer, CutoutLayer) and layer.mend and not _SHA256.fullmatch(layer.mend):
        raise CantDraw("mask_gone", layer.id)
    if isinstance(layer, ShapeLayer):
        least = {"polygon": 3, "arrow": 2}.get(layer.shape, 0)
        _check_points(f"{where}.points", layer.points, least)
    if isinstance(layer, GradientLayer):
        _check_stops(f"{where}.stops", layer)
    if isinstance(layer, TextLayer):
        _check_lines(f"{where}.lines", layer)


def _check_box(place: str, box: Box, least: float, most: float) -> None:
    if not (least <= box.width <= most and least <= box.height <= most):
        raise _wrong(place, _("This is too small or too large to be drawn."))
    if max(abs(box.x), abs(box.y)) > FURTHEST:
        raise _wrong(place, _("This lies too far outside of the picture."))


def _check_points(place: str, points: tuple[tuple[float, float], ...], least: int) -> None:
    far = any(abs(part) > FURTHEST for point in points for part in point)
    if far or not least <= len(points) <= MOST_POINTS:
        raise _wrong(place, _("This shape can't be drawn."))


def _check_stops(place: str, layer: GradientLayer) -> None:
    places = [stop[0] for stop in layer.stops]
    opacities = [stop[2] for stop in layer.stops]
    sound = all(_HEX.fullmatch(stop[1]) for stop in layer.stops) and all(0 <= one <= 1 for one in opacities)
    if not sound or not 1 <= len(places) <= MOST_STOPS or places != sorted(places):
        raise _wrong(place, _("This gradient can't be drawn."))


def _check_lines(place: str, layer: TextLayer) -> None:
    spans = sum(len(line.spans) for line in layer.lines)
    if len(layer.lines) > MOST_LINES or spans > MOST_SPANS:
        raise _wrong(place, _("There are too many of them: %(most)s at most."), most=MOST_LINES)


def _wrong(place: str, sentence: object, **values: object) -> Invalid:
    return Invalid(fields={place: ("invalid", str(sentence) % values if values else str(sentence))})
