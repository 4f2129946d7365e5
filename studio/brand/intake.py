"""Logos that people send, written anew: a trimmed PNG with its own transparency and nothing else in it.

`python -m studio.brand.intake RAW FOLDER --pixels N` is meant to be a process of its own, as `studio.photos`
is for photographs.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from PIL import Image, ImageOps

from studio.brand.logos import Logo
from studio.errors import InvalidRequest
from studio.paint.arrays import Pixels, Plane
from studio.paint.colour import luminance
from studio.photos import FORMATS, bound, eight_bits, in_srgb, opened
from studio.values import Value

LONGEST_SIDE_PX, PIXELS_LIMIT = 1024, 64_000_000
LOGO_FORMATS = (*FORMATS, "GIF")
SNIFFED_BYTES = 2048
GZIP = b"\x1f\x8b"
VISIBLE = 8
# A ground is plainly white when its whole rim is; the noise of a JPEG is forgiven.
WHITEST, WHITE_RIM, RIM_PX, SURE_RIM = 255, 236, 2, 0.995
# White shut in by ink: small pieces are the inside of letters, large ones belong to the drawing.
LARGEST_COUNTER = 0.02
EDGE_PX = 2
# Ink above this luminance wants a dark ground, below that a light one.
LIGHT_INK, DARK_INK = 0.45, 0.12

Ground = Literal["dark", "light", "any"]


class LogoFile(Value):
    """What became of a logo: its size, the ground that it is made for, and notices as codes:
    `logo_first_frame`, `logo_ground_removed`."""

    file: str
    width_px: int
    height_px: int
    ground: Ground
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class CleanLogo:
    """A logo as it will be kept. `data` is its PNG."""

    data: bytes
    width_px: int
    height_px: int
    ground: Ground
    notices: tuple[str, ...]


def read_logo(path: Path, *, pixels_limit: int = PIXELS_LIMIT) -> bytes:
    """The PNG of a logo, see `clean_logo`."""
    return clean_logo(path, pixels_limit=pixels_limit).data


def clean_logo(path: Path, *, pixels_limit: int = PIXELS_LIMIT) -> CleanLogo:
    """The logo in a file: RGBA, sRGB, 8 bits, trimmed, at most 1024 px long, without metadata.

    Of an animation the first frame. White around a logo without transparency goes where all of its rim is
    white. Raises InvalidRequest: logo_is_svg, not_a_picture, too_many_pixels (limit in megapixels),
    picture_too_small, picture_damaged, logo_empty.
    """
    if _is_svg(path):
        raise InvalidRequest("SVG may carry scripts: send the logo as PNG", code="logo_is_svg")
    image = opened(path, pixels_limit, LOGO_FORMATS)
    notices: list[str] = []
    if getattr(image, "is_animated", False):
        notices.append("logo_first_frame")
    try:
        drawn = _rgba(image)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError) as error:
        raise InvalidRequest(f"the logo can't be decoded: {error}", code="picture_damaged") from error
    drawn.thumbnail((2 * LONGEST_SIDE_PX, 2 * LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    logo = np.array(drawn)
    if int(logo[..., 3].min()) == 255:
        freed = without_white(logo[..., :3])
        if freed is not None:
            logo = freed
            notices.append("logo_ground_removed")
    logo = _small(_trimmed(logo))
    logo[logo[..., 3] == 0] = 0
    out = io.BytesIO()
    Image.fromarray(logo).save(out, "PNG")
    height, width = logo.shape[:2]
    return CleanLogo(out.getvalue(), width, height, ground_for(logo), tuple(notices))


def ground_for(logo: Logo) -> Ground:
    """The ground that a logo, `(H, W, 4)` uint8, stands out from: by the light of its ink."""
    weights = logo[..., 3].astype(np.float32)
    values = luminance(logo[..., :3])
    darkest, lightest = (float(v) for v in _weighted_percentiles(values, weights, (0.1, 0.9)))
    if darkest > LIGHT_INK:
        return "dark"
    return "light" if lightest < DARK_INK else "any"


def without_white(pixels: Pixels) -> Logo | None:
    """`(H, W, 3)` uint8 on plain white as `(H, W, 4)` without the white; None where the ground is not that.

    What is joined to the rim goes, and the small insides of letters. Edges become soft: how much of the ink
    near them is mixed with white tells their opacity.
    """
    white = (pixels.min(axis=2) >= WHITE_RIM).astype(np.uint8)
    rim = np.concatenate(
        [
            white[:RIM_PX].ravel(),
            white[-RIM_PX:].ravel(),
            white[:, :RIM_PX].ravel(),
            white[:, -RIM_PX:].ravel(),
        ]
    )
    if rim.mean() < SURE_RIM:
        return None
    _, labels, stats, _ = cv2.connectedComponentsWithStats(white, connectivity=4)
    joined = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    small = np.flatnonzero(stats[:, cv2.CC_STAT_AREA] <= LARGEST_COUNTER * white.size)
    gone = np.isin(labels, np.concatenate([joined, small])) & (white > 0)
    kernel = np.ones((2 * EDGE_PX + 1, 2 * EDGE_PX + 1), np.uint8)
    edge = (cv2.dilate(gone.astype(np.uint8), kernel) > 0) & ~gone
    ink = cv2.erode(pixels, kernel).astype(np.float32)
    alpha = np.where(gone, 0.0, 1.0).astype(np.float32)
    alpha[edge] = _opacity(pixels[edge].astype(np.float32), ink[edge])
    colours = pixels.copy()
    colours[edge] = ink[edge].astype(np.uint8)
    return np.dstack([colours, np.rint(alpha * 255).astype(np.uint8)])


def _opacity(seen: Pixels, ink: Pixels) -> Plane:
    """How much of `ink` over white gives `seen`, least squares over the channels."""
    away = WHITEST - ink
    return np.clip(((WHITEST - seen) * away).sum(axis=1) / np.maximum(1.0, (away * away).sum(axis=1)), 0, 1)


def _weighted_percentiles(values: Plane, weights: Plane, places: tuple[float, ...]) -> list[float]:
    order = np.argsort(values, axis=None)
    summed = np.cumsum(weights.ravel()[order])
    return [
        float(values.ravel()[order][min(len(order) - 1, int(np.searchsorted(summed, place * summed[-1])))])
        for place in places
    ]


def _is_svg(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(SNIFFED_BYTES)
    if head.startswith(GZIP):
        # An .svgz or no picture at all: neither is looked into.
        return path.suffix.lower() == ".svgz"
    text = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"").lower()
    return text.startswith(b"<") and (b"<svg" in text or b"<!doctype svg" in text or b"<?xml" in text)


def _rgba(image: Image.Image) -> Image.Image:
    """Upright, in sRGB, 8 bits, with the transparency it has."""
    image.draft("RGB", (2 * LONGEST_SIDE_PX, 2 * LONGEST_SIDE_PX))
    profile = image.info.get("icc_profile")
    upright = eight_bits(ImageOps.exif_transpose(image))
    if not upright.has_transparency_data:
        return in_srgb(upright, profile).convert("RGBA")
    layered = upright.convert("RGBA")
    alpha = layered.getchannel("A")
    colours = in_srgb(layered.convert("RGB"), profile)
    colours.putalpha(alpha)
    return colours


def _trimmed(logo: Logo) -> Logo:
    seen = logo[..., 3] >= VISIBLE
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not len(rows):
        raise InvalidRequest("there is nothing to see in this logo", code="logo_empty")
    return logo[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _small(logo: Logo) -> Logo:
    image = Image.fromarray(logo)
    image.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    return np.array(image)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m studio.brand.intake", description=__doc__)
    parser.add_argument("raw", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pixels", type=int, default=PIXELS_LIMIT)
    asked = parser.parse_args(arguments)
    bound()
    try:
        logo = clean_logo(asked.raw, pixels_limit=asked.pixels)
    except InvalidRequest as error:
        sys.stdout.write(json.dumps({"code": error.code, **error.params}))
        return 0
    (asked.folder / "logo.png").write_bytes(logo.data)
    told = LogoFile(
        file="logo.png", width_px=logo.width_px, height_px=logo.height_px, ground=logo.ground,
        notices=logo.notices,
    )  # fmt: skip
    sys.stdout.write(told.model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
