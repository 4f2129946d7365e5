"""What nobody needs any more goes by itself, and what is kept counts for its team."""

from __future__ import annotations

import os
import shutil
import time
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.storage import used_bytes
from core import blobs
from core.models import Blob
from generation import chores
from generation.dispatcher import Dispatcher
from generation.models import Still
from tests.factories.channels import some_blob
from tests.factories.jobs import watched_video

pytestmark = pytest.mark.django_db


def test_the_dispatcher_tidies() -> None:
    unused = some_blob("image/jpeg")
    Blob.objects.filter(pk=unused.pk).update(kept_at=timezone.now() - timedelta(days=3))
    left, working = chores.scratch_folder() / "job-left", chores.scratch_folder() / "job-working"
    for folder in (left, working):
        folder.mkdir(exist_ok=True)
        (folder / "still.jpg").write_bytes(b"half")
    old = time.time() - 3 * 24 * 3600
    os.utime(left, (old, old))
    Dispatcher().tick()
    assert not Blob.objects.filter(pk=unused.pk).exists()
    kept = working.exists()
    shutil.rmtree(working, ignore_errors=True)
    assert (left.exists(), kept) == (False, True)


def test_a_disk_that_refuses_does_not_stop_the_dispatcher(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(**kwargs: object) -> int:
        raise PermissionError("read-only")

    unused = some_blob("image/jpeg")
    monkeypatch.setattr(blobs, "remove_unused", refused)
    Dispatcher().tick()
    assert blobs.path_of(unused).exists()


def test_stills_count_for_their_team_and_a_thumb_once() -> None:
    video = watched_video()
    team = video.channel.team_id
    still = Still.objects.filter(digest__video=video).select_related("thumb").first()
    assert still is not None
    video.thumb = still.thumb
    video.save()
    assert used_bytes([team])[team] == sum(
        Blob.objects.filter(pk__in=_shown(video.digest.stills.all()) | {video.blob_id}).values_list(
            "bytes", flat=True
        )
    )


def _shown(stills: object) -> set[str]:
    return {sha for row in stills.values_list("image", "thumb") for sha in row}  # type: ignore[attr-defined]
