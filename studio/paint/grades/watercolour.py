"""Watercolour: flat washes with pigment pooled at their rims, blooms, granulation, on rough paper."""

from __future__ import annotations

import cv2
import numpy as np

from studio.paint.arrays import Floats, Pixels, Plane
from studio.paint.grades.look import Look, apply_cube, cube, fractal, levels, noise, steps, tone_range

WASH_PX = 600
GLAZES = 5
ROUNDING_PX = 9
SMALL_PICTURE = 1.4
FACE_FINENESS = 0.78
PAPER_TONE = np.array([0.975, 0.962, 0.935], np.float32)
# A soft pencil under the washes, and the darkest pigment: neither is ever black.
PENCIL = np.array([0.23, 0.19, 0.22], np.float32)
DARKEST = 0.25


def watercolour(pixels: Pixels, look: Look) -> Pixels:
    """A painting of the picture, in the manner of Bousseau et al. (2006): abstracted into few glazes, their
    borders wandering, then density added at rims, in blooms and in the paper's pits. Faces get a finer brush.
    """
    height, width = pixels.shape[:2]
    # A small picture on a large canvas is painted with a small brush.
    unit, seed = min(look.unit_px, round(SMALL_PICTURE * min(height, width))), look.seed % 89
    scale = min(1.0, WASH_PX / max(1, min(height, width)))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rows, columns = small.shape[:2]
    brush = max(2, round(unit * scale / 62))
    near_face = _face_plane(rows, columns, look)
    washed = _washes(small, brush, near_face)
    washed = _wobble(washed, seed, unit * scale / 120, near_face)
    painted = _glazed(washed, look, seed, near_face)
    density = (
        1 + _pooled(painted, brush) * (1 - 0.35 * near_face) + _blooms(rows, columns, seed, unit * scale)
    )
    painted = np.power(np.clip(painted, 0.01, 1), density[..., None])
    pencil = _pencil(small, washed, near_face, unit * scale)
    painted += (PENCIL * painted - painted) * (pencil * 0.62)[..., None]
    if look.finish:
        dry = _bare_edges(rows, columns, seed + 21, unit * scale)
        painted += (PAPER_TONE - painted) * dry[..., None]
    painted = cv2.resize(painted, (width, height), interpolation=cv2.INTER_CUBIC)
    return _on_paper(painted, unit, seed)


def _face_plane(rows: int, columns: int, look: Look) -> Plane:
    """1 where a face is, softly falling to 0 around it."""
    plane: Plane = np.zeros((rows, columns), np.float32)
    for face in look.faces:
        centre = (round(face.centre[0] * columns), round((face.y + 0.47 * face.height) * rows))
        axes = (max(1, round(0.56 * face.width * columns)), max(1, round(0.62 * face.height * rows)))
        cv2.ellipse(plane, centre, axes, 0, 0, 360, 1.0, -1)
        plane = cv2.GaussianBlur(plane, (0, 0), max(1.0, 0.10 * face.width * columns))
    return plane


