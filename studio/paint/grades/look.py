"""What all grades share: the look asked for, tone measurement, look-up tables and noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from PIL import Image, ImageFilter

from studio.paint.arrays import Floats, Pixels, Plane
from studio.paint.colour import oklab_from_srgb, srgb_from_oklab
from studio.values import Box

CUBE = 25
SKIN_ABOVE_MIDDLE = 0.12
# Brightening rescues; darkening a bright scene by much only muddies it.
BRIGHTEST_GAMMA, DARKEST_GAMMA = 0.66, 1.2
# A picture without black or without white is meant so (fog, night): it is stretched only so far.
HIGHEST_BLACK, LOWEST_WHITE = 0.35, 0.55


@dataclass(frozen=True)
class Look:
    """How to grade. `unit_px` is the height of the whole canvas, so that dots and grain keep their size.

    `tones` are the dark and the light ink of a duotone. `finish` adds vignette and grain, which only a
    picture that fills its canvas wants. `faces` (in fractions of the picture) are what is exposed for.
    """

    unit_px: int
    tones: tuple[str, str] = ("#1b1464", "#ffd23f")
    seed: int = 0
    finish: bool = True
    faces: tuple[Box, ...] = ()


def cube(transform: Callable[[Floats], Floats]) -> ImageFilter.Color3DLUT:
    """A 25³ look-up table of `transform`, which takes and gives OKLab `(N, 3)`."""
    axis = np.linspace(0, 1, CUBE, dtype=np.float32)
    blue, green, red = np.meshgrid(axis, axis, axis, indexing="ij")
    grid = np.stack([red, green, blue], axis=-1).reshape(-1, 3)
    table = srgb_from_oklab(transform(oklab_from_srgb(grid)))
    return ImageFilter.Color3DLUT(CUBE, table.astype(np.float32).ravel(), channels=3, target_mode="RGB")


def apply_cube(pixels: Pixels, table: ImageFilter.Color3DLUT) -> Pixels:
    return np.asarray(Image.fromarray(pixels).filter(table))


def tone_range(pixels: Pixels, look: Look | None = None) -> tuple[float, float, float]:
    """(black point, middle, white point) of OKLab lightness, robust to a few odd pixels.

    Where there are faces their lightness counts most for the middle, as a photographer would meter;
    skin is wanted a little above the middle.
    """
    small = cv2.resize(pixels, (96, 54), interpolation=cv2.INTER_AREA)
    light = oklab_from_srgb(small.astype(np.float32) / 255)[..., 0]
    low, middle, high = np.percentile(light, (1.0, 50, 99.0))
    rows, columns = light.shape
    skins = [
        float(np.median(part))
        for face in (look.faces if look else ())
        if (part := light[_span(face.y, face.height, rows), _span(face.x, face.width, columns)]).size
    ]
    if skins:
        middle = 0.25 * middle + 0.75 * (max(skins) - SKIN_ABOVE_MIDDLE)
    return float(low), float(middle), float(high)


def _span(start: float, length: float, count: int) -> slice:
    """The inner part of a face along one axis, as cells."""
    first, last = (start + 0.2 * length) * count, (start + 0.8 * length) * count
    return slice(max(0, int(first)), max(0, int(last) + 1))


def levels(low: float, middle: float, high: float, strength: float, target: float = 0.56) -> Callable:
    """Lightness stretched towards the full range and its median nudged towards `target`."""
    black = min(low, HIGHEST_BLACK) * strength
    white = 1 - (1 - max(high, LOWEST_WHITE)) * strength
    centre = min(0.95, max(0.05, (middle - black) / (white - black)))
    gamma = float(np.clip(np.log(target) / np.log(centre), BRIGHTEST_GAMMA, DARKEST_GAMMA)) ** strength

    def apply(light: Floats) -> Floats:
        return np.clip((light - black) / (white - black), 0, 1) ** gamma

    return apply


def steps(light: Floats, count: int, sharpness: float) -> Floats:
    """Lightness pulled to `count` steps with soft borders (Winnemöller 2006)."""
    width = 1 / count
    nearest = np.round(light / width) * width
    return np.clip(nearest + width / 2 * np.tanh(sharpness * (light - nearest)), 0, 1)


def s_curve(light: Floats, amount: float, pivot: float = 0.5) -> Floats:
    """Contrast around `pivot` with soft shoulder and toe; 0 leaves it as it is."""
    below = pivot * (light / pivot) ** (1 + amount)
    above = 1 - (1 - pivot) * ((1 - light) / (1 - pivot)) ** (1 + amount)
    return np.where(light < pivot, below, above)


def clarity(pixels: Pixels, unit_px: int, amount: float) -> Pixels:
    """Local contrast: an edge-preserving base is subtracted, so that no halo appears."""
    radius = max(4, unit_px // 40)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    scale = 0.25
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    base = cv2.ximgproc.guidedFilter(small, small, max(2, int(radius * scale)), (0.12 * 255) ** 2)
    base = cv2.resize(base, grey.shape[::-1], interpolation=cv2.INTER_LINEAR)
    detail = cv2.subtract(grey, base, dtype=cv2.CV_16S)
    detail = np.rint(np.clip(detail, -48, 48) * amount).astype(np.int16)
    return np.clip(pixels.astype(np.int16) + detail[..., None], 0, 255).astype(np.uint8)


@lru_cache(maxsize=8)
def noise(height: int, width: int, seed: int, sigma: float) -> Plane:
    """Grain `(H, W)` with unit deviation, softened by `sigma` pixels."""
    field: Plane = np.random.default_rng(seed).standard_normal((height, width), dtype=np.float32)
    if sigma > 0:
        field = cv2.GaussianBlur(field, (0, 0), sigma)
        return field / field.std()
    return field


def grain(pixels: Pixels, look: Look, amount: float) -> Pixels:
    """Film grain in bytes of deviation, strongest in the middle tones."""
    height, width = pixels.shape[:2]
    field = noise(height, width, look.seed % 97, max(0.4, look.unit_px / 1400))
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    strength = amount * (0.35 + 2.6 * grey * (1 - grey))
    return np.clip(pixels + (field * strength)[..., None], 0, 255).astype(np.uint8)


def vignette(pixels: Pixels, amount: float) -> Pixels:
    """Corners darker by `amount` (0..1), in light and not in bytes."""
    height, width = pixels.shape[:2]
    y = np.linspace(-1, 1, height, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, width, dtype=np.float32)[None, :]
    fall = 1 - amount * np.clip((x * x + y * y) / 2, 0, 1) ** 1.4
    factor = fall ** (1 / 2.2)
    return np.clip(pixels * factor[..., None], 0, 255).astype(np.uint8)


def fractal(height: int, width: int, seed: int, coarse: int, octaves: int = 4) -> Plane:
    """Cloud noise `(H, W)` about 0..1: `coarse` cells across, each octave twice as fine."""
    generator = np.random.default_rng(seed)
    total = np.zeros((height, width), np.float32)
    for octave in range(octaves):
        cells = coarse * 2**octave
        rows = max(2, round(cells * height / width))
        layer = generator.random((rows, cells), dtype=np.float32)
        total += cv2.resize(layer, (width, height), interpolation=cv2.INTER_CUBIC) / 2**octave
    low, high = np.percentile(total[:: max(1, height // 64), :: max(1, width // 64)], (1, 99))
    return np.clip((total - low) / (high - low), 0, 1).astype(np.float32)
