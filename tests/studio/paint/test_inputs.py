"""Pictures as people bring them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import InvalidRequest
from studio.paint.inputs import as_rgb, open_picture, shrunk, sized


def test_a_photo_held_sideways_is_turned_upright(tmp_path: Path) -> None:
    picture = Image.fromarray(np.zeros((40, 60, 3), np.uint8))
    exif = picture.getexif()
    exif[0x0112] = 6
    picture.save(tmp_path / "a.jpg", exif=exif)

    assert open_picture(tmp_path / "a.jpg").shape == (60, 40, 3)


def test_sixteen_bits_of_grey_keep_their_tones(tmp_path: Path) -> None:
    ramp = np.tile(np.linspace(0, 65535, 256).astype(np.uint16), (8, 1))
    Image.fromarray(ramp).save(tmp_path / "a.png")

    opened = open_picture(tmp_path / "a.png")

    assert opened.shape == (8, 256, 3)
    assert np.abs(opened[0, :, 0].astype(int) - np.arange(256)).max() <= 1


def test_what_is_seen_through_lies_on_white(tmp_path: Path) -> None:
    glass = np.zeros((10, 10, 4), np.uint8)
    glass[:5, :, 3] = 255
    Image.fromarray(glass).save(tmp_path / "a.png")

    opened = open_picture(tmp_path / "a.png")

    assert opened[2, 5].tolist() == [0, 0, 0]
    assert opened[8, 5].tolist() == [255, 255, 255]


def test_a_large_picture_is_made_smaller_and_a_huge_one_refused(tmp_path: Path) -> None:
    Image.new("L", (8000, 5000), 90).save(tmp_path / "large.png")
    Image.new("1", (12000, 9000)).save(tmp_path / "huge.png")

    assert open_picture(tmp_path / "large.png", 1000).shape == (625, 1000, 3)
    with pytest.raises(InvalidRequest) as caught:
        open_picture(tmp_path / "huge.png")
    assert caught.value.code == "picture_too_large"
    assert caught.value.params["width_px"] == 12000


def test_what_is_no_picture_is_said_so(tmp_path: Path) -> None:
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (90, 90, 3), np.uint8)).save(tmp_path / "a.png")
    whole = (tmp_path / "a.png").read_bytes()
    for name, content in (("cut.png", whole[: len(whole) // 2]), ("text.png", b"hello"), ("none.png", b"")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(InvalidRequest) as caught:
            open_picture(tmp_path / name)
        assert caught.value.code == "picture_unreadable"
    with pytest.raises(InvalidRequest):
        open_picture(tmp_path / "gone.png")


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 1), (4, 4, 3), (4, 4, 4)])
def test_any_number_of_channels_becomes_three(shape: tuple[int, ...]) -> None:
    assert as_rgb(np.full(shape, 255, np.uint8)).tolist() == np.full((4, 4, 3), 255).tolist()


def test_sizes_are_never_nothing() -> None:
    thin = np.zeros((1, 500, 3), np.uint8)

    assert shrunk(thin, 10).shape == (1, 10, 3)
    assert shrunk(thin, 900) is thin
    assert sized(thin, 0, 0).shape == (1, 1, 3)
