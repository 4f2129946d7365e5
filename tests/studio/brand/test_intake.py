"""Logos as people send them: any of them ends as a small clean PNG, or as a code that says what is wrong."""

from __future__ import annotations

import gzip
import io
import json
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from studio.brand.intake import CleanLogo, clean_logo, read_logo
from studio.errors import InvalidRequest

SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def mark(mode: str = "RGBA", ground: str | int = "#00000000", ink: str = "#d01030") -> Image.Image:
    """A red ring, 120 px, in the middle of 200 × 160."""
    image = Image.new("RGBA", (200, 160), ground)
    ImageDraw.Draw(image).ellipse((40, 20, 159, 139), outline=ink, width=24)
    return image.convert(mode)


def cleaned(folder: Path, image: Image.Image, form: str = "PNG", **options: object) -> CleanLogo:
    path = folder / "raw"
    image.save(path, form, **options)
    return clean_logo(path)


def pixels(logo: CleanLogo) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(logo.data)))


def refused(path: Path, **options: int) -> str:
    with pytest.raises(InvalidRequest) as refusal:
        clean_logo(path, **options)
    return refusal.value.code


def test_a_logo_is_trimmed_to_what_is_seen(tmp_path: Path) -> None:
    logo = cleaned(tmp_path, mark())

    assert (logo.width_px, logo.height_px) == (120, 120)
    assert pixels(logo).shape == (120, 120, 4)
    assert logo.notices == ()


def test_nothing_is_kept_but_pixels(tmp_path: Path) -> None:
    told = PngImagePlugin.PngInfo()
    told.add_text("Comment", "drawn at home")

    logo = cleaned(tmp_path, mark(), pnginfo=told, icc_profile=b"x" * 200)

    assert b"home" not in logo.data
    assert Image.open(io.BytesIO(logo.data)).info == {}


def test_a_very_long_logo_gets_small(tmp_path: Path) -> None:
    logo = cleaned(tmp_path, Image.new("RGBA", (20_000, 600), "#ff0000ff").convert("P"))

    assert (logo.width_px, logo.height_px) == (1024, 31)


def test_too_many_pixels_are_refused_before_they_are_decoded(tmp_path: Path) -> None:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 20_000, 20_000, 8, 6, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    )

    assert refused(path) == "too_many_pixels"


@pytest.mark.parametrize("form", ["GIF", "PNG", "WEBP"])
def test_of_an_animation_the_first_frame_is_taken_and_that_is_said(form: str, tmp_path: Path) -> None:
    frames = [mark(ink="#d01030"), mark(ink="#1030d0")]

    logo = cleaned(tmp_path, frames[0], form, save_all=True, append_images=frames[1:], duration=100)

    assert "logo_first_frame" in logo.notices
    red, _, blue = pixels(logo)[60, 12, :3]
    assert red > 150 > blue


def test_cmyk_with_a_broken_profile(tmp_path: Path) -> None:
    logo = cleaned(tmp_path, mark("RGB", "white").convert("CMYK"), "JPEG", icc_profile=b"broken", quality=95)

    red, green, blue, alpha = pixels(logo)[60, 12]
    assert red > 150 > max(green, blue)
    assert alpha == 255


def test_colours_of_another_space_are_turned_into_ours(tmp_path: Path) -> None:
    linear = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()

    logo = cleaned(tmp_path, mark(), icc_profile=linear)

    assert (logo.width_px, logo.height_px) == (120, 120)


def test_sixteen_bits(tmp_path: Path) -> None:
    grey = np.zeros((90, 90), np.uint16)
    grey[:45] = 40_000
    logo = cleaned(tmp_path, Image.fromarray(grey))

    assert pixels(logo)[10, 10, 0] == pytest.approx(155, abs=2)


def test_a_palette_with_transparency(tmp_path: Path) -> None:
    drawn = mark().quantize(8)

    logo = cleaned(tmp_path, drawn)

    assert (logo.width_px, logo.height_px) == (120, 120)
    assert pixels(logo)[60, 60, 3] == 0


