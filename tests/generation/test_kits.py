"""Kits: from one version to every picture that the platforms want."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Version
from core import events
from generation.runner import run_job
from tests.factories.accounts import member
from tests.factories.designs import designed_version

AsUser = Callable[[User], APIClient]


def author_of(version: Version) -> User:
    return member(version.artwork.channel.team, Role.AUTHOR)


def file_at(client: APIClient, url: str) -> io.BytesIO:
    answer: Any = client.get(url)
    return io.BytesIO(b"".join(answer.streaming_content))


@pytest.mark.django_db(transaction=True)
def test_every_picture_of_the_platforms_is_made_told_and_packed(
    as_user: AsUser, heard: list[events.Event]
) -> None:
    version = designed_version()
    client = as_user(author_of(version))
    # Three clicks: the platforms, the button, the ZIP.
    asked = client.post(f"/api/v1/versions/{version.pk}/kits", {"platforms": ["telegram", "rutube"]}, "json")
    assert asked.status_code == 202, asked.content
    run_job(UUID(asked.json()["id"]), worker="w")
    kit = client.get(f"/api/v1/kits/{asked.json()['result']['kit']}").json()
    assert kit["finished"]
    assert [(one["platform"], one["image"]) for one in kit["items"]] == [
        ("rutube", "cover"), ("rutube", "avatar"), ("rutube", "banner"),
        ("telegram", "channel_photo"), ("telegram", "video_thumbnail"),
    ]  # fmt: skip
    for one in kit["items"]:
        picture = Image.open(file_at(client, one["url"]))
        assert picture.size == (one["width_px"], one["height_px"])
        assert one["bytes_limit"] is None or one["bytes"] <= one["bytes_limit"]
    packed = zipfile.ZipFile(file_at(client, kit["zip_url"]))
    assert {"rutube/cover.jpg", "manifest.json"} <= set(packed.namelist())
