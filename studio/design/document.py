"""The layered document: everything needed to draw a picture again, and to edit it.

Geometry is in fractions of the canvas: x and widths of its width, y and heights of its height; lengths
without a direction (type size, radii, blur, strokes) are fractions of its height. Colours are `#rrggbb`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from studio.paint.protocol import Origin
from studio.values import ArtworkKind, Box, Hex, StyleName, Value

Point = tuple[float, float]


class Mask(Value):
    """The outline of a picture: a polygon of canvas points, an ellipse, or a rounded rectangle.

    `fade_left` and `fade_right` are the shares of its width over which it melts away.
    """

    shape: Literal["rectangle", "ellipse", "polygon"] = "rectangle"
    radius: float = 0.0
    points: tuple[Point, ...] = ()
    fade_left: float = 0.0
    fade_right: float = 0.0


class PictureLayer(Value):
    """A crop of a source, graded, in a box. `crop` is in fractions of the source and may reach beyond it:
    what lies outside is continued softly."""

    type: Literal["picture"] = "picture"
    id: str
    source: str
    crop: Box
    box: Box
    style: StyleName = "natural"
    tones: tuple[Hex, Hex] = ("#15181d", "#fafaf7")
    blur: float = 0.0
    exposure: float = 0.0
    saturation: float = 1.0
    opacity: float = 1.0
    mask: Mask = Mask()
    finish: bool = True


class CutoutLayer(Value):
    """The person of a source, without the background. `outline`, `glow` and `shadow` are widths."""

    type: Literal["cutout"] = "cutout"
    id: str
    source: str
    crop: Box
    box: Box
    style: StyleName = "natural"
    tones: tuple[Hex, Hex] = ("#15181d", "#fafaf7")
    outline: float = 0.0
    outline_colour: Hex = "#ffffff"
    glow: float = 0.0
    glow_colour: Hex = "#ffffff"
    shadow: float = 0.0
    mask: Mask = Mask()


class TextLine(Value):
    """One set line: ink starts at `x`, the baseline is `y`; `size` is the em."""

    text: str
    x: float
    y: float
    size: float
    colour: Hex
    width: float


class Plate(Value):
    """A box behind each line, `pad` around its ink."""

    colour: Hex
    pad: float
    radius: float = 0.0
    opacity: float = 1.0


class TextLayer(Value):
    """Words. `text` is what was meant, `lines` how it is set in `box`."""

    type: Literal["text"] = "text"
    id: str
    role: Literal["headline", "kicker", "monogram"]
    text: str
    box: Box
    face: str
    caps: bool = False
    align: Literal["left", "centre", "right"] = "left"
    tracking: float = 0.0
    lines: tuple[TextLine, ...]
    stroke: float = 0.0
    stroke_colour: Hex = "#000000"
    shadow: float = 0.0
    shadow_colour: Hex = "#000000"
    shadow_opacity: float = 0.55
    plate: Plate | None = None


class ShapeLayer(Value):
    """A flat shape. With `line` > 0 only its outline is drawn."""

    type: Literal["shape"] = "shape"
    id: str
    shape: Literal["rectangle", "ellipse", "polygon"] = "rectangle"
    box: Box = Box(x=0, y=0, width=1, height=1)
    points: tuple[Point, ...] = ()
    radius: float = 0.0
    colour: Hex
    opacity: float = 1.0
    line: float = 0.0
    shadow: float = 0.0


class GradientLayer(Value):
    """Colour fading along `angle` (degrees, 0 to the right, 90 down) or out from the centre of `box`.

    `stops` are (place 0..1, colour, opacity).
    """

    type: Literal["gradient"] = "gradient"
    id: str
    shape: Literal["linear", "radial"] = "linear"
    box: Box = Box(x=0, y=0, width=1, height=1)
    angle: float = 0.0
    stops: tuple[tuple[float, Hex, float], ...]


class TextureLayer(Value):
    """A pattern: dots on a screen that grow along `angle`, rays from a point, stripes, grain or paper."""

    type: Literal["texture"] = "texture"
    id: str
    pattern: Literal["dots", "rays", "stripes", "grain", "paper"]
    box: Box = Box(x=0, y=0, width=1, height=1)
    colour: Hex = "#ffffff"
    opacity: float = 0.15
    scale: float = 0.02
    angle: float = 0.0
    centre: Point = (0.5, 0.5)


Layer = Annotated[
    PictureLayer | CutoutLayer | TextLayer | ShapeLayer | GradientLayer | TextureLayer,
    Field(discriminator="type"),
]


class Design(Value):
    """A finished arrangement. Layers are drawn in order, the first lowest."""

    schema_version: Literal[1] = 1
    kind: ArtworkKind
    layout: str
    style: StyleName
    width_px: int
    height_px: int
    background: Hex
    layers: tuple[Layer, ...]
    sources: dict[str, Origin] = {}
    seed: int = 0

    def texts(self) -> tuple[TextLayer, ...]:
        return tuple(layer for layer in self.layers if isinstance(layer, TextLayer))
