"""The colours of a design, found in its layers: what a person has changed by hand counts."""

from __future__ import annotations

from dataclasses import replace

from studio.check.colours import flat_colours
from studio.design.cards import Card
from studio.design.document import Design, ShapeLayer
from studio.design.scheme import Scheme
from studio.paint.colour import contrast, hex_luminance, oklch_of
from studio.values import Hex

# A colour counts as an accent from this chroma (OKLCH) on.
LIVELY = 0.07
CARD_AREA = 0.12
READS = 4.5
NEARLY_BLACK = "#14161a"


def followed_scheme(design: Design, base: Scheme) -> Scheme:
    """`base` with the accent and the card that the design shows."""
    accent = accent_of(design)
    card = card_of(design)
    scheme = base
    if accent and accent != base.accent:
        white = contrast(hex_luminance(accent), 1.0) >= READS
        scheme = replace(scheme, accent=accent, accent_ink="#ffffff" if white else NEARLY_BLACK)
    if card and card != base.card.colour:
        ink = base.ink if contrast(hex_luminance(card), 1.0) >= READS else NEARLY_BLACK
        line = accent if accent and accent != card else ink
        scheme = replace(scheme, card=Card(card, ink, line))
    return scheme


def accent_of(design: Design) -> Hex | None:
    """The lively colour that most of the design's words, plates and shapes share, None where all are grey."""
    weights: dict[Hex, float] = {}
    for one in flat_colours(design):
        if oklch_of(one.hex)[1] >= LIVELY:
            weights[one.hex] = weights.get(one.hex, 0.0) + one.weight
    return max(weights, key=lambda colour: (weights[colour], colour)) if weights else None


def card_of(design: Design) -> Hex | None:
    """The colour of the largest flat shape that words may stand on."""
    cards = [
        (layer.box.area, layer.colour)
        for layer in design.layers
        if isinstance(layer, ShapeLayer) and layer.visible and not layer.line and layer.opacity > 0.8
        and layer.shape != "arrow" and CARD_AREA < layer.box.area < 0.9
    ]  # fmt: skip
    return max(cards)[1] if cards else None
