"""A look's colours and tones on another picture, without weights.

Colours move by sliced optimal transport in OKLab (Pitié et al., 2007; Bonneel et al., 2015), learnt on a few
thousand pixels and smoothed into a look-up table, so that no two near colours are torn apart and grain is not
blown up. Tones follow a curve of bounded slope. Skin keeps its hue.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.paint.arrays import Floats, Pixels, Plane
from studio.paint.colour import oklab_from_srgb
from studio.paint.grades.look import apply_cube, cube
from studio.understand.faces import face_finder
from studio.values import Face

SAMPLES, TURNS = 3000, 24
# Hues weigh as much as tones: lightness runs over 1, a colour's a and b over some 0.3 together.
COLOUR_WEIGHT = 2.0
# How far around a colour its neighbours' moves are averaged, in weighted OKLab.
NEIGHBOURS = 0.07
CHUNK = 2048
# Every so many samples stand for all of them there.
ANCHORED = 3
FULLEST = 1.5
# How much of a look's tones are taken: a sky full of stars must not leave everything black.
TONES_TAKEN = 0.8
GENTLEST, STEEPEST = 0.45, 2.2
# How far the middle tone may go.
FARTHEST = 0.24
QUANTILES = 64
# Of its own hue, what skin keeps; a look without colour (a mean chroma below GREY) is obeyed there too.
SKIN_KEPT, GREY = 0.7, 0.035
SKIN_REACH, SKIN_NEAR = 1.7, 0.032


@dataclass(frozen=True)
class Protected:
    """Where a picture shows faces, 0..1, and where skin, `(H, W)` float32."""

    faces: Plane
    skin: Plane


def recoloured(content: Pixels, look: Pixels, protected: Protected) -> Pixels:
    """The content in the look's colours and tones, `(H, W, 3)` uint8 RGB."""
    here, there = _sample(content), _sample(look)
    moves = _transported(here, there) - here
    curve = _tone_curve(here[:, 0], there[:, 0])
    wished = _chroma(there)
    anchors, shifts = here[::ANCHORED], moves[::ANCHORED]
    # Averaging moves makes colours paler than the look's.
    wished = _chroma(there)
    gain = min(FULLEST, wished / max(_chroma(anchors + _smoothed(anchors, anchors, shifts)), 1e-4))
    kept = SKIN_KEPT * float(np.clip(wished / GREY - 0.5, 0, 1))

    def transform(lab: Floats) -> Floats:
        turned = (lab + _smoothed(lab, anchors, shifts)) * (1, gain, gain)
        turned[:, 0] = np.interp(lab[:, 0], *curve)
        return turned.astype(np.float32)

    def with_own_hue(lab: Floats) -> Floats:
        turned = transform(lab)
        turned[:, 1:] += kept * (lab[:, 1:] - turned[:, 1:])
        return turned

    toned = apply_cube(content, cube(transform))
    if kept == 0 or not protected.skin.any():
        return toned
    skin = apply_cube(content, cube(with_own_hue))
    share = protected.skin[..., None]
    return np.clip(toned + (skin.astype(np.float32) - toned) * share, 0, 255).astype(np.uint8)


def protect(content: Pixels, faces: tuple[Face, ...] | None = None) -> Protected:
    """What is to be kept recognisable; `faces` None: looked for."""
    height, width = content.shape[:2]
    found = face_finder().find(content) if faces is None else faces
    plane: Plane = np.zeros((height, width), np.float32)
    skin: Plane = np.zeros((height, width), np.float32)
    for face in found:
        box = face.box
        centre = (round(box.centre[0] * width), round((box.y + 0.46 * box.height) * height))
        axes = (max(1, round(0.60 * box.width * width)), max(1, round(0.64 * box.height * height)))
        one = cv2.ellipse(np.zeros_like(plane), centre, axes, 0, 0, 360, 1.0, -1)
        plane = np.maximum(plane, cv2.GaussianBlur(one, (0, 0), max(1.0, 0.09 * box.width * width)))
        skin = np.maximum(skin, _skin_near(content, face))
    return Protected(plane, skin)


