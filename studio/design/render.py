"""The one renderer: a `Design` and its pictures in, `(H, W, 3)` uint8 RGB out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import cv2
import numpy as np

from studio.brand.logos import Logo
from studio.design import patterns
from studio.design.blending import blend, cut
from studio.design.document import (
    CutoutLayer,
    Design,
    GradientLayer,
    Layer,
    Mask,
    PictureLayer,
    ShapeLayer,
    TextLayer,
    TextureLayer,
)
from studio.design.geometry import SURE_FACE, placed
from studio.design.lettering import draw_text
from studio.paint.arrays import Canvas, Pixels
from studio.paint.colour import rgb_of
from studio.paint.grades import Look, grade
from studio.paint.matte import Alpha, clean_colours, cut_person
from studio.paint.protocol import Picture
from studio.values import Box

# Graded layers kept for the next proof: the whole wall of a banner, at seven bytes a pixel.
MOST_HELD_PX = 12_000_000
ENLARGED = 1.2
# Gaps in a cut-out narrower than this many outlines are bridged by the outline.
NOTCH = 2.4
RAMP_STEPS, RAMP_END = 2048, 1.5


class Darkroom:
    """Pictures at hand, and what was already made of them: cut-outs and graded crops.

    `logos` are by the SHA-256 of their files, as `load_logo` gives them.
    """

    def __init__(self, pictures: Mapping[str, Picture], logos: Mapping[str, Logo] | None = None) -> None:
        self.pictures = dict(pictures)
        self.logos = dict(logos or {})
        self._smooth: dict[str, Pixels] = {}
        self._mattes: dict[str, tuple[Pixels, Alpha] | None] = {}
        self._layers: dict[tuple[str, int, int, int], tuple[Pixels, Alpha]] = {}
        self._held_px = 0

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
            self._layers[key] = made = make()
            self._held_px += made[1].size
            while self._held_px > MOST_HELD_PX and len(self._layers) > 1:
                self._held_px -= self._layers.pop(next(iter(self._layers)))[1].size
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
    blend(canvas, pixels.astype(np.float32), alpha, x0, y0)


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
        blend(canvas, (0, 0, 0), shade, x0 + round(reach * 0.4), y0 + round(reach * 0.5))
    if layer.glow:
        halo = np.clip(cv2.GaussianBlur(alpha, (0, 0), layer.glow * unit) * 1.5, 0, 1)
        blend(canvas, rgb_of(layer.glow_colour), halo * (0.85 - 0.3 * alpha), x0, y0)
    if layer.outline:
        blend(canvas, rgb_of(layer.outline_colour), thicken(alpha, layer.outline * unit), x0, y0)
    blend(canvas, pixels.astype(np.float32), alpha, x0, y0)


def thicken(alpha: Alpha, by_px: float) -> Alpha:
    """A mask grown outwards by `by_px`, as scissors would go: no holes, no notches, a smooth round edge."""
    pad = round(3 * by_px) + 2
    solid = cv2.copyMakeBorder((alpha > 0.5).astype(np.uint8), pad, pad, pad, pad, cv2.BORDER_REPLICATE)
    contours, _ = cv2.findContours(solid, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    cv2.drawContours(solid, contours, -1, 1, cv2.FILLED)
    # Grown too far and taken back: gaps narrower than twice the way are bridged.
    outwards = cv2.distanceTransform(1 - solid, cv2.DIST_L2, 5)
    far = (outwards <= NOTCH * by_px).astype(np.uint8)
    inwards = cv2.distanceTransform(far, cv2.DIST_L2, 5)
    grown = ((inwards > (NOTCH - 1) * by_px) | (outwards <= by_px)).astype(np.float32)
    soft = cv2.GaussianBlur(grown, (0, 0), max(0.8, 0.45 * by_px))
    edge = np.clip((soft - 0.5) * max(1.0, 0.9 * by_px) + 0.5, 0, 1)
    return np.ascontiguousarray(edge[pad:-pad, pad:-pad])


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
        blend(canvas, (0, 0, 0), soft * 0.5, x0 - pad, y0 - pad + round(reach * 0.5))
    blend(canvas, rgb_of(layer.colour), plane * np.float32(layer.opacity), x0, y0)


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
        blend(canvas, rgb_of(layer.stops[0][1]), alpha, x0, y0)
        return
    table = np.stack([np.interp(even, places, colours[:, c]) for c in range(3)], axis=-1).astype(np.float32)
    blend(canvas, table[index.astype(np.int32)], alpha, x0, y0)


def _texture(canvas: Canvas, layer: TextureLayer, seed: int) -> None:
    x0, y0, x1, y1 = _rect(layer.box, canvas)
    if layer.pattern in ("grain", "paper"):
        part = canvas[max(0, y0) : y1, max(0, x0) : x1]
        part += patterns.relief(part.shape[0], part.shape[1], layer, seed, canvas.shape[0])[..., None]
        np.clip(part, 0, 255, out=part)
        return
    plane = patterns.pattern(x1 - x0, y1 - y0, layer, canvas.shape[0])
    blend(canvas, rgb_of(layer.colour), plane * np.float32(layer.opacity), x0, y0)
