"""The dispatcher: fair hand-over, positions, what got lost, and Redis or the database away."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings as site
from django.db import OperationalError
from django.utils import timezone
from redis import Redis
from redis.exceptions import ConnectionError as RedisAway
from rq import Queue

from core import events
from generation import dispatcher as dispatching
from generation import leases, transport
from generation.dispatcher import Dispatcher
from generation.events import JobChanged
from generation.models import Job, JobKind, JobState, Lease, QueueName
from generation.services.jobs import cancel_job
from tests.factories.channels import new_channel, new_video
from tests.factories.jobs import making, running, watched_video

pytestmark = pytest.mark.django_db(transaction=True)
AHEAD = site.JOBS_AHEAD_PER_WORKER


@pytest.fixture(autouse=True)
def empty_queues(redis_server: str) -> Iterator[None]:
    yield
    for name in QueueName.values:
        transport.queue(name).empty()


def lying(name: str = QueueName.MEDIA) -> list[str]:
    """The tickets in a queue, as the database knows them."""
    tickets = transport.queue(name).get_job_ids()
    by_ticket = dict(Job.objects.values_list("ticket", "pk"))
    return [str(by_ticket[ticket]) for ticket in tickets]


def test_every_waiting_video_gets_one_job() -> None:
    waiting = new_video(new_channel(), state="waiting", has_digest=False)
    new_video(new_channel(), state="uploading")
    act = Dispatcher()
    act.start_understanding()
    act.start_understanding()
    assert [job.video_id for job in Job.objects.filter(kind=JobKind.UNDERSTAND)] == [waiting.pk]


def test_only_a_few_jobs_lie_in_redis_and_the_rest_can_still_be_reordered() -> None:
    video = watched_video()
    jobs = [making(video) for _ in range(5)]
    Dispatcher().tick()
    assert lying() == [str(job.pk) for job in jobs[:AHEAD]]
    assert Job.objects.filter(dispatched_at=None).count() == 5 - AHEAD


def test_teams_take_turns() -> None:
    big, small = watched_video(), watched_video()
    first, second, _third = (making(big) for _ in range(3))
    only = making(small)
    act = Dispatcher()
    act.tick()
    assert lying() == [str(first.pk), str(only.pk)]
    act.tell_positions()
    places = dict(Job.objects.values_list("pk", "position"))
    assert [places[job.pk] for job in (first, only, second, _third)] == [1, 2, 3, 4]


def test_places_in_line_are_told_when_they_change(heard: list[events.Event]) -> None:
    video = watched_video()
    jobs = [making(video) for _ in range(4)]
    act = Dispatcher()
    act.tick()
    heard.clear()
    act.tell_positions()
    assert heard == []
    cancel_job(jobs[0].pk, by=jobs[0].created_by)  # type: ignore[arg-type]  # it has one
    act.tick()
    moved = [event for event in heard if isinstance(event, JobChanged) and event.state == "queued"]
    assert [(event.job_id, event.position) for event in moved] == [
        (job.pk, place) for place, job in enumerate(jobs[1:], start=1)
    ]
    assert moved[0].text.en == "Next in line"


def test_a_cancelled_job_leaves_the_queue() -> None:
    job = making()
    Dispatcher().tick()
    assert lying() == [str(job.pk)]
    cancel_job(job.pk, by=job.created_by)  # type: ignore[arg-type]  # it has one
    assert transport.queue(QueueName.MEDIA).get_job_ids() == []


def test_a_ticket_that_redis_lost_is_written_anew() -> None:
    job = making()
    act = Dispatcher()
    act.tick()
    transport.queue(QueueName.MEDIA).empty()
    Job.objects.filter(pk=job.pk).update(dispatched_at=timezone.now() - timedelta(seconds=60))
    act.find_lost_tickets()
    act.hand_out()
    assert lying() == [str(job.pk)]


def test_a_silent_workers_job_is_found(settings: object) -> None:
    job = running(making(), heard_s_ago=site.JOB_LOST_AFTER_SECONDS + 1)
    alive = running(making())
    Dispatcher().find_lost_jobs()
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {job.pk: JobState.QUEUED, alive.pk: JobState.RUNNING}


def test_with_redis_away_nothing_is_lost_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    job = making()
    video = new_video(new_channel(), state="waiting", has_digest=False)
    act = Dispatcher()
    away = Queue("media", connection=Redis(unix_socket_path="/nowhere/redis.sock"))
    monkeypatch.setattr(transport, "queue", lambda name: away)
    act.tick()
    job.refresh_from_db()
    assert (job.state, job.dispatched_at, job.ticket) == (JobState.QUEUED, None, "")
    assert Job.objects.filter(kind=JobKind.UNDERSTAND, video=video).exists()
    monkeypatch.undo()
    act.tick()
    assert str(job.pk) in lying()


def test_a_hand_over_that_fails_half_way_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    job = making()

    def fails(job: Job, *, deadline_s: int) -> None:
        raise RedisAway("gone")

    monkeypatch.setattr(dispatching.transport, "hand_over", fails)
    Dispatcher().tick()
    job.refresh_from_db()
    assert (job.dispatched_at, job.ticket) == (None, "")


def test_a_locked_database_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    act, stop, failures = Dispatcher(), threading.Event(), [OperationalError("database is locked")] * 2
    acted: list[bool] = []

    def tick() -> None:
        if failures:
            raise failures.pop()
        acted.append(True)
        stop.set()

    monkeypatch.setattr(act, "tick", tick)
    act.run(stop)
    assert acted == [True]
    assert not Lease.objects.exists(), "the next dispatcher needn't wait"


def test_of_two_dispatchers_one_acts_until_it_falls_silent() -> None:
    assert leases.hold("dispatcher", holder="one", seconds=30)
    assert not leases.hold("dispatcher", holder="two", seconds=30)
    assert leases.hold("dispatcher", holder="one", seconds=0)
    assert leases.hold("dispatcher", holder="two", seconds=30)
    leases.release("dispatcher", holder="one")
    assert not leases.hold("dispatcher", holder="one", seconds=30)
    leases.release("dispatcher", holder="two")
    assert leases.hold("dispatcher", holder="one", seconds=30)


def test_a_job_that_no_worker_serves_waits_in_sight() -> None:
    job = making(queue=QueueName.PAINT)
    act = Dispatcher()
    for _ in range(3):
        act.tick()
        Job.objects.filter(pk=job.pk).update(dispatched_at=timezone.now() - timedelta(hours=1))
        act.find_lost_tickets()
    job.refresh_from_db()
    assert (job.state, job.position) == (JobState.QUEUED, 1)
    assert lying(QueueName.PAINT) == [str(job.pk)]
