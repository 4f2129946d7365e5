"""What a picture has against a team's look: colours, typefaces, and its logo's size, room and place."""

from __future__ import annotations

import numpy as np

from studio.brand.logos import Logo
from studio.brand.preset import BrandPreset
from studio.check.colours import FAR, flat_colours, off_brand
from studio.check.score import fonts_asked
from studio.design.document import BadgeLayer, Design, LogoLayer, TextLayer
from studio.design.geometry import WHOLE, grow, overlap
from studio.design.legibility import Proof
from studio.design.placing import shown_faces, words_boxes
from studio.design.render import Darkroom
from studio.paint.arrays import Pixels
from studio.paint.colour import contrast, luminance
from studio.values import Box, Finding, PlatformImage

# A logo is known again from this share of the picture's height on (its longer side, in canvas heights).
SMALLEST_LOGO = 0.07
# Free room around a logo, in its own heights; common brand books ask for a quarter to a half.
CLEAR_SPACE = 0.25
# WCAG 2.2, 1.4.11 asks 3 of graphics; a logo is not read but known again, and may have pale parts.
LOGO_CONTRAST = 1.6
RING = 0.25
VISIBLE = 128
FACE_SHARE, SLIVER = 0.03, 0.002


def check_brand(drawn: Proof, darkroom: Darkroom, image: PlatformImage, brand: BrandPreset) -> list[Finding]:
    """Findings about a team's look; none about what it leaves open."""
    design = drawn.design
    return [
        *_colours(design, brand),
        *_fonts(design, brand),
        *_missing_logo(design, brand),
        *(
            finding
            for layer in design.layers
            if isinstance(layer, LogoLayer) and layer.visible and layer.logo in darkroom.logos
            for finding in _logo(layer, drawn, darkroom, image)
        ),
    ]


def _colours(design: Design, brand: BrandPreset) -> list[Finding]:
    worst: dict[str, tuple[float, Finding]] = {}
    for one in flat_colours(design):
        distance = off_brand(one.hex, brand)
        if distance > FAR and distance > worst.get(one.layer.id, (0.0, None))[0]:
            finding = Finding(
                code="off_brand_colour", severity="warning", value=round(distance, 1), limit=FAR,
                box=getattr(one.layer, "box", None), layer=one.layer.id, fix="snap_colour",
            )  # fmt: skip
            worst[one.layer.id] = (distance, finding)
    return [finding for _, finding in worst.values()]


def _fonts(design: Design, brand: BrandPreset) -> list[Finding]:
    return [
        Finding(
            code="off_brand_font", severity="warning", value=text.face, limit=wanted, box=text.box,
            layer=text.id, fix="brand_font",
        )
        for text in design.texts()
        if text.visible and (wanted := fonts_asked(text, brand)) and text.face != wanted
    ]  # fmt: skip


def _missing_logo(design: Design, brand: BrandPreset) -> list[Finding]:
    if not brand.logos or design.kind not in brand.logo_on:
        return []
    if any(isinstance(layer, LogoLayer) and layer.visible for layer in design.layers):
        return []
    return [Finding(code="logo_missing", severity="info", fix="add_logo")]


def logo_box(layer: LogoLayer, logo: Logo, aspect: float) -> Box:
    """Where the logo itself stands: whole and undistorted in the middle of its layer's box."""
    wide = logo.shape[1] / logo.shape[0]
    width = min(layer.box.width, layer.box.height * wide / aspect)
    height = width * aspect / wide
    x, y = layer.box.centre
    return Box(x=x - width / 2, y=y - height / 2, width=width, height=height)


