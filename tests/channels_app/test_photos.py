"""Photos over REST: brought by authors, kept clean, seen by their team alone, counted against its room."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from config.limits import BODY_BYTES, limit_of
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from rest_framework.test import APIClient

from accounts.models import Role, Team, User
from channels_app.models import Photo
from channels_app.services import cleaning, words
from channels_app.services.storage import used_bytes
from core.models import AuditEntry, Blob
from tests.factories.accounts import UserFactory, member, team_with_all_roles
from tests.factories.channels import add_photo, picture

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]


@pytest.fixture
def team() -> Team:
    return team_with_all_roles()[0]


def send(client: APIClient, team: Team, content: bytes, name: str = "photo.jpg", **fields: Any) -> Any:
    file = SimpleUploadedFile(name, content, "image/jpeg")
    return client.post(f"/api/v1/teams/{team.pk}/photos", {"file": file, **fields}, format="multipart")


def test_a_photo_is_kept_clean_and_can_be_looked_at(as_user: SignIn, team: Team) -> None:
    author = member(team, Role.AUTHOR)
    client = as_user(author)
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "where I live"
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(out, "JPEG", exif=exif)
    answer = send(client, team, out.getvalue(), "Я в горах.jpg", use="look")
    assert answer.status_code == 201
    shown = answer.data
    assert (shown["use"], shown["file_name"], shown["width_px"], shown["height_px"]) == (
        "look", "Я в горах.jpg", 48, 64
    )  # fmt: skip
    assert shown["may_delete"]
    kept = b"".join(client.get(shown["url"]).streaming_content)  # type: ignore[attr-defined]  # it streams
    assert b"where I live" not in kept
    assert Image.open(io.BytesIO(kept)).size == (48, 64)
    assert client.get(shown["thumb_url"])["Content-Type"] == "image/webp"
    assert client.get(f"/api/v1/photos/{shown['id']}").data["id"] == shown["id"]
    listed = client.get(f"/api/v1/teams/{team.pk}/photos", {"use": "look"}).data["results"]
    assert [photo["id"] for photo in listed] == [shown["id"]]
    assert client.get(f"/api/v1/teams/{team.pk}/photos", {"use": "mask"}).data["results"] == []
    assert AuditEntry.objects.filter(verb="photo.add", target_id=shown["id"], actor=author).exists()


def test_only_the_team_sees_its_photos(as_user: SignIn, team: Team) -> None:
    photo = add_photo(team)
    stranger = as_user(UserFactory())
    assert stranger.get(f"/api/v1/photos/{photo.pk}").status_code == 404
    assert stranger.delete(f"/api/v1/photos/{photo.pk}").status_code == 404
    assert stranger.get(f"/api/v1/teams/{team.pk}/photos").status_code == 404
    assert send(stranger, team, picture()).status_code == 404
    viewer = as_user(member(team, Role.VIEWER))
    assert viewer.get(f"/api/v1/photos/{photo.pk}").data["may_delete"] is False
    assert send(viewer, team, picture()).status_code == 403
    assert Photo.objects.count() == 1


def test_a_photo_is_deleted_by_who_brought_it_or_an_editor(as_user: SignIn, team: Team) -> None:
    mine, theirs = member(team, Role.AUTHOR), member(team, Role.AUTHOR)
    photo, other = add_photo(team, by=mine), add_photo(team, by=mine)
    assert as_user(theirs).delete(f"/api/v1/photos/{photo.pk}").status_code == 403
    assert as_user(mine).delete(f"/api/v1/photos/{photo.pk}").status_code == 204
    assert as_user(member(team, Role.EDITOR)).delete(f"/api/v1/photos/{other.pk}").status_code == 204
    assert not Photo.objects.exists()


@pytest.mark.parametrize(
    ("content", "code", "says"),
    [
        (b"%PDF-1.7 and so on", "not_a_picture", "JPEG"),
        (picture((400, 400))[:-400], "picture_damaged", "damaged"),
        (picture((8, 8)), "picture_too_small", "16"),
    ],
    ids=["another-file", "cut-off", "tiny"],
)
def test_what_is_no_picture_is_a_sentence_and_nothing_is_kept(
    as_user: SignIn, team: Team, content: bytes, code: str, says: str
) -> None:
    answer = send(as_user(member(team, Role.AUTHOR)), team, content)
    assert answer.status_code == 400
    (problem,) = answer.data["fields"]["file"]
    assert (problem["code"], says in problem["message"]) == (code, True)
    assert not Photo.objects.exists()
    assert not Blob.objects.exists()


def test_a_photo_of_forty_megapixels_is_taken_and_a_larger_one_is_not(as_user: SignIn, team: Team) -> None:
    client = as_user(member(team, Role.AUTHOR))
    large, larger = io.BytesIO(), io.BytesIO()
    Image.new("L", (7400, 5400)).save(large, "JPEG")
    Image.new("L", (7400, 5600)).save(larger, "JPEG")
    assert send(client, team, large.getvalue()).data["width_px"] == 4096
    refused = send(client, team, larger.getvalue())
    assert refused.data["fields"]["file"][0]["code"] == "too_many_pixels"
    assert "41" in refused.data["fields"]["file"][0]["message"]


def test_more_bytes_than_a_photo_may_have_are_refused(as_user: SignIn, team: Team, settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 100
    answer = send(as_user(member(team, Role.AUTHOR)), team, picture())
    assert (answer.status_code, answer.data["code"]) == (413, "too_large")


def test_the_teams_room_is_kept(as_user: SignIn, team: Team, settings: Any) -> None:
    client = as_user(member(team, Role.AUTHOR))
    assert send(client, team, picture()).status_code == 201
    used = used_bytes(team.pk)
    assert used == sum(Blob.objects.values_list("bytes", flat=True))
    settings.TEAM_QUOTA_BYTES = used + 10
    answer = send(client, team, picture())
    assert (answer.status_code, answer.data["code"]) == (413, "quota_exceeded")
    assert Photo.objects.count() == 1


def test_a_full_disk_is_said_before_anything_is_read(as_user: SignIn, team: Team, settings: Any) -> None:
    settings.DISK_RESERVE_BYTES = 2**62
    answer = send(as_user(member(team, Role.AUTHOR)), team, picture())
    assert (answer.status_code, answer.data["code"]) == (507, "storage_full")


def test_forbidden_words_in_a_name_are_refused(
    as_user: SignIn, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = words.WordFinding("file", "test", "refuse", "ххх")
    monkeypatch.setattr(words, "_screener", lambda texts: [found])
    answer = send(as_user(member(team, Role.AUTHOR)), team, picture(), "ххх.jpg")
    assert answer.data["fields"]["file"][0]["code"] == "forbidden_words"


@pytest.mark.parametrize("fields", [{}, {"file": "text"}, {"use": "control"}])
def test_a_form_that_lacks_something_says_what(as_user: SignIn, team: Team, fields: dict[str, str]) -> None:
    client = as_user(member(team, Role.AUTHOR))
    if fields.get("use"):
        answer = send(client, team, picture(), **fields)
    else:
        answer = client.post(f"/api/v1/teams/{team.pk}/photos", fields, format="multipart")
    assert answer.status_code == 400
    assert set(answer.data["fields"]) == {"use" if fields.get("use") else "file"}


def test_a_decoder_that_takes_too_long_is_ended(
    as_user: SignIn, team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "CLEANED_WITHIN_S", 0.01)
    answer = send(as_user(member(team, Role.AUTHOR)), team, picture())
    assert answer.data["fields"]["file"][0]["code"] == "picture_too_slow"


def test_nothing_is_left_of_what_was_sent(as_user: SignIn, team: Team, settings: Any) -> None:
    send(as_user(member(team, Role.AUTHOR)), team, picture())
    assert list(Path(settings.DATA_DIR).glob("photo-*")) == []


def test_only_a_form_with_a_photo_may_be_large() -> None:
    def scope(method: str, path: str) -> dict[str, Any]:
        return {"method": method, "path": path, "headers": []}

    address = "/api/v1/teams/6a5a0b0e-0000-4000-8000-000000000000/photos"
    assert limit_of(scope("POST", address)) > 60 * 1024**2
    assert limit_of(scope("GET", address)) == BODY_BYTES
    assert limit_of(scope("POST", address + "/more")) == BODY_BYTES
    assert limit_of(scope("POST", "/api/v1/teams")) == BODY_BYTES
