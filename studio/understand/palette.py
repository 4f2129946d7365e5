"""The colours that stand for pictures: k-means in OKLab, where equal steps look equal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.values import Swatch

Picture = NDArray[Any]  # uint8; OpenCV's stubs do not keep the dtype
Lab = NDArray[np.float32]  # (N, 3): lightness 0..1, green-red, blue-yellow

PALETTE_SIZE = 6
ROUNDS = 12
# Colours nearer than this in OKLab are one to the eye; a palette names none twice.
ONE_COLOUR = 0.05
SETTLED = 0.002
SMALLEST_SHARE = 0.01
SAMPLE = (48, 27)

# Björn Ottosson, "A perceptual color space for image processing", 2020.
TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
FROM_LAB, FROM_LMS = np.linalg.inv(TO_LAB), np.linalg.inv(TO_LMS)
# IEC 61966-2-1, the light of each 8-bit value.
_value = np.arange(256) / 255
LIGHT = np.where(_value <= 0.04045, _value / 12.92, ((_value + 0.055) / 1.055) ** 2.4)


def oklab_of(pixels: Picture) -> Lab:
    """(N, 3) uint8 RGB as OKLab."""
    lms = np.cbrt(LIGHT[pixels] @ TO_LMS.T)
    return np.asarray(lms @ TO_LAB.T, np.float32)


def hex_of(lab: NDArray[Any]) -> str:
    """One OKLab colour as `#rrggbb`, clipped to what a screen shows."""
    light = FROM_LMS @ (FROM_LAB @ lab) ** 3
    light = np.clip(light, 0, 1)
    shown = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    red, green, blue = (round(float(channel) * 255) for channel in shown)
    return f"#{red:02x}{green:02x}{blue:02x}"


def palette_of(pictures: Sequence[Picture], size: int = PALETTE_SIZE) -> tuple[Swatch, ...]:
    """The colours that stand for some (H, W, 3) uint8 RGB pictures, most common first."""
    small = [_sampled(picture) for picture in pictures]
    lab = oklab_of(np.concatenate([picture.reshape(-1, 3) for picture in small]))
    centres = _spread_out(lab, size)
    nearest = np.zeros(len(lab), np.intp)
    for _ in range(ROUNDS):
        # Squared distances less what is the same for all centres.
        nearest = np.argmin((centres**2).sum(axis=1) - 2 * (lab @ centres.T), axis=1)
        groups = [lab[nearest == k] for k in range(len(centres))]
        moved = np.stack([g.mean(axis=0) if len(g) else c for g, c in zip(groups, centres, strict=True)])
        if np.abs(moved - centres).max() < SETTLED:
            break
        centres = moved
    shares = np.bincount(nearest, minlength=len(centres)) / len(lab)
    swatches = [
        Swatch(hex=hex_of(colour), share=round(float(share), 3))
        for colour, share in zip(centres, shares, strict=True)
        if share >= SMALLEST_SHARE
    ]
    return tuple(sorted(swatches, key=lambda swatch: (-swatch.share, swatch.hex)))


def _sampled(picture: Picture) -> Picture:
    if picture.shape[1] <= SAMPLE[0]:
        return picture
    return cv2.resize(picture, SAMPLE, interpolation=cv2.INTER_AREA)


def _spread_out(lab: Lab, size: int) -> Lab:
    """Starting centres: the mean's nearest colour, then always the one farthest from all chosen."""
    first = int(np.argmin(((lab - lab.mean(axis=0)) ** 2).sum(axis=1)))
    chosen = [first]
    distance = ((lab - lab[first]) ** 2).sum(axis=1)
    for _ in range(size - 1):
        farthest = int(np.argmax(distance))
        if distance[farthest] < ONE_COLOUR**2:
            break
        chosen.append(farthest)
        distance = np.minimum(distance, ((lab - lab[farthest]) ** 2).sum(axis=1))
    return lab[chosen]
