"""Pictures that people send, written anew: upright, in sRGB, 8 bits, without what came beside the pixels."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings
from PIL import Image, ImageCms

from studio.errors import InvalidRequest
from studio.photos import CleanPicture, clean_picture

LIMIT = 41_000_000
SIZE = (60, 40)


def cleaned(folder: Path, image: Image.Image, form: str, *, mask: bool = False, **save: Any) -> CleanPicture:
    image.save(folder / "raw", form, **save)
    return clean_picture(folder / "raw", folder, pixels_limit=LIMIT, mask=mask)


def pixels(folder: Path, told: CleanPicture) -> np.ndarray:
    return np.asarray(Image.open(folder / told.picture))


def halves(left: str, right: str, mode: str = "RGB") -> Image.Image:
    image = Image.new(mode, SIZE, left)
    image.paste(right, (SIZE[0] // 2, 0, *SIZE))
    return image


def test_it_is_turned_upright_and_nothing_is_kept_but_pixels(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "where I live"
    told = cleaned(tmp_path, halves("red", "blue"), "JPEG", exif=exif, quality=95, comment=b"my name")
    assert (told.width_px, told.height_px) == (40, 60)
    seen = pixels(tmp_path, told)
    assert seen[5, 20].argmax() == 0
    assert seen[55, 20].argmax() == 2
    kept = (tmp_path / told.picture).read_bytes() + (tmp_path / told.thumb).read_bytes()
    assert b"Exif" not in kept
    assert b"where I live" not in kept
    assert b"my name" not in kept


def test_colours_of_another_space_are_kept_as_colours(tmp_path: Path) -> None:
    # A space whose red is our green, and the other way round.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for old, new in ((b"rXYZ", b"----"), (b"gXYZ", b"rXYZ"), (b"----", b"gXYZ")):
        profile = profile.replace(old, new, 1)
    told = cleaned(tmp_path, Image.new("RGB", SIZE, (120, 90, 60)), "PNG", icc_profile=profile)
    assert Image.open(tmp_path / told.picture).info.get("icc_profile") is None
    seen = pixels(tmp_path, told)[0, 0].astype(int)
    assert np.abs(seen - (90, 120, 60)).max() <= 2


def test_a_broken_profile_is_as_none(tmp_path: Path) -> None:
    told = cleaned(tmp_path, Image.new("RGB", SIZE, (120, 90, 60)), "PNG", icc_profile=b"nonsense")
    assert tuple(pixels(tmp_path, told)[0, 0]) == (120, 90, 60)


def test_see_through_parts_are_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", SIZE, (255, 0, 0, 0))
    image.paste((0, 0, 255, 255), (30, 0, 60, 40))
    seen = pixels(tmp_path, cleaned(tmp_path, image, "PNG"))
    assert tuple(seen[0, 0]) == (255, 255, 255)
    assert tuple(seen[0, 59]) == (0, 0, 255)


def test_print_colours_become_screen_colours(tmp_path: Path) -> None:
    told = cleaned(tmp_path, Image.new("CMYK", SIZE, (0, 255, 255, 0)), "JPEG")
    red, green, blue = (int(value) for value in pixels(tmp_path, told)[20, 30])
    assert red > 180 > 100 > max(green, blue)


def test_sixteen_bits_are_not_clipped(tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, SIZE[0]).astype(np.uint16)
    told = cleaned(tmp_path, Image.fromarray(np.tile(ramp, (SIZE[1], 1))), "PNG")
    row = pixels(tmp_path, told)[0, :, 0].astype(int)
    assert (row[0], row[-1]) == (0, 255)
    assert 120 <= row[SIZE[0] // 2] <= 135


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF", "TIFF"])
def test_forms_that_are_read(tmp_path: Path, form: str) -> None:
    told = cleaned(tmp_path, halves("red", "blue"), form)
    assert told.media_type == ("image/png" if form in {"PNG", "TIFF"} else "image/jpeg")
    assert Image.open(tmp_path / told.thumb).format == "WEBP"


def test_a_mask_is_one_channel_black_where_it_is_see_through(tmp_path: Path) -> None:
    brush = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    brush.paste((255, 255, 255, 255), (10, 10, 20, 20))
    brush.paste((255, 255, 255, 128), (30, 10, 40, 20))
    seen = pixels(tmp_path, cleaned(tmp_path, brush, "PNG", mask=True))
    assert seen.ndim == 2
    assert (seen[0, 0], seen[15, 15], seen[15, 35]) == (0, 255, 128)
    plain = pixels(tmp_path, cleaned(tmp_path, halves("black", "white"), "PNG", mask=True))
    assert (plain[0, 0], plain[0, 59]) == (0, 255)


def test_a_very_large_picture_is_made_smaller(tmp_path: Path) -> None:
    told = cleaned(tmp_path, Image.new("L", (7300, 5400), 99), "JPEG")
    assert max(told.width_px, told.height_px) == 4096
    assert told.width_px / told.height_px == pytest.approx(7300 / 5400, abs=0.001)


def damaged(folder: Path) -> bytes:
    out = io.BytesIO()
    noise = np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8)
    Image.fromarray(noise).save(out, "JPEG")
    return out.getvalue()[: out.tell() // 2]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"GIF89a" + bytes(200), "not_a_picture"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "not_a_picture"),
        (damaged, "picture_damaged"),
    ],
)
def test_what_can_not_be_used_says_why(tmp_path: Path, content: Any, code: str) -> None:
    (tmp_path / "raw").write_bytes(content(tmp_path) if callable(content) else content)
    with pytest.raises(InvalidRequest) as refused:
        clean_picture(tmp_path / "raw", tmp_path, pixels_limit=LIMIT)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("size", "code"), [((6500, 6500), "too_many_pixels"), ((400, 8), "picture_too_small")]
)
def test_sizes_are_judged_by_the_header(tmp_path: Path, size: tuple[int, int], code: str) -> None:
    Image.new("1", size).save(tmp_path / "raw", "PNG")
    with pytest.raises(InvalidRequest) as refused:
        clean_picture(tmp_path / "raw", tmp_path, pixels_limit=LIMIT)
    assert refused.value.code == code


def test_a_decoder_that_wants_too_much_only_ends_itself(tmp_path: Path) -> None:
    """Run as the site runs it: whatever happens to the process, it says nothing it shouldn't."""
    Image.new("L", (6000, 6000)).save(tmp_path / "raw", "PNG")
    script = "import studio.photos as p; p.MEMORY_BYTES = 120 * 1024**2; raise SystemExit(p.main())"
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "raw"), str(tmp_path), "--pixels", str(LIMIT)],
        cwd=settings.ROOT,
        env={},
        capture_output=True,
        check=False,
    )
    assert done.returncode or b'"code": "picture_damaged"' in done.stdout
    assert not (tmp_path / "picture.png").exists()
