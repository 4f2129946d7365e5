"""Blobs that no row refers to go after a while; those in use, and those just brought, never."""

from __future__ import annotations

import os
import threading
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.db import connections, transaction
from django.utils import timezone

from channels_app.models import Version, Video
from core import blobs
from core.models import Blob
from generation.models import Still
from tests.factories.channels import add_version, some_blob
from tests.factories.jobs import cover_of, watched_video

DAY = timedelta(days=1)


def long_ago(*found: Blob) -> None:
    Blob.objects.filter(pk__in=[blob.pk for blob in found]).update(kept_at=timezone.now() - 2 * DAY)


def remove_unused() -> int:
    return blobs.remove_unused(kept_before=timezone.now() - DAY, at_most=100)


def test_every_reference_to_a_blob_is_known() -> None:
    found = {(key.model, key.name) for key in blobs.references()}
    assert found >= {
        (Video, "blob"), (Video, "thumb"), (Version, "blob"), (Version, "thumb"), (Still, "image"),
        (Still, "thumb"),
    }  # fmt: skip


@pytest.mark.django_db
def test_what_nobody_refers_to_goes_with_its_file() -> None:
    unused, fresh = some_blob("image/jpeg"), some_blob("image/jpeg")
    path = blobs.path_of(unused)
    long_ago(unused)
    assert remove_unused() == 1
    assert not path.exists()
    assert list(Blob.objects.all()) == [fresh]
    assert blobs.path_of(fresh).exists()
    assert remove_unused() == 0


@pytest.mark.django_db
def test_what_a_video_a_still_or_a_version_shows_stays() -> None:
    video = watched_video()
    add_version(cover_of(video))
    long_ago(*Blob.objects.all())
    before = set(Blob.objects.values_list("pk", flat=True))
    assert remove_unused() == 0
    assert set(Blob.objects.values_list("pk", flat=True)) == before
    video.delete()
    assert remove_unused() == len(before)


@pytest.mark.django_db
def test_only_so_many_at_once() -> None:
    long_ago(*(some_blob("image/jpeg") for _ in range(3)))
    assert blobs.remove_unused(kept_before=timezone.now() - DAY, at_most=2) == 2
    assert Blob.objects.count() == 1


@pytest.mark.django_db
def test_content_that_is_brought_again_stays() -> None:
    blob = some_blob("image/jpeg", b"again")
    long_ago(blob)
    blobs.store(BytesIO(b"again"), media_type="image/jpeg")
    assert remove_unused() == 0
    assert blobs.path_of(blob).read_bytes() == b"again"


@pytest.mark.django_db
def test_a_file_that_was_lost_comes_back_with_its_content() -> None:
    blob = some_blob("image/jpeg", b"lost and found")
    blobs.path_of(blob).unlink()
    blobs.store(BytesIO(b"lost and found"), media_type="image/jpeg")
    assert blobs.path_of(blob).read_bytes() == b"lost and found"


@pytest.mark.django_db
def test_a_reference_that_comes_in_between_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    video, blob = watched_video(), some_blob("video/mp4", b"taken up")
    long_ago(blob)
    remove = blobs._remove_unused

    def after_somebody_took_it_up(sha256: str, kept_before: object) -> bool:
        Video.objects.filter(pk=video.pk).update(blob=blob)
        return remove(sha256, timezone.now() - DAY)

    monkeypatch.setattr(blobs, "_remove_unused", after_somebody_took_it_up)
    assert remove_unused() == 0
    assert blobs.path_of(blob).read_bytes() == b"taken up"


@pytest.mark.django_db(transaction=True)
def test_storing_waits_for_the_removal_of_the_same_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worst moment: the file is gone, the row not yet."""
    blob = some_blob("image/jpeg", b"in one moment")
    long_ago(blob)
    stored: list[Blob] = []

    def store() -> None:
        try:
            stored.append(blobs.store(BytesIO(b"in one moment"), media_type="image/jpeg"))
        finally:
            connections.close_all()

    storing = threading.Thread(target=store)
    with transaction.atomic():
        assert remove_unused() == 1
        storing.start()
        time.sleep(0.3)
        assert stored == []
    storing.join(20)
    assert Blob.objects.filter(pk=blob.pk).exists()
    assert blobs.path_of(stored[0]).read_bytes() == b"in one moment"


@pytest.mark.django_db
def test_what_was_begun_and_left_goes(settings: object, tmp_path: Path) -> None:
    settings.BLOBS_DIR = tmp_path  # type: ignore[attr-defined]
    left, begun = tmp_path / "draft-left", tmp_path / "draft-begun"
    for draft in (left, begun):
        draft.write_bytes(b"half")
    old = time.time() - 2 * DAY.total_seconds()
    os.utime(left, (old, old))
    assert blobs.remove_drafts(begun_before=timezone.now() - DAY) == 1
    assert (left.exists(), begun.exists()) == (False, True)
