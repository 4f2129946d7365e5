"""What becomes of an upload's file: a blob of its true type, once; strays go."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from accounts.models import Role, User
from channels_app.models import Channel, Upload
from channels_app.services import channels, files, uploads, videos
from tests import hostile
from tests.factories.accounts import member
from tests.factories.channels import new_channel, upload_whole

pytestmark = pytest.mark.django_db
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def channel() -> Channel:
    return new_channel()


@pytest.fixture
def author(channel: Channel) -> User:
    return member(channel.team, Role.AUTHOR)


def test_files_that_nobody_will_read_go(channel: Channel, author: User) -> None:
    begun = uploads.begin(channel, by=author, length=10, file_name="a.mp4", title="Ролик")
    owner = member(channel.team, Role.OWNER)
    other = new_channel(channel.team)
    orphan = files.upload_path(upload_whole(other, author, CONTENT).upload.pk)
    channels.delete(other, by=owner)
    adopted = upload_whole(channel, author, CONTENT)
    remains = files.upload_path(adopted.upload.pk)
    videos.start_reading(adopted)
    remains.write_bytes(CONTENT)
    foreign = files.uploads_folder() / "notes.txt"
    foreign.write_text("not ours")

    assert uploads.remove_strays(untouched_since=timezone.now() - timedelta(days=1)) == 0
    assert uploads.remove_strays(untouched_since=timezone.now() + timedelta(days=1)) >= 2
    assert (orphan.exists(), remains.exists()) == (False, False)
    assert foreign.exists()
    assert files.upload_path(begun.pk).exists()


@pytest.mark.parametrize(
    ("container", "media_type"),
    [
        ("mp4", "video/mp4"),
        ("mov", "video/quicktime"),
        ("matroska", "video/x-matroska"),
        ("avi", "video/x-msvideo"),
    ],
)
def test_a_files_type_is_what_it_is_not_what_it_is_called(
    channel: Channel, author: User, tmp_path: Path, container: str, media_type: str
) -> None:
    clip = hostile.clip(tmp_path / "clip", container=container, frames=3)
    video = videos.start_reading(upload_whole(channel, author, clip.read_bytes(), "page.html"))
    assert video.blob is not None
    assert video.blob.media_type == media_type


def test_what_is_no_video_is_a_download(channel: Channel, author: User) -> None:
    video = videos.start_reading(upload_whole(channel, author, b"<script>", "clip.mp4"))
    assert video.blob is not None
    assert video.blob.media_type == "application/octet-stream"


def test_adopting_twice_and_the_same_file_twice(channel: Channel, author: User) -> None:
    first = upload_whole(channel, author, CONTENT)
    second = upload_whole(channel, author, CONTENT)
    for video in (first, second, first):
        videos.start_reading(video)
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.blob_id == second.blob_id
    assert videos.source_path(first).read_bytes() == CONTENT
    for upload in Upload.objects.all():
        path = files.upload_path(upload.pk)
        assert list(path.parent.glob(f"{path.name}*")) == []
