"""Channels and videos over REST: who may what, what lists cost, what comes back."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Artwork, ArtworkKind, Channel, Video
from channels_app.services import publications, uploads, videos
from core.errors import InvalidTransition, NotFound
from core.events import Event
from tests.factories.accounts import TeamFactory, member, team_with_all_roles
from tests.factories.channels import (
    PROBE,
    add_version,
    approve,
    new_channel,
    new_video,
    picture,
    slot,
    upload_whole,
)

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]
NEW = {"platform": "rutube", "title": "Горы и люди", "description": "О горах"}


def test_a_channel_is_made_with_its_slots(
    as_user: SignIn, heard: list[Event], django_capture_on_commit_callbacks: Any
) -> None:
    team, people = team_with_all_roles()
    with django_capture_on_commit_callbacks(execute=True):
        answer = as_user(people[Role.EDITOR]).post(
            "/api/v1/channels", NEW | {"team": str(team.pk)}, format="json"
        )
    assert answer.status_code == 201
    body = answer.json()
    assert (body["title"], body["handle"], body["public_url"]) == (
        "Горы и люди",
        "gory-i-lyudi",
        "/c/gory-i-lyudi",
    )
    assert (body["avatar"]["kind"], body["banner"]["kind"], body["avatar"]["state"]) == (
        "avatar",
        "banner",
        "none",
    )
    assert body["avatar"]["live"] is None
    assert [event.type for event in heard] == ["channel.changed"]


def test_handles_are_unique_whatever_their_case(as_user: SignIn) -> None:
    channel = new_channel()
    client = as_user(member(channel.team, Role.OWNER))
    body = NEW | {"team": str(channel.team_id), "handle": channel.handle.upper()}
    answer = client.post("/api/v1/channels", body, format="json")
    assert answer.json()["fields"]["handle"][0]["code"] == "taken"
    first, second = (
        client.post("/api/v1/channels", NEW | {"team": str(channel.team_id)}, format="json").json()["handle"]
        for _ in range(2)
    )
    assert (first, second) == ("gory-i-lyudi", "gory-i-lyudi-2")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"platform": "myspace"}, "platform"),
        ({"title": ""}, "title"),
        ({"title": "х" * 101}, "title"),
        ({"handle": "два слова"}, "handle"),
        ({"links": [{"title": "x", "url": "javascript:alert(1)"}]}, "links.0.url"),
        ({"title": "Порно каждый день"}, "title"),
    ],
)
def test_what_a_channel_can_not_be(as_user: SignIn, changes: dict[str, Any], field: str) -> None:
    team, people = team_with_all_roles()
    body = NEW | {"team": str(team.pk)} | changes
    answer = as_user(people[Role.OWNER]).post("/api/v1/channels", body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not Channel.objects.exists()


@pytest.mark.parametrize("role", Role)
def test_roles_on_channels(as_user: SignIn, role: Role) -> None:
    team, people = team_with_all_roles()
    channel, client = new_channel(team), as_user(people[role])
    edits = role in {Role.EDITOR, Role.OWNER}
    url = f"/api/v1/channels/{channel.pk}"
    assert client.get(url).status_code == 200
    made = client.post("/api/v1/channels", NEW | {"team": str(team.pk)}, format="json")
    assert made.status_code == (201 if edits else 403)
    changed = client.patch(url, {"title": "Иначе"}, format="json")
    assert changed.status_code == (200 if edits else 403)
    channel.refresh_from_db()
    assert (channel.title == "Иначе") is edits
    assert client.delete(url).status_code == (204 if role == Role.OWNER else 403)
    assert Channel.objects.filter(pk=channel.pk).exists() is (role != Role.OWNER)


def test_other_teams_are_not_there(as_user: SignIn) -> None:
    channel = new_channel()
    video, version = new_video(channel), add_version(slot(channel, ArtworkKind.AVATAR))
    stranger = as_user(member(TeamFactory(), Role.OWNER))
    urls = [
        f"/api/v1/channels/{channel.pk}",
        f"/api/v1/videos/{video.pk}",
        f"/api/v1/artworks/{video.cover.pk}",
        f"/api/v1/artworks/{video.cover.pk}/versions",
        f"/api/v1/versions/{version.pk}",
    ]
    for url in urls:
        assert stranger.get(url).status_code == 404
    for url in urls[:2]:
        assert stranger.patch(url, {"title": "Моё"}, format="json").status_code == 404
        assert stranger.delete(url).status_code == 404
    body = NEW | {"team": str(channel.team_id)}
    assert stranger.post("/api/v1/channels", body, format="json").status_code == 404
    assert stranger.get("/api/v1/videos", {"channel": str(channel.pk)}).json()["results"] == []
    assert Video.objects.get().title == video.title
    assert Channel.objects.count() == 1


def test_videos_are_found(as_user: SignIn) -> None:
    channel = new_channel()
    mountains = new_video(channel, title="Утро в горах", description="Эльбрус")
    sea = new_video(channel, title="Вечер на море", file_name="DSC_0001.mov")
    elsewhere = new_video(new_channel(channel.team))
    live = add_version(mountains.cover)
    approve(live)
    publications.publish(live, by=member(channel.team, Role.EDITOR))
    client = as_user(member(channel.team, Role.VIEWER))

    def found(**query: Any) -> set[str]:
        answer = client.get("/api/v1/videos", query)
        assert answer.status_code == 200
        return {row["id"] for row in answer.json()["results"]}

    assert found(team=channel.team_id) == {str(mountains.pk), str(sea.pk), str(elsewhere.pk)}
    assert found(channel=channel.pk) == {str(mountains.pk), str(sea.pk)}
    assert found(search="ГОРАХ эльбрус") == {str(mountains.pk)}
    assert found(search="dsc_") == {str(sea.pk)}
    assert found(cover_state="live") == {str(mountains.pk)}
    assert found(cover_state="none", channel=channel.pk) == {str(sea.pk)}
    assert client.get("/api/v1/videos", {"cover_state": "odd"}).status_code == 400
    assert client.get("/api/v1/videos", {"channel": "odd"}).status_code == 400


def test_pages_follow_each_other(as_user: SignIn) -> None:
    channel = new_channel()
    made = [str(new_video(channel).pk) for _ in range(5)]
    client = as_user(member(channel.team, Role.VIEWER))
    seen: list[str] = []
    url: str | None = "/api/v1/videos?page_size=2"
    while url:
        page = client.get(url).json()
        seen += [row["id"] for row in page["results"]]
        url = page["next"]
    assert seen == made[::-1]


def test_lists_cost_the_same_however_long(as_user: SignIn) -> None:
    team = TeamFactory()
    client = as_user(member(team, Role.VIEWER))

    def fill() -> None:
        channel = new_channel(team)
        video = new_video(channel)
        for artwork in (video.cover, slot(channel, ArtworkKind.AVATAR), slot(channel, ArtworkKind.BANNER)):
            add_version(artwork)
            publications.publish(approve(add_version(artwork)), by=member(team, Role.EDITOR))
            add_version(artwork)

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    fill()
    client.get("/api/v1/me")  # the first request of a session costs more
    artwork = Artwork.objects.filter(kind="cover").get()
    urls = ["/api/v1/channels", "/api/v1/videos", f"/api/v1/artworks/{artwork.pk}/versions"]
    before = [cost(url) for url in urls]
    for _ in range(3):
        fill()
        add_version(artwork)
    assert [cost(url) for url in urls] == before
    assert max(before) <= 11


def test_what_a_video_shows(as_user: SignIn) -> None:
    video = new_video()
    version = add_version(
        video.cover, findings=[{"code": "small_text", "severity": "warning", "value": 12.0, "limit": 24.0}]
    )
    body = as_user(member(video.channel.team, Role.AUTHOR)).get(f"/api/v1/videos/{video.pk}").json()
    assert body["probe"]["duration_s"] == PROBE["duration_s"]
    assert body["problem"] is None
    assert body["file_url"].startswith("/media/")
    assert body["cover"]["state"] == "draft"
    latest = body["cover"]["latest"]
    assert (latest["id"], latest["number"], latest["alt"]) == (str(version.pk), 1, "Mountains in the morning")
    assert latest["actions"] == ["submit", "restore"]
    assert latest["findings"][0]["severity"] == "warning"
    assert latest["review"] is None


def test_signed_links_lead_to_the_files(as_user: SignIn, api: APIClient) -> None:
    video = new_video()
    image = picture()
    add_version(video.cover, image=image)
    body = as_user(member(video.channel.team, Role.VIEWER)).get(f"/api/v1/videos/{video.pk}").json()
    whole: Any = api.get(body["cover"]["latest"]["url"])
    assert (whole.status_code, whole["Content-Type"]) == (200, "image/jpeg")
    assert b"".join(whole.streaming_content) == image
    part: Any = api.get(body["file_url"], HTTP_RANGE="bytes=0-3")
    assert (part.status_code, part["Content-Type"]) == (206, "video/mp4")
    assert b"".join(part.streaming_content) == b"file"
    assert api.get(body["cover"]["latest"]["thumb_url"]).status_code == 200


@pytest.mark.parametrize("role", Role)
def test_roles_on_videos(as_user: SignIn, role: Role) -> None:
    team, people = team_with_all_roles()
    video, client = new_video(new_channel(team)), as_user(people[role])
    url = f"/api/v1/videos/{video.pk}"
    changed = client.patch(url, {"title": "Иначе", "tags": ["горы"]}, format="json")
    assert changed.status_code == (403 if role == Role.VIEWER else 200)
    assert client.patch(url, {"state": "ready", "channel": "x"}, format="json").status_code in {200, 403}
    video.refresh_from_db()
    assert (video.tags == ["горы"]) is (role != Role.VIEWER)
    assert client.delete(url).status_code == (204 if role in {Role.EDITOR, Role.OWNER} else 403)


def test_authors_delete_what_they_brought(as_user: SignIn, django_capture_on_commit_callbacks: Any) -> None:
    channel = new_channel()
    author = member(channel.team, Role.AUTHOR)
    video = upload_whole(channel, author, b"bytes")
    with django_capture_on_commit_callbacks(execute=True):
        assert as_user(author).delete(f"/api/v1/videos/{video.pk}").status_code == 204
    assert not Video.objects.exists()


def test_an_unusable_video_says_why_in_the_readers_language(as_user: SignIn) -> None:
    channel = new_channel()
    author = member(channel.team, Role.AUTHOR)
    video = videos.start_reading(upload_whole(channel, author, b"bytes"))
    videos.mark_unusable(video, "frame_too_large", {"width_px": 40000})
    client = as_user(author)
    url = f"/api/v1/videos/{video.pk}"
    english = client.get(url).json()["problem"]
    russian = client.get(url, HTTP_ACCEPT_LANGUAGE="ru").json()["problem"]
    assert english["code"] == russian["code"] == "frame_too_large"
    assert "too large" in english["text"]
    assert "слишком большая" in russian["text"]


def test_the_life_of_a_video(
    heard: list[Event], django_capture_on_commit_callbacks: Any, tmp_path: Any
) -> None:
    channel = new_channel()
    author = member(channel.team, Role.AUTHOR)
    upload = uploads.begin(channel, by=author, length=5, file_name="a.mp4", title="A")
    with pytest.raises(InvalidTransition):
        videos.start_reading(upload.video)
    thumb = tmp_path / "thumb.webp"
    thumb.write_bytes(picture((64, 36), "WEBP"))
    with django_capture_on_commit_callbacks(execute=True):
        uploads.receive(upload, BytesIO(b"bytes"), offset=0, length=5)
        video = videos.start_reading(upload.video)
        videos.put_back(video)
        video = videos.start_reading(video)
        videos.mark_ready(video, probe=PROBE, thumb_path=thumb)
    assert [event.state for event in heard] == ["waiting", "reading", "waiting", "reading", "ready"]  # type: ignore[attr-defined]
    video.refresh_from_db()
    assert video.has_digest
    assert video.thumb is not None
    Video.objects.all().delete()
    with pytest.raises(NotFound):
        videos.mark_unusable(video, "truncated")
    with pytest.raises(NotFound):
        videos.start_reading(video)
