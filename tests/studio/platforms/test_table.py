"""The table of what platforms want."""

from __future__ import annotations

import pytest

from studio.errors import InvalidRequest
from studio.platforms import PLATFORM_IMAGES, find_image, platforms


@pytest.mark.parametrize(
    ("platform", "kind", "size"),
    [
        ("rutube", "cover", (1280, 720)),
        ("rutube", "avatar", (800, 800)),
        ("rutube", "banner", (2204, 864)),
        ("youtube", "cover", (1280, 720)),
        ("youtube", "banner", (2560, 1440)),
        ("youtube", "watermark", (150, 150)),
        ("vk", "banner", (1920, 768)),
        ("vk", "cover", (1280, 720)),
        ("twitch", "banner", (1200, 480)),
        ("twitch", "offline_screen", (1920, 1080)),
        ("telegram", "avatar", (640, 640)),
        ("telegram", "cover", (320, 180)),
    ],
)
def test_what_a_platform_wants(platform: str, kind: str, size: tuple[int, int]) -> None:
    image = find_image(platform, kind)

    assert (image.width_px, image.height_px) == size


def test_every_row_says_when_and_how_surely_it_was_checked() -> None:
    assert len(PLATFORM_IMAGES) >= 15
    for row in PLATFORM_IMAGES:
        assert row.checked_on.startswith("20")
        assert row.formats


def test_what_is_transparent_is_a_png() -> None:
    transparent = [row for row in PLATFORM_IMAGES if row.transparent]

    assert [row.image for row in transparent] == ["watermark"]
    assert all(row.formats == ("png",) for row in transparent)


def test_zones_lie_inside_their_picture() -> None:
    for row in PLATFORM_IMAGES:
        for zone in [*row.keep_clear, *([row.safe_zone] if row.safe_zone else [])]:
            assert zone.x >= 0
            assert zone.y >= 0
            assert zone.x + zone.width <= 1.0001
            assert zone.y + zone.height <= 1.0001


def test_youtubes_safe_zone_is_the_documented_one() -> None:
    zone = find_image("youtube", "banner").safe_zone

    assert zone is not None
    assert zone.width * 2560 == pytest.approx(1546, abs=1)
    assert zone.height * 1440 == pytest.approx(423, abs=1)


def test_an_unknown_platform_is_refused_with_the_known_ones_named() -> None:
    with pytest.raises(InvalidRequest, match="rutube") as refusal:
        find_image("myspace", "cover")

    assert refusal.value.code == "unknown_platform"
    assert "myspace" not in platforms()


def test_a_picture_the_platform_does_not_have_is_refused() -> None:
    with pytest.raises(InvalidRequest) as refusal:
        find_image("twitch", "cover")

    assert refusal.value.code == "no_such_image"
