"""Covers of a channel that are nearly the same."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from accounts.models import Role
from channels_app.models import Version, Video
from channels_app.services import publications, versions
from generation.services.neighbours import too_like
from studio.values import Finding
from tests.factories.accounts import member
from tests.factories.channels import approve, new_channel, new_video
from tests.studio.desk import cat, rocket

pytestmark = pytest.mark.django_db


def thumb(pixels: np.ndarray, folder: Path) -> Path:
    path = folder / "thumb.webp"
    small = cv2.resize(pixels, (320, 180), interpolation=cv2.INTER_AREA)
    Image.fromarray(small).save(path, "WEBP", quality=80)
    return path


def made(video: Video, pixels: np.ndarray, folder: Path) -> Version:
    """An approved cover."""
    path = thumb(pixels, folder)
    version = versions.add_version(
        video.cover, by=None, image_path=path, thumb_path=path, media_type="image/webp", width_px=320,
        height_px=180, painter="collage", ai_painted=False, headline="Утро", layout="poster",
        style="natural", alt={"ru": "Утро", "en": "Morning"}, recipe={}, design={}, findings=[],
    )  # fmt: skip
    return approve(version)


def shown(video: Video, pixels: np.ndarray, folder: Path) -> Version:
    version = made(video, pixels, folder)
    publications.publish(version, by=member(video.channel.team, Role.EDITOR))
    return version


def found(video: Video, pixels: np.ndarray, folder: Path) -> list[Finding]:
    return too_like(thumb(pixels, folder), video.cover)


def test_a_cover_like_one_that_the_channel_shows_is_named(tmp_path: Path) -> None:
    channel = new_channel()
    video = new_video(channel)
    shown(new_video(channel, title="Кот на окне"), cat(), tmp_path)
    shown(new_video(channel, title="Ракета"), rocket(), tmp_path)

    told = found(video, cv2.convertScaleAbs(cat(), alpha=1.05), tmp_path)

    assert [(one.code, one.value) for one in told] == [("near_duplicate", "Кот на окне")]


def test_its_own_versions_and_other_channels_are_no_neighbours(tmp_path: Path) -> None:
    channel = new_channel()
    video = new_video(channel)
    shown(video, cat(), tmp_path)
    shown(new_video(new_channel()), cat(), tmp_path)

    assert found(video, cat(), tmp_path) == []


def test_what_nobody_sees_is_no_neighbour(tmp_path: Path) -> None:
    channel = new_channel()
    made(new_video(channel), cat(), tmp_path)

    assert found(new_video(channel), cat(), tmp_path) == []


def test_pictures_of_one_colour_are_not_compared(tmp_path: Path) -> None:
    channel = new_channel()
    flat = np.full((180, 320, 3), 90, np.uint8)
    shown(new_video(channel), flat, tmp_path)

    assert found(new_video(channel), flat, tmp_path) == []
