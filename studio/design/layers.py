"""Drawing one layer: as it is, turned, faded, or alone on a transparent piece of the canvas."""

from __future__ import annotations

from math import ceil, cos, floor, radians, sin

import cv2
import numpy as np

from studio.design.badge import draw_badge
from studio.design.darkroom import Darkroom
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
    TextureLayer,
)
from studio.design.lettering import draw_text, text_rect
from studio.design.logo import draw_logo
from studio.design.photo import SHADOW_DOWN, SHADOW_RIGHT, draw_cutout, draw_picture
from studio.design.shapes import draw_gradient, draw_shape, draw_texture
from studio.design.surface import Rect, Surface, around, common, widened
from studio.errors import Undrawable
from studio.fonts import TYPEFACES
from studio.paint.arrays import Canvas

# No layer is drawn larger than so many canvases, nor kept further out than this many of its sides.
MOST_CANVASES = 12.0
# Nor with letters, strokes or softness of such sizes, in heights of the canvas.
LARGEST_EM = 6.0
_LENGTHS = ("shadow", "glow", "outline", "blur", "stroke", "line", "radius")
FURTHEST = 1.0


def draw_layer(surface: Surface, layer: Layer, design: Design, darkroom: Darkroom) -> None:
    """Draw a layer over what is there. An invisible one is drawn as well.

    Raises Undrawable, which names the layer: picture_gone, mask_gone, logo_gone, font_missing,
    layer_too_large.
    """
    require(layer, design, darkroom)
    turned = bool(layer.rotation % 360)
    if not turned and (layer.opacity == 1 or _fades_itself(layer)):
        _draw(surface, layer, design, darkroom)
        return
    piece = Surface.clear(common(reach_of(layer, design), _far(design)), design.width_px, design.height_px)
    _draw(piece, layer.model_copy(update={"opacity": 1.0}), design, darkroom)
    if turned:
        piece = _turned(piece, layer.rotation, middle_of(layer, design))
    surface.over(piece, layer.opacity)


def _fades_itself(layer: Layer) -> bool:
    """Whether the opacity is seen to where a layer is drawn; the shadow of a shape stays as it is."""
    if isinstance(layer, ShapeLayer):
        return not layer.outline
    return isinstance(layer, PictureLayer | TextureLayer)


def drawn_alone(design: Design, layer: Layer, darkroom: Darkroom) -> Surface:
    """The layer on a transparent piece of the canvas just large enough; it may reach outside."""
    require(layer, design, darkroom)
    rect = common(reach_of(layer, design), _far(design))
    if layer.rotation % 360:
        rect = _turned_rect(rect, layer.rotation, middle_of(layer, design))
    piece = Surface.clear(rect, design.width_px, design.height_px)
    draw_layer(piece, layer, design, darkroom)
    return piece


def require(layer: Layer, design: Design, darkroom: Darkroom) -> None:
    """Raise Undrawable where something that the layer is made of is not at hand; see `draw_layer`."""

    def missing(code: str, what: str, **params: object) -> Undrawable:
        return Undrawable(f"layer {layer.id!r}: {what}", code=code, layer=layer.id, **params)

    if isinstance(layer, PictureLayer | CutoutLayer) and layer.source not in darkroom.pictures:
        raise missing("picture_gone", "the picture it shows is gone", picture=layer.source)
    if isinstance(layer, CutoutLayer) and layer.mend and layer.mend not in darkroom.masks:
        raise missing("mask_gone", "the mask drawn for it is gone", mask=layer.mend)
    if isinstance(layer, LogoLayer) and layer.logo not in darkroom.logos:
        raise missing("logo_gone", "the logo it shows is gone", logo=layer.logo)
    if isinstance(layer, TextLayer | BadgeLayer) and layer.face not in TYPEFACES:
        raise missing("font_missing", f"there is no typeface {layer.face!r}", font=layer.face)
    lengths = [abs(getattr(layer, name, 0.0)) for name in _LENGTHS]
    letters = [line.size for line in layer.lines] if isinstance(layer, TextLayer) else []
    if abs(layer.box.area) > MOST_CANVASES or max(lengths) > 1 or max(letters, default=0.0) > LARGEST_EM:
        raise missing("layer_too_large", "it is many times larger than the canvas")


def _draw(surface: Surface, layer: Layer, design: Design, darkroom: Darkroom) -> None:
    match layer:
        case PictureLayer():
            draw_picture(surface, layer, design, darkroom)
        case CutoutLayer():
            draw_cutout(surface, layer, design, darkroom)
        case TextLayer():
            draw_text(surface, layer)
        case ShapeLayer():
            draw_shape(surface, layer)
        case GradientLayer():
            draw_gradient(surface, layer)
        case TextureLayer():
            draw_texture(surface, layer, design.seed)
        case LogoLayer():
            draw_logo(surface, layer, darkroom)
        case BadgeLayer():
            draw_badge(surface, layer)


