"""How the words do where people meet a picture: in a feed, a few fingers wide."""

from __future__ import annotations

import cv2
import numpy as np

from studio.design.document import Design, TextLayer
from studio.design.legibility import Proof
from studio.design.lettering import line_mask
from studio.paint.arrays import Pixels, Plane
from studio.paint.colour import oklab_from_srgb
from studio.values import ArtworkKind, Box, Finding

# A cover in a list beside a film, an avatar on a phone: pixels as the platforms show them.
FEED_PX: dict[ArtworkKind, tuple[int, int]] = {"cover": (168, 94), "avatar": (98, 98)}
READ_THERE = frozenset({"headline", "number", "monogram"})
# The least of a line's own light and shade, against that of what it lies on; see `clarity`.
CLEAR_ENOUGH = 1.0
FLOOR = 3.0
AROUND_PX = 2
UPRIGHT_DEG = 3.0


def at_feed_size(pixels: Pixels, kind: ArtworkKind) -> Pixels:
    """The picture as small as a feed shows it."""
    width, height = FEED_PX.get(kind, FEED_PX["cover"])
    return cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA)


def check_feed(drawn: Proof) -> list[Finding]:
    """Findings about words that drown at feed size, measured on the picture rendered down to it."""
    design = drawn.design
    if design.kind not in FEED_PX:
        return []
    findings = []
    for layer in design.texts():
        if layer.role not in READ_THERE or not layer.visible or abs(layer.rotation) > UPRIGHT_DEG:
            continue
        worst = min(clarities(drawn.pixels, layer, design), default=CLEAR_ENOUGH)
        if worst < CLEAR_ENOUGH:
            findings.append(
                Finding(
                    code="unclear_in_feed", severity="warning", value=round(worst, 2), limit=CLEAR_ENOUGH,
                    box=layer.box, layer=layer.id, fix="clarify_words",
                )
            )  # fmt: skip
    return findings


def clarities(pixels: Pixels, layer: TextLayer, design: Design) -> list[float]:
    """For each line how clearly its letters stand out at feed size.

    The lightness (OKLab, 0..100) around a line is explained by how much of each small pixel its letters
    cover: what they explain, over what is left, both as standard deviations. Letters too small to leave
    light and shade explain little, a lively ground leaves much.
    """
    width, height = FEED_PX[design.kind]
    light = 100 * oklab_from_srgb(at_feed_size(pixels, design.kind).astype(np.float32) / 255)[..., 0]
    found = []
    for line in layer.lines:
        whole = np.zeros((design.height_px, design.width_px), np.float32)
        _lay(whole, *line_mask(line, layer, design.width_px, design.height_px))
        cover = cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA)
        near = Box(x=line.x, y=line.y - 0.8 * line.size, width=line.width, height=line.size)
        x0 = max(0, int(near.x * width) - AROUND_PX)
        y0 = max(0, int(near.y * height) - AROUND_PX)
        x1, y1 = (
            int((near.x + near.width) * width) + AROUND_PX + 1,
            int((near.y + near.height) * height) + AROUND_PX + 1,
        )
        found.append(clarity(light[y0:y1, x0:x1], cover[y0:y1, x0:x1]))
    return found


def clarity(light: Plane, cover: Plane) -> float:
    """What letters explain of the lightness around them, over what they leave; see `clarities`."""
    if light.size < 9 or float(cover.std()) < 1e-3:
        return 0.0
    slope = float(((cover - cover.mean()) * (light - light.mean())).mean() / cover.var())
    explained = abs(slope) * float(cover.std())
    left = light - light.mean() - slope * (cover - cover.mean())
    return explained / (float(left.std()) + FLOOR)


def _lay(whole: Plane, mask: Plane, x: int, y: int) -> None:
    height, width = whole.shape
    x0, y0, x1, y1 = max(0, x), max(0, y), min(width, x + mask.shape[1]), min(height, y + mask.shape[0])
    if x1 > x0 and y1 > y0:
        part = mask[y0 - y : y1 - y, x0 - x : x1 - x]
        np.maximum(whole[y0:y1, x0:x1], part, out=whole[y0:y1, x0:x1])
