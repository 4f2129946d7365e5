"""The one renderer: a `Design` and its pictures in, `(H, W, 3)` uint8 RGB out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image

from studio.design import patterns
from studio.design.document import (
    CutoutLayer,
    Design,
    GradientLayer,
    Layer,
    Mask,
    PictureLayer,
    Plate,
    ShapeLayer,
    TextLayer,
    TextLine,
    TextureLayer,
)
from studio.design.geometry import SURE_FACE, placed
from studio.design.typeset import cap_ratio, draw_line
from studio.paint.arrays import Canvas, Pixels, Plane
from studio.paint.colour import rgb_of
from studio.paint.grades import Look, grade
from studio.paint.matte import Alpha, clean_colours, cut_person
from studio.paint.protocol import Picture
from studio.values import Box

KEPT_RENDERS = 12
ENLARGED = 1.2
RAMP_STEPS, RAMP_END = 2048, 1.5
# A plate's padding is wider than high by this.
PLATE_SIDE = 1.2
TAIL_EMS = 0.09


class Darkroom:
    """Pictures at hand, and what was already made of them: cut-outs and graded crops."""

    def __init__(self, pictures: Mapping[str, Picture]) -> None:
        self.pictures = dict(pictures)
        self._smooth: dict[str, Pixels] = {}
        self._mattes: dict[str, tuple[Pixels, Alpha] | None] = {}
        self._layers: dict[tuple[str, int, int, int], tuple[Pixels, Alpha]] = {}

    def smooth(self, source: str) -> Pixels:
        """A picture without the blocks and mosquitoes of its film's compression, for enlarging."""
        if source not in self._smooth:
            self._smooth[source] = cv2.bilateralFilter(self.pictures[source].pixels, 5, 16, 3)
        return self._smooth[source]

    def matte(self, source: str) -> tuple[Pixels, Alpha] | None:
        """(cleaned pixels, soft mask) of the person in a picture, None where there is none."""
        if source not in self._mattes:
            picture = self.pictures[source]
            alpha = cut_person(picture.pixels, picture.faces)
            self._mattes[source] = (
                None if alpha is None else (clean_colours(self.smooth(source), alpha), alpha)
            )
        return self._mattes[source]

    def kept(self, layer: Layer, design: Design, make: Callable[[], tuple[Pixels, Alpha]]
             ) -> tuple[Pixels, Alpha]:  # fmt: skip
        key = (layer.model_dump_json(), design.width_px, design.height_px, design.seed)
        if key not in self._layers:
            while len(self._layers) >= KEPT_RENDERS:
                del self._layers[next(iter(self._layers))]
            self._layers[key] = make()
        return self._layers[key]


def render(
    design: Design,
    darkroom: Darkroom,
    *,
    texts: bool = True,
    before: Callable[[Canvas, Layer], None] | None = None,
) -> Pixels:
    """Draw a design. Without `texts`, words and their plates are left out.

    `before` is shown the canvas, `(H, W, 3)` float32 bytes, ahead of each layer, and may raise to stop.
    """
    canvas = np.empty((design.height_px, design.width_px, 3), np.float32)
    canvas[:] = rgb_of(design.background)
    for layer in design.layers:
        if before:
            before(canvas, layer)
        if texts or not isinstance(layer, TextLayer):
            draw_layer(canvas, layer, design, darkroom)
    return to_pixels(canvas, design.seed)


def to_pixels(canvas: Canvas, seed: int) -> Pixels:
    """Rounded with half a byte of noise, so that long gradients do not band."""
    dither = np.random.default_rng(seed).random(canvas.shape[:2], dtype=np.float32)
    return np.clip(canvas + dither[..., None], 0, 255).astype(np.uint8)


