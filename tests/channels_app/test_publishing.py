"""Versions going through their states, live and down again; what the database refuses; races."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app import triggers
from channels_app.display import artworks as displayed
from channels_app.models import Artwork, ArtworkKind, Publication, Version
from channels_app.services import publications, versions
from channels_app.states import VERSION
from core.errors import Conflict, DomainError, Forbidden, InvalidTransition
from core.events import Event
from core.models import AuditEntry
from tests.factories.accounts import TeamFactory, member, team_with_all_roles
from tests.factories.channels import add_version, approve, moderator, new_channel, new_video, picture, slot

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]


def _approved(artwork: Artwork | None = None) -> Version:
    return approve(add_version(artwork or new_video().cover))


def _editor(version: Version) -> User:
    return member(version.artwork.channel.team, Role.EDITOR)


def _state(artwork: Artwork, user: User) -> str:
    return str(displayed(user).get(pk=artwork.pk).state)


def test_a_picture_goes_live_and_is_seen_by_everybody(as_user: SignIn, api: APIClient) -> None:
    image = picture()
    version = approve(add_version(new_video(title="Утро в горах").cover, image=image))
    handle = version.artwork.channel.handle
    assert api.get(f"/api/v1/public/channels/{handle}").json()["videos"] == []

    answer = as_user(_editor(version)).post(f"/api/v1/versions/{version.pk}/publish")
    assert (answer.status_code, answer.json()["state"]) == (200, "published")
    assert "retire" in answer.json()["actions"]

    page = api.get(f"/api/v1/public/channels/{handle}").json()
    (video,) = page["videos"]
    assert (video["title"], video["alt"], video["duration_s"]) == (
        "Утро в горах",
        "Mountains in the morning",
        20.0,
    )
    shown: Any = api.get(video["cover_url"])
    assert (shown.status_code, shown["Content-Type"]) == (200, "image/jpeg")
    assert "public" in shown["Cache-Control"]
    assert b"".join(shown.streaming_content) == image
    assert AuditEntry.objects.filter(verb="publication.publish").count() == 1


def test_the_public_page_tells_nothing_else(api: APIClient) -> None:
    channel = new_channel()
    new_video(channel, title="Секретный черновик")
    add_version(slot(channel, ArtworkKind.BANNER))
    answer = api.get(f"/api/v1/public/channels/{channel.handle}")
    assert answer.status_code == 200
    assert "Секретный" not in answer.content.decode()
    assert answer.json()["banner_url"] is None
    assert set(answer.json()) == {
        "title", "handle", "platform", "description", "links", "avatar_url", "banner_url", "videos",
    }  # fmt: skip
    assert api.get("/api/v1/public/channels/nobody").status_code == 404


def test_a_retired_picture_is_gone(as_user: SignIn, api: APIClient) -> None:
    version = _approved()
    editor = _editor(version)
    publication = publications.publish(version, by=editor)
    address = f"/p/{publication.pk}.jpg"
    assert api.get(address).status_code == 200
    assert api.get(f"/p/{publication.pk}.png").status_code == 404

    answer = as_user(editor).post(f"/api/v1/artworks/{version.artwork_id}/retire")
    assert (answer.status_code, answer.json()["live"]) == (200, None)
    assert api.get(address).status_code == 404
    version.refresh_from_db()
    assert version.state == "retired"
    again = as_user(editor).post(f"/api/v1/artworks/{version.artwork_id}/retire")
    assert (again.status_code, again.json()["code"]) == (409, "invalid_transition")


def test_the_next_picture_takes_the_place(
    heard: list[Event], django_capture_on_commit_callbacks: Any
) -> None:
    first = _approved()
    editor, second = _editor(first), _approved(first.artwork)
    publications.publish(first, by=editor)
    with django_capture_on_commit_callbacks(execute=True):
        publications.publish(second, by=editor)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("retired", "published")
    assert Publication.objects.live().get().version == second
    told = [(event.type, getattr(event, "state", "")) for event in heard]
    assert told == [
        ("version.changed", "retired"),
        ("artwork.changed", "live"),
        ("version.changed", "published"),
        ("artwork.changed", "live"),
    ]


@pytest.mark.parametrize(
    "state", ["draft", "in_review", "changes_requested", "rejected", "published", "retired"]
)
def test_only_approved_versions_are_published(as_user: SignIn, state: str) -> None:
    version = _in_state(state)
    before = Publication.objects.count()
    answer = as_user(_editor(version)).post(f"/api/v1/versions/{version.pk}/publish")
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid_transition")
    assert Publication.objects.count() == before
    version.refresh_from_db()
    assert version.state == state


@pytest.mark.parametrize("role", Role)
def test_who_publishes_and_retires(as_user: SignIn, role: Role) -> None:
    team, people = team_with_all_roles()
    version = _approved(new_video(new_channel(team)).cover)
    may = role in {Role.EDITOR, Role.OWNER}
    client = as_user(people[role])
    assert client.post(f"/api/v1/versions/{version.pk}/publish").status_code == (200 if may else 403)
    assert Publication.objects.exists() is may
    if not may:
        publications.publish(version, by=people[Role.EDITOR])
    assert client.post(f"/api/v1/artworks/{version.artwork_id}/retire").status_code == (200 if may else 403)
    assert Publication.objects.live().exists() is not may


def test_strangers_and_moderators_publish_nothing(as_user: SignIn) -> None:
    version = _approved()
    stranger = as_user(member(TeamFactory(), Role.OWNER))
    assert stranger.post(f"/api/v1/versions/{version.pk}/publish").status_code == 404
    assert stranger.post(f"/api/v1/versions/{version.pk}/restore").status_code == 404
    assert stranger.post(f"/api/v1/artworks/{version.artwork_id}/retire").status_code == 404
    assert as_user(moderator()).post(f"/api/v1/versions/{version.pk}/publish").status_code == 403
    assert not Publication.objects.exists()


def test_restoring_makes_a_new_draft_once(as_user: SignIn) -> None:
    version = _approved()
    editor = _editor(version)
    publications.publish(version, by=editor)
    client = as_user(editor)
    answer = client.post(f"/api/v1/versions/{version.pk}/restore")
    assert answer.status_code == 201
    body = answer.json()
    assert (body["number"], body["parent"], body["state"]) == (2, str(version.pk), "draft")
    assert body["sha256"] == version.blob_id
    assert body["candidate_of"] is None
    again = client.post(f"/api/v1/versions/{version.pk}/restore")
    assert (again.status_code, again.json()["code"]) == (409, "already_restored")
    assert version.artwork.versions.count() == 2
    assert client.post(f"/api/v1/versions/{body['id']}/restore").status_code == 201


def test_the_artworks_state_follows_its_versions() -> None:
    video = new_video()
    editor = member(video.channel.team, Role.EDITOR)
    assert _state(video.cover, editor) == "none"
    version = add_version(video.cover)
    assert _state(video.cover, editor) == "draft"
    versions.submit_for_review(version, by=editor)
    assert _state(video.cover, editor) == "in_review"
    versions.approve(version, by=None)
    assert _state(video.cover, editor) == "approved"
    publications.publish(version, by=editor)
    assert _state(video.cover, editor) == "live"
    publications.retire(video.cover, by=editor)
    assert _state(video.cover, editor) == "draft"


def test_who_lost_their_role_adds_nothing() -> None:
    video = new_video()
    author = member(video.channel.team, Role.AUTHOR)
    author.memberships.update(role=Role.VIEWER)
    with pytest.raises(Forbidden):
        add_version(video.cover, by=author)
    assert not Version.objects.exists()


def test_actions_are_what_the_table_allows(as_user: SignIn) -> None:
    team, people = team_with_all_roles()
    version = _approved(new_video(new_channel(team)).cover)

    def actions(user: User) -> list[str]:
        listed: list[str] = as_user(user).get(f"/api/v1/versions/{version.pk}").json()["actions"]
        return listed

    assert actions(people[Role.VIEWER]) == []
    assert actions(people[Role.AUTHOR]) == ["restore"]
    assert actions(people[Role.EDITOR]) == ["publish", "restore"]
    assert actions(moderator()) == []


# --- what the database refuses


def test_the_databases_steps_are_those_of_the_table() -> None:
    steps = {(before, after) for (before, _verb), (after, _who) in VERSION.steps.items()}
    assert steps == {(before, after) for before, afters in triggers.STEPS.items() for after in afters}


@pytest.mark.parametrize(
    "changes",
    [
        {"headline": "Другое"}, {"number": 99}, {"recipe": {}}, {"alt": {}}, {"width_px": 1},
        {"ai_painted": True}, {"findings": [1]}, {"state": "approved"}, {"state": "published"},
    ],
)  # fmt: skip
def test_the_database_refuses_to_change_a_version(changes: dict[str, Any]) -> None:
    version = add_version(new_video().cover)
    with pytest.raises(DatabaseError, match=r"immutable|step"), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(**changes)
    with pytest.raises(DatabaseError), transaction.atomic():
        Version.objects.filter(pk=version.pk).update(blob=version.thumb)


def test_the_database_refuses_versions_that_begin_approved() -> None:
    version = add_version(new_video().cover)
    version.pk, version.number, version.state = None, 2, "approved"
    version._state.adding = True
    with pytest.raises(IntegrityError, match="draft"), transaction.atomic():
        version.save(force_insert=True)


@pytest.mark.parametrize("state", ["draft", "in_review", "rejected", "retired"])
def test_the_database_refuses_to_publish_what_is_not_approved(state: str) -> None:
    version = _in_state(state)
    with pytest.raises(IntegrityError, match="approved"), transaction.atomic():
        Publication.objects.create(artwork=version.artwork, version=version)


def test_the_database_refuses_to_publish_for_another_artwork() -> None:
    version, other = _approved(), new_video().cover
    with pytest.raises(IntegrityError, match="approved"), transaction.atomic():
        Publication.objects.create(artwork=other, version=version)


def test_the_database_keeps_one_live_and_the_past() -> None:
    version = _approved()
    editor = _editor(version)
    publication = publications.publish(version, by=editor)
    other = _approved(version.artwork)
    with pytest.raises(IntegrityError), transaction.atomic():
        Publication.objects.create(artwork=version.artwork, version=other)
    with pytest.raises(IntegrityError, match="retired"), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(version=other)
    publications.retire(version.artwork, by=editor)
    with pytest.raises(IntegrityError, match="retired"), transaction.atomic():
        Publication.objects.filter(pk=publication.pk).update(retired_at=None)


# --- races


def _at_once(*acts: Callable[[], object]) -> list[object]:
    """Run `acts` in threads that start together; what each gave, or the expected failure it met."""
    results: list[object] = [None] * len(acts)
    start = threading.Barrier(len(acts))

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            results[place] = act()
        except DomainError as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_of_two_who_publish_at_once_one_gets_through() -> None:
    version = _approved()
    editors = [_editor(version) for _ in range(4)]
    results = _at_once(*(lambda by=by: publications.publish(version, by=by) for by in editors))
    done = [result for result in results if isinstance(result, Publication)]
    refused = [result for result in results if isinstance(result, InvalidTransition)]
    assert (len(done), len(refused)) == (1, 3)
    assert Publication.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_versions_at_once_one_is_live_and_none_lost() -> None:
    first = _approved()
    second, editor = _approved(first.artwork), _editor(first)
    results = _at_once(
        lambda: publications.publish(first, by=editor), lambda: publications.publish(second, by=editor)
    )
    assert all(isinstance(result, Publication) for result in results)
    live = Publication.objects.live().get()
    assert set(Version.objects.values_list("state", flat=True)) == {"published", "retired"}
    assert live.version.state == "published"


@pytest.mark.django_db(transaction=True)
def test_numbers_are_given_out_once() -> None:
    cover = new_video().cover
    results = _at_once(*[lambda: add_version(cover)] * 6)
    assert sorted(version.number for version in results) == [1, 2, 3, 4, 5, 6]  # type: ignore[attr-defined]


@pytest.mark.django_db(transaction=True)
def test_a_double_click_restores_once() -> None:
    version = _approved()
    editor = _editor(version)
    results = _at_once(*[lambda: versions.restore(version, by=editor)] * 3)
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Conflict", "Version"]
    assert [result.code for result in results if isinstance(result, Conflict)] == ["already_restored"] * 2


def _in_state(state: str) -> Version:
    """A version that went the regular way to `state`."""
    version = add_version(new_video().cover)
    editor, judge = _editor(version), moderator()
    if state == "draft":
        return version
    versions.submit_for_review(version, by=editor)
    if state == "changes_requested":
        versions.request_changes(version, by=judge, reason="Слишком темно")
    elif state == "rejected":
        versions.reject(version, by=judge, reason="Чужое фото")
    elif state in {"approved", "published", "retired"}:
        versions.approve(version, by=judge)
        if state != "approved":
            publications.publish(version, by=editor)
        if state == "retired":
            publications.retire(version.artwork, by=editor)
    version.refresh_from_db()
    assert version.state == state
    return version


def test_deleting_a_channel_takes_everything_with_it(as_user: SignIn) -> None:
    version = _approved()
    publications.publish(version, by=_editor(version))
    versions.restore(version, by=_editor(version))
    channel = version.artwork.channel
    assert (
        as_user(member(channel.team, Role.OWNER)).delete(f"/api/v1/channels/{channel.pk}").status_code == 204
    )
    assert not Version.objects.exists()
    assert not Publication.objects.exists()