def _skin_near(content: Pixels, face: Face) -> Plane:
    """Where colours are those of the face's middle, around it as far as a neck and hands may be."""
    height, width = content.shape[:2]
    scale = min(1.0, 512 / max(height, width))
    small = cv2.resize(content, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = oklab_from_srgb(small.astype(np.float32) / 255)
    rows, columns = small.shape[:2]
    box = face.box
    top, foot = (int((box.y + part * box.height) * rows) for part in (0.35, 0.8))
    left, right = (int((box.x + part * box.width) * columns) for part in (0.25, 0.75))
    middle = lab[max(0, top) : max(1, foot), max(0, left) : max(1, right), 1:].reshape(-1, 2)
    if not len(middle):
        return np.zeros((height, width), np.float32)
    away = np.linalg.norm(lab[..., 1:] - np.median(middle, axis=0), axis=2)
    alike = np.exp(-((away / SKIN_NEAR) ** 2))
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    far = np.hypot(
        (x / columns - box.centre[0]) / max(box.width, 1e-6),
        (y / rows - box.centre[1]) / max(box.height, 1e-6),
    )
    near = np.clip(1.5 - far / SKIN_REACH, 0, 1)
    mask = cv2.GaussianBlur((alike * near).astype(np.float32), (0, 0), max(1.0, 0.03 * box.width * columns))
    return cv2.resize(mask, (width, height), interpolation=cv2.INTER_LINEAR)


def _sample(picture: Pixels) -> Floats:
    """SAMPLES colours of a picture, in OKLab."""
    side = max(1, round(np.sqrt(SAMPLES)))
    height, width = picture.shape[:2]
    small = cv2.resize(picture, (min(width, 4 * side), min(height, 4 * side)), interpolation=cv2.INTER_AREA)
    colours = small.reshape(-1, 3)
    chosen = np.random.default_rng(11).integers(0, len(colours), SAMPLES)
    return oklab_from_srgb(colours[chosen].astype(np.float32) / 255)


def _chroma(lab: Floats) -> float:
    return float(np.hypot(lab[:, 1], lab[:, 2]).mean())


def _transported(here: Floats, there: Floats) -> Floats:
    """`here` moved until its distribution is that of `there`, both `(N, 3)` OKLab."""
    scale = np.array([1, COLOUR_WEIGHT, COLOUR_WEIGHT], np.float32)
    moving, goal = here * scale, there * scale
    chance = np.random.default_rng(5)
    for _turn in range(TURNS):
        axes, _upper = np.linalg.qr(chance.standard_normal((3, 3)))
        step = np.zeros_like(moving)
        for axis in axes.T.astype(np.float32):
            place = moving @ axis
            order = np.argsort(place, kind="stable")
            delta = np.empty_like(place)
            delta[order] = np.sort(goal @ axis) - place[order]
            step += delta[:, None] * axis
        moving = moving + step
    return moving / scale


def _smoothed(lab: Floats, here: Floats, moves: Floats) -> Floats:
    """The mean move of the sampled colours around each of `lab`."""
    scale = np.array([1, COLOUR_WEIGHT, COLOUR_WEIGHT], np.float32)
    points, anchors = lab * scale, here * scale
    anchor_square = (anchors**2).sum(axis=1)
    out = np.empty_like(lab)
    for start in range(0, len(points), CHUNK):
        part = points[start : start + CHUNK]
        square = (part**2).sum(axis=1)[:, None] + anchor_square - 2 * part @ anchors.T
        # Far from every sample the nearest ones decide, as if they were near.
        square -= square.min(axis=1, keepdims=True)
        weight = np.exp(-square / (2 * NEIGHBOURS**2))
        out[start : start + CHUNK] = weight @ moves / weight.sum(axis=1, keepdims=True)
    return out


def _tone_curve(here: Floats, there: Floats) -> tuple[Floats, Floats]:
    """(lightness, lightness it becomes): quantiles matched as far as slopes stay gentle."""
    shares = np.linspace(0.005, 0.995, QUANTILES)
    own, goal = np.quantile(here, shares), np.quantile(there, shares)
    goal = own + TONES_TAKEN * (goal - own)
    middle = float(np.median(own))
    away = float(np.interp(middle, own, goal)) - middle
    goal -= away - np.clip(away, -FARTHEST, FARTHEST)
    at = np.linspace(0, 1, 129)
    wished = np.interp(at, own + np.arange(QUANTILES) * 1e-6, goal)
    slopes = np.clip(np.diff(wished) / np.diff(at), GENTLEST, STEEPEST)
    # Beyond the content's own tones the curve goes on plainly.
    slopes[(at[1:] < own[0]) | (at[:-1] > own[-1])] = 1.0
    slopes = np.convolve(np.pad(slopes, 4, mode="edge"), np.hanning(9) / np.hanning(9).sum(), mode="valid")
    curve = np.concatenate([[0.0], np.cumsum(slopes * np.diff(at))])
    # Anchored at the middle tone, then kept within what can be shown.
    curve += float(np.interp(middle, at, wished)) - float(np.interp(middle, at, curve))
    return at, _soft_clip(curve)


def _soft_clip(curve: Floats) -> Floats:
    """Into 0..1, bent rather than cut at both ends."""
    low, high = min(0.0, float(curve[0])), max(1.0, float(curve[-1]))
    bent = np.where(curve < 0.15, 0.15 * (curve - low) / (0.15 - low), curve)
    return np.where(bent > 0.85, 0.85 + 0.15 * (bent - 0.85) / (high - 0.85), bent)