def draw_layer(canvas: Canvas, layer: Layer, design: Design, darkroom: Darkroom) -> None:
    """Draw one layer into a float canvas of bytes, in place."""
    match layer:
        case PictureLayer():
            _picture(canvas, layer, design, darkroom)
        case CutoutLayer():
            _cutout(canvas, layer, design, darkroom)
        case TextLayer():
            draw_text(canvas, layer)
        case ShapeLayer():
            _shape(canvas, layer)
        case GradientLayer():
            _gradient(canvas, layer)
        case TextureLayer():
            _texture(canvas, layer, design.seed)


def _rect(box: Box, canvas: Canvas) -> tuple[int, int, int, int]:
    """Whole pixels (x0, y0, x1, y1) of a box; may reach outside the canvas."""
    height, width = canvas.shape[:2]
    return (
        round(box.x * width),
        round(box.y * height),
        round((box.x + box.width) * width),
        round((box.y + box.height) * height),
    )


def _blend(canvas: Canvas, colour: Canvas | tuple[int, int, int], alpha: Alpha, x0: int, y0: int
           ) -> None:  # fmt: skip
    """Lay colour (a plane or one value) over the canvas at x0, y0 where alpha says."""
    height, width = canvas.shape[:2]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not len(rows):
        return
    left, top = max(int(columns[0]), -x0), max(int(rows[0]), -y0)
    right, bottom = min(int(columns[-1]) + 1, width - x0), min(int(rows[-1]) + 1, height - y0)
    if right <= left or bottom <= top:
        return
    part = canvas[y0 + top : y0 + bottom, x0 + left : x0 + right]
    cover = alpha[top:bottom, left:right, None]
    over = np.asarray(colour, np.float32)
    if over.ndim == 3:
        over = over[top:bottom, left:right]
    part += (over - part) * cover


def cut(pixels: Pixels, crop: Box, width: int, height: int, fill: int = cv2.BORDER_REPLICATE) -> Pixels:
    """`crop` of an image scaled to width × height; outside the image its edge goes on, or zero."""
    source_h, source_w = pixels.shape[:2]
    scale_x, scale_y = width / (crop.width * source_w), height / (crop.height * source_h)
    if min(scale_x, scale_y) < 0.6:
        # Shrink by area first: a sampling warp would alias.
        pre = max(scale_x, scale_y)
        small = cv2.resize(pixels, None, fx=pre, fy=pre, interpolation=cv2.INTER_AREA)
        return cut(small, crop, width, height, fill)
    move = np.array(
        [[scale_x, 0, -crop.x * source_w * scale_x], [0, scale_y, -crop.y * source_h * scale_y]], np.float32
    )
    # Pixel centres, not corners.
    move[0, 2] += (scale_x - 1) / 2
    move[1, 2] += (scale_y - 1) / 2
    method = cv2.INTER_CUBIC if max(scale_x, scale_y) > 1 else cv2.INTER_LINEAR
    return cv2.warpAffine(pixels, move, (width, height), flags=method, borderMode=fill)


def _picture(canvas: Canvas, layer: PictureLayer, design: Design, darkroom: Darkroom) -> None:
    x0, y0, x1, y1 = _rect(layer.box, canvas)

    def make() -> tuple[Pixels, Alpha]:
        picture = darkroom.pictures[layer.source]
        width, height = x1 - x0, y1 - y0
        upscale = height / (layer.crop.height * picture.height_px)
        enlarged = upscale > ENLARGED
        pixels = cut(darkroom.smooth(layer.source) if enlarged else picture.pixels, layer.crop, width, height)
        pixels = _continue_softly(pixels, layer.crop, design.height_px)
        if enlarged:
            pixels = _crispen(pixels, upscale)
        if layer.blur:
            pixels = cv2.GaussianBlur(pixels, (0, 0), layer.blur * design.height_px)
        if picture.style is None:
            faces = faces_in(picture, layer.crop)
            finish = layer.finish and not layer.blur
            look = Look(design.height_px, layer.tones, design.seed, finish, faces)
            pixels = grade(pixels, layer.style, look)
        pixels = _adjust(pixels, layer)
        return pixels, mask_plane(layer.mask, layer.box, width, height, canvas) * np.float32(layer.opacity)

    pixels, alpha = darkroom.kept(layer, design, make)
    _blend(canvas, pixels.astype(np.float32), alpha, x0, y0)


