"""Drawing pictures and cut-out people."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from studio.design import patterns
from studio.design.blending import cut
from studio.design.darkroom import Darkroom
from studio.design.document import CutoutLayer, Design, Mask, PictureLayer
from studio.design.geometry import SURE_FACE, WHOLE, mirrored, placed
from studio.design.surface import Surface
from studio.paint.arrays import Pixels
from studio.paint.colour import rgb_of
from studio.paint.grades import Look, grade
from studio.paint.matte import Alpha
from studio.paint.protocol import Picture
from studio.values import Box

ENLARGED = 1.2
# Gaps in a cut-out narrower than this many outlines are bridged by the outline.
NOTCH = 2.4
SHADOW_RIGHT, SHADOW_DOWN = 0.4, 0.5
# How much more red and less blue light full warmth lets through: about a window at noon against a lamp.
WARMEST = 0.42
GAMMA = 2.2
_NAMELESS = {"id", "name", "opacity", "rotation", "visible", "locked"}
_AROUND_A_CUTOUT = {"outline", "outline_colour", "glow", "glow_colour", "shadow"}


def draw_picture(surface: Surface, layer: PictureLayer, design: Design, darkroom: Darkroom) -> None:
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    width, height = x1 - x0, y1 - y0
    if width <= 0 or height <= 0:
        return
    picture = darkroom.pictures[layer.source]

    def make() -> tuple[Pixels, Alpha]:
        upscale = height / (layer.crop.height * picture.height_px)
        enlarged = upscale > ENLARGED
        pixels = cut(darkroom.smooth(layer.source) if enlarged else picture.pixels, layer.crop, width, height)
        pixels = _continue_softly(pixels, layer.crop, design.height_px)
        if enlarged:
            pixels = _crispen(pixels, upscale)
        if layer.blur:
            pixels = cv2.GaussianBlur(pixels, (0, 0), layer.blur * design.height_px)
        finish = layer.finish and not layer.blur
        pixels = _seen(pixels, layer, picture, design, finish)
        return pixels, mask_plane(layer.mask, layer.box, width, height, surface)

    pixels, alpha = darkroom.kept(_key(layer, design, width, height), picture.pixels, make)
    if layer.opacity != 1:
        alpha = alpha * np.float32(layer.opacity)
    surface.lay(pixels, alpha, x0, y0)


def draw_cutout(surface: Surface, layer: CutoutLayer, design: Design, darkroom: Darkroom) -> None:
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    width, height = x1 - x0, y1 - y0
    if width <= 0 or height <= 0:
        return
    unit = design.height_px
    picture = darkroom.pictures[layer.source]

    def make() -> tuple[Pixels, Alpha]:
        matte = darkroom.matte(layer.source, layer.mend)
        if matte is None:
            return np.zeros((height, width, 3), np.uint8), np.zeros((height, width), np.float32)
        pixels = cut(matte[0], layer.crop, width, height)
        alpha = np.clip(cut(matte[1], layer.crop, width, height, cv2.BORDER_CONSTANT), 0, 1)
        upscale = height / (layer.crop.height * picture.height_px)
        if upscale > ENLARGED:
            pixels = _crispen(pixels, upscale)
        pixels = _seen(pixels, layer, picture, design, finish=False)
        if layer.flip:
            alpha = np.ascontiguousarray(alpha[:, ::-1])
        return pixels, alpha * mask_plane(layer.mask, layer.box, width, height, surface)

    key = _key(layer, design, width, height)
    pixels, alpha = darkroom.kept(key, picture.pixels, make)
    sizes = (layer.shadow, layer.glow, layer.outline)
    shade, halo, edge = darkroom.kept((key, sizes), alpha, lambda: _around(alpha, *sizes, unit))
    if layer.shadow:
        reach = layer.shadow * unit
        surface.lay((0, 0, 0), shade, x0 + round(reach * SHADOW_RIGHT), y0 + round(reach * SHADOW_DOWN))
    if layer.glow:
        surface.lay(rgb_of(layer.glow_colour), halo, x0, y0)
    if layer.outline:
        surface.lay(rgb_of(layer.outline_colour), edge, x0, y0)
    surface.lay(pixels, alpha, x0, y0)


def _around(alpha: Alpha, shadow: float, glow: float, outline: float, unit: int
            ) -> tuple[Alpha, Alpha, Alpha]:  # fmt: skip
    """Shadow, glow and outline of a cut-out, of its size; empty where there is none."""
    none: Alpha = np.zeros((0, 0), np.float32)
    shade, halo, edge = none, none, none
    if shadow:
        shade = cv2.GaussianBlur(alpha, (0, 0), shadow * unit) * 0.55
    if glow:
        halo = np.clip(cv2.GaussianBlur(alpha, (0, 0), glow * unit) * 1.5, 0, 1) * (0.85 - 0.3 * alpha)
    if outline:
        edge = thicken(alpha, outline * unit)
    return shade, halo, edge


def _key(layer: PictureLayer | CutoutLayer, design: Design, width: int, height: int) -> tuple[object, ...]:
    """All that the pixels of a layer depend on; where it stands only matters to masks of canvas points."""
    apart = _NAMELESS | (_AROUND_A_CUTOUT if layer.type == "cutout" else set())
    apart = apart if layer.mask.shape == "polygon" else apart | {"box"}
    told = layer.model_dump_json(exclude=apart)
    return told, width, height, design.width_px, design.height_px, design.seed


def _seen(
    pixels: Pixels, layer: PictureLayer | CutoutLayer, picture: Picture, design: Design, finish: bool
) -> Pixels:
    """Turned round, graded and adjusted as the layer says."""
    faces = faces_in(picture, layer.crop)
    if layer.flip:
        pixels = np.ascontiguousarray(pixels[:, ::-1])
        faces = tuple(mirrored(face, WHOLE) for face in faces)
    if picture.style is None:
        pixels = grade(pixels, layer.style, Look(design.height_px, layer.tones, design.seed, finish, faces))
    return _adjust(pixels, layer)


def faces_in(picture: Picture, crop: Box) -> tuple[Box, ...]:
    """Faces of a picture in fractions of a crop."""
    return tuple(placed(face.box, crop, WHOLE) for face in picture.faces if face.score >= SURE_FACE)


def _adjust(pixels: Pixels, layer: PictureLayer | CutoutLayer) -> Pixels:
    if layer.saturation != 1:
        grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        pixels = cv2.addWeighted(pixels, layer.saturation, grey, 1 - layer.saturation, 0)
    if layer.exposure:
        # Stops of light, applied to encoded bytes.
        pixels = cv2.convertScaleAbs(pixels, alpha=2 ** (layer.exposure / GAMMA))
    if layer.contrast != 1 or layer.warmth:
        pixels = cv2.LUT(pixels, _curves(layer.contrast, layer.warmth))
    return pixels


@lru_cache(maxsize=32)
def _curves(contrast: float, warmth: float) -> Pixels:
    """`(1, 256, 3)` uint8: contrast around middle grey, then red and blue light let through unevenly.

    Warmth keeps white's luminance.
    """
    steps = np.arange(256, dtype=np.float32)
    toned = np.clip((steps - 127.5) * max(0.0, contrast) + 127.5, 0, 255)
    warmth = min(1.0, max(-1.0, warmth))
    light = np.array([1 + WARMEST * warmth, 1.0, 1 - WARMEST * warmth])
    light /= light @ (0.2126, 0.7152, 0.0722)
    return np.clip(np.rint(toned[:, None] * light ** (1 / GAMMA)), 0, 255).astype(np.uint8)[None]


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


def mask_plane(mask: Mask, box: Box, width: int, height: int, surface: Surface) -> Alpha:
    """The mask of a layer's box, `(height, width)` float32."""
    if mask.shape == "polygon":
        size = (surface.width, surface.height)
        points = [(x * size[0] - box.x * size[0], y * size[1] - box.y * size[1]) for x, y in mask.points]
        plane = patterns.polygon(width, height, points)
    elif mask.shape == "ellipse":
        plane = patterns.rounded(width, height, min(width, height) / 2, ellipse=True)
    elif mask.radius:
        plane = patterns.rounded(width, height, mask.radius * surface.height)
    else:
        plane = np.ones((height, width), np.float32)
    if mask.fade_left or mask.fade_right:
        plane = plane * patterns.side_fades(width, mask.fade_left, mask.fade_right)
    return plane
