"""Watermarks: small transparent pictures that a player lays over a film."""

from __future__ import annotations

import cv2
import numpy as np

from studio.brand.logos import Logo
from studio.design import patterns
from studio.paint.arrays import Pixels

MARGIN = 0.06
FULL_BYTE = 255


def logo_mark(logo: Logo, width_px: int, height_px: int) -> Logo:
    """A logo, `(H, W, 4)` uint8, whole and undistorted in the middle of a transparent picture."""
    room = 1 - 2 * MARGIN
    scale = min(room * width_px / logo.shape[1], room * height_px / logo.shape[0])
    size = (max(1, round(logo.shape[1] * scale)), max(1, round(logo.shape[0] * scale)))
    # Multiplied by its alpha first: what is transparent has no colour to smear into the edges.
    shares = logo[..., 3:].astype(np.float32) / FULL_BYTE
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    colours = cv2.resize(logo[..., :3] * shares, size, interpolation=method)
    alpha = np.clip(cv2.resize(shares, size, interpolation=method), 0, 1)
    colours = np.clip(colours / np.maximum(alpha, 1e-3)[..., None], 0, FULL_BYTE)
    colours[alpha < 1 / FULL_BYTE] = 0
    mark = np.zeros((height_px, width_px, 4), np.uint8)
    x, y = (width_px - size[0]) // 2, (height_px - size[1]) // 2
    part = mark[y : y + size[1], x : x + size[0]]
    part[..., :3] = np.rint(colours)
    part[..., 3] = np.rint(alpha * FULL_BYTE)
    return mark


def round_mark(pixels: Pixels) -> Logo:
    """The circle of an avatar, `(H, W, 3)` uint8, transparent around it."""
    height, width = pixels.shape[:2]
    alpha = patterns.rounded(width, height, min(width, height) / 2, ellipse=True)
    mark = np.dstack([pixels, np.rint(alpha * FULL_BYTE).astype(np.uint8)])
    mark[mark[..., 3] == 0] = 0
    return mark