def faces_in(picture: Picture, crop: Box) -> tuple[Box, ...]:
    """Faces of a picture in fractions of a crop."""
    whole = Box(x=0, y=0, width=1, height=1)
    return tuple(placed(face.box, crop, whole) for face in picture.faces if face.score >= SURE_FACE)


def _adjust(pixels: Pixels, layer: PictureLayer) -> Pixels:
    if layer.saturation != 1:
        grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        pixels = cv2.addWeighted(pixels, layer.saturation, grey, 1 - layer.saturation, 0)
    if layer.exposure:
        # Stops of light, applied to encoded bytes.
        pixels = cv2.convertScaleAbs(pixels, alpha=2 ** (layer.exposure / 2.2))
    return pixels


def _crispen(pixels: Pixels, upscale: float) -> Pixels:
    """Unsharp mask against the softness of enlarging."""
    sigma = 0.7 * upscale
    return cv2.addWeighted(pixels, 1.5, cv2.GaussianBlur(pixels, (0, 0), sigma), -0.5, 0)


def _continue_softly(pixels: Pixels, crop: Box, unit_px: int) -> Pixels:
    """Blur the streaks of what goes on beyond the picture's sides."""
    height, width = pixels.shape[:2]
    left = max(0.0, -crop.x) / crop.width * width
    right = max(0.0, crop.x + crop.width - 1) / crop.width * width
    if max(left, right) < 2:
        return pixels
    small = cv2.resize(pixels, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), unit_px / 8 / 18)
    soft = cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC)
    x = np.arange(width, dtype=np.float32)
    feather = unit_px / 9
    share = np.zeros(width, np.float32)
    if left >= 2:
        share = np.maximum(share, np.clip((left + feather - x) / (2 * feather), 0, 1))
    if right >= 2:
        share = np.maximum(share, np.clip((x - (width - right - feather)) / (2 * feather), 0, 1))
    share = (share * share * (3 - 2 * share))[None, :, None]
    return (pixels + (soft.astype(np.float32) - pixels) * share).astype(np.uint8)


def _cutout(canvas: Canvas, layer: CutoutLayer, design: Design, darkroom: Darkroom) -> None:
    x0, y0, x1, y1 = _rect(layer.box, canvas)
    unit = design.height_px

    def make() -> tuple[Pixels, Alpha]:
        picture = darkroom.pictures[layer.source]
        matte = darkroom.matte(layer.source)
        width, height = x1 - x0, y1 - y0
        if matte is None:
            return np.zeros((height, width, 3), np.uint8), np.zeros((height, width), np.float32)
        pixels = cut(matte[0], layer.crop, width, height)
        alpha = np.clip(cut(matte[1], layer.crop, width, height, cv2.BORDER_CONSTANT), 0, 1)
        upscale = height / (layer.crop.height * picture.height_px)
        if upscale > ENLARGED:
            pixels = _crispen(pixels, upscale)
        if picture.style is None:
            pixels = grade(
                pixels,
                layer.style,
                Look(unit, layer.tones, design.seed, False, faces_in(picture, layer.crop)),
            )
        return pixels, alpha * mask_plane(layer.mask, layer.box, width, height, canvas)

    pixels, alpha = darkroom.kept(layer, design, make)
    if layer.shadow:
        reach = layer.shadow * unit
        shade = cv2.GaussianBlur(alpha, (0, 0), reach) * 0.55
        _blend(canvas, (0, 0, 0), shade, x0 + round(reach * 0.4), y0 + round(reach * 0.5))
    if layer.glow:
        halo = np.clip(cv2.GaussianBlur(alpha, (0, 0), layer.glow * unit) * 1.5, 0, 1)
        _blend(canvas, rgb_of(layer.glow_colour), halo * (0.85 - 0.3 * alpha), x0, y0)
    if layer.outline:
        _blend(canvas, rgb_of(layer.outline_colour), thicken(alpha, layer.outline * unit), x0, y0)
    _blend(canvas, pixels.astype(np.float32), alpha, x0, y0)


