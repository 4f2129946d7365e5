"""Photographic styles: natural, cinematic, noir, duotone."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Floats, Pixels
from studio.paint.colour import oklab_from_srgb, rgb_of, srgb_from_oklab
from studio.paint.grades.look import (
    Look,
    apply_cube,
    clarity,
    cube,
    grain,
    levels,
    s_curve,
    tone_range,
    vignette,
)


def natural(pixels: Pixels, look: Look) -> Pixels:
    """A good retoucher's day: exposure set, colours a little fuller, detail a little crisper."""
    tone = levels(*tone_range(pixels, look), strength=0.5)

    def transform(lab: Floats) -> Floats:
        light = s_curve(tone(lab[:, 0]), 0.10)
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        # Vibrance: pale colours gain more than full ones, skin (warm, middling) gains least.
        hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
        skin = np.exp(-(((hue - 55) / 28) ** 2))
        gain = 1 + (0.42 - 0.22 * skin) * np.exp(-chroma / 0.12)
        return np.stack([light, lab[:, 1] * gain, lab[:, 2] * gain], axis=1).astype(np.float32)

    return clarity(apply_cube(pixels, cube(transform)), look.unit_px, 0.25)


def cinematic(pixels: Pixels, look: Look) -> Pixels:
    """Print film: deep filmic curve, cool shadows against warm light, a breath of halation, grain."""
    tone = levels(*tone_range(pixels, look), strength=0.55, target=0.5)

    def transform(lab: Floats) -> Floats:
        light = s_curve(tone(lab[:, 0]), 0.42, 0.48)
        light = 0.035 + light * 0.955
        shadow = (1 - light) ** 1.6
        warmth = light**1.5
        chroma = np.hypot(lab[:, 1], lab[:, 2])
        keep = 0.95 - 0.25 * np.exp(-((light - 0.1) ** 2) / 0.03)
        a = lab[:, 1] * keep - 0.034 * shadow + 0.016 * warmth
        b = lab[:, 2] * keep - 0.040 * shadow + 0.034 * warmth
        # Neutral white stays near white: the tint fades at the very top.
        fade = np.clip((1.02 - light) / 0.12, 0, 1) * np.where(chroma < 0.02, 0.8, 1)
        return np.stack([light, a * fade, b * fade], axis=1).astype(np.float32)

    toned = apply_cube(clarity(pixels, look.unit_px, 0.45), cube(transform))
    toned = _halation(toned, look.unit_px)
    return grain(vignette(toned, 0.42), look, 5.0) if look.finish else toned


def noir(pixels: Pixels, look: Look) -> Pixels:
    """Black and white with luminous skin, hard light and real blacks."""
    mixed = pixels.astype(np.float32) @ np.array([0.50, 0.38, 0.12], np.float32)
    grey = np.repeat(mixed.astype(np.uint8)[..., None], 3, axis=2)
    grey = clarity(grey, look.unit_px, 0.9)
    low, middle, high = tone_range(grey, look)
    tone = levels(low, middle, high, strength=0.95, target=0.46)

    def transform(lab: Floats) -> Floats:
        light = s_curve(tone(lab[:, 0]), 0.75, 0.46)
        silver = np.zeros_like(light)
        # Selenium: the faintest cold in the blacks, paper-warm whites.
        return np.stack([light * 0.985, silver, 0.010 * (light - 0.45)], axis=1).astype(np.float32)

    toned = apply_cube(grey, cube(transform))
    return grain(vignette(toned, 0.6), look, 9.0) if look.finish else toned


def duotone(pixels: Pixels, look: Look) -> Pixels:
    """Two inks: shadows in the dark one, light in the bright one, mixed in OKLab for a clean middle."""
    prepared = clarity(pixels, look.unit_px, 0.6)
    grey = prepared.astype(np.float32) @ np.array([0.42, 0.46, 0.12], np.float32)
    low, middle, high = tone_range(prepared, look)
    tone = levels(low, middle, high, strength=0.9, target=0.5)
    ramp_in = np.linspace(0, 1, 256, dtype=np.float32)
    neutral = np.repeat(ramp_in[:, None], 3, axis=1)
    share = s_curve(tone(oklab_from_srgb(neutral)[:, 0]), 0.35)
    dark, light = (oklab_from_srgb(np.asarray(rgb_of(ink), np.float32) / 255) for ink in look.tones)
    ramp = dark + (light - dark) * share[:, None]
    # A straight line between opposite hues runs through grey: bow it outwards a little.
    bow = 1 + 0.35 * np.sin(np.pi * share)
    ramp[:, 1:] *= bow[:, None]
    table = np.rint(srgb_from_oklab(ramp.astype(np.float32)) * 255).astype(np.uint8)
    index = np.clip(grey, 0, 255).astype(np.uint8)
    return cv2.merge([cv2.LUT(index, np.ascontiguousarray(table[:, channel])) for channel in range(3)])


def _halation(pixels: Pixels, unit_px: int) -> Pixels:
    """Bright edges bleed red, as in film without a backing."""
    small = cv2.resize(pixels, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA).astype(np.float32)
    bright = np.clip(small - 190, 0, None) * np.array([1.0, 0.62, 0.42], np.float32)
    glow = cv2.GaussianBlur(bright, (0, 0), max(1.5, unit_px / 160))
    glow = cv2.resize(glow, pixels.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    base = pixels.astype(np.float32)
    return (255 - (255 - base) * (255 - np.clip(glow * 0.9, 0, 255)) / 255).astype(np.uint8)
