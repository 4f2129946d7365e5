"""Submitting, the queue, decisions: what is held, who decides, and that it sticks to the exact bytes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import Role, User
from channels_app.models import Channel, Version
from channels_app.services import publications, versions
from core.errors import DomainError
from core.events import Event
from core.models import AuditEntry
from moderation.models import Decision, PolicyRevision, Review
from moderation.services import policy, reviews
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory, member, team_with_all_roles
from tests.factories.channels import add_version, moderator, new_channel, new_video, picture

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], APIClient]


def _hold_everything() -> None:
    policy.set_policy(by=UserFactory(is_staff=True), composed="hold", held_words=[], refused_words=[])


def _author(version: Version) -> User:
    return member(version.artwork.channel.team, Role.AUTHOR)


def _draft(channel: Channel | None = None, **values: Any) -> Version:
    return add_version(new_video(channel).cover, **values)


def _held() -> Review:
    """A case that waits for a moderator."""
    version = _draft(ai_painted=True, painter="diffusion")
    return reviews.submit(version, by=_author(version))


def _decide(client: APIClient, review: Review, verdict: str, **body: str) -> Any:
    told = {"sha256": review.sha256, "reason": "Слишком темно", **body}
    return client.post(f"/api/v1/reviews/{review.pk}/{verdict}", told, format="json")


def test_a_harmless_composed_picture_is_approved_at_once(as_user: SignIn) -> None:
    version = _draft()
    answer = as_user(_author(version)).post(f"/api/v1/versions/{version.pk}/submit")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["review"]["state"]) == ("approved", "approved")
    review = Review.objects.get()
    assert (review.state, review.reasons, review.sha256) == ("approved", [], version.blob_id)
    assert Decision.objects.get().decided_by is None
    assert AuditEntry.objects.filter(verb="version.approve", actor=None).exists()


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ({"ai_painted": True}, ["ai_painted"]),
        ({"headline": "Теракт в метро"}, ["held_words"]),
        ({"recipe": {"brief": {"prompt": "много к0каина и самоубийство"}}}, ["held_words", "held_words"]),
        ({"recipe": {"wishes": {"text": "f*ck"}}}, ["held_words"]),
        ({"ai_painted": True, "headline": "Гитлер"}, ["ai_painted", "held_words"]),
    ],
)
def test_what_is_held_for_a_human(
    heard: list[Event], django_capture_on_commit_callbacks: Any, values: dict[str, Any], codes: list[str]
) -> None:
    version = _draft(**values)
    with django_capture_on_commit_callbacks(execute=True):
        review = reviews.submit(version, by=_author(version))
    version.refresh_from_db()
    assert (version.state, review.state) == ("in_review", "open")
    assert [reason["code"] for reason in review.reasons] == codes
    assert [event.type for event in heard] == ["version.changed", "artwork.changed", "review.changed"]
    assert heard[-1].groups() == ["moderators"]


def test_the_policy_can_have_everything_held() -> None:
    _hold_everything()
    version = _draft()
    review = reviews.submit(version, by=_author(version))
    assert [reason["code"] for reason in review.reasons] == ["policy_holds_all"]
    assert review.policy == PolicyRevision.objects.get()


def test_what_is_refused_outright_is_not_even_submitted(as_user: SignIn) -> None:
    version = _draft(headline="П0РН0")
    answer = as_user(_author(version)).post(
        f"/api/v1/versions/{version.pk}/submit", HTTP_ACCEPT_LANGUAGE="ru"
    )
    assert answer.status_code == 400
    (problem,) = answer.json()["fields"]["headline"]
    assert problem["code"] == "forbidden_words"
    assert "Правила сайта" in problem["message"]
    version.refresh_from_db()
    assert version.state == "draft"
    assert not Review.objects.exists()


@pytest.mark.parametrize("ai_painted", [True, False])
def test_a_second_submit_changes_nothing(as_user: SignIn, ai_painted: bool) -> None:
    version = _draft(ai_painted=ai_painted)
    client = as_user(_author(version))
    assert client.post(f"/api/v1/versions/{version.pk}/submit").status_code == 200
    again = client.post(f"/api/v1/versions/{version.pk}/submit")
    assert (again.status_code, again.json()["code"]) == (409, "already_submitted")
    assert Review.objects.count() == 1


@pytest.mark.parametrize("role", Role)
def test_who_submits(as_user: SignIn, role: Role) -> None:
    team, people = team_with_all_roles()
    version = _draft(new_channel(team))
    answer = as_user(people[role]).post(f"/api/v1/versions/{version.pk}/submit")
    assert answer.status_code == (403 if role == Role.VIEWER else 200)
    assert Review.objects.exists() is (role != Role.VIEWER)


def test_strangers_submit_nothing(as_user: SignIn, api: APIClient) -> None:
    version = _draft()
    url = f"/api/v1/versions/{version.pk}/submit"
    assert as_user(member(TeamFactory(), Role.OWNER)).post(url).status_code == 404
    assert as_user(moderator()).post(url).status_code == 404
    assert api.post(url).status_code == 401
    assert not Review.objects.exists()


def test_the_queue_shows_the_case(as_user: SignIn) -> None:
    review = _held()
    client = as_user(moderator())
    (row,) = client.get("/api/v1/reviews", {"state": "open"}).json()["results"]
    assert row["id"] == str(review.pk)
    assert row["version"]["sha256"] == review.sha256
    assert row["version"]["actions"] == ["approve", "request_changes", "reject"]
    assert row["team"]["name"] == review.version.artwork.channel.team.name
    assert row["reasons"] == [{"code": "ai_painted", "text": "Painted by a machine: a human must look."}]
    assert row["signals"] == {"painter": "diffusion", "ai_painted": True}
    russian = client.get(f"/api/v1/reviews/{review.pk}", HTTP_ACCEPT_LANGUAGE="ru").json()
    assert russian["reasons"][0]["text"] == "Нарисовано машиной: должен посмотреть человек."
    assert client.get("/api/v1/reviews", {"state": "approved"}).json()["results"] == []


def test_the_queue_costs_the_same_however_long(as_user: SignIn) -> None:
    client = as_user(moderator())

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v1/reviews").status_code == 200
        return len(queries)

    _held()
    client.get("/api/v1/me")  # the first request of a session costs more
    before = cost()
    for _ in range(4):
        _held()
    assert cost() == before


@pytest.mark.parametrize("role", [None, *Role])
def test_only_moderators_see_and_decide(as_user: SignIn, role: Role | None) -> None:
    review = _held()
    team = review.version.artwork.channel.team
    client = as_user(member(team, role) if role else UserFactory(is_staff=True))
    assert client.get("/api/v1/reviews").status_code == 403
    assert client.get(f"/api/v1/reviews/{review.pk}").status_code == 403
    for verdict in ("approve", "request_changes", "reject"):
        assert _decide(client, review, verdict).status_code == 403
    review.refresh_from_db()
    assert review.state == "open"


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("approve", "approved"), ("request_changes", "changes_requested"), ("reject", "rejected")],
)
def test_a_decision_reaches_the_team(
    as_user: SignIn,
    heard: list[Event],
    django_capture_on_commit_callbacks: Any,
    verdict: str,
    state: str,
) -> None:
    review, judge = _held(), moderator()
    with django_capture_on_commit_callbacks(execute=True):
        answer = _decide(as_user(judge), review, verdict, note="Посветлее")
    assert answer.status_code == 200
    body = answer.json()
    assert (body["state"], body["reason"], body["note"]) == (state, "Слишком темно", "Посветлее")
    assert body["decided_by"]["id"] == judge.pk
    assert [event.type for event in heard] == ["version.changed", "artwork.changed", "review.changed"]

    mine = as_user(_author(review.version)).get(f"/api/v1/versions/{review.version_id}").json()
    assert mine["state"] == state
    assert mine["review"]["reason"] == "Слишком темно"
    assert AuditEntry.objects.filter(verb=f"review.{state}", actor=judge).count() == 1


def test_what_was_sent_back_can_be_submitted_again_but_a_refusal_stands(as_user: SignIn) -> None:
    review, judge = _held(), as_user(moderator())
    author = as_user(_author(review.version))
    url = f"/api/v1/versions/{review.version_id}/submit"
    _decide(judge, review, "request_changes")
    answer = author.post(url)
    assert (answer.status_code, answer.json()["state"]) == (200, "in_review")
    assert answer.json()["review"] == {"state": "open", "reason": "", "note": "", "decided_at": None}
    _decide(judge, Review.objects.get(state="open"), "reject")
    refused = author.post(url)
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_transition")


def test_a_decision_is_about_the_bytes_that_were_seen(as_user: SignIn) -> None:
    review = _held()
    answer = _decide(as_user(moderator()), review, "approve", sha256="0" * 64)
    assert (answer.status_code, answer.json()["code"]) == (409, "stale_version")
    review.refresh_from_db()
    assert review.state == "open"
    assert not Decision.objects.exists()


def test_nobody_decides_on_their_own_teams_picture(as_user: SignIn) -> None:
    review, judge = _held(), moderator()
    MembershipFactory(user=judge, team=review.version.artwork.channel.team, role=Role.VIEWER)
    for verdict in ("approve", "request_changes", "reject"):
        answer = _decide(as_user(judge), review, verdict)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    review.refresh_from_db()
    assert review.state == "open"


@pytest.mark.parametrize("verdict", ["request_changes", "reject"])
@pytest.mark.parametrize("reason", ["", "   "])
def test_a_refusal_says_why(as_user: SignIn, verdict: str, reason: str) -> None:
    review = _held()
    answer = _decide(as_user(moderator()), review, verdict, reason=reason)
    assert answer.json()["fields"]["reason"][0]["code"] == "required"
    assert not Decision.objects.exists()
    assert _decide(as_user(moderator()), review, "approve", reason="").status_code == 200


def test_a_case_is_decided_once(as_user: SignIn) -> None:
    review = _held()
    assert _decide(as_user(moderator()), review, "approve").status_code == 200
    again = _decide(as_user(moderator()), review, "reject")
    assert (again.status_code, again.json()["code"]) == (409, "already_decided")
    assert Decision.objects.count() == 1


def test_bytes_that_a_human_approved_pass_at_once_for_their_team_only() -> None:
    image = picture()
    version = _draft(ai_painted=True, image=image)
    editor = member(version.artwork.channel.team, Role.EDITOR)
    reviews.decide(reviews.submit(version, by=editor), "approve", by=moderator(), sha256=version.blob_id)
    version.refresh_from_db()
    publications.publish(version, by=editor)
    publications.retire(version.artwork, by=editor)
    restored = versions.restore(version, by=editor)
    assert reviews.submit(restored, by=editor).state == "approved"

    elsewhere = _draft(ai_painted=True, image=image)
    assert elsewhere.blob_id == version.blob_id
    assert reviews.submit(elsewhere, by=_author(elsewhere)).state == "open"


def test_bytes_that_a_human_refused_last_do_not_pass() -> None:
    image, judge = picture(), moderator()
    first = _draft(ai_painted=True, image=image)
    author = _author(first)
    reviews.decide(reviews.submit(first, by=author), "approve", by=judge, sha256=first.blob_id)
    _hold_everything()
    second, third = (add_version(first.artwork, ai_painted=True, image=image) for _ in range(2))
    held = Review.objects.create(version=second, sha256=second.blob_id)
    Decision.objects.create(review=held, outcome="rejected", reason="Чужое", decided_by=judge)
    assert reviews.submit(third, by=author).state == "open"


def test_the_database_keeps_one_open_case_per_version() -> None:
    review = _held()
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.create(version=review.version, sha256=review.sha256)


# --- policy


def test_operators_set_the_policy_moderators_read_it(as_user: SignIn) -> None:
    body = {"composed": "hold", "held_words": ["наш конкурент*"], "refused_words": ["запретное  слово"]}
    url = "/api/v1/moderation/policy"
    operator = as_user(UserFactory(is_staff=True))
    assert operator.get(url).json()["composed"] == "auto"
    answer = operator.put(url, body, format="json")
    assert answer.status_code == 200
    assert answer.json()["refused_words"] == ["запретное слово"]
    assert as_user(moderator()).get(url).json()["composed"] == "hold"
    assert as_user(moderator()).put(url, body, format="json").status_code == 403
    assert as_user(UserFactory()).get(url).status_code == 403
    assert as_user(UserFactory()).put(url, body, format="json").status_code == 403
    assert PolicyRevision.objects.count() == 1

    version = _draft(headline="Запретное СЛОВО")
    assert as_user(_author(version)).post(f"/api/v1/versions/{version.pk}/submit").status_code == 400
    held = _draft(headline="Наши конкуренты").headline
    assert [found.action for found in policy.screen({"headline": held})] == []
    assert [found.action for found in policy.screen({"headline": "Наш конкурент"})] == ["hold"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"composed": "maybe"}, "composed"),
        ({"held_words": ["а*"]}, "held_words"),
        ({"refused_words": ["*"]}, "refused_words"),
        ({"held_words": "слово"}, "held_words"),
    ],
)
def test_policies_that_make_no_sense(as_user: SignIn, changes: dict[str, Any], field: str) -> None:
    body = {"composed": "auto", "held_words": [], "refused_words": []} | changes
    answer = as_user(UserFactory(is_staff=True)).put("/api/v1/moderation/policy", body, format="json")
    assert answer.status_code == 400
    assert field in answer.json()["fields"]
    assert not PolicyRevision.objects.exists()


# --- races


def _at_once(acts: list[Callable[[], object]]) -> list[str]:
    """Run `acts` in threads that start together; "done" or the code of the failure, sorted."""
    results: list[str] = []
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait(10)
            act()
            results.append("done")
        except DomainError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return sorted(results)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ai_painted", [True, False])
def test_a_double_submit_has_one_effect(ai_painted: bool) -> None:
    version = _draft(ai_painted=ai_painted)
    author = _author(version)
    assert _at_once([lambda: reviews.submit(version, by=author)] * 4) == ["already_submitted"] * 3 + ["done"]
    assert Review.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_once_make_one_decision() -> None:
    review = _held()
    judges = [moderator(), moderator()]

    def approve() -> object:
        return reviews.decide(review, "approve", by=judges[0], sha256=review.sha256)

    def reject() -> object:
        return reviews.decide(review, "reject", by=judges[1], sha256=review.sha256, reason="Нет")

    assert _at_once([approve, reject]) == ["already_decided", "done"]
    decision = Decision.objects.get()
    review.refresh_from_db()
    assert review.state == decision.outcome == Version.objects.get().state