def thicken(alpha: Alpha, by_px: float) -> Alpha:
    """A mask grown outwards by `by_px` with a clean round edge."""
    outside = (alpha < 0.5).astype(np.uint8)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, 5)
    grown = np.clip(by_px - distance + 0.5, 0, 1).astype(np.float32)
    return cv2.GaussianBlur(grown, (0, 0), 0.8)


def mask_plane(mask: Mask, box: Box, width: int, height: int, canvas: Canvas) -> Alpha:
    """The mask of a layer's box, `(height, width)` float32."""
    unit = canvas.shape[0]
    if mask.shape == "polygon":
        size = (canvas.shape[1], canvas.shape[0])
        points = [(x * size[0] - box.x * size[0], y * size[1] - box.y * size[1]) for x, y in mask.points]
        plane = patterns.polygon(width, height, points)
    elif mask.shape == "ellipse":
        plane = patterns.rounded(width, height, min(width, height) / 2, ellipse=True)
    elif mask.radius:
        plane = patterns.rounded(width, height, mask.radius * unit)
    else:
        plane = np.ones((height, width), np.float32)
    return plane * patterns.side_fades(width, mask.fade_left, mask.fade_right)


def draw_text(canvas: Canvas, layer: TextLayer, *, fill: bool = True) -> None:
    """Words with plate, shadow and stroke. Without `fill` only what lies under the letters is drawn."""
    height, width = canvas.shape[:2]
    stroke = layer.stroke * height
    for line in layer.lines:
        if layer.plate:
            _plate(canvas, layer.plate, line_box(line, layer, width, height))
    for line in layer.lines:
        if layer.shadow:
            reach = layer.shadow * height
            plane, x, y = line_mask(line, layer, width, height, stroke, pad=3 * reach)
            soft = np.clip(cv2.GaussianBlur(plane, (0, 0), reach) * 1.35, 0, 1)
            _blend(
                canvas, rgb_of(layer.shadow_colour), soft * layer.shadow_opacity, x, y + round(reach * 0.35)
            )
    for line in layer.lines:
        if layer.stroke:
            plane, x, y = line_mask(line, layer, width, height, stroke)
            _blend(canvas, rgb_of(layer.stroke_colour), plane, x, y)
    for line in layer.lines if fill else ():
        plane, x, y = line_mask(line, layer, width, height)
        _blend(canvas, rgb_of(line.colour), plane, x, y)


def line_mask(
    line: TextLine, layer: TextLayer, width: int, height: int, stroke_px: float = 0.0, pad: float = 0.0
) -> tuple[Plane, int, int]:
    """The letters of a line, 0..1, on a plane just large enough; and the canvas pixel of its corner."""
    return _line_mask(
        line.text, layer.face, layer.tracking, line.size * height, line.x * width, line.y * height,
        line.width * width, stroke_px, round(pad),
    )  # fmt: skip


@lru_cache(maxsize=64)
def _line_mask(
    text: str,
    face: str,
    tracking: float,
    size: float,
    x: float,
    y: float,
    width: float,
    stroke: float,
    pad: int,
) -> tuple[Plane, int, int]:
    left = int(x - 0.1 * size - stroke) - pad
    top = int(y - 1.25 * size - stroke) - pad
    right, bottom = int(x + width + 0.15 * size + stroke) + pad, int(y + 0.45 * size + stroke) + pad
    plane = Image.new("L", (right - left, bottom - top))
    draw_line(plane, x - left, y - top, text, face, size, tracking, stroke)
    return np.asarray(plane, np.float32) / 255, left, top


