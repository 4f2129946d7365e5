"""Submitting, watching, cancelling and retrying jobs over REST."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import ArtworkKind
from core.models import AuditEntry
from generation.models import Job, JobKind, JobState
from tests.factories.accounts import UserFactory, member
from tests.factories.channels import add_version, new_channel, new_video, slot
from tests.factories.jobs import author_of, cover_of, making, running, understanding, watched_video

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]


def submit(client: APIClient, **body: Any) -> Any:
    return client.post("/api/v1/jobs", {"kind": "make_candidates", **body}, format="json")


def test_an_author_queues_candidates_for_a_cover(as_user: SignIn) -> None:
    video = watched_video()
    wishes = {"headline": "  Утро\tв\u0007горах ", "style": "noir", "face": True}
    answer = submit(as_user(author_of(video)), artwork=cover_of(video).pk, wishes=wishes, count=3)
    assert answer.status_code == 201
    job = Job.objects.get(pk=answer.data["id"])
    assert job.spec["videos"] == [str(video.pk)]
    assert job.spec["count"] == 3
    assert answer.data["wishes"]["headline"] == "Утро вгорах"
    assert answer.data["state"] == "queued"
    assert answer.data["text"] == "Waiting in line"
    assert answer.data["actions"] == ["cancel"]
    assert AuditEntry.objects.filter(verb="job.submit", target_id=str(job.pk)).exists()


def test_a_banner_without_named_videos_takes_the_newest_watched_ones(as_user: SignIn) -> None:
    channel = new_channel()
    old, new = watched_video(channel=channel), watched_video(channel=channel)
    new_video(channel, state="waiting", has_digest=False)
    by = member(channel.team, Role.AUTHOR)
    answer = submit(as_user(by), artwork=slot(channel, ArtworkKind.BANNER).pk)
    assert Job.objects.get(pk=answer.data["id"]).spec["videos"] == [str(new.pk), str(old.pk)]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"count": 0}, "count", "min_value"),
        ({"count": 13}, "count", "max_value"),
        ({"wishes": {"style": "baroque"}}, "wishes.style", "invalid_choice"),
        ({"wishes": {"headline": "я" * 301}}, "wishes.headline", "max_length"),
        ({"wishes": {"headline": "🔥🔥🔥"}}, "wishes.headline", "headline_undrawable"),
        ({"wishes": {"headline": "\u200b\u202e"}}, "wishes.headline", "headline_undrawable"),
        ({"wishes": {"layout": "medallion"}}, "wishes.layout", "unknown_layout"),
        ({"painter": "vermeer"}, "painter", "unknown_painter"),
        ({"artwork": "nonsense"}, "artwork", "invalid"),
        ({"artwork": None}, "artwork", "null"),
    ],
)
def test_a_wish_that_cannot_be_is_a_field_error(
    as_user: SignIn, body: dict[str, Any], field: str, code: str
) -> None:
    video = watched_video()
    answer = submit(as_user(author_of(video)), **({"artwork": str(cover_of(video).pk)} | body))
    assert answer.status_code == 400
    assert answer.data["fields"][field][0]["code"] == code
    assert not Job.objects.exists()


def test_a_double_click_makes_one_job(as_user: SignIn) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    first = submit(client, artwork=cover_of(video).pk, wishes={"headline": "Утро"})
    second = submit(client, artwork=cover_of(video).pk, wishes={"headline": "Утро"})
    other = submit(client, artwork=cover_of(video).pk, wishes={"headline": "Вечер"})
    assert [first.status_code, second.status_code, other.status_code] == [201, 409, 201]
    assert second.data["code"] == "already_submitted"
    Job.objects.update(state=JobState.SUCCEEDED)
    assert submit(client, artwork=cover_of(video).pk, wishes={"headline": "Утро"}).status_code == 201


def test_forbidden_words_are_refused_before_anything_is_queued(
    as_user: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    from channels_app.services import words

    found = words.WordFinding("wishes.headline", "test", "refuse", "ххх")
    monkeypatch.setattr(
        words, "_screener", lambda texts: [found] if "ххх" in texts["wishes.headline"] else []
    )
    video = watched_video()
    answer = submit(as_user(author_of(video)), artwork=cover_of(video).pk, wishes={"headline": "ххх"})
    assert answer.status_code == 400
    assert "wishes.headline" in answer.data["fields"]
    assert not Job.objects.exists()


def test_an_unwatched_video_can_not_be_painted_from_yet(as_user: SignIn) -> None:
    video = new_video(state="reading", has_digest=False)
    answer = submit(as_user(author_of(video)), artwork=cover_of(video).pk)
    assert (answer.status_code, answer.data["code"]) == (409, "video_not_ready")


def test_a_video_that_is_still_being_watched_can_be_painted_from_once_it_has_stills(as_user: SignIn) -> None:
    video = watched_video(state="reading")
    answer = submit(as_user(author_of(video)), artwork=cover_of(video).pk)
    assert answer.status_code == 201


def test_videos_of_another_channel_are_refused(as_user: SignIn) -> None:
    channel, foreign = new_channel(), watched_video()
    by = member(channel.team, Role.AUTHOR)
    answer = submit(as_user(by), artwork=slot(channel, ArtworkKind.AVATAR).pk, videos=[str(foreign.pk)])
    assert (answer.status_code, list(answer.data["fields"])) == (400, ["videos"])


def test_a_viewer_may_not_and_a_stranger_sees_nothing(as_user: SignIn) -> None:
    job = making()
    viewer, stranger = as_user(member(job.team, Role.VIEWER)), as_user(UserFactory())
    for path in (f"/api/v1/jobs/{job.pk}/cancel", f"/api/v1/jobs/{job.pk}/retry"):
        assert viewer.post(path).status_code == 403
        assert stranger.post(path).status_code == 404
    assert submit(viewer, artwork=job.artwork_id).status_code == 403
    assert submit(stranger, artwork=job.artwork_id).status_code == 404
    assert viewer.get(f"/api/v1/jobs/{job.pk}").data["actions"] == []
    assert stranger.get(f"/api/v1/jobs/{job.pk}").status_code == 404
    assert stranger.get("/api/v1/jobs").data["results"] == []
    job.refresh_from_db()
    assert job.state == JobState.QUEUED
    assert Job.objects.count() == 1


def test_a_waiting_job_is_cancelled_at_once(as_user: SignIn) -> None:
    job = making()
    answer = as_user(author_of(job.video)).post(f"/api/v1/jobs/{job.pk}/cancel")  # type: ignore[arg-type]  # it has one
    assert (answer.status_code, answer.data["state"], answer.data["actions"]) == (200, "cancelled", ["retry"])


def test_a_running_job_is_asked_to_stop_and_says_so(as_user: SignIn) -> None:
    job = running(making())
    client = as_user(job.created_by)  # type: ignore[arg-type]  # it has one
    answer = client.post(f"/api/v1/jobs/{job.pk}/cancel")
    assert (answer.data["state"], answer.data["text"], answer.data["actions"]) == ("running", "Stopping", [])
    job.refresh_from_db()
    assert job.cancel_requested_at is not None
    assert client.post(f"/api/v1/jobs/{job.pk}/cancel").status_code == 200


def test_an_ended_job_can_not_be_cancelled(as_user: SignIn) -> None:
    job = making(state=JobState.SUCCEEDED)
    answer = as_user(job.created_by).post(f"/api/v1/jobs/{job.pk}/cancel")  # type: ignore[arg-type]  # it has one
    assert (answer.status_code, answer.data["code"]) == (409, "invalid_transition")


def test_a_failed_job_goes_back_into_the_queue_with_its_candidates(as_user: SignIn) -> None:
    job = making(state=JobState.FAILED, error_code="worker_lost", losses=2, fraction=0.5)
    version = add_version(job.artwork, by=job.created_by, job_id=job.pk)  # type: ignore[arg-type]  # it has one
    client = as_user(job.created_by)  # type: ignore[arg-type]  # it has one
    before = client.get(f"/api/v1/jobs/{job.pk}").data
    assert before["error"]["code"] == "worker_lost"
    assert [one["id"] for one in before["versions"]] == [str(version.pk)]
    after = client.post(f"/api/v1/jobs/{job.pk}/retry").data
    assert (after["state"], after["error"], after["fraction"]) == ("queued", None, 0.0)
    assert len(after["versions"]) == 1
    job.refresh_from_db()
    assert job.losses == 0


def test_watching_again_is_queued_once(as_user: SignIn) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    body = {"kind": "understand", "video": str(video.pk)}
    assert client.post("/api/v1/jobs", body, format="json").status_code == 201
    again = client.post("/api/v1/jobs", body, format="json")
    assert (again.status_code, again.data["code"]) == (409, "already_submitted")
    assert Job.objects.filter(kind=JobKind.UNDERSTAND).count() == 1


def test_cancelling_the_watching_of_a_new_video_says_why_it_cannot_be_used(as_user: SignIn) -> None:
    job = understanding()
    as_user(job.created_by).post(f"/api/v1/jobs/{job.pk}/cancel")  # type: ignore[arg-type]  # it has one
    job.video.refresh_from_db()  # type: ignore[union-attr]  # it has one
    assert (job.video.state, job.video.problem_code) == ("unusable", "cancelled")  # type: ignore[union-attr]


def test_the_list_takes_filters_and_asks_the_database_no_more_for_many(as_user: SignIn) -> None:
    first = making()
    client = as_user(first.created_by)  # type: ignore[arg-type]  # it has one

    def failed_jobs() -> tuple[list[Any], int]:
        with CaptureQueriesContext(connection) as asked:
            listed = client.get("/api/v1/jobs", {"state": "failed", "video": str(first.video_id)}).data
        return listed["results"], len(asked)

    def one_more_fails() -> None:
        other = making(first.video, state=JobState.FAILED)
        add_version(first.artwork, job_id=other.pk)  # type: ignore[arg-type]  # it has one

    one_more_fails()
    failed_jobs()  # the first request of a session also writes it down
    few, asked_for_few = failed_jobs()
    for _ in range(4):
        one_more_fails()
    many, asked_for_many = failed_jobs()
    assert (len(few), len(many)) == (1, 5)
    assert all(len(job["versions"]) == 1 for job in many)
    assert asked_for_many == asked_for_few
    assert client.get("/api/v1/jobs", {"team": str(uuid.uuid4())}).data["results"] == []


def test_the_text_speaks_the_readers_language(as_user: SignIn) -> None:
    job = making(position=3)
    client = as_user(job.created_by)  # type: ignore[arg-type]  # it has one
    assert client.get(f"/api/v1/jobs/{job.pk}").data["text"] == "Third in line"
    russian = client.get(f"/api/v1/jobs/{job.pk}", HTTP_ACCEPT_LANGUAGE="ru").data
    assert russian["text"] == "Третий в очереди"


def test_a_digest_shows_its_stills_with_links_that_work(as_user: SignIn) -> None:
    video = watched_video()
    client = as_user(author_of(video))
    digest = client.get(f"/api/v1/videos/{video.pk}/digest").data
    assert [still["rank"] for still in digest["stills"]] == [0, 1, 2]
    assert client.get(digest["stills"][0]["url"]).status_code == 200
    assert client.get(digest["stills"][0]["thumb_url"]).status_code == 200


def test_a_digest_that_is_not_made_yet_says_so(as_user: SignIn) -> None:
    video = new_video(state="reading")
    answer = as_user(author_of(video)).get(f"/api/v1/videos/{video.pk}/digest")
    assert (answer.status_code, answer.data["code"]) == (404, "digest_not_ready")
    stranger = as_user(UserFactory()).get(f"/api/v1/videos/{video.pk}/digest")
    assert (stranger.status_code, stranger.data["code"]) == (404, "not_found")


@pytest.mark.parametrize(("code", "actions"), [("truncated", []), ("worker_lost", ["retry"])])
def test_a_file_that_cannot_be_read_is_not_offered_another_try(
    as_user: SignIn, code: str, actions: list[str]
) -> None:
    job = making()
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED, error_code=code)
    client = as_user(author_of(job.video))  # type: ignore[arg-type]  # it has one
    assert client.get(f"/api/v1/jobs/{job.pk}").data["actions"] == actions
