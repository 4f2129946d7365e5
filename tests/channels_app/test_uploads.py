"""tus 1.0.0: every answer that the protocol prescribes, and that nothing is lost or overwritten."""

from __future__ import annotations

import errno
import fcntl
from collections.abc import Callable
from datetime import timedelta
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Channel, Upload, Video
from channels_app.services import files, uploads, videos
from core.events import Event
from core.models import Blob
from tests.channels_app import tus
from tests.factories.accounts import member
from tests.factories.channels import VideoFactory, new_channel, upload_whole

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]
CONTENT = bytes(range(256)) * 40


@pytest.fixture
def channel() -> Channel:
    return new_channel()


@pytest.fixture
def author(channel: Channel) -> User:
    return member(channel.team, Role.AUTHOR)


@pytest.fixture
def client(author: User, as_user: SignIn) -> APIClient:
    return as_user(author)


@pytest.fixture
def begun(client: APIClient, channel: Channel) -> str:
    """An upload of CONTENT of which nothing has arrived."""
    return str(tus.create(client, channel.pk, len(CONTENT))["Location"])


def _file(where: str) -> Path:
    return files.upload_path(Upload.objects.get(pk=where.rsplit("/", 1)[1]).pk)


def test_the_whole_way(
    client: APIClient,
    channel: Channel,
    heard: list[Event],
    django_capture_on_commit_callbacks: Any,
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = tus.create(client, channel.pk, len(CONTENT), description="О горах")
    assert answer.status_code == 201
    assert answer["Tus-Resumable"] == "1.0.0"
    assert answer["Upload-Expires"].endswith("GMT")
    video = Video.objects.get(pk=answer["Masthead-Video"])
    assert (video.state, video.title, video.description, video.file_name) == (
        "uploading", "Утро", "О горах", "клип.mp4",
    )  # fmt: skip
    assert video.cover.kind == "cover"

    where = answer["Location"]
    half = len(CONTENT) // 2
    first = tus.send(client, where, CONTENT[:half], 0)
    assert (first.status_code, first["Upload-Offset"]) == (204, str(half))
    seen = tus.head(client, where)
    assert (seen["Upload-Offset"], seen["Upload-Length"]) == (str(half), str(len(CONTENT)))
    assert seen["Cache-Control"] == "no-store"
    with django_capture_on_commit_callbacks(execute=True):
        last = tus.send(client, where, CONTENT[half:], half)
    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(CONTENT)))
    assert "Upload-Expires" not in last

    video.refresh_from_db()
    assert video.state == "waiting"
    assert [event.state for event in heard] == ["uploading", "waiting"]  # type: ignore[attr-defined]
    videos.start_reading(video)
    assert videos.source_path(Video.objects.get(pk=video.pk)).read_bytes() == CONTENT
    assert not _file(where).exists()
    assert tus.head(client, where)["Upload-Offset"] == str(len(CONTENT))


def test_what_the_server_can_do_is_told_to_everybody(api: APIClient) -> None:
    answer = api.options(tus.URL)
    assert answer.status_code == 204
    assert answer["Tus-Version"] == "1.0.0"
    assert answer["Tus-Extension"] == "creation,termination,expiration,checksum"
    assert answer["Tus-Checksum-Algorithm"] == "sha1,sha256"
    assert int(answer["Tus-Max-Size"]) > 0


def test_a_wrong_offset_changes_nothing(client: APIClient, begun: str) -> None:
    tus.send(client, begun, CONTENT[:100], 0)
    for offset in (0, 99, 101):
        answer = tus.send(client, begun, b"x" * 50, offset)
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_offset")
    assert tus.head(client, begun)["Upload-Offset"] == "100"
    assert _file(begun).read_bytes() == CONTENT[:100]


def test_anothers_upload_is_not_there(begun: str, channel: Channel, as_user: SignIn) -> None:
    for other in (member(channel.team, Role.OWNER), member(new_channel().team, Role.OWNER)):
        stranger = as_user(other)
        assert tus.head(stranger, begun).status_code == 404
        assert tus.send(stranger, begun, CONTENT, 0).status_code == 404
        assert stranger.delete(begun, HTTP_TUS_RESUMABLE="1.0.0").status_code == 404
    assert _file(begun).read_bytes() == b""


def test_who_left_the_team_uploads_no_more(client: APIClient, author: User, begun: str) -> None:
    author.memberships.update(role=Role.VIEWER)
    assert tus.send(client, begun, CONTENT, 0).status_code == 404
    assert Upload.objects.get().offset == 0


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_checksum_that_holds(client: APIClient, begun: str, algorithm: str) -> None:
    answer = tus.send(client, begun, CONTENT, 0, HTTP_UPLOAD_CHECKSUM=tus.checksum(CONTENT, algorithm))
    assert answer.status_code == 204
    assert _file(begun).read_bytes() == CONTENT


