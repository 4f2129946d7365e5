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


class Placed(Value):
    """What every layer has. `rotation` is clockwise, in degrees, around the middle of its box, or of the
    smallest one around its points where it has such.

    `name` is what a person called it, "" for the name of its kind; a `locked` layer is not moved by hand.
    """

    id: str
    name: str = Field(default="", max_length=60)
    rotation: float = 0.0
    opacity: float = 1.0
    visible: bool = True
    locked: bool = False


class PictureLayer(Placed):
    """A crop of a source, graded, in a box. `crop` is in fractions of the source and may reach beyond it:
    what lies outside is continued softly. `exposure` is in stops, `warmth` -1..1 from cold to warm."""

    type: Literal["picture"] = "picture"
    source: str
    crop: Box
    box: Box
    style: StyleName = "natural"
    tones: tuple[Hex, Hex] = ("#15181d", "#fafaf7")
    blur: float = 0.0
    exposure: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    warmth: float = 0.0
    flip: bool = False
    mask: Mask = Mask()
    finish: bool = True


class CutoutLayer(Placed):
    """The person of a source, without the background. `outline`, `glow` and `shadow` are widths.

    `mend` is the SHA-256 of a mask drawn by hand that stands for the one found, "" for that.
    """

    type: Literal["cutout"] = "cutout"
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
    exposure: float = 0.0
    contrast: float = 1.0
    saturation: float = 1.0
    warmth: float = 0.0
    flip: bool = False
    mask: Mask = Mask()
    mend: str = ""


class TextSpan(Value):
    """Letters `start` to `end` of a line, in a colour of their own."""

    start: int
    end: int
    colour: Hex


class TextLine(Value):
    """One set line: ink starts at `x`, the baseline is `y`; `size` is the em."""

    text: str
    x: float
    y: float
    size: float
    colour: Hex
    width: float
    spans: tuple[TextSpan, ...] = ()


class Setting(Value):
    """How words are set when they, or their box, have changed. `smallest` and `largest` bound the em.

    `leading` is the gap between lines in cap heights; `spread` > 1 lets short lines be so many times larger;
    `narrow` is a condensed face to turn to where words are long, `face` the one to turn back to; who picks
    another face for a layer empties both.
    """

    leading: float = 0.30
    max_lines: int = 4
    spread: float = 1.0
    smallest: float = 0.046
    largest: float = 0.40
    narrow: str = ""
    face: str = ""
    valign: Literal["top", "middle", "bottom"] = "middle"
    hyphenate: bool = False


class Plate(Value):
    """A box behind each line, `pad` around its ink."""

    colour: Hex
    pad: float
    radius: float = 0.0
    opacity: float = 1.0


class TextLayer(Placed):
    """Words. `text` is what was meant, `lines` how it is set in `box` by `setting`.

    `emphasis` are words of the text that stand out in `emphasis_colour`, the others in `colour`; designs of
    the first version have colours in their lines only.
    """

    type: Literal["text"] = "text"
    role: Literal["headline", "kicker", "monogram", "number", "note"]
    text: str
    box: Box
    face: str
    caps: bool = False
    align: Literal["left", "centre", "right"] = "left"
    tracking: float = 0.0
    colour: Hex | None = None
    emphasis: str = ""
    emphasis_colour: Hex | None = None
    setting: Setting | None = None
    lines: tuple[TextLine, ...]
    stroke: float = 0.0
    stroke_colour: Hex = "#000000"
    shadow: float = 0.0
    shadow_colour: Hex = "#000000"
    shadow_opacity: float = 0.55
    plate: Plate | None = None


class ShapeLayer(Placed):
    """A flat shape. With `line` > 0 only its outline is drawn. An arrow goes from the first of its two
    `points` to the second, `line` thick. `outline` is an edge of another colour around it."""

    type: Literal["shape"] = "shape"
    shape: Literal["rectangle", "ellipse", "polygon", "arrow"] = "rectangle"
    box: Box = Box(x=0, y=0, width=1, height=1)
    points: tuple[Point, ...] = ()
    radius: float = 0.0
    colour: Hex
    line: float = 0.0
    outline: float = 0.0
    outline_colour: Hex = "#ffffff"
    shadow: float = 0.0


class GradientLayer(Placed):
    """Colour fading along `angle` (degrees, 0 to the right, 90 down) or out from the centre of `box`.

    `stops` are (place 0..1, colour, opacity).
    """

    type: Literal["gradient"] = "gradient"
    shape: Literal["linear", "radial"] = "linear"
    box: Box = Box(x=0, y=0, width=1, height=1)
    angle: float = 0.0
    stops: tuple[tuple[float, Hex, float], ...]


class TextureLayer(Placed):
    """A pattern: dots on a screen that grow along `angle`, rays from a point, stripes, grain or paper."""

    type: Literal["texture"] = "texture"
    pattern: Literal["dots", "rays", "stripes", "grain", "paper"]
    box: Box = Box(x=0, y=0, width=1, height=1)
    colour: Hex = "#ffffff"
    opacity: float = 0.15
    scale: float = 0.02
    angle: float = 0.0
    centre: Point = (0.5, 0.5)


class LogoLayer(Placed):
    """A logo, whole and undistorted in the middle of `box`; `logo` is the SHA-256 of its PNG."""

    type: Literal["logo"] = "logo"
    logo: str
    box: Box
    plate: Plate | None = None
    shadow: float = 0.0


class BadgeLayer(Placed):
    """A few words or a number on a small shape of colour, set as large as the shape lets them."""

    type: Literal["badge"] = "badge"
    shape: Literal["pill", "circle", "burst", "flag"] = "pill"
    box: Box
    text: str
    face: str
    caps: bool = True
    colour: Hex
    ink: Hex
    shadow: float = 0.0


Layer = Annotated[
    PictureLayer
    | CutoutLayer
    | TextLayer
    | ShapeLayer
    | GradientLayer
    | TextureLayer
    | LogoLayer
    | BadgeLayer,
    Field(discriminator="type"),
]


class Design(Value):
    """A finished arrangement. Layers are drawn in order, the first lowest; their ids differ.

    `sources` says of every picture that layers name where it came from. A design of the first version is a
    valid one of the second.
    """

    schema_version: Literal[1, 2] = 2
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
