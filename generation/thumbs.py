"""Small WebP pictures for lists."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

THUMB_WIDTH_PX = 640
THUMB_QUALITY = 82


def make_thumb(picture: Path, target: Path) -> Path:
    """Write `picture` at most 640 px wide as WebP to `target`."""
    with Image.open(picture) as image:
        image.thumbnail((THUMB_WIDTH_PX, image.height), Image.Resampling.LANCZOS)
        image.convert("RGBA" if image.has_transparency_data else "RGB").save(
            target, "WEBP", quality=THUMB_QUALITY, method=4
        )
    return target