def reach_of(layer: Layer, design: Design) -> Rect:
    """Whole pixels that a layer may touch before it is turned."""
    width, height = design.width_px, design.height_px
    shadow = getattr(layer, "shadow", 0.0) * height
    if isinstance(layer, TextLayer):
        return text_rect(layer, width, height) or (0, 0, 0, 0)
    if isinstance(layer, ShapeLayer) and layer.shape in ("polygon", "arrow"):
        return _points_rect(layer, design, shadow)
    if isinstance(layer, TextureLayer) and layer.pattern in ("grain", "paper"):
        return 0, 0, width, height
    rect = Surface.clear((0, 0, 0, 0), width, height).rect_of(layer.box)
    if isinstance(layer, CutoutLayer) and shadow:
        right, down = round(shadow * SHADOW_RIGHT), round(shadow * SHADOW_DOWN)
        return around(rect, (rect[0] + right, rect[1] + down, rect[2] + right, rect[3] + down))
    if isinstance(layer, LogoLayer) and layer.plate:
        rect = widened(rect, layer.plate.pad * height)
    if isinstance(layer, ShapeLayer):
        rect = widened(rect, layer.outline * height + 1)
    return widened(rect, 3.6 * shadow) if shadow else rect


def _points_rect(layer: ShapeLayer, design: Design, shadow: float) -> Rect:
    """What a polygon or an arrow touches. One that is not turned is drawn as far as the canvas goes."""
    width, height = design.width_px, design.height_px
    if not layer.points:
        return 0, 0, 0, 0
    xs, ys = [x * width for x, _ in layer.points], [y * height for _, y in layer.points]
    rect = floor(min(xs)), floor(min(ys)), ceil(max(xs)), ceil(max(ys))
    more = layer.outline * height + 3.6 * shadow + 2
    if layer.shape == "arrow":
        way = np.hypot(xs[-1] - xs[0], ys[-1] - ys[0])
        more += 2.2 * layer.line * height + 0.2 * float(way)
    rect = widened(rect, more)
    return rect if layer.rotation % 360 else common(rect, (0, 0, width, height))


def middle_of(layer: Layer, design: Design) -> tuple[float, float]:
    """The point that a layer turns around, in pixels."""
    if isinstance(layer, ShapeLayer) and layer.shape in ("polygon", "arrow") and layer.points:
        xs, ys = [x for x, _ in layer.points], [y for _, y in layer.points]
        x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    else:
        x, y = layer.box.centre
    return x * design.width_px, y * design.height_px


def _far(design: Design) -> Rect:
    out_x, out_y = round(FURTHEST * design.width_px), round(FURTHEST * design.height_px)
    return -out_x, -out_y, design.width_px + out_x, design.height_px + out_y


def turn_matrix(degrees: float, centre: tuple[float, float]) -> Canvas:
    """`(2, 3)`: clockwise on a canvas whose y goes down, around a point."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    x, y = centre
    return np.array([[c, -s, x - c * x + s * y], [s, c, y - s * x - c * y]], np.float64)


def _turned_rect(rect: Rect, degrees: float, centre: tuple[float, float]) -> Rect:
    x0, y0, x1, y1 = rect
    corners = np.array([[x0, y0, 1], [x1, y0, 1], [x1, y1, 1], [x0, y1, 1]], np.float64)
    moved = corners @ turn_matrix(degrees, centre).T
    low, high = np.floor(moved.min(axis=0)).astype(int), np.ceil(moved.max(axis=0)).astype(int)
    return int(low[0]) - 1, int(low[1]) - 1, int(high[0]) + 1, int(high[1]) + 1


def _turned(piece: Surface, degrees: float, centre: tuple[float, float]) -> Surface:
    """A transparent piece turned; colours are multiplied by their opacity, so that no edge darkens."""
    rect = _turned_rect(piece.rect, degrees, centre)
    move = turn_matrix(degrees, centre)
    # From the piece's pixels to the turned one's, whose centres lie at halves.
    offset = move[:, :2] @ np.array([piece.x + 0.5, piece.y + 0.5]) + move[:, 2]
    move[:, 2] = offset - np.array([rect[0] + 0.5, rect[1] + 0.5])
    size = (rect[2] - rect[0], rect[3] - rect[1])
    pixels = cv2.warpAffine(
        piece.pixels, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=0
    )
    # Cubic weights overshoot at hard edges.
    np.clip(pixels, 0, 255, out=pixels)
    np.minimum(pixels[..., :3], pixels[..., 3:], out=pixels[..., :3])
    return Surface(pixels, rect[0], rect[1], piece.width, piece.height)