def _logo(layer: LogoLayer, drawn: Proof, darkroom: Darkroom, image: PlatformImage) -> list[Finding]:
    design, logo = drawn.design, darkroom.logos[layer.logo]
    aspect = design.width_px / design.height_px
    box = logo_box(layer, logo, aspect)
    found: list[tuple[str, float | None, float | None, str]] = []
    size = max(box.height, box.width * aspect)
    if size < SMALLEST_LOGO:
        found.append(("logo_too_small", _percent(size), _percent(SMALLEST_LOGO), "enlarge_logo"))
    if (room := _room(box, layer, design, aspect)) < CLEAR_SPACE:
        found.append(("logo_crowded", round(room, 2), CLEAR_SPACE, "move_logo"))
    if logo_misplaced(box, design, darkroom, image):
        found.append(("logo_misplaced", None, None, "move_logo"))
    if not layer.plate:
        seen = round(logo_contrast(drawn.pixels, box, logo), 2)
        if seen < LOGO_CONTRAST:
            found.append(("logo_faint", seen, LOGO_CONTRAST, "clarify_logo"))
    return [
        Finding(
            code=code, severity="warning", value=value, limit=limit, box=box, layer=layer.id, fix=fix
        )
        for code, value, limit, fix in found
    ]  # fmt: skip


def _percent(share: float) -> float:
    return round(100 * share, 1)


def _room(box: Box, layer: LogoLayer, design: Design, aspect: float) -> float:
    """The free room to the nearest words or other logo, in heights of the logo; CLEAR_SPACE at most."""
    others = [
        other
        for one in design.layers
        if one.visible and one.id != layer.id
        for other in (
            words_boxes(one, aspect)
            if isinstance(one, TextLayer | BadgeLayer)
            else [one.box] if isinstance(one, LogoLayer) else []
        )
    ]  # fmt: skip
    return min((_gap(box, other, aspect) / box.height for other in others), default=CLEAR_SPACE)


def _gap(one: Box, other: Box, aspect: float) -> float:
    """The distance between two boxes, in canvas heights; 0 where they touch."""
    across = max(one.x - other.x - other.width, other.x - one.x - one.width, 0.0) * aspect
    down = max(one.y - other.y - other.height, other.y - one.y - one.height, 0.0)
    return float(np.hypot(across, down))


def logo_misplaced(box: Box, design: Design, darkroom: Darkroom, image: PlatformImage) -> bool:
    """Whether a badge, a circle's edge or a crop hides some of a logo, or it lies over a face."""
    if any(overlap(box, zone) > SLIVER * box.area for zone in image.keep_clear):
        return True
    zone = image.safe_zone or WHOLE
    if box.area - overlap(box, zone) > SLIVER * box.area:
        return True
    corners = [(box.x + dx * box.width, box.y + dy * box.height) for dx in (0, 1) for dy in (0, 1)]
    if image.shape == "circle" and any((x - 0.5) ** 2 + (y - 0.5) ** 2 > 0.25 for x, y in corners):
        return True
    return any(overlap(box, face) > FACE_SHARE * face.area for face in shown_faces(design, darkroom))


def logo_contrast(pixels: Pixels, box: Box, logo: Logo) -> float:
    """The contrast of a logo's ink with what is seen around it on the finished picture.

    Of the lightest and the darkest third of the ink the one that stands out more counts.
    """
    height, width = pixels.shape[:2]
    around = grow(box, RING, RING, RING)
    x0, y0 = max(0, round(around.x * width)), max(0, round(around.y * height))
    x1, y1 = round((around.x + around.width) * width), round((around.y + around.height) * height)
    part = pixels[y0:y1, x0:x1]
    ring = np.ones(part.shape[:2], bool)
    inner = (round(box.x * width) - x0, round(box.y * height) - y0)
    ring[
        max(0, inner[1]) : inner[1] + round(box.height * height),
        max(0, inner[0]) : inner[0] + round(box.width * width),
    ] = False
    ink = luminance(logo[..., :3][logo[..., 3] >= VISIBLE])
    if not ring.any() or not len(ink):
        return LOGO_CONTRAST
    ground = float(np.median(luminance(part[ring])))
    return max(float(contrast(float(np.percentile(ink, share)), ground)) for share in (17, 50, 83))
