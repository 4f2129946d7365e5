"""Drawn styles: comic (ink, flat colour, halftone) and watercolour (washes, pooled edges, paper)."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Floats, Pixels, Plane
from studio.paint.grades.look import (
    Look,
    apply_cube,
    cube,
    fractal,
    levels,
    noise,
    tone_range,
)

COMIC_STEPS, WASH_STEPS = 5, 5
WASH_PX = 560
PAPER_TONE = np.array([0.975, 0.962, 0.935], np.float32)


def comic(pixels: Pixels, look: Look) -> Pixels:
    """Ink lines (XDoG, Winnemöller 2012) over flattened, stepped colour, with printed dots in the shade."""
    unit = look.unit_px
    flat = _flatten(pixels, unit, passes=2)
    low, middle, high = tone_range(flat, look)
    tone = levels(low, middle, high, strength=0.9, target=0.64)

    def transform(lab: Floats) -> Floats:
        light = _steps(tone(lab[:, 0]), COMIC_STEPS, 34.0)
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        # Inks are full or absent: pale colours gain, greys stay grey or their noise would turn to colour.
        gain = np.where(chroma < 0.02, 0.8, 1.22 + 0.75 * np.exp(-chroma / 0.09))
        return np.stack([0.06 + 0.94 * light, lab[:, 1] * gain, lab[:, 2] * gain], axis=1).astype(np.float32)

    colour: Plane = apply_cube(flat, cube(transform)).astype(np.float32)
    grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    lightness = tone(np.cbrt(np.maximum(grey, 1e-4) ** 2.2).astype(np.float32))
    dots = _halftone(lightness, unit)
    # Dots are printed in a deeper tone of what they lie on, not in grey.
    deeper = colour * colour / 255 * 0.62
    colour += (deeper - colour) * (0.72 * dots)[..., None]
    colour *= _ink(grey, unit)[..., None]
    return np.clip(colour, 0, 255).astype(np.uint8)


def watercolour(pixels: Pixels, look: Look) -> Pixels:
    """Washes by a Kuwahara filter, wobbling edges, pigment pooled at their rims, on rough paper."""
    height, width = pixels.shape[:2]
    unit = look.unit_px
    seed = look.seed % 89
    scale = min(1.0, WASH_PX / max(1, min(height, width)))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    brush = max(2, round(unit * scale / 95))
    washed = _kuwahara(_kuwahara(small.astype(np.float32), brush), brush)
    washed = _wobble(washed, seed, unit * scale / 170)
    wash8 = np.clip(washed, 0, 255).astype(np.uint8)
    low, middle, high = tone_range(wash8, look)
    tone = levels(low, middle, high, strength=0.8, target=0.70)

    def transform(lab: Floats) -> Floats:
        light = tone(lab[:, 0])
        # Few glazes, and the lightest one is bare paper.
        light = 0.24 + 0.76 * (0.45 * light + 0.55 * _steps(light, WASH_STEPS, 16.0))
        gain = 1.45 * (1 - 0.5 * np.clip((light - 0.80) / 0.2, 0, 1))
        return np.stack([light, lab[:, 1] * gain, lab[:, 2] * gain + 0.008], axis=1).astype(np.float32)

    painted: Plane = apply_cube(wash8, cube(transform)).astype(np.float32) / 255
    rows, columns = painted.shape[:2]
    # Pigment settles: thick at the rims of a wash, in blooms where water stood, thin elsewhere.
    bloom = fractal(rows, columns, seed + 1, 6) - 0.5
    pigment = 1 + 1.25 * _rims(painted, brush) + 0.62 * bloom
    painted = np.power(np.clip(painted, 0.01, 1), pigment[..., None])
    dry = _bare_edges(rows, columns, seed + 21, unit * scale) if look.finish else np.zeros((rows, columns))
    painted += (PAPER_TONE - painted) * dry[..., None].astype(np.float32)
    painted = cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC)
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    line = 1 - _ink(cv2.GaussianBlur(grey, (0, 0), unit / 800), unit, soft=True)
    covered = 1 - cv2.resize(dry.astype(np.float32), (width, height))
    painted = painted * (1 - 0.55 * line * covered)[..., None]
    paper = _paper(height, width, unit, seed)
    grain = 0.45 + 0.75 * (1 - painted.mean(axis=2))
    return np.clip(painted * (1 + paper * grain)[..., None] * 255, 0, 255).astype(np.uint8)


def _bare_edges(height: int, width: int, seed: int, unit_px: float) -> Plane:
    """Where the brush did not reach: an uneven margin of bare paper, 1 at the very edge."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    edge = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) / unit_px
    ragged = 0.030 + 0.075 * (fractal(height, width, seed, 9) - 0.45)
    return np.clip((ragged - edge) / 0.012 + 0.5, 0, 1).astype(np.float32)


