"""Pictures that people send, written anew: nothing of theirs is kept but the pixels.

`python -m studio.photos RAW FOLDER --pixels N [--mask]` is meant to be a process of its own, so that a file
made to hurt a decoder hurts nobody: it bounds its own memory, time and files, and says one line of JSON.
"""

from __future__ import annotations

import argparse
import io
import json
import resource
import sys
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageCms, ImageOps, UnidentifiedImageError

from studio.errors import InvalidRequest
from studio.values import Value

FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "TIFF")
LONGEST_SIDE_PX = 4096
SMALLEST_SIDE_PX = 16
THUMB_PX = 640
JPEG_QUALITY, THUMB_QUALITY = 95, 82
LOSSLESS = {"PNG", "TIFF"}

MEMORY_BYTES = 2 * 1024**3
CPU_S = 40
FILE_BYTES = 512 * 1024**2


class CleanPicture(Value):
    """Names of the files that were written, and the size of the picture."""

    picture: str
    thumb: str
    media_type: Literal["image/jpeg", "image/png"]
    width_px: int
    height_px: int


def clean_picture(raw: Path, folder: Path, *, pixels_limit: int, mask: bool = False) -> CleanPicture:
    """Write the picture in `raw` to `folder`: upright, sRGB, 8 bits, on white, at most 4096 px long.

    A `mask` is one channel, white where to paint; what is transparent in it is black. Also writes a WebP of
    at most 640 px. Raises InvalidRequest: not_a_picture, too_many_pixels (limit in megapixels),
    picture_too_small, picture_damaged.
    """
    image = opened(raw, pixels_limit)
    form = image.format
    try:
        flat = _as_mask(image) if mask else _flat(image)
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, Image.DecompressionBombError) as error:
        raise InvalidRequest(f"the picture can't be decoded: {error}", code="picture_damaged") from error
    flat.thumbnail((LONGEST_SIDE_PX, LONGEST_SIDE_PX), Image.Resampling.LANCZOS)
    if mask or form in LOSSLESS:
        name, media_type = "picture.png", "image/png"
        flat.save(folder / name, "PNG")
    else:
        name, media_type = "picture.jpg", "image/jpeg"
        flat.save(folder / name, "JPEG", quality=JPEG_QUALITY, subsampling=0)
    width_px, height_px = flat.size
    flat.thumbnail((THUMB_PX, THUMB_PX), Image.Resampling.LANCZOS)
    flat.convert("RGB").save(folder / "thumb.webp", "WEBP", quality=THUMB_QUALITY, method=4)
    return CleanPicture(
        picture=name, thumb="thumb.webp", media_type=media_type, width_px=width_px, height_px=height_px
    )


def opened(raw: Path, pixels_limit: int, formats: tuple[str, ...] = FORMATS) -> Image.Image:
    """The picture with nothing decoded yet but its header.

    Raises InvalidRequest: not_a_picture, too_many_pixels (limit in megapixels), picture_too_small.
    """
    # Judged by the header below, with a sentence of our own.
    Image.MAX_IMAGE_PIXELS = None
    try:
        image: Image.Image = Image.open(raw, formats=formats)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise InvalidRequest("this is no picture that can be read", code="not_a_picture") from error
    if image.width * image.height > pixels_limit:
        raise InvalidRequest(
            f"the picture has more than {pixels_limit} pixels",
            code="too_many_pixels",
            limit=pixels_limit // 1_000_000,
        )
    if min(image.size) < SMALLEST_SIDE_PX:
        raise InvalidRequest("the picture is too small", code="picture_too_small", limit=SMALLEST_SIDE_PX)
    return image


def _flat(image: Image.Image) -> Image.Image:
    """`image` upright, in sRGB, 8 bits a channel, what is transparent filled with white."""
    profile = image.info.get("icc_profile")
    upright = eight_bits(ImageOps.exif_transpose(image))
    if upright.has_transparency_data:
        layered = upright.convert("RGBA")
        ground = Image.new("RGBA", layered.size, "white")
        return in_srgb(Image.alpha_composite(ground, layered).convert("RGB"), profile)
    return in_srgb(upright, profile)


def _as_mask(image: Image.Image) -> Image.Image:
    upright = eight_bits(ImageOps.exif_transpose(image))
    if not upright.has_transparency_data:
        return upright.convert("L")
    layered = upright.convert("RGBA")
    return ImageChops.multiply(layered.convert("RGB").convert("L"), layered.getchannel("A"))


def eight_bits(image: Image.Image) -> Image.Image:
    """16-bit greys (modes I and I;16) as L; colours of 16 bits Pillow reads as 8 itself."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode == "F":
        raise ValueError("floating-point pixels have no agreed white")
    return image


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """As RGB; colours of another space (Display P3, CMYK) by the picture's own profile where it has one."""
    if profile and image.mode in {"RGB", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(
                image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            # A profile that is broken or for other channels: as if there were none.
            converted = None
        if converted is not None:
            return _bare(converted)
    return _bare(image.convert("RGB"))


def _bare(image: Image.Image) -> Image.Image:
    """Without what Pillow would write along: profile, EXIF, comments."""
    bare = image.copy()
    bare.info = {}
    return bare


def bound() -> None:
    """From here on this process can't take much of the machine."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, FILE_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        _soft, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, most))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m studio.photos", description=__doc__)
    parser.add_argument("raw", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pixels", type=int, required=True)
    parser.add_argument("--mask", action="store_true")
    asked = parser.parse_args(arguments)
    bound()
    try:
        told = clean_picture(asked.raw, asked.folder, pixels_limit=asked.pixels, mask=asked.mask)
    except InvalidRequest as error:
        sys.stdout.write(json.dumps({"code": error.code, **error.params}))
    else:
        sys.stdout.write(told.model_dump_json())
    return 0


if __name__ == "__main__":
    sys.exit(main())
