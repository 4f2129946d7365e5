"""A contact sheet: all candidates on one page, to be looked at."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps

PAPER = "#FAFAF7"
ROW_HEIGHT_PX, ROW_WIDTH_PX, GAP_PX = 450, 1600, 24


def write_sheet(rows: Sequence[Sequence[bytes]], target: Path) -> Path:
    """Lay out `rows` of encoded pictures, each row as high as fits, and write a JPEG to `target`."""
    strips = [_strip([_opened(data) for data in row]) for row in rows if row]
    height = sum(strip.height + GAP_PX for strip in strips) + GAP_PX
    sheet = Image.new("RGB", (ROW_WIDTH_PX + 2 * GAP_PX, height), PAPER)
    top = GAP_PX
    for strip in strips:
        sheet.paste(strip, (GAP_PX, top))
        top += strip.height + GAP_PX
    target.parent.mkdir(parents=True, exist_ok=True)
    sheet.save(target, "JPEG", quality=90)
    return target


def _opened(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB")


def _strip(images: Sequence[Image.Image]) -> Image.Image:
    room = ROW_WIDTH_PX - GAP_PX * (len(images) - 1)
    ratios = sum(image.width / image.height for image in images)
    height = min(ROW_HEIGHT_PX, int(room / ratios))
    strip = Image.new("RGB", (ROW_WIDTH_PX, height), PAPER)
    left = 0
    for image in images:
        fitted = ImageOps.contain(image, (ROW_WIDTH_PX, height), Image.Resampling.LANCZOS)
        strip.paste(fitted, (left, 0))
        left += fitted.width + GAP_PX
    return strip