def _plate(canvas: Canvas, plate: Plate, box: tuple[float, float, float, float]) -> None:
    unit = canvas.shape[0]
    pad = plate.pad * unit
    x0, y0, x1, y1 = box
    width, height = round(x1 - x0 + 2 * PLATE_SIDE * pad), round(y1 - y0 + 2 * pad)
    shape = patterns.rounded(width, height, plate.radius * unit)
    _blend(canvas, rgb_of(plate.colour), shape * plate.opacity, round(x0 - PLATE_SIDE * pad), round(y0 - pad))


def line_box(line: TextLine, layer: TextLayer, width: int, height: int) -> tuple[float, float, float, float]:
    """(x0, y0, x1, y1) of a line in pixels: capital height to baseline, so that plates align.

    With small letters a little more below, where their tails are.
    """
    size = line.size * height
    y = line.y * height
    foot = 0.0 if layer.caps else TAIL_EMS * size
    return line.x * width, y - cap_ratio(layer.face) * size, (line.x + line.width) * width, y + foot


def _shape(canvas: Canvas, layer: ShapeLayer) -> None:
    height, width = canvas.shape[:2]
    x0, y0, x1, y1 = _rect(layer.box, canvas)
    if layer.shape == "polygon":
        plane = patterns.polygon(width, height, [(x * width, y * height) for x, y in layer.points])
        x0 = y0 = 0
    else:
        plane = patterns.rounded(
            max(1, x1 - x0), max(1, y1 - y0), layer.radius * height, ellipse=layer.shape == "ellipse",
            line=layer.line * height,
        )  # fmt: skip
    if layer.shadow:
        reach = layer.shadow * height
        pad = round(reach * 3)
        soft = cv2.GaussianBlur(
            cv2.copyMakeBorder(plane, pad, pad, pad, pad, cv2.BORDER_CONSTANT), (0, 0), reach
        )
        _blend(canvas, (0, 0, 0), soft * 0.5, x0 - pad, y0 - pad + round(reach * 0.5))
    _blend(canvas, rgb_of(layer.colour), plane * np.float32(layer.opacity), x0, y0)


def _gradient(canvas: Canvas, layer: GradientLayer) -> None:
    x0, y0, x1, y1 = _rect(layer.box, canvas)
    along = patterns.ramp(x1 - x0, y1 - y0, layer.angle, radial=layer.shape == "radial")
    places = np.array([stop[0] for stop in layer.stops], np.float32)
    colours = np.array([rgb_of(stop[1]) for stop in layer.stops], np.float32)
    alphas = np.array([stop[2] for stop in layer.stops], np.float32)
    # Straight ramps show a kink at every stop: round them off.
    even = np.linspace(0, RAMP_END, RAMP_STEPS, dtype=np.float32)
    rounded = cv2.GaussianBlur(
        np.interp(even, places, alphas).astype(np.float32)[None, :], (0, 0), RAMP_STEPS / RAMP_END * 0.045,
        borderType=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    index = np.clip(along * np.float32((RAMP_STEPS - 1) / RAMP_END), 0, RAMP_STEPS - 1)
    alpha = rounded[0][index.astype(np.int32)]
    if len({stop[1] for stop in layer.stops}) == 1:
        _blend(canvas, rgb_of(layer.stops[0][1]), alpha, x0, y0)
        return
    plane = np.stack([np.interp(along, places, colours[:, c]) for c in range(3)], axis=-1)
    _blend(canvas, plane.astype(np.float32), alpha, x0, y0)


def _texture(canvas: Canvas, layer: TextureLayer, seed: int) -> None:
    x0, y0, x1, y1 = _rect(layer.box, canvas)
    if layer.pattern in ("grain", "paper"):
        part = canvas[max(0, y0) : y1, max(0, x0) : x1]
        part += patterns.relief(part.shape[0], part.shape[1], layer, seed, canvas.shape[0])[..., None]
        np.clip(part, 0, 255, out=part)
        return
    plane = patterns.pattern(x1 - x0, y1 - y0, layer, canvas.shape[0])
    _blend(canvas, rgb_of(layer.colour), plane * np.float32(layer.opacity), x0, y0)