def _washes(small: Pixels, brush: int, near_face: Plane) -> Plane:
    """The picture in broad strokes, with strokes a third as broad on faces."""
    start: Plane = small.astype(np.float32)
    broad = _kuwahara(_kuwahara(_kuwahara(start, brush), brush), max(2, brush // 2))
    # Forms that the broad brush rounds off too far are found again by a finer one over it.
    middle = _kuwahara(_kuwahara(start, max(2, brush // 2)), max(2, brush // 3))
    broad += (middle - broad) * 0.5
    # Kuwahara's windows are square; a brush is round.
    broad = cv2.medianBlur(np.clip(broad, 0, 255).astype(np.uint8), ROUNDING_PX).astype(np.float32)
    if not near_face.any():
        return broad
    rows, columns = np.flatnonzero(near_face.any(axis=1)), np.flatnonzero(near_face.any(axis=0))
    here = (slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1))
    fine = _kuwahara(_kuwahara(start[here], max(2, brush // 3)), max(2, brush // 4))
    broad[here] += (fine - broad[here]) * (FACE_FINENESS * near_face[here])[..., None]
    return broad


def _glazed(washed: Plane, look: Look, seed: int, near_face: Plane) -> Plane:
    """Colours 0..1: clear and luminous, lightness laid in few glazes whose borders wander."""
    wash8 = np.clip(washed, 0, 255).astype(np.uint8)
    low, middle, high = tone_range(wash8, look)
    tone = levels(low, middle, high, strength=0.85, target=0.72)

    def transform(lab: Floats) -> Floats:
        light = tone(lab[:, 0])
        light = DARKEST + (1 - DARKEST) * light
        # Pigment is purest in the middle tones; the lightest are bare paper.
        gain = 1.28 * (1 - 0.6 * np.clip((light - 0.82) / 0.18, 0, 1))
        # Darks are mixed of blue and brown, never of black.
        dark = np.clip((0.48 - light) / 0.25, 0, 1)
        return np.stack(
            [light, lab[:, 1] * gain + 0.010 * dark, lab[:, 2] * gain - 0.028 * dark + 0.006 * (1 - dark)],
            axis=1,
        ).astype(np.float32)

    painted: Plane = apply_cube(wash8, cube(transform)).astype(np.float32) / 255
    rows, columns = painted.shape[:2]
    grey = painted.max(axis=2) * 0.5 + painted.mean(axis=2) * 0.5
    wander = (fractal(rows, columns, seed + 5, 14) - 0.5) * 0.10
    stepped = steps(np.clip(grey + wander, 0, 1), GLAZES, 13.0)
    # On a face a hard border is a wrinkle.
    share = 0.62 - 0.30 * near_face
    ratio = (share * stepped + (1 - share) * grey) / np.maximum(grey, 0.05)
    return np.clip(painted * np.clip(ratio, 0.6, 1.5)[..., None], 0, 1)


def _pooled(painted: Plane, brush: int) -> Plane:
    """Pigment carried to the rim of a wash: a thin dark line just inside the darker side of every border."""
    grey = painted.mean(axis=2)
    total = np.zeros_like(grey)
    for reach, strength in ((max(0.9, brush / 7), 5.2), (max(2.0, brush / 2.2), 2.0)):
        around = cv2.GaussianBlur(grey, (0, 0), reach)
        total += np.clip((around - grey) * strength, -0.10, 0.75)
    return total


def _blooms(rows: int, columns: int, seed: int, unit_px: float) -> Plane:
    """Uneven water: pale and deep areas, and the crinkled rims where one wash ran into another."""
    coarse = fractal(rows, columns, seed + 1, 5, 3)
    field = cv2.GaussianBlur(fractal(rows, columns, seed + 2, 4, 4), (0, 0), max(1.0, unit_px / 190))
    slope = cv2.magnitude(cv2.Sobel(field, cv2.CV_32F, 1, 0), cv2.Sobel(field, cv2.CV_32F, 0, 1)) / 8
    line_px = max(1.0, unit_px / 380)
    rims: Plane = np.zeros((rows, columns), np.float32)
    for level in (0.34, 0.68):
        away = (field - level) / np.maximum(slope, 2e-4) / line_px
        # Sharp on the dry side, running out on the wet one.
        rims += np.exp(-np.where(away > 0, away / 1.2, np.minimum(-away / 9, 60)))
    return 0.62 * (coarse - 0.5) + 0.26 * rims * np.clip(coarse * 1.8 - 0.7, 0, 1)


def _pencil(small: Pixels, washed: Plane, near_face: Plane, unit_px: float) -> Plane:
    """The drawing under the paint, 0..1: the main contours, broken; in faces their features too."""
    grey = cv2.cvtColor(np.clip(washed, 0, 255).astype(np.uint8), cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
    contours = _contours(grey, max(0.8, unit_px / 430))
    if near_face.any():
        own = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
        contours += (0.85 * _contours(own, max(0.7, unit_px / 520)) - contours) * near_face
    broken = 0.55 + 0.6 * fractal(small.shape[0], small.shape[1], 31, 22)
    return np.clip(contours * broken, 0, 1)


def _contours(grey: Plane, sigma: float) -> Plane:
    near = cv2.GaussianBlur(grey, (0, 0), sigma)
    far = cv2.GaussianBlur(grey, (0, 0), sigma * 1.6)
    return np.clip((far - near - 0.006) * 26, 0, 1)


def _bare_edges(height: int, width: int, seed: int, unit_px: float) -> Plane:
    """Where the brush did not reach: an uneven margin of bare paper, 1 at the very edge."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    edge = np.minimum(np.minimum(x, width - 1 - x), np.minimum(y, height - 1 - y)) / unit_px
    ragged = 0.026 + 0.085 * (fractal(height, width, seed, 9, 5) - 0.42)
    return np.clip((ragged - edge) / 0.007 + 0.5, 0, 1).astype(np.float32)


def _wobble(image: Plane, seed: int, amount_px: float, near_face: Plane) -> Plane:
    """A hand is not a ruler: every edge wanders by a few pixels, on faces by hardly one."""
    height, width = image.shape[:2]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    amount = 2 * amount_px * (1 - 0.75 * near_face)
    dx = (fractal(height, width, seed + 3, 26, 3) - 0.5) * amount
    dy = (fractal(height, width, seed + 4, 26, 3) - 0.5) * amount
    to_x, to_y = (x + dx).astype(np.float32), (y + dy).astype(np.float32)
    return cv2.remap(image, to_x, to_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


def _on_paper(painted: Plane, unit_px: int, seed: int) -> Pixels:
    """Pigment granulates in the pits of cold-pressed paper, whose bumps are lit from the top left."""
    height, width = painted.shape[:2]
    grain_px = max(0.8, unit_px / 520)
    bumps = noise(height, width, seed + 11, grain_px) + 0.5 * noise(height, width, seed + 12, grain_px * 2.6)
    pits = np.clip(-bumps, -0.6, 2.2)
    slope = cv2.Sobel(bumps, cv2.CV_32F, 1, 0, ksize=3) + cv2.Sobel(bumps, cv2.CV_32F, 0, 1, ksize=3)
    slope *= 0.028 / (float(slope.std()) + 1e-6)
    ink = np.clip(1 - painted.mean(axis=2), 0, 1)
    # Most in the middle tones: bare paper has no pigment, the darks are full of it.
    granules = 0.055 * np.clip(ink * 2.2, 0, 1) * (1 - 0.6 * ink)
    factor = (1 - granules * pits) * (1 + slope)
    return np.clip(painted * factor[..., None] * 255, 0, 255).astype(np.uint8)


def _kuwahara(image: Plane, radius: int) -> Plane:
    """Kuwahara (1976) with blended sectors: of four neighbours the calmest counts most.

    The four windows of a pixel are windows of its neighbours too, so each is measured once.
    """
    height, width = image.shape[:2]
    wide = cv2.copyMakeBorder(image, radius, radius, radius, radius, cv2.BORDER_REFLECT)
    size, corner = (radius + 1, radius + 1), (0, 0)
    mean = cv2.boxFilter(wide, -1, size, anchor=corner, borderType=cv2.BORDER_REFLECT)
    grey = cv2.transform(wide, np.full((1, 3), 1 / 3, np.float32))
    grey_mean = cv2.boxFilter(grey, -1, size, anchor=corner, borderType=cv2.BORDER_REFLECT)
    square = cv2.boxFilter(grey * grey, -1, size, anchor=corner, borderType=cv2.BORDER_REFLECT)
    calm = 1 + np.maximum(square - grey_mean * grey_mean, 0)
    calm *= calm
    weight = 1 / (calm * calm)
    mean *= weight[..., None]
    total: Plane = np.zeros((height, width, 3), np.float32)
    weights: Plane = np.zeros((height, width), np.float32)
    for y in (0, radius):
        for x in (0, radius):
            total += mean[y : y + height, x : x + width]
            weights += weight[y : y + height, x : x + width]
    return total / np.maximum(weights, 1e-20)[..., None]
