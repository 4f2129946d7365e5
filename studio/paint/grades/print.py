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
    s_curve,
    tone_range,
)


def comic(pixels: Pixels, look: Look) -> Pixels:
    """Ink lines (XDoG, Winnemöller 2012) over flattened, stepped colour, with printed dots in the shade."""
    flat = _flatten(pixels, look.unit_px, passes=2)
    low, middle, high = tone_range(flat, look)
    tone = levels(low, middle, high, strength=0.85, target=0.62)

    def transform(lab: Floats) -> Floats:
        light = _steps(tone(lab[:, 0]), 6, 9.0)
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        gain = 1.1 + 0.65 * np.exp(-chroma / 0.10)
        # Near-greys keep still, or their noise turns into colour.
        gain = np.where(chroma < 0.022, 0.9, gain)
        return np.stack([0.1 + 0.9 * light, lab[:, 1] * gain, lab[:, 2] * gain], axis=1).astype(np.float32)

    colour = apply_cube(flat, cube(transform)).astype(np.float32)
    grey = cv2.cvtColor(flat, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    lightness = tone(np.cbrt(np.maximum(grey, 1e-4) ** 2.2).astype(np.float32))
    dots = _halftone(lightness, look.unit_px)
    colour *= (1 - 0.30 * dots)[..., None]
    colour *= _ink(grey, look.unit_px)[..., None]
    return np.clip(colour, 0, 255).astype(np.uint8)


def watercolour(pixels: Pixels, look: Look) -> Pixels:
    """Washes by a Kuwahara filter, wobbling edges, pigment pooled at their rims, on rough paper."""
    height, width = pixels.shape[:2]
    unit = look.unit_px
    seed = look.seed % 89
    scale = min(1.0, 560 / max(1, min(height, width)))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    brush = max(2, round(unit * scale / 130))
    washed = _kuwahara(_kuwahara(small.astype(np.float32), brush), max(2, brush - 1))
    washed = _wobble(washed, seed, unit * scale / 260)
    wash8 = np.clip(washed, 0, 255).astype(np.uint8)
    low, middle, high = tone_range(wash8, look)
    tone = levels(low, middle, high, strength=0.7, target=0.68)

    def transform(lab: Floats) -> Floats:
        light = 0.20 + 0.80 * s_curve(tone(lab[:, 0]), 0.12)
        gain = 1.28 * (1 - 0.35 * np.clip(light - 0.75, 0, 1))
        return np.stack([light, lab[:, 1] * gain, lab[:, 2] * gain + 0.006], axis=1).astype(np.float32)

    painted: Plane = apply_cube(wash8, cube(transform)).astype(np.float32) / 255
    edge = _rims(painted, brush)
    pigment = 1 + 0.75 * edge + 0.42 * (fractal(painted.shape[0], painted.shape[1], seed + 1, 7) - 0.5)
    painted = np.power(np.clip(painted, 0.01, 1), pigment[..., None])
    painted = cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC)
    # Details drawn back in with a fine brush.
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    pencil = 1 - 0.5 * (1 - _ink(cv2.GaussianBlur(grey, (0, 0), unit / 900), unit, soft=True))
    paper = _paper(height, width, unit, seed)
    light = painted.mean(axis=2, keepdims=True)
    result = painted * pencil[..., None] * (1 + (paper * (0.35 + 0.65 * (1 - light[..., 0])))[..., None])
    return np.clip(result * 255, 0, 255).astype(np.uint8)


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
    nearest = (np.floor(light / width) + 0.5) * width
    return np.clip(nearest + width / 2 * np.tanh(sharpness * (light - nearest)), 0, 1)


def _ink(grey: Plane, unit_px: int, soft: bool = False) -> Plane:
    """Lines as a factor 0..1 (0 is ink): the extended difference of Gaussians."""
    sigma = max(0.6, unit_px / 620)
    near = cv2.GaussianBlur(grey, (0, 0), sigma)
    far = cv2.GaussianBlur(grey, (0, 0), sigma * 1.6)
    sharpened = near + 19 * (near - far)
    threshold, slope = (0.36, 6.0) if soft else (0.30, 9.0)
    line = np.where(sharpened >= threshold, 1, 1 + np.tanh(slope * (sharpened - threshold)))
    if soft:
        return line.astype(np.float32)
    # Broad dark areas would fill with black: ink there only where there is an edge.
    edge = np.clip(np.abs(near - far) * 26, 0, 1)
    dark = np.clip((0.20 - near) / 0.12, 0, 1) * 0.55
    return (1 - (1 - line) * np.maximum(cv2.GaussianBlur(edge, (0, 0), sigma * 2) ** 0.7, dark)).astype(
        np.float32
    )


def _halftone(light: Plane, unit_px: int) -> Plane:
    """Dots on a 45° screen, growing with the shade, none in the light."""
    height, width = light.shape
    pitch = max(4.0, unit_px / 100)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    u, v = (x + y) * (np.pi / pitch / np.sqrt(2)), (x - y) * (np.pi / pitch / np.sqrt(2))
    screen = (np.cos(u) * np.cos(v)) * 0.5 + 0.5
    shade = np.clip((0.62 - cv2.GaussianBlur(light, (0, 0), pitch / 2)) / 0.5, 0, 0.78)
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
