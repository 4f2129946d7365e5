"""Claiming, finishing, losing: the row is the truth."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core import events
from core.errors import InvalidTransition
from generation.events import JobChanged
from generation.models import Job, JobState
from generation.services import attempts
from tests.factories.channels import new_channel, new_video
from tests.factories.jobs import making, running, understanding, watched_video


@pytest.mark.django_db(transaction=True)
def test_of_many_workers_one_gets_the_job() -> None:
    job = making()

    def claim(number: int) -> bool:
        try:
            return attempts.claim(job.pk, worker=f"w{number}") is not None
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as workers:
        got = list(workers.map(claim, range(6)))
    assert got.count(True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempt) == (JobState.RUNNING, 1)


@pytest.mark.django_db
@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.CANCELLED, JobState.SUCCEEDED, JobState.FAILED])
def test_a_duplicate_ticket_does_nothing(state: JobState) -> None:
    job = making(state=state, attempt=1)
    assert attempts.claim(job.pk, worker="late") is None
    job.refresh_from_db()
    assert (job.state, job.attempt, job.worker) == (state, 1, "")


@pytest.mark.django_db
def test_a_silent_worker_loses_its_job_once_and_twice_fails_it() -> None:
    job = running(making(), heard_s_ago=60)
    since = timezone.now() - timedelta(seconds=30)
    assert attempts.lose(job.pk, silent_since=since) == JobState.QUEUED
    job.refresh_from_db()
    assert (job.losses, job.dispatched_at, job.ticket, job.worker) == (1, None, "", "")
    running(job, heard_s_ago=60)
    assert attempts.lose(job.pk, silent_since=since) == JobState.FAILED
    job.refresh_from_db()
    assert job.error_code == "worker_lost"
    assert job.finished_at is not None


@pytest.mark.django_db
def test_a_worker_that_was_heard_of_in_time_keeps_its_job() -> None:
    job = running(making())
    assert attempts.lose(job.pk, silent_since=timezone.now() - timedelta(seconds=30)) is None
    job.refresh_from_db()
    assert job.state == JobState.RUNNING


@pytest.mark.django_db
def test_a_lost_job_that_was_to_be_cancelled_is_cancelled() -> None:
    job = running(making(), heard_s_ago=60, cancel_requested_at=timezone.now())
    assert attempts.lose(job.pk, silent_since=timezone.now() - timedelta(seconds=30)) == JobState.CANCELLED


@pytest.mark.django_db
def test_an_attempt_that_was_given_up_can_not_finish_the_next_ones_job() -> None:
    job = running(making(), heard_s_ago=60)
    given_up = Job.objects.get(pk=job.pk)
    attempts.lose(job.pk, silent_since=timezone.now() - timedelta(seconds=30))
    assert attempts.claim(job.pk, worker="w2") is not None
    for end in (attempts.succeed, attempts.stop, attempts.hand_back):
        with pytest.raises(InvalidTransition):
            end(given_up)
    job.refresh_from_db()
    assert (job.state, job.worker) == (JobState.RUNNING, "w2")


@pytest.mark.django_db(transaction=True)
def test_the_sequence_only_grows_through_a_loss(heard: list[events.Event]) -> None:
    job = making()
    first = attempts.claim(job.pk, worker="w1")
    assert first is not None
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(seconds=60))
    attempts.lose(job.pk, silent_since=timezone.now() - timedelta(seconds=30))
    second = attempts.claim(job.pk, worker="w2")
    assert second is not None
    attempts.succeed(second)
    told = [event for event in heard if isinstance(event, JobChanged)]
    assert [event.state for event in told] == ["running", "queued", "running", "succeeded"]
    sequences = [event.sequence for event in told]
    assert sequences == sorted(set(sequences))
    assert sequences[1] - sequences[0] > 50, "a worker may have told more steps than it stored"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("truncated", "truncated"),
        ("worker_lost", "reading_failed"),
        ("crashed", "reading_failed"),
        ("deadline", "too_slow"),
    ],
)
def test_a_failed_watching_says_why_the_video_cannot_be_used(code: str, problem: str) -> None:
    video = new_video(new_channel(), state="reading", has_digest=False, thumb=None, probe=None)
    job = running(understanding(video))
    attempts.fail(job, code)
    video.refresh_from_db()
    assert (video.state, video.problem_code) == ("unusable", problem)


@pytest.mark.django_db
def test_a_video_watched_before_stays_usable_when_watching_again_fails() -> None:
    video = watched_video(state="reading")
    attempts.fail(running(understanding(video)), "crashed")
    video.refresh_from_db()
    assert video.state == "ready"


@pytest.mark.django_db
def test_a_job_handed_back_waits_again_and_counts_no_loss() -> None:
    video = new_video(new_channel(), state="reading", has_digest=False, thumb=None, probe=None)
    job = running(understanding(video))
    attempts.hand_back(job)
    job.refresh_from_db()
    video.refresh_from_db()
    assert (job.state, job.losses, video.state) == (JobState.QUEUED, 0, "waiting")
