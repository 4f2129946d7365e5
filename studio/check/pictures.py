"""What there is to say about the pictures themselves: enlarged too far, like another cover."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np

from studio.design.document import CutoutLayer, Design, PictureLayer
from studio.design.geometry import clip
from studio.design.render import Darkroom
from studio.paint.arrays import Pixels
from studio.values import Finding, PlatformImage

# Source pixels per canvas pixel, along a side. Under one half softness is seen by who looks for it, under a
# third by everybody; noisy and painted grades hide a good deal of it.
SOFT, MUSHY = 0.36, 0.25
HIDING = frozenset({"duotone", "comic", "watercolour", "noir"})
HIDDEN = 0.6
# Smaller pictures, and those out of focus on purpose, may be soft.
SMALLEST_AREA, BLURRED = 0.08, 0.003
PRINT_SIDE, PRINT_KEPT = 32, 8
# Bits of 64 by which two prints differ; unrelated pictures differ by about 32.
TWINS, ALIKE = 6, 12
NO_PRINT = "0" * 16


def check_pictures(design: Design, darkroom: Darkroom, image: PlatformImage) -> list[Finding]:
    """Findings about layers whose pixels are enlarged too far, at the size that the platform wants."""
    findings: dict[str, Finding] = {}
    for layer in design.layers:
        if not isinstance(layer, PictureLayer | CutoutLayer) or not layer.visible:
            continue
        seen = clip(layer.box)
        if seen is None or seen.area < SMALLEST_AREA or getattr(layer, "blur", 0.0) > BLURRED:
            continue
        hidden = HIDDEN if layer.style in HIDING else 1.0
        density = source_density(layer, darkroom, image)
        if density >= SOFT * hidden:
            continue
        # Of several layers of one picture the uppermost is seen.
        findings[layer.source] = Finding(
            code="upscaled",
            severity="warning" if density < MUSHY * hidden else "info",
            value=round(1 / density, 1),
            limit=round(1 / (SOFT * hidden), 1),
            box=seen,
            layer=layer.id,
            fix="zoom_out",
        )
    return list(findings.values())


def source_density(layer: PictureLayer | CutoutLayer, darkroom: Darkroom, image: PlatformImage) -> float:
    """Pixels of the source for one of the finished picture, along a side: the same for every preview."""
    picture = darkroom.pictures[layer.source]
    return layer.crop.height * picture.height_px / max(1.0, layer.box.height * image.height_px)


def picture_print(pixels: Pixels) -> str:
    """A perceptual hash of `(H, W, 3)` uint8, 16 hexadecimal digits.

    pHash (Christoph Zauner, 2010): of a 32×32 grey picture the 8×8 lowest waves of its cosine transform,
    each above the median or not. Size, compression and slight grading change few of the 64 bits.
    """
    grey = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey, (PRINT_SIDE, PRINT_SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    waves = cv2.dct(small)[:PRINT_KEPT, :PRINT_KEPT].ravel()
    # The first is how light all of it is.
    bits = waves > np.median(waves[1:])
    bits[0] = False
    return f"{int(''.join('1' if bit else '0' for bit in bits), 2):016x}"


def bits_apart(one: str, other: str) -> int:
    """By how many of 64 bits two prints differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def check_likeness(own: str, others: Mapping[str, str]) -> list[Finding]:
    """Whether a picture is nearly another one of its channel, by their prints; `others` are by their names.

    Pictures of one colour have no print to compare.
    """
    compared = [(bits_apart(own, other), name) for name, other in others.items() if other != NO_PRINT]
    if own == NO_PRINT or not compared:
        return []
    apart, name = min(compared)
    if apart > ALIKE:
        return []
    return [
        Finding(
            code="near_duplicate", severity="warning" if apart <= TWINS else "info", value=name, limit=apart
        )
    ]