def test_a_checksum_mismatch_keeps_nothing(client: APIClient, begun: str) -> None:
    tus.send(client, begun, CONTENT[:10], 0)
    wrong = tus.send(client, begun, b"broken", 10, HTTP_UPLOAD_CHECKSUM=tus.checksum(b"whole!"))
    assert (wrong.status_code, wrong.json()["code"]) == (460, "checksum_mismatch")
    assert _file(begun).read_bytes() == CONTENT[:10]
    assert tus.head(client, begun)["Upload-Offset"] == "10"
    for header in ("md5 AAAA", "sha1 !!!", "sha1"):
        answer = tus.send(client, begun, b"broken", 10, HTTP_UPLOAD_CHECKSUM=header)
        assert answer.status_code in {400, 460}
    assert _file(begun).read_bytes() == CONTENT[:10]


def test_after_its_time_an_upload_is_gone(client: APIClient, begun: str) -> None:
    tus.send(client, begun, CONTENT[:10], 0)
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert tus.head(client, begun).status_code == 410
    answer = tus.send(client, begun, CONTENT[10:], 10)
    assert (answer.status_code, answer.json()["code"]) == (410, "upload_expired")

    path = _file(begun)
    assert uploads.expire_uploads() == 1
    assert not path.exists()
    video = Video.objects.get()
    assert (video.state, video.problem_code) == ("unusable", "upload_expired")
    assert tus.head(client, begun).status_code == 410
    assert uploads.expire_uploads() == 0


