"""Where a team's logo stands: in a quiet corner with room around it, in the variant that is seen there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import cv2
import numpy as np

from studio.brand.logos import Logo
from studio.brand.preset import BrandLogo
from studio.design.document import BadgeLayer, Design, LogoLayer, Plate, ShapeLayer, TextLayer
from studio.design.geometry import WHOLE, overlap
from studio.design.placing import shown_faces, words_boxes
from studio.design.render import render
from studio.design.resized import at_size
from studio.paint.arrays import Pixels
from studio.paint.colour import contrast, luminance, oklab_from_srgb, rgb_of
from studio.values import Box, Hex

if TYPE_CHECKING:
    from studio.design.sheet import Sheet

# A square logo's height, of the canvas's; others keep its area, and none is wider than this.
HEIGHT, WIDEST = 0.125, 0.26
SMALLER = (1.0, 0.85, 0.72)
# Free room around it, in its own heights.
CLEAR_SPACE = 0.5
EDGE = 0.055
PLAN_PX = 320
# White and near-black are told from this luminance equally well.
DARK_GROUND = 0.18
# A part of a logo is seen from this distance (OKLab) to its ground on; with less of it seen it gets a plate.
APART, MOSTLY = 0.16, 0.75
# The contrast from which the part of a logo that stands out most is seen; it may have pale parts.
SEEN = 2.0
MATCHING = 0.4
# Rules and frames are no ground for a logo.
THIN = 0.03
PLATE_PAD, PLATE_RADIUS = 0.014, 0.012
# Reading begins at the upper left, so a sender is looked for there; a worse corner has to be so much quieter.
CORNERS = ((0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (1.0, 1.0))
CORNER_COST = 0.03
INK_SHARES = (17, 50, 83)
VISIBLE, LOOKED_AT_PX = 128, 160


def place_logo(sheet: Sheet, background: Hex) -> Box | None:
    """Lay the team's logo on the sheet as it stands; gives its box, None where there is no logo to show or
    no room: over no word, face or badge, inside the safe zone, with half its height free around.

    Of the free corners the calmest is taken. The variant is chosen by the ground measured there; one that
    would hardly be seen gets a plate. A sheet that has a logo already keeps that.
    """
    job = sheet.job
    logos = [one for one in job.brand.logos if one.sha256 in job.darkroom.logos]
    laid = any(isinstance(layer, LogoLayer) for layer in sheet.layers)
    if not logos or laid or job.brief.kind not in job.brand.logo_on:
        return None
    design = sheet.laid("", background)
    taken = [*sheet.obstacles, *job.image.keep_clear, *_in_the_way(design, sheet)]
    plan = at_size(design, PLAN_PX, max(1, round(PLAN_PX / job.aspect)))
    seen = render(plan, job.darkroom, texts=False)
    spot = _calmest(list(_spots(logos[0], sheet, taken)), seen)
    if spot is None:
        return None
    ground = np.median(_part(seen, spot).reshape(-1, 3), axis=0).astype(np.uint8)
    logo, visible = _variant(logos, sheet, ground)
    ink = job.darkroom.logos[logo.sha256]
    stands_out = visible >= MOSTLY and ink_contrast(ink, float(luminance(ground))) >= SEEN
    plate = None if stands_out else _plate(ink, sheet)
    sheet.add(LogoLayer(id="logo", logo=logo.sha256, box=spot, plate=plate))
    return spot


def _in_the_way(design: Design, sheet: Sheet) -> list[Box]:
    aspect = sheet.job.aspect
    words = [
        box
        for layer in design.layers
        if isinstance(layer, TextLayer | BadgeLayer)
        for box in words_boxes(layer, aspect)
    ]
    rules = [
        layer.box
        for layer in design.layers
        if isinstance(layer, ShapeLayer) and layer.shape == "rectangle" and not layer.line
        and min(layer.box.width * aspect, layer.box.height) < THIN
    ]  # fmt: skip
    return [*words, *rules, *shown_faces(design, sheet.job.darkroom)]


def _spots(logo: BrandLogo, sheet: Sheet, taken: Sequence[Box]) -> Iterator[tuple[Box, float]]:
    """Free corners with what they cost, in the largest size for which there are any."""
    job = sheet.job
    wide = logo.width_px / logo.height_px
    zone = job.image.safe_zone or WHOLE
    edge_x, edge_y = EDGE / max(1.0, job.aspect), EDGE
    if job.image.shape == "circle":
        # The largest square in a circle, and no further.
        edge_x = edge_y = (1 - 0.5**0.5) / 2 + 0.01
    left, top = max(zone.x, edge_x), max(zone.y, edge_y)
    right, foot = min(zone.x + zone.width, 1 - edge_x), min(zone.y + zone.height, 1 - edge_y)
    for scale in SMALLER:
        height = scale * HEIGHT / max(1.0, wide) ** 0.5
        width = height * wide / job.aspect
        if width > scale * WIDEST:
            width, height = scale * WIDEST, scale * WIDEST * job.aspect / wide
        if width > right - left or height > foot - top:
            continue
        found = False
        for place, (across, down) in enumerate(CORNERS):
            x, y = left + across * (right - left - width), top + down * (foot - top - height)
            air_x, air_y = CLEAR_SPACE * height / job.aspect, CLEAR_SPACE * height
            room = Box(x=x - air_x, y=y - air_y, width=width + 2 * air_x, height=height + 2 * air_y)
            if all(overlap(room, box) <= 1e-9 for box in taken):
                found = True
                yield Box(x=x, y=y, width=width, height=height), CORNER_COST * place
        if found:
            return


def _calmest(spots: Sequence[tuple[Box, float]], seen: Pixels) -> Box | None:
    """The spot with the least going on, by the spread of lightness and the edges in it."""

    def unrest(entry: tuple[Box, float]) -> float:
        box, cost = entry
        grey = (
            cv2.cvtColor(np.ascontiguousarray(_part(seen, box)), cv2.COLOR_RGB2GRAY).astype(np.float32) / 255
        )
        edges = np.abs(np.diff(grey, axis=1)).mean() if grey.shape[1] > 1 else 0.0
        return cost + float(grey.std()) + 2 * float(edges)

    return min(spots, key=unrest)[0] if spots else None


def _part(seen: Pixels, box: Box) -> Pixels:
    height, width = seen.shape[:2]
    x, y = min(width - 1, max(0, round(box.x * width))), min(height - 1, max(0, round(box.y * height)))
    return seen[y : max(y + 1, round((box.y + box.height) * height)),
                x : max(x + 1, round((box.x + box.width) * width))]  # fmt: skip


def _variant(logos: Sequence[BrandLogo], sheet: Sheet, ground: Pixels) -> tuple[BrandLogo, float]:
    """The logo of which most is seen on a ground of that colour, those made for such a ground first; and how
    much that is."""
    side = "dark" if float(luminance(ground)) < DARK_GROUND else "light"

    def worth(logo: BrandLogo) -> float:
        return share_seen(sheet.job.darkroom.logos[logo.sha256], ground) + MATCHING * (logo.ground == side)

    best = max(logos, key=worth)
    return best, share_seen(sheet.job.darkroom.logos[best.sha256], ground)


def share_seen(logo: Logo, ground: Pixels) -> float:
    """The share of a logo's ink that can be told from a ground, `(3,)` uint8 RGB."""
    step = max(1, max(logo.shape[:2]) // LOOKED_AT_PX)
    few = logo[::step, ::step]
    ink = few[..., :3][few[..., 3] >= VISIBLE]
    if not len(ink):
        return 0.0
    colours = oklab_from_srgb(ink.astype(np.float32) / 255)
    away = np.linalg.norm(colours - oklab_from_srgb(ground.astype(np.float32) / 255), axis=-1)
    return float((away >= APART).mean())


def ink_contrast(logo: Logo, ground: float) -> float:
    """WCAG contrast of the part of a logo that stands out most, its dark, its middle or its light tones, with
    a ground of that luminance."""
    ink = luminance(logo[..., :3][logo[..., 3] >= VISIBLE])
    if not len(ink):
        return 1.0
    return max(float(contrast(float(np.percentile(ink, share)), ground)) for share in INK_SHARES)


def _plate(logo: Logo, sheet: Sheet) -> Plate:
    """A plate of the scheme's paper or its dark ground, on which more of the logo is seen."""
    scheme = sheet.job.scheme
    seen = {
        colour: share_seen(logo, np.array(rgb_of(colour), np.uint8)) for colour in (scheme.paper, scheme.deep)
    }
    return Plate(colour=max(seen, key=lambda one: seen[one]), pad=PLATE_PAD, radius=PLATE_RADIUS)
