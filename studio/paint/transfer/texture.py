"""A look's brushwork on another picture, without weights: patches of the look laid where they fit best.

Texture optimisation (Kwatra et al., 2005) led by the content (Elad & Milanfar, 2017), from coarse to fine:
every overlapping patch of the picture is answered by the most similar patch of the look, the answers are laid
over each other, and the content is mixed back in where it must stay readable: at its edges and in faces.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.paint.arrays import Floats, Pixels, Plane
from studio.paint.colour import oklab_from_srgb, srgb_from_oklab
from studio.paint.hearing import OnPaintPreview, OnPaintStep, ignore_preview, ignore_step
from studio.paint.inputs import sized


@dataclass(frozen=True)
class _Scale:
    """The picture's side here (the root of its area), the sides of the patches laid over it, and how much of
    the content is mixed back after each."""

    side_px: int
    patches: tuple[int, ...]
    content: float


# The broad forms first, then the strokes.
SCALES = (_Scale(160, (15, 9), 0.35), _Scale(320, (13, 9), 0.25), _Scale(640, (11, 7), 0.12))
# A patch is searched for in so many parts: that often it may be stopped.
PARTS = 4
# A picture smaller than this share of a scale has nothing for it to show.
SMALLEST_SHARE = 0.6
COLOUR_WEIGHT = 1.5
DIMENSIONS = 20
MOST_PATCHES, SAMPLED = 14_000, 4000
CHUNK = 1024
# How often a pixel is covered along one axis, and how much of its own mean a patch keeps: lightness, a, b.
PATCHES_ACROSS = 2.6
OWN_MEAN = (0.12, 0.5, 0.5)
# How far the search wanders from the best fit, in deviations of the look's patches.
WANDERING = 0.05
# What is kept of the content: at an edge of this slope (OKLab a pixel), in a face, and once more at the end.
STRONG_EDGE, EDGES_KEPT, FACES_KEPT, FACES_AGAIN = 0.08, 0.35, 0.5, 0.7
ROUGHEST = 1.7


def retextured(
    content: Pixels,
    look: Pixels,
    keep: Plane,
    strength: float,
    on_step: OnPaintStep = ignore_step,
    on_preview: OnPaintPreview = ignore_preview,
) -> Pixels:
    """`content` (already in the look's colours) in the look's texture, at the finest scale's size.

    `keep` `(H, W)` 0..1 is where the content must stay readable; `strength` 0..1 is how far the look leads.
    """
    side_px = np.sqrt(content.shape[0] * content.shape[1])
    scales = [scale for scale in SCALES if scale is SCALES[0] or side_px >= SMALLEST_SHARE * scale.side_px]
    steps, done = PARTS * sum(len(scale.patches) for scale in scales), 0

    def tell() -> None:
        nonlocal done
        done += 1
        on_step(done, steps)

    picture: Floats | None = None
    for scale in scales:
        width, height = _size(content, scale.side_px)
        here = _lab(sized(content, width, height))
        there = _lab(sized(look, *_size(look, scale.side_px)))
        guard = _guard(here, cv2.resize(keep, (width, height), interpolation=cv2.INTER_AREA))
        own = np.clip(scale.content * 2 * (1 - strength) + 0.04, 0, 1)
        share = (own + (1 - own) * guard)[..., None]
        if picture is None:
            picture = here
        else:
            picture = cv2.resize(picture, (width, height), interpolation=cv2.INTER_CUBIC)
        for side in scale.patches:
            picture = _answered(picture + (here - picture) * share, here, there, side, tell)
        on_preview(_rgb(picture))
    assert picture is not None
    picture = picture + (here - picture) * (guard * FACES_AGAIN)[..., None]
    return _rgb(_as_rough_as(picture, there, guard))


def _guard(here: Floats, keep: Plane) -> Plane:
    """How much of the content stays: at its strong edges some, in faces more."""
    broad = cv2.GaussianBlur(here[..., 0], (0, 0), 1.2)
    slope = cv2.magnitude(cv2.Sobel(broad, cv2.CV_32F, 1, 0), cv2.Sobel(broad, cv2.CV_32F, 0, 1)) / 8
    return np.maximum(np.clip(slope / STRONG_EDGE, 0, 1) * EDGES_KEPT, keep * FACES_KEPT)


def _as_rough_as(picture: Floats, look: Floats, guard: Plane) -> Floats:
    """Strokes as contrasty as the look's: laying patches over each other has softened them."""
    light = picture[..., 0].copy()
    for sigma in (1.0, 2.0):
        band, goal = (plane - cv2.GaussianBlur(plane, (0, 0), sigma) for plane in (light, look[..., 0]))
        gain = float(np.clip(goal.std() / max(float(band.std()), 1e-4), 1.0, ROUGHEST))
        light += (gain - 1) * band * (1 - guard)
    rough = picture.copy()
    rough[..., 0] = light
    return rough


def _answered(picture: Floats, here: Floats, look: Floats, side: int, tell: Callable[[], None]) -> Floats:
    """Every patch of the picture replaced by the look's nearest, laid over each other."""
    step = max(2, round(side / PATCHES_ACROSS))
    height, width = picture.shape[:2]
    wide, wide_here = (
        cv2.copyMakeBorder(plane, side, side, side, side, cv2.BORDER_REFLECT) for plane in (picture, here)
    )
    if min(look.shape[:2]) < side:
        look = cv2.copyMakeBorder(look, side, side, side, side, cv2.BORDER_REFLECT)
    # Not in rows: a star laid in every cell of a grid would be wallpaper.
    places = _corners(wide.shape, side, step, wobble=step // 3)
    asked = _patches(wide, side, places)
    apart = 2
    while (look.shape[0] // apart) * (look.shape[1] // apart) > MOST_PATCHES:
        apart += 1
    known = _patches(look, side, _corners(look.shape, side, apart))
    found = known[_nearest(asked, known, tell)]
    # Most of the way back to the content's own colour: strokes are the look's, a red coat stays one coat.
    middles = places + side // 2
    own = cv2.blur(wide_here, (side, side))[middles[:, 0], middles[:, 1]]
    away = own - found.reshape(len(found), -1, 3).mean(axis=1)
    found = found + np.tile(away * np.array(OWN_MEAN, np.float32), side * side)
    return _laid(found, places, wide.shape, side)[side : side + height, side : side + width]


def _corners(shape: tuple[int, ...], side: int, step: int, wobble: int = 0) -> NDArray[np.int64]:
    """Where patches begin, `(N, 2)`: a grid, each moved by up to `wobble` pixels but never outside."""
    last = np.array(shape[:2]) - side
    axes = [np.unique(np.append(np.arange(0, end + 1, step), end)) for end in last]
    corners = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 2)
    moved = np.random.default_rng(len(corners)).integers(-wobble, wobble + 1, corners.shape)
    return np.clip(corners + moved, 0, last)


def _patches(image: Floats, side: int, corners: NDArray[np.int64]) -> Floats:
    """`(N, side·side·3)` patches of a picture."""
    windows = np.lib.stride_tricks.sliding_window_view(image, (side, side), axis=(0, 1))
    some = windows[corners[:, 0], corners[:, 1]]
    return np.ascontiguousarray(np.moveaxis(some, 1, -1).reshape(len(corners), side * side * 3))


def _nearest(asked: Floats, known: Floats, tell: Callable[[], None]) -> NDArray[np.int64]:
    """For each patch asked the number of the nearest known one, by their principal components."""
    weight = np.tile(np.array([1, COLOUR_WEIGHT, COLOUR_WEIGHT], np.float32), known.shape[1] // 3)
    mean = (known * weight).mean(axis=0)
    axes = _main_axes(known[:: max(1, len(known) // SAMPLED)] * weight - mean)
    here, there = (asked * weight - mean) @ axes, (known * weight - mean) @ axes
    # Where nothing is going on all patches fit alike, and the first of them would be laid in rows.
    here += np.random.default_rng(len(here)).standard_normal(here.shape, np.float32) * (
        WANDERING * there.std(axis=0)
    )
    square = (there**2).sum(axis=1) / 2
    best = np.empty(len(here), np.int64)
    bounds = np.linspace(0, len(here), PARTS + 1).round().astype(int)
    for first, last in pairwise(bounds):
        for start in range(first, last, CHUNK):
            part = here[start : min(last, start + CHUNK)]
            best[start : start + len(part)] = np.argmax(part @ there.T - square, axis=1)
        tell()
    return best


def _main_axes(sample: Floats) -> Floats:
    """`(D, DIMENSIONS)`: where `(N, D)` vectors of mean 0 spread most, by a randomised range finder (Halko et
    al., 2011), which takes a tenth of the time of the exact answer."""
    start = np.random.default_rng(2).standard_normal((sample.shape[1], DIMENSIONS), np.float32)
    for _round in range(2):
        start, _upper = np.linalg.qr(sample.T @ (sample @ start))
    return start


def _laid(patches: Floats, places: NDArray[np.int64], shape: tuple[int, ...], side: int) -> Floats:
    """Patches added at their places, weighted towards their middles."""
    along = np.hanning(side + 2)[1:-1].astype(np.float32) + 1e-3
    window = (along[:, None] * along[None, :]) ** 2
    total = np.zeros(shape, np.float32)
    weights = np.zeros(shape[:2], np.float32)
    shaped = patches.reshape(-1, side, side, 3) * window[..., None]
    for (y, x), patch in zip(places, shaped, strict=True):
        total[y : y + side, x : x + side] += patch
        weights[y : y + side, x : x + side] += window
    # Beyond the last patches, which is outside of what is kept, nothing lies.
    return total / np.maximum(weights, 1e-6)[..., None]


def _size(picture: Pixels, side_px: int) -> tuple[int, int]:
    height, width = picture.shape[:2]
    scale = side_px / np.sqrt(height * width)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _lab(picture: Pixels) -> Floats:
    return oklab_from_srgb(picture.astype(np.float32) / 255)


def _rgb(lab: Floats) -> Pixels:
    return np.rint(srgb_from_oklab(lab) * 255).astype(np.uint8)
