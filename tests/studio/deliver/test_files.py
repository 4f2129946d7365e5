"""Files: exact pixels, within the bytes, nothing but the picture in them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from studio.deliver import BEST_QUALITY, deliver, deliver_transparent
from studio.errors import InvalidRequest
from tests.studio.desk import small_cover

NOISE = np.random.default_rng(7).integers(0, 255, (360, 640, 3)).astype(np.uint8)


def test_plenty_of_room_means_the_best_quality() -> None:
    delivery = deliver(NOISE, small_cover())

    assert delivery.quality == BEST_QUALITY
    assert delivery.media_type == "image/jpeg"


@pytest.mark.parametrize("limit", [400_000, 200_000, 90_000])
def test_a_budget_is_kept_and_used(limit: int) -> None:
    delivery = deliver(NOISE, small_cover(bytes_limit=limit))

    assert limit * 0.6 < len(delivery.data) <= limit
    assert Image.open(io.BytesIO(delivery.data)).size == (640, 360)


def test_an_impossible_budget_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        deliver(NOISE, small_cover(bytes_limit=2000))

    assert refusal.value.code == "bytes_limit_impossible"


def test_png_where_only_png_is_taken() -> None:
    flat = np.full((360, 640, 3), 40, np.uint8)

    delivery = deliver(flat, small_cover(formats=("png",)))

    assert delivery.media_type == "image/png"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(delivery.data))), flat)


def test_the_wrong_size_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        deliver(np.zeros((100, 100, 3), np.uint8), small_cover())

    assert refusal.value.code == "wrong_size"


def test_there_is_no_metadata() -> None:
    picture = Image.open(io.BytesIO(deliver(NOISE, small_cover()).data))

    assert not picture.getexif()
    assert "icc_profile" not in picture.info
    assert "comment" not in picture.info


def test_a_transparent_picture_keeps_its_transparency() -> None:
    mark = np.zeros((360, 640, 4), np.uint8)
    mark[100:200, 100:200] = (200, 30, 40, 128)

    delivery = deliver_transparent(mark, small_cover(formats=("png",)))

    assert delivery.media_type == "image/png"
    assert np.array_equal(np.asarray(Image.open(io.BytesIO(delivery.data))), mark)


def test_a_transparent_picture_gives_up_colours_before_its_budget() -> None:
    mark = np.dstack([NOISE // 16 * 16, np.full((360, 640), 255, np.uint8)])
    whole = deliver_transparent(mark, small_cover(formats=("png",), bytes_limit=None))

    fewer = deliver_transparent(mark, small_cover(formats=("png",), bytes_limit=len(whole.data) - 1))

    assert len(fewer.data) < len(whole.data)
    with pytest.raises(InvalidRequest) as refusal:
        deliver_transparent(mark, small_cover(formats=("png",), bytes_limit=2000))
    assert refusal.value.code == "bytes_limit_impossible"