def _flatten(pixels: Pixels, unit_px: int, passes: int) -> Pixels:
    """Bilateral filtering at half size, the edges put back by a guided filter."""
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    reach = max(5, unit_px // 110)
    for _ in range(passes):
        small = cv2.bilateralFilter(small, reach, 38, reach)
    return cv2.resize(small, pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)


def _steps(light: Floats, count: int, sharpness: float) -> Floats:
    """Lightness pulled to `count` steps with soft borders (Winnemöller 2006)."""
    width = 1 / count
    nearest = np.round(light / width) * width
    return np.clip(nearest + width / 2 * np.tanh(sharpness * (light - nearest)), 0, 1)


def _ink(grey: Plane, unit_px: int, soft: bool = False) -> Plane:
    """Lines as a factor 0..1 (0 is ink): the extended difference of Gaussians."""
    sigma = max(0.6, unit_px / 520)
    near = cv2.GaussianBlur(grey, (0, 0), sigma)
    far = cv2.GaussianBlur(grey, (0, 0), sigma * 1.6)
    sharpened = near + 24 * (near - far)
    threshold, slope = (0.36, 6.0) if soft else (0.30, 9.0)
    line = np.where(sharpened >= threshold, 1, 1 + np.tanh(slope * (sharpened - threshold)))
    if soft:
        return line.astype(np.float32)
    # Broad dark areas would fill with black: ink there only where there is an edge.
    edge = np.clip(np.abs(near - far) * 34, 0, 1)
    dark = np.clip((0.20 - near) / 0.12, 0, 1) * 0.8
    return (1 - (1 - line) * np.maximum(cv2.GaussianBlur(edge, (0, 0), sigma * 2) ** 0.7, dark)).astype(
        np.float32
    )


def _halftone(light: Plane, unit_px: int) -> Plane:
    """Dots on a 45° screen, growing with the shade, none in the light."""
    height, width = light.shape
    pitch = max(4.0, unit_px / 88)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x + y) * (np.pi / pitch / np.sqrt(2)), (x - y) * (np.pi / pitch / np.sqrt(2))
    screen = (np.cos(u) * np.cos(v)) * 0.5 + 0.5
    soft = cv2.GaussianBlur(light, (0, 0), pitch / 2)
    # Dots model the middle tones; the darks are solid ink.
    shade = np.clip((0.68 - soft) / 0.5, 0, 0.62) * np.clip((soft - 0.16) / 0.12, 0, 1)
    return np.clip((shade - (1 - screen)) * pitch * 0.9 + 0.5, 0, 1) * (shade > 0.02)


def _kuwahara(image: Plane, radius: int) -> Plane:
    """Kuwahara (1976) with blended sectors: of four neighbours the calmest counts most."""
    size = (radius + 1, radius + 1)
    grey = image.mean(axis=2)
    total = np.zeros_like(image)
    weights = np.zeros_like(grey)
    for ax in (0, radius):
        for ay in (0, radius):
            mean = cv2.boxFilter(image, -1, size, anchor=(ax, ay), borderType=cv2.BORDER_REFLECT)
            grey_mean = cv2.boxFilter(grey, -1, size, anchor=(ax, ay), borderType=cv2.BORDER_REFLECT)
            square = cv2.boxFilter(grey * grey, -1, size, anchor=(ax, ay), borderType=cv2.BORDER_REFLECT)
            weight = 1 / (1 + np.maximum(square - grey_mean**2, 0)) ** 4
            total += mean * weight[..., None]
            weights += weight
    return total / np.maximum(weights, 1e-20)[..., None]


def _wobble(image: Plane, seed: int, amount_px: float) -> Plane:
    """A hand is not a ruler: every edge wanders by a pixel or two."""
    height, width = image.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    dx = (fractal(height, width, seed + 3, 24, 2) - 0.5) * 2 * amount_px
    dy = (fractal(height, width, seed + 4, 24, 2) - 0.5) * 2 * amount_px
    to_x, to_y = (x + dx).astype(np.float32), (y + dy).astype(np.float32)
    return cv2.remap(image, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _rims(painted: Plane, brush: int) -> Plane:
    """Where a wash ends pigment dries darker."""
    grey = painted.mean(axis=2)
    dx, dy = cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1)
    return np.clip(cv2.GaussianBlur(cv2.magnitude(dx, dy), (0, 0), max(0.7, brush / 4)) * 1.3, 0, 1)


def _paper(height: int, width: int, unit_px: int, seed: int) -> Plane:
    """Cold-pressed paper lit from the top left, as a small signed factor."""
    grain_px = max(0.8, unit_px / 560)
    bumps = noise(height, width, seed + 11, grain_px) + 0.7 * noise(height, width, seed + 12, grain_px * 2.4)
    slope = cv2.Sobel(bumps, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(bumps, cv2.CV_32F, 0, 1, ksize=3)
    return (slope / (slope.std() + 1e-6) * 0.045).astype(np.float32)