def test_bytes_that_come_while_it_expires_count(
    client: APIClient, begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    def locked_after_the_last_bytes_came(*args: object) -> None:
        Upload.objects.update(offset=len(CONTENT), expires_at=timezone.now() + timedelta(hours=1))
        Video.objects.update(state="waiting")

    monkeypatch.setattr(fcntl, "flock", locked_after_the_last_bytes_came)
    assert uploads.expire_uploads() == 0
    assert Video.objects.get().state == "waiting"
    assert _file(begun).exists()


def test_what_is_complete_does_not_expire(client: APIClient, begun: str) -> None:
    tus.send(client, begun, CONTENT, 0)
    Upload.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert uploads.expire_uploads() == 0
    assert tus.head(client, begun)["Upload-Offset"] == str(len(CONTENT))
    assert Video.objects.get().state == "waiting"


def test_more_than_the_limit_is_refused(client: APIClient, channel: Channel, settings: Any) -> None:
    settings.UPLOAD_MAX_BYTES = 1000
    answer = tus.create(client, channel.pk, 1001)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert not Video.objects.exists()


def test_the_quota_counts_blobs_and_promises(client: APIClient, channel: Channel, settings: Any) -> None:
    VideoFactory(channel=channel)
    used = sum(Blob.objects.values_list("bytes", flat=True))
    settings.TEAM_QUOTA_BYTES = used + 1000
    assert tus.create(client, channel.pk, 600).status_code == 201
    answer = tus.create(client, channel.pk, 401)
    assert (answer.status_code, answer.json()["code"]) == (413, "quota_exceeded")
    assert tus.create(client, channel.pk, 400).status_code == 201
    assert Upload.objects.count() == 2


def test_a_file_counts_once_when_a_worker_has_taken_it(
    client: APIClient, channel: Channel, author: User
) -> None:
    from channels_app.services.storage import used_bytes

    video = upload_whole(channel, author, CONTENT)
    assert used_bytes(channel.team_id) == len(CONTENT)
    videos.start_reading(video)
    assert used_bytes(channel.team_id) == len(CONTENT)


def test_more_bytes_than_the_file_has_are_refused(client: APIClient, begun: str) -> None:
    answer = tus.send(client, begun, CONTENT + b"!", 0)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert tus.head(client, begun)["Upload-Offset"] == "0"


def test_other_versions_of_the_protocol_are_refused(client: APIClient, begun: str) -> None:
    for version in ("0.2.2", ""):
        answer = client.patch(
            begun, CONTENT, content_type=tus.TYPE, HTTP_TUS_RESUMABLE=version, HTTP_UPLOAD_OFFSET="0"
        )
        assert (answer.status_code, answer.json()["code"]) == (412, "tus_version")
        assert answer["Tus-Version"] == "1.0.0"
    assert tus.head(client, begun)["Upload-Offset"] == "0"


def test_other_content_types_are_refused(client: APIClient, begun: str) -> None:
    answer = client.patch(
        begun, CONTENT, content_type="application/json", HTTP_TUS_RESUMABLE="1.0.0", HTTP_UPLOAD_OFFSET="0"
    )
    assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


def test_two_pages_at_once_get_in_each_others_way(client: APIClient, begun: str) -> None:
    with _file(begun).open("r+b") as other_page:
        fcntl.flock(other_page, fcntl.LOCK_EX)
        answer = tus.send(client, begun, CONTENT, 0)
        assert (answer.status_code, answer.json()["code"]) == (423, "upload_locked")
        assert client.delete(begun, HTTP_TUS_RESUMABLE="1.0.0").status_code == 423
    assert tus.send(client, begun, CONTENT, 0).status_code == 204


def test_a_full_disk_is_said_before_anything_is_taken(
    client: APIClient, channel: Channel, begun: str, settings: Any
) -> None:
    settings.DISK_RESERVE_BYTES = 1 << 60
    answer = tus.create(client, channel.pk, 10)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert tus.send(client, begun, CONTENT, 0).status_code == 507
    settings.DISK_RESERVE_BYTES = 0
    assert tus.send(client, begun, CONTENT, 0).status_code == 204


def test_a_disk_that_fills_up_in_between_loses_nothing(
    client: APIClient, begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tus.send(client, begun, CONTENT[:10], 0)

    def room_for_five(file: FileIO, piece: bytes) -> None:
        file.write(piece[:5])
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as full:
        full.setattr(uploads, "_write_all", room_for_five)
        answer = tus.send(client, begun, CONTENT[10:], 10)
    assert (answer.status_code, answer.json()["code"]) == (507, "storage_full")
    assert _file(begun).read_bytes() == CONTENT[:10]
    assert tus.send(client, begun, CONTENT[10:], 10).status_code == 204
    assert _file(begun).read_bytes() == CONTENT


def test_bytes_nobody_was_told_of_are_cut_off(client: APIClient, begun: str) -> None:
    tus.send(client, begun, CONTENT[:10], 0)
    with _file(begun).open("ab") as file:
        file.write(b"written by a process that was killed before it could say so")
    tus.send(client, begun, CONTENT[10:20], 10)
    assert _file(begun).read_bytes() == CONTENT[:20]


def test_calling_off_removes_file_and_video(
    client: APIClient, begun: str, django_capture_on_commit_callbacks: Any
) -> None:
    path = _file(begun)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.delete(begun, HTTP_TUS_RESUMABLE="1.0.0")
    assert answer.status_code == 204
    assert not path.exists()
    assert not Video.objects.exists()
    assert tus.head(client, begun).status_code == 404


def test_a_complete_upload_can_not_be_called_off(client: APIClient, begun: str) -> None:
    tus.send(client, begun, CONTENT, 0)
    answer = client.delete(begun, HTTP_TUS_RESUMABLE="1.0.0")
    assert (answer.status_code, answer.json()["code"]) == (409, "upload_complete")
    videos.start_reading(Video.objects.get())
    assert client.delete(begun, HTTP_TUS_RESUMABLE="1.0.0").json()["code"] == "upload_complete"
    assert Video.objects.exists()


def test_an_empty_file_is_complete_at_once(client: APIClient, channel: Channel) -> None:
    assert tus.create(client, channel.pk, 0).status_code == 201
    video = Video.objects.get()
    assert video.state == "waiting"
    assert videos.source_path(videos.start_reading(video)).read_bytes() == b""


@pytest.mark.parametrize(
    ("headers", "field"),
    [
        ({"HTTP_UPLOAD_LENGTH": ""}, "Upload-Length"),
        ({"HTTP_UPLOAD_LENGTH": "-1"}, "Upload-Length"),
        ({"HTTP_UPLOAD_LENGTH": "1" * 40}, "Upload-Length"),
        ({"HTTP_UPLOAD_METADATA": "channel !!!"}, "Upload-Metadata"),
        ({"HTTP_UPLOAD_METADATA": tus.metadata(filename="a.mp4")}, "channel"),
    ],
)
def test_headers_that_make_no_sense(client: APIClient, headers: dict[str, str], field: str) -> None:
    values = {"HTTP_TUS_RESUMABLE": "1.0.0", "HTTP_UPLOAD_LENGTH": "10", **headers}
    answer = client.post(tus.URL, **values)  # type: ignore[arg-type]  # headers, says Django
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not Video.objects.exists()


def test_names_are_made_harmless(client: APIClient, channel: Channel) -> None:
    tus.create(client, channel.pk, 1, filename="../../etc/pass\x00wd\n.mp4", title="  Два   слова\n")
    video = Video.objects.get()
    assert (video.file_name, video.title) == ("passwd.mp4", "Два слова")
    assert (
        tus.create(client, channel.pk, 1, title="я" * 201).json()["fields"]["title"][0]["code"]
        == "max_length"
    )


def test_viewers_and_strangers_begin_nothing(channel: Channel, as_user: SignIn, api: APIClient) -> None:
    assert tus.create(as_user(member(channel.team, Role.VIEWER)), channel.pk, 1).status_code == 403
    assert tus.create(as_user(member(new_channel().team, Role.OWNER)), channel.pk, 1).status_code == 404
    assert tus.create(api, channel.pk, 1).status_code == 401
    assert not Video.objects.exists()


def test_a_session_needs_its_csrf_token(author: User, channel: Channel) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(author)
    assert tus.create(client, channel.pk, 1).status_code == 403
    assert not Upload.objects.exists()


def test_post_can_stand_for_patch(client: APIClient, begun: str) -> None:
    answer = client.post(
        begun,
        CONTENT,
        content_type=tus.TYPE,
        HTTP_TUS_RESUMABLE="1.0.0",
        HTTP_UPLOAD_OFFSET="0",
        HTTP_X_HTTP_METHOD_OVERRIDE="PATCH",
    )
    assert answer.status_code == 204
    assert client.post(begun, HTTP_TUS_RESUMABLE="1.0.0").status_code == 405
