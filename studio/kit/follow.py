"""The colours of a design, found in its layers: what a person has changed by hand counts."""

from __future__ import annotations

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
LINE_SEEN = 2.0
LIGHT, NEARLY_BLACK = "#ffffff", "#14161a"


def followed_card(design: Design, scheme: Scheme, accent: Hex | None) -> Card:
    """The plate that the design shows, else the scheme's; its lines in the accent where that is seen on it.

    A plate of the accent itself is not taken over from the scheme: the accent is for lines and words then.
    """
    base = scheme.card
    if base.colour in (accent, scheme.accent):
        base = Card(scheme.deep, scheme.ink, scheme.accent)
    colour = card_of(design) or base.colour
    under = hex_luminance(colour)
    ink = base.ink
    if colour != base.colour:
        ink = LIGHT if contrast(1.0, under) >= READS else NEARLY_BLACK
    seen = accent and contrast(hex_luminance(accent), under) >= LINE_SEEN
    return Card(colour, ink, accent if accent and seen else base.line if colour == base.colour else ink)


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
