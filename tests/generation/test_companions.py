"""Jobs beside a job: which are taken, in whose turn, and that all of them end well in one process."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from generation import runner
from generation.companions import Companions, InHand, next_beside
from generation.models import INTERACTIVE_PRIORITY, Job, JobKind, JobState, QueueName
from generation.running import Run
from generation.services.jobs import cancel_job
from generation.workplace import jobs_in_hand
from studio.progress import Stage
from tests.factories.jobs import making, watched_video

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "sdxl:1"


def painting(video: Any = None, *, key: str = KEY, waited_s: float = 60, **values: Any) -> Job:
    job = making(video, count=1, queue=QueueName.PAINT, batch_key=key, **values)
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(seconds=waited_s))
    return job


def holding(*jobs: Job) -> list[InHand]:
    return [InHand(job.pk, job.team_id, job.batch_key) for job in jobs]


def taken(*jobs: Job) -> list[InHand]:
    Job.objects.filter(pk__in=[job.pk for job in jobs]).update(state=JobState.RUNNING)
    return holding(*jobs)


def beside(hand: list[InHand]) -> uuid.UUID | None:
    found = next_beside(hand)
    return found.id if found else None


def test_a_job_of_the_same_batch_is_taken_and_one_of_another_is_left() -> None:
    video = watched_video()
    first, other, same = painting(video), painting(video, key="sdxl:2"), painting(video)
    assert beside(taken(first)) == same.pk
    assert beside(taken(first, same)) is None
    assert beside(taken(other)) is None


def test_another_teams_job_comes_beside_whatever_it_needs() -> None:
    first, theirs = painting(), painting(key="flux:9")
    assert beside(taken(first)) == theirs.pk


def test_teams_take_turns() -> None:
    ours, theirs = watched_video(), watched_video()
    hand = taken(painting(ours), painting(ours))
    painting(ours, waited_s=500)
    only = painting(theirs, waited_s=10)
    assert beside(hand) == only.pk


def test_somebody_who_waits_at_the_page_goes_first() -> None:
    video = watched_video()
    first = painting(video)
    painting(video, waited_s=500)
    waited_for = painting(video, key="flux:9", waited_s=2, priority=INTERACTIVE_PRIORITY)
    assert beside(taken(first)) == waited_for.pk


def test_a_fresh_job_is_left_to_idle_workers_for_a_moment() -> None:
    video = watched_video()
    first, fresh = painting(video), painting(video, waited_s=0)
    assert beside(taken(first)) is None
    Job.objects.filter(pk=fresh.pk).update(created_at=timezone.now() - timedelta(seconds=2))
    assert beside(holding(first)) == fresh.pk


def test_composed_pictures_and_an_idle_worker_have_no_companions() -> None:
    first = painting()
    making(first.video, count=1, batch_key=KEY)
    assert beside(taken(first)) is None
    painting(first.video)
    assert beside([]) is None


def test_the_places_of_one_look_are_shared_between_teams() -> None:
    ours, theirs = watched_video(), watched_video()
    first = painting(ours)
    waiting = [painting(ours, waited_s=500), painting(ours, waited_s=400), painting(theirs, waited_s=10)]
    begun: list[uuid.UUID] = []
    hand = taken(first)
    look = Companions(begun.append, lambda: hand, most=3)
    look.look()
    look._stopped.set()
    for thread in look._threads.values():
        thread.join()
    assert set(begun) == {waiting[2].pk, waiting[0].pk}


class Together:
    """Jobs of this kind wait until so many of them are at work at the same time."""

    def __init__(self, wanted: int) -> None:
        self.barrier = threading.Barrier(wanted)
        self.seen: list[uuid.UUID] = []

    def __call__(self, run: Run) -> None:
        self.seen.append(run.job.pk)
        self.barrier.wait(20)


@pytest.fixture
def companions() -> Iterator[Companions]:
    threads = Companions(lambda pk: runner.run_job(pk, worker="w1"), jobs_in_hand, most=3)
    threads.start()
    yield threads
    threads.close()


def test_waiting_jobs_are_worked_on_beside_the_one_with_the_ticket(
    companions: Companions, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Together(3)
    monkeypatch.setattr(runner, "KINDS", {JobKind.MAKE_CANDIDATES: together})
    jobs = [painting(), painting(), painting()]
    assert runner.run_job(jobs[0].pk, worker="w1") == JobState.SUCCEEDED
    companions.close()
    assert set(together.seen) == {job.pk for job in jobs}
    assert set(Job.objects.values_list("state", "worker", "attempt")) == {(JobState.SUCCEEDED, "w1", 1)}
    assert runner.in_hand() == ()
    # The ticket of a job that was taken so finds nothing to do.
    assert runner.run_job(jobs[1].pk, worker="w2") is None


def test_no_more_are_begun_than_there_is_room_for(
    companions: Companions, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, most = Together(3), 0

    def watched(run: Run) -> None:
        nonlocal most
        together(run)
        most = max(most, len(runner.in_hand()))
        time.sleep(1.5)

    monkeypatch.setattr(runner, "KINDS", {JobKind.MAKE_CANDIDATES: watched})
    jobs = [painting() for _ in range(6)]
    runner.run_job(jobs[0].pk, worker="w1")
    companions.close()
    assert most == 3
    assert len(together.seen) == 3


def test_a_wish_to_stop_reaches_only_the_one_it_is_for(
    companions: Companions, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, go_on = Together(2), threading.Event()

    def paints(run: Run) -> None:
        together(run)
        while not go_on.is_set():
            run.on_step(Stage.PAINT, 0.5)
            time.sleep(0.02)

    monkeypatch.setattr(runner, "KINDS", {JobKind.MAKE_CANDIDATES: paints})
    first, second = painting(), painting()

    def cancel_the_companion() -> None:
        while len(together.seen) < 2:
            time.sleep(0.02)
        cancel_job(second.pk, by=second.created_by)  # type: ignore[arg-type]  # it has one
        while Job.objects.get(pk=second.pk).state == JobState.RUNNING:
            time.sleep(0.02)
        go_on.set()

    canceller = threading.Thread(target=cancel_the_companion)
    canceller.start()
    runner.run_job(first.pk, worker="w1")
    canceller.join()
    companions.close()
    states = dict(Job.objects.values_list("pk", "state"))
    assert states == {first.pk: JobState.SUCCEEDED, second.pk: JobState.CANCELLED}


def test_told_to_leave_all_go_back_to_the_queue_and_none_counts_as_lost(
    companions: Companions, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = Together(2)

    def paints(run: Run) -> None:
        together(run)
        runner.leave()
        while True:
            run.on_step(Stage.PAINT, 0.5)
            time.sleep(0.01)

    monkeypatch.setattr(runner, "KINDS", {JobKind.MAKE_CANDIDATES: paints})
    first = painting()
    painting()
    try:
        runner.run_job(first.pk, worker="w1")
        companions.close()
    finally:
        runner._leaving.clear()
    assert set(Job.objects.values_list("state", "losses", "worker")) == {(JobState.QUEUED, 0, "")}


def test_a_job_whose_device_is_lost_is_tried_once_more_and_then_fails(tmp_path: Any) -> None:
    job = painting()
    for state in (JobState.QUEUED, JobState.FAILED):
        held = runner.attempts.claim(job.pk, worker="w1")
        assert held is not None
        with runner._held(Run(held, tmp_path)):
            runner.give_up_all()
        job.refresh_from_db()
        assert job.state == state
    assert job.error_code == "worker_lost"
    assert runner.in_hand() == ()
