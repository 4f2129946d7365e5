"""Drawing a logo: whole, crisp at its size, on a plate or with a shadow."""

from __future__ import annotations

import cv2
import numpy as np

from studio.brand.logos import Logo
from studio.design import patterns
from studio.design.darkroom import Darkroom
from studio.design.document import LogoLayer
from studio.design.surface import Rect, Surface
from studio.paint.arrays import Canvas, Pixels, Plane
from studio.paint.colour import rgb_of, to_linear, to_srgb

SHADOW_OPACITY, SHADOW_DOWN = 0.45, 0.3
_LINEAR = to_linear(np.arange(256, dtype=np.float32) / 255)


def draw_logo(surface: Surface, layer: LogoLayer, darkroom: Darkroom) -> None:
    logo = darkroom.logos[layer.logo]
    x0, y0, x1, y1 = logo_rect(surface, layer, logo)
    width, height = x1 - x0, y1 - y0
    if width <= 0 or height <= 0:
        return
    pixels, alpha = darkroom.kept(
        ("logo", layer.logo, width, height), logo, lambda: scaled_logo(logo, width, height)
    )
    unit = surface.height
    if layer.plate:
        pad = round(layer.plate.pad * unit)
        plate = patterns.rounded(width + 2 * pad, height + 2 * pad, layer.plate.radius * unit)
        surface.lay(rgb_of(layer.plate.colour), plate * np.float32(layer.plate.opacity), x0 - pad, y0 - pad)
    if layer.shadow:
        surface.shade(alpha, x0, y0, layer.shadow * unit, SHADOW_OPACITY, SHADOW_DOWN)
    surface.lay(pixels, alpha, x0, y0)


def logo_rect(surface: Surface, layer: LogoLayer, logo: Logo) -> Rect:
    """Whole pixels of the canvas that the logo takes: all of it, undistorted, in the middle of its box."""
    x0, y0, x1, y1 = surface.rect_of(layer.box)
    if x1 <= x0 or y1 <= y0:
        return x0, y0, x0, y0
    scale = min((x1 - x0) / logo.shape[1], (y1 - y0) / logo.shape[0])
    width, height = max(1, round(logo.shape[1] * scale)), max(1, round(logo.shape[0] * scale))
    left, top = round((x0 + x1 - width) / 2), round((y0 + y1 - height) / 2)
    return left, top, left + width, top + height


def scaled_logo(logo: Logo, width: int, height: int) -> tuple[Pixels, Plane]:
    """Colours `(height, width, 3)` uint8 and opacity `(height, width)` float32 of a logo at a size.

    Scaled in linear light with colours multiplied by their opacity, so that neither its edges darken nor
    what colour lies hidden under clear pixels comes through.
    """
    alpha: Plane = logo[..., 3].astype(np.float32) / 255
    light: Canvas = _LINEAR[logo[..., :3]] * alpha[..., None]
    shrinks = width < logo.shape[1]
    method = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    light = cv2.resize(light, (width, height), interpolation=method)
    alpha = np.clip(cv2.resize(alpha, (width, height), interpolation=method), 0, 1)
    colours = to_srgb(light / np.maximum(alpha, 1e-4)[..., None])
    return np.clip(np.rint(colours * 255), 0, 255).astype(np.uint8), alpha
