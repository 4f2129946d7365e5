"""Kits: from one version to every picture that the platforms want."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Kit, KitItem, Version
from core import blobs, events
from core.models import Blob
from generation import chores, running
from generation.events import JobChanged
from generation.models import Digest, Job
from generation.runner import run_job
from generation.services.jobs import cancel_job
from tests.factories.accounts import member
from tests.factories.designs import designed_version

pytestmark = pytest.mark.django_db(transaction=True)
AsUser = Callable[[User], APIClient]
LONG_AGO = timezone.now() - timedelta(days=40)


@pytest.fixture
def version() -> Version:
    return designed_version()


@pytest.fixture
def author(version: Version) -> User:
    return member(version.artwork.channel.team, Role.AUTHOR)


@pytest.fixture
def client(as_user: AsUser, author: User) -> APIClient:
    return as_user(author)


def asked(client: APIClient, version: Version, *platforms: str) -> Any:
    answer = client.post(f"/api/v1/versions/{version.pk}/kits", {"platforms": platforms}, "json")
    assert answer.status_code == 202, answer.content
    return answer.json()


def file_at(client: APIClient, url: str) -> io.BytesIO:
    answer: Any = client.get(url)
    return io.BytesIO(b"".join(answer.streaming_content))


def test_every_picture_of_the_platforms_is_made_told_and_packed(
    client: APIClient, version: Version, heard: list[events.Event], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "LIVE_GAP_S", 0)
    # Three clicks: the platforms, the button, the ZIP.
    job = asked(client, version, "telegram", "rutube")
    run_job(UUID(job["id"]), worker="w")
    kit = client.get(f"/api/v1/kits/{job['result']['kit']}").json()
    assert kit["finished"]
    assert [(one["platform"], one["image"], one["place"]) for one in kit["items"]] == [
        ("rutube", "cover", "feed"), ("rutube", "avatar", "avatar"), ("rutube", "banner", "channel"),
        ("telegram", "channel_photo", "avatar"), ("telegram", "video_thumbnail", "feed"),
    ]  # fmt: skip
    for one in kit["items"]:
        shown = Image.open(file_at(client, one["url"]))
        assert shown.size == (one["width_px"], one["height_px"])
        assert one["bytes_limit"] is None or one["bytes"] <= one["bytes_limit"]
    packed = zipfile.ZipFile(file_at(client, kit["zip_url"]))
    assert {"rutube/cover.jpg", "manifest.json"} <= set(packed.namelist())
    told = {event.text.en for event in heard if isinstance(event, JobChanged)}
    assert "Painting 2 of 5" in told
    assert client.get(f"/api/v1/versions/{version.pk}/kits").json()[0]["id"] == kit["id"]


def test_a_kit_that_is_cancelled_keeps_what_was_made(
    client: APIClient, version: Version, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = asked(client, version, "rutube")
    kept = running.Run.check

    def check(run: running.Run) -> None:
        if KitItem.objects.exists():
            run.stop(running.Halt.CANCELLED)
        kept(run)

    monkeypatch.setattr(running.Run, "check", check)
    run_job(UUID(job["id"]), worker="w")
    assert Job.objects.get(pk=job["id"]).state == "cancelled"
    kit = client.get(f"/api/v1/kits/{job['result']['kit']}").json()
    assert (kit["finished"], kit["zip_url"]) == (False, None)
    assert 1 <= len(kit["items"]) < 3


def test_a_kit_that_waits_can_be_taken_back(client: APIClient, version: Version, author: User) -> None:
    job = asked(client, version, "rutube")
    again = client.post(f"/api/v1/versions/{version.pk}/kits", {"platforms": ["rutube"]}, "json")
    assert (again.status_code, again.json()["code"]) == (409, "already_submitted")
    cancel_job(UUID(job["id"]), by=author)
    assert run_job(UUID(job["id"]), worker="w") is None


def test_a_kit_of_a_picture_that_is_gone_says_so(client: APIClient, version: Version) -> None:
    Digest.objects.filter(video=version.artwork.video_id).delete()
    blobs.path_of_sha256(version.design["sources"]["v0s0"]["sha256"]).unlink()
    job = asked(client, version, "rutube")
    run_job(UUID(job["id"]), worker="w")
    ended = client.get(f"/api/v1/jobs/{job['id']}").json()
    assert (ended["state"], ended["error"]["code"]) == ("failed", "picture_gone")
    assert ended["error"]["text"].startswith("This layer shows a picture")


def test_old_kits_go_with_their_files_and_new_ones_stay(client: APIClient, version: Version) -> None:
    kit_of = {}
    for platform in ("telegram", "twitch"):
        job = asked(client, version, platform)
        run_job(UUID(job["id"]), worker="w")
        kit_of[platform] = Kit.objects.get(pk=job["result"]["kit"])
    files = {
        name: [*(one.blob_id for one in kit.items.all()), str(kit.zip_id)] for name, kit in kit_of.items()
    }
    Kit.objects.filter(pk=kit_of["telegram"].pk).update(created_at=LONG_AGO)
    Blob.objects.update(kept_at=LONG_AGO)
    chores.tidy()
    assert not Kit.objects.filter(pk=kit_of["telegram"].pk).exists()
    assert not any(blobs.path_of_sha256(sha).exists() for sha in files["telegram"])
    assert all(blobs.path_of_sha256(sha).exists() for sha in files["twitch"])
