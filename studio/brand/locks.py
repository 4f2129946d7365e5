"""What a look's locks keep members from: in the wishes of a job, and in a design that is edited by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.brand.preset import BrandPreset, Lock
from studio.brand.speech import avoided_in
from studio.design.document import BadgeLayer, Design, Layer, LogoLayer, ShapeLayer, TextLayer
from studio.paint.options import PaintOptions
from studio.values import Hex, Wishes

# Words need an ink that can be read whatever the palette is; a plain one is nobody's colour.
PLAIN = frozenset({"#ffffff", "#000000", "#14161a", "#15181d", "#fafaf7"})


def locked_wishes(wishes: Wishes, options: PaintOptions, brand: BrandPreset) -> dict[str, Lock]:
    """Of what is wished for, the fields that the look's locks decide otherwise, and by which lock."""
    found: dict[str, Lock] = {}
    favourites = {name for names in brand.layouts.values() for name in names}
    if "layouts" in brand.locks and favourites and wishes.layout and wishes.layout not in favourites:
        found["wishes.layout"] = "layouts"
    if "painter" in brand.locks:
        style = brand.painter.style
        if style is not None and wishes.style not in (None, style):
            found["wishes.style"] = "painter"
        if options.presets:
            found["painting.presets"] = "painter"
        ours = {lora.name for lora in brand.painter.loras}
        if any(use.name not in ours for use in options.loras):
            found["painting.loras"] = "painter"
    if "words" in brand.locks:
        for field, text in (("wishes.headline", wishes.headline), ("wishes.text", wishes.text)):
            if avoided_in(text, brand.avoid_words):
                found[field] = "words"
    edits = wishes.brief
    if "palette" in brand.locks and edits is not None and edits.palette:
        found["wishes.brief.palette"] = "palette"
    return found


def locked_in_design(before: Design, after: Design, brand: BrandPreset) -> list[Lock]:
    """The locks that a change of a design by hand breaks, in the order of the look's own.

    What was so before may stay so: only what is new counts.
    """
    broken = {lock for lock, is_broken in _checks(before, after, brand) if is_broken}
    return [lock for lock in brand.locks if lock in broken]


def _checks(before: Design, after: Design, brand: BrandPreset) -> Iterator[tuple[Lock, bool]]:
    allowed = _colours(before.layers) | {one.hex for one in brand.palette} | PLAIN
    yield "palette", bool(_colours(after.layers) - allowed)
    ours = {brand.fonts.headline, brand.fonts.kicker} - {""}
    yield "fonts", bool(_faces(after.layers) - _faces(before.layers) - ours)
    yield "logos", _logos(before.layers) != _logos(after.layers)
    known = {layer.id: _manner(layer) for layer in before.layers if isinstance(layer, TextLayer)}
    yield (
        "text",
        any(
            layer.id in known and _manner(layer) != known[layer.id]
            for layer in after.layers
            if isinstance(layer, TextLayer)
        ),
    )
    favourites = brand.layouts.get(after.kind, ())
    yield "layouts", after.layout != before.layout and bool(favourites) and after.layout not in favourites
    style = brand.painter.style
    yield "painter", after.style != before.style and style is not None and after.style != style
    words = brand.avoid_words
    said = set(avoided_in(_words(before.layers), words))
    yield "words", bool(set(avoided_in(_words(after.layers), words)) - said)


def _colours(layers: Iterable[Layer]) -> set[Hex]:
    """The colours that people choose: of words, plates, badges and shapes."""
    found: set[Hex | None] = set()
    for layer in layers:
        if isinstance(layer, TextLayer):
            found |= {layer.colour, layer.emphasis_colour, *(line.colour for line in layer.lines)}
            found |= {span.colour for line in layer.lines for span in line.spans}
            if layer.plate is not None:
                found.add(layer.plate.colour)
        elif isinstance(layer, ShapeLayer):
            found.add(layer.colour)
        elif isinstance(layer, BadgeLayer):
            found |= {layer.colour, layer.ink}
    return {colour.lower() for colour in found if colour is not None}


def _faces(layers: Iterable[Layer]) -> set[str]:
    return {layer.face for layer in layers if isinstance(layer, TextLayer | BadgeLayer)}


def _logos(layers: Iterable[Layer]) -> list[tuple[str, bool]]:
    """The logos that can be seen; where they stand may be changed."""
    logos = [layer for layer in layers if isinstance(layer, LogoLayer)]
    return sorted((layer.logo, layer.opacity >= 0.5) for layer in logos if layer.visible)


def _manner(layer: TextLayer) -> tuple[bool, bool, bool, bool]:
    """How words are set: in capitals, on a plate, with a stroke, with a shadow."""
    return layer.caps, layer.plate is not None, layer.stroke > 0, layer.shadow > 0


def _words(layers: Iterable[Layer]) -> str:
    return " · ".join(layer.text for layer in layers if isinstance(layer, TextLayer | BadgeLayer))
