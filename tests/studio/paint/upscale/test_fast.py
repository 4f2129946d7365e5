"""Enlarging without a model: exact sizes, no halos, true to the source."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from studio.errors import InvalidRequest
from studio.paint.arrays import Pixels
from studio.paint.upscale import upscale
from tests.studio.desk import cat


def step_edge() -> Pixels:
    picture = np.full((60, 80, 3), 60, np.uint8)
    picture[:, 40:] = 200
    return cv2.GaussianBlur(picture, (0, 0), 0.8).astype(np.uint8)


@pytest.mark.parametrize("size", [(2204, 864), (1280, 720), (301, 777), (64, 64)])
def test_the_size_is_exact(size: tuple[int, int]) -> None:
    assert upscale(cat(), *size).shape == (size[1], size[0], 3)


def test_another_shape_shows_the_middle() -> None:
    picture = np.zeros((100, 300, 3), np.uint8)
    picture[:, 100:200] = 255

    assert upscale(picture, 200, 200).min() == 255


def test_an_edge_gets_steeper_without_a_halo() -> None:
    source = step_edge()
    plain = cv2.resize(source, (320, 240), interpolation=cv2.INTER_CUBIC)

    sharp = upscale(source, 320, 240)

    def steepest(picture: Pixels) -> int:
        return int(np.diff(picture[120, :, 0].astype(int)).max())

    assert steepest(sharp) > 1.3 * steepest(plain)
    # Lanczos alone rings by a dozen levels here.
    assert sharp.min() >= 60 - 4
    assert sharp.max() <= 200 + 4


def test_made_small_again_it_is_the_source() -> None:
    source = cv2.resize(cat(), (320, 180), interpolation=cv2.INTER_AREA)

    again = cv2.resize(upscale(source, 1280, 720), (320, 180), interpolation=cv2.INTER_AREA)

    assert np.abs(again.astype(int) - source).mean() < 3


def test_more_detail_comes_back_than_by_plain_interpolation() -> None:
    original = cat()
    source = cv2.resize(original, (640, 360), interpolation=cv2.INTER_AREA)
    plain = cv2.resize(source, (1280, 720), interpolation=cv2.INTER_CUBIC)

    def crispness(picture: Pixels) -> float:
        return float(cv2.Laplacian(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.CV_32F).std())

    assert crispness(upscale(source, 1280, 720)) > 1.2 * crispness(plain)


def test_grain_is_kept_and_smooth_stays_smooth() -> None:
    chance = np.random.default_rng(3)
    flat = np.full((120, 160, 3), 128, np.uint8)
    grainy = np.clip(flat + chance.normal(0, 3, (120, 160, 1)), 0, 255).astype(np.uint8)

    def finest(picture: Pixels) -> float:
        grey = picture[..., 0].astype(np.float32)
        return float((grey - cv2.GaussianBlur(grey, (0, 0), 1)).std())

    assert finest(upscale(grainy, 640, 480)) > 3 * finest(
        cv2.resize(grainy, (640, 480), interpolation=cv2.INTER_CUBIC)
    )
    assert finest(upscale(flat, 640, 480)) == 0


@pytest.mark.parametrize(
    "picture",
    [
        np.full((1, 1, 3), 77, np.uint8),
        np.full((30, 50), 77, np.uint8),
        np.dstack([np.full((30, 50, 3), 77, np.uint8), np.full((30, 50), 255, np.uint8)]),
    ],
    ids=["1x1", "grey", "alpha"],
)
def test_odd_pictures_are_taken_too(picture: Pixels) -> None:
    assert np.unique(upscale(picture, 96, 64)) == [77]


@pytest.mark.parametrize("size", [(0, 10), (10, -1), (9000, 10), (8000, 8000)])
def test_sizes_out_of_range_are_refused(size: tuple[int, int]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        upscale(cat(), *size)
    assert caught.value.code == "size_out_of_range"


def test_an_unknown_way_is_named() -> None:
    with pytest.raises(InvalidRequest, match="magic") as caught:
        upscale(cat(), 64, 64, method="magic")
    assert caught.value.code == "unknown_method"


def test_not_a_picture_is_said_so() -> None:
    for nothing in (np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4, 3), np.float32), np.zeros((4,), np.uint8)):
        with pytest.raises(InvalidRequest) as caught:
            upscale(nothing, 64, 64)
        assert caught.value.code == "picture_unreadable"