def test_a_plain_white_ground_goes_with_the_insides_of_letters_and_that_is_said(tmp_path: Path) -> None:
    logo = cleaned(tmp_path, mark("RGB", "white"), "JPEG", quality=92)

    seen = pixels(logo)
    assert logo.notices == ("logo_ground_removed",)
    assert abs(logo.width_px - 120) <= 2
    assert seen[2, 2, 3] == 0
    assert seen[60, 12, 3] == 255


def test_edges_freed_of_white_are_ink_and_not_a_pale_fringe(tmp_path: Path) -> None:
    large = mark("RGBA", "white").resize((100, 80), Image.Resampling.LANCZOS).convert("RGB")

    seen = pixels(cleaned(tmp_path, large)).astype(int)

    fringe = seen[(seen[..., 3] > 40) & (seen[..., 3] < 220)]
    assert len(fringe) > 20
    assert np.median(fringe[:, 1]) < 90


def test_white_that_belongs_to_the_drawing_stays(tmp_path: Path) -> None:
    image = Image.new("RGB", (200, 200), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 10, 190, 190), fill="#1030d0")
    draw.rectangle((60, 60, 140, 140), fill="white")

    assert tuple(pixels(cleaned(tmp_path, image))[90, 90]) == (255, 255, 255, 255)


@pytest.mark.parametrize("ground", ["#f4d0d0", "#202020"])
def test_another_ground_stays(ground: str, tmp_path: Path) -> None:
    logo = cleaned(tmp_path, mark("RGB", ground))

    assert logo.notices == ()
    assert (logo.width_px, logo.height_px) == (200, 160)


@pytest.mark.parametrize(("ink", "ground"), [("#ffffff", "dark"), ("#101010", "light"), ("#d01030", "any")])
def test_the_ground_that_a_logo_is_made_for(ink: str, ground: str, tmp_path: Path) -> None:
    assert cleaned(tmp_path, mark(ink=ink)).ground == ground


@pytest.mark.parametrize(
    "data", [SVG, b"\xef\xbb\xbf  <!-- hello --><svg></svg>", SVG.decode().encode("utf-16")]
)
def test_svg_is_refused_by_name(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "logo.png"
    path.write_bytes(data)

    assert refused(path) == "logo_is_svg"


def test_packed_svg_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "logo.svgz"
    path.write_bytes(gzip.compress(SVG))

    assert refused(path) == "logo_is_svg"


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "not_a_picture"), (b"hello", "not_a_picture"), (b"%PDF-1.7", "not_a_picture")]
)
def test_what_is_no_picture(data: bytes, code: str, tmp_path: Path) -> None:
    path = tmp_path / "raw"
    path.write_bytes(data)

    assert refused(path) == code


def test_a_file_that_ends_in_the_middle(tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(3).integers(0, 255, (200, 200, 4)).astype(np.uint8))
    path = tmp_path / "raw"
    noise.save(path, "PNG")
    path.write_bytes(path.read_bytes()[:40_000])

    assert refused(path) == "picture_damaged"


@pytest.mark.parametrize("colour", ["#00000000", "#ffffffff"])
def test_a_logo_of_nothing(colour: str, tmp_path: Path) -> None:
    path = tmp_path / "raw"
    Image.new("RGBA", (64, 64), colour).save(path, "PNG")

    assert refused(path) == "logo_empty"


def test_a_logo_of_a_few_pixels(tmp_path: Path) -> None:
    path = tmp_path / "raw"
    Image.new("RGBA", (9, 9), "red").save(path, "PNG")

    assert refused(path) == "picture_too_small"


def test_the_same_file_gives_the_same_bytes(tmp_path: Path) -> None:
    mark().save(tmp_path / "raw", "PNG")

    assert read_logo(tmp_path / "raw") == read_logo(tmp_path / "raw")


@pytest.mark.parametrize(("data", "told"), [(None, "width_px"), (SVG, "logo_is_svg")])
def test_as_a_process_it_says_one_line(data: bytes | None, told: str, tmp_path: Path) -> None:
    mark().save(tmp_path / "raw", "PNG")
    if data:
        (tmp_path / "raw").write_bytes(data)

    done = subprocess.run(
        [sys.executable, "-m", "studio.brand.intake", str(tmp_path / "raw"), str(tmp_path)],
        cwd=settings.ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert told in (said.get("code"), *said)
    assert (tmp_path / "logo.png").exists() == (data is None)
