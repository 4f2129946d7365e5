"""Comic: ink lines, flat colour, halftone."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Floats, Pixels, Plane
from studio.paint.grades.look import Look, apply_cube, cube, levels, steps, tone_range

COMIC_STEPS = 5
INK_THRESHOLD, INK_SLOPE = 0.30, 9.0


def comic(pixels: Pixels, look: Look) -> Pixels:
    """Ink lines (XDoG, Winnemöller 2012) over flattened, stepped colour, with printed dots in the shade."""
    unit = look.unit_px
    flat = _flatten(pixels, unit, passes=2)
    low, middle, high = tone_range(flat, look)
    tone = levels(low, middle, high, strength=0.9, target=0.64)

    def transform(lab: Floats) -> Floats:
        light = steps(tone(lab[:, 0]), COMIC_STEPS, 34.0)
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


def _flatten(pixels: Pixels, unit_px: int, passes: int) -> Pixels:
    """Bilateral filtering at half size, the edges put back by a guided filter."""
    small = cv2.resize(pixels, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    reach = max(5, unit_px // 110)
    for _ in range(passes):
        small = cv2.bilateralFilter(small, reach, 38, reach)
    return cv2.resize(small, pixels.shape[1::-1], interpolation=cv2.INTER_CUBIC)


def _ink(grey: Plane, unit_px: int) -> Plane:
    """Lines as a factor 0..1 (0 is ink): the extended difference of Gaussians."""
    sigma = max(0.6, unit_px / 520)
    near = cv2.GaussianBlur(grey, (0, 0), sigma)
    far = cv2.GaussianBlur(grey, (0, 0), sigma * 1.6)
    sharpened = near + 24 * (near - far)
    line = np.where(sharpened >= INK_THRESHOLD, 1, 1 + np.tanh(INK_SLOPE * (sharpened - INK_THRESHOLD)))
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
