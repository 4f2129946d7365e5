"""Colour arithmetic: sRGB, linear light, OKLab and OKLCH (Björn Ottosson, 2020), WCAG 2.2 contrast.

Arrays are `(..., 3)` float32, sRGB in 0..1. Hues are in degrees.
"""

from __future__ import annotations

import numpy as np

from studio.paint.arrays import Floats, Pixels

_RGB_TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]], np.float32,
)  # fmt: skip
_LMS_TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]], np.float32,
)  # fmt: skip
_LAB_TO_LMS = np.linalg.inv(_LMS_TO_LAB).astype(np.float32)
_LMS_TO_RGB = np.linalg.inv(_RGB_TO_LMS).astype(np.float32)
_LUMINANCE = np.array([0.2126, 0.7152, 0.0722], np.float32)


def to_linear(srgb: Floats) -> Floats:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((np.maximum(srgb, 0) + 0.055) / 1.055) ** 2.4).astype(
        np.float32
    )


def to_srgb(linear: Floats) -> Floats:
    linear = np.maximum(linear, 0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055).astype(
        np.float32
    )


def oklab_from_srgb(srgb: Floats) -> Floats:
    return np.cbrt(to_linear(srgb) @ _RGB_TO_LMS.T) @ _LMS_TO_LAB.T


def srgb_from_oklab(lab: Floats) -> Floats:
    """Clipped to 0..1."""
    return np.clip(to_srgb((lab @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T), 0, 1)


def rgb_of(hex_colour: str) -> tuple[int, int, int]:
    return int(hex_colour[1:3], 16), int(hex_colour[3:5], 16), int(hex_colour[5:7], 16)


def hex_of(rgb: Floats | tuple[int, ...]) -> str:
    """`#rrggbb` of three bytes, or of three floats in 0..1."""
    values = np.asarray(rgb)
    if values.dtype.kind == "f":
        values = np.rint(values * 255)
    return "#" + "".join(f"{int(v):02x}" for v in np.clip(values, 0, 255))


def oklch_of(hex_colour: str) -> tuple[float, float, float]:
    """(lightness 0..1, chroma 0..~0.35, hue in degrees)."""
    light, a, b = oklab_from_srgb(np.asarray(rgb_of(hex_colour), np.float32) / 255)
    return float(light), float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def hex_from_oklch(light: float, chroma: float, hue: float) -> str:
    """The colour, its chroma lowered until sRGB can hold it."""
    angle = np.radians(hue)
    for shrink in np.linspace(1, 0, 25):
        lab = np.array([light, chroma * shrink * np.cos(angle), chroma * shrink * np.sin(angle)], np.float32)
        linear = (lab @ _LAB_TO_LMS.T) ** 3 @ _LMS_TO_RGB.T
        if linear.min() > -1e-4 and linear.max() < 1.0001:
            break
    return hex_of(srgb_from_oklab(lab))


def luminance(rgb: Pixels) -> Floats:
    """WCAG relative luminance of `(..., 3)` uint8 sRGB."""
    return to_linear(rgb.astype(np.float32) / 255) @ _LUMINANCE


def contrast(one: Floats | float, other: Floats | float) -> Floats:
    """WCAG contrast ratio, 1..21, of relative luminances."""
    high, low = np.maximum(one, other), np.minimum(one, other)
    return np.asarray((high + 0.05) / (low + 0.05), np.float32)


def hex_luminance(hex_colour: str) -> float:
    return float(luminance(np.asarray(rgb_of(hex_colour), np.uint8)))


def hue_distance(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)


def mix(one: str, other: str, share: float) -> str:
    """`share` of `other` in `one`, mixed in OKLab."""
    a = oklab_from_srgb(np.asarray(rgb_of(one), np.float32) / 255)
    b = oklab_from_srgb(np.asarray(rgb_of(other), np.float32) / 255)
    return hex_of(srgb_from_oklab(a + (b - a) * share))
