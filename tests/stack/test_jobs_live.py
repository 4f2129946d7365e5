"""Jobs on real processes: cancelled, killed, without Redis, with the page closed meanwhile."""

from __future__ import annotations

import os
import signal
import time

import pytest
from websockets.exceptions import WebSocketException

from tests.stack.conftest import Stack
from tests.stack.processes import child, until

pytestmark = pytest.mark.stack

MANY = 12
ENDED = {"succeeded", "failed", "cancelled"}


def test_a_running_job_stops_within_a_second_and_keeps_what_it_made(stack: Stack) -> None:
    with stack.live() as live:
        job = stack.make(MANY)
        asked_at = stopped_at = 0.0
        for event in live.follow({job}, within_s=60):
            if event["type"] == "job.candidate" and not asked_at:
                asked_at = time.monotonic()
                stack.author.post(f"jobs/{job}/cancel")
            stopped_at = time.monotonic()
    assert stopped_at - asked_at <= 1.0
    shown = stack.job(job)
    assert shown["state"] == "cancelled"
    assert 1 <= len(shown["versions"]) < MANY


def test_closing_and_reopening_the_page_shows_the_true_state(stack: Stack) -> None:
    with stack.live() as live:
        job = stack.make(MANY)
        next(event for event in live.follow({job}, within_s=60) if event["type"] == "job.candidate")
    reopened = stack.job(job)
    assert (reopened["state"], reopened["actions"]) == ("running", ["cancel"])
    assert reopened["versions"]
    assert 0 < reopened["fraction"] < 1
    with stack.live() as live:
        sequences = []
        for event in live.follow({job}, within_s=60):
            sequences.append(event["sequence"])
            if len(sequences) == 3:
                stack.author.post(f"jobs/{job}/cancel")
    assert min(sequences) > reopened["sequence"]
    assert sequences == sorted(set(sequences))


def test_waiting_jobs_have_their_places_and_can_be_cancelled(stack: Stack) -> None:
    jobs = [stack.make(MANY) for _ in range(4)]
    until(lambda: [stack.job(job)["position"] for job in jobs] == [None, 1, 2, 3], within_s=10)
    assert stack.author.post(f"jobs/{jobs[1]}/cancel")["state"] == "cancelled"
    until(lambda: [stack.job(job)["position"] for job in jobs] == [None, None, 1, 2], within_s=5)
    for job in (jobs[3], jobs[2], jobs[0]):
        stack.author.post(f"jobs/{job}/cancel")
    until(lambda: all(stack.job(job)["state"] == "cancelled" for job in jobs), within_s=5)


def test_a_job_whose_worker_is_killed_is_seen_as_lost_and_finished_by_the_next(stack: Stack) -> None:
    with stack.live() as live:
        job = stack.make(6)
        next(event for event in live.follow({job}, within_s=60) if event["type"] == "job.candidate")
    worker = child(stack.site.pid, "manage.py work")
    os.kill(worker, signal.SIGKILL)
    until(lambda: stack.job(job)["attempt"] == 2, within_s=60)
    until(lambda: stack.job(job)["state"] in ENDED, within_s=60)
    shown = stack.job(job)
    assert (shown["state"], shown["attempt"]) == ("succeeded", 2)
    assert [one["recipe"]["index"] for one in shown["versions"]] == list(range(6))
    assert child(stack.site.pid, "manage.py work") != worker


def test_jobs_survive_a_redis_that_dies_again_and_again(stack: Stack) -> None:
    running = stack.make(6)
    until(lambda: stack.job(running)["versions"], within_s=30)
    waiting = stack.make(1)
    away_since = time.monotonic()
    for _death in range(4):
        until(lambda: _pid_or_none(stack, "redis-server"), within_s=15)
        os.kill(child(stack.site.pid, "redis-server"), signal.SIGKILL)
        until(lambda: not _pid_or_none(stack, "redis-server"), within_s=5)
    submitted_meanwhile = stack.make(1)
    assert stack.job(submitted_meanwhile)["state"] == "queued"
    for job in (running, waiting, submitted_meanwhile):
        until(lambda job=job: stack.job(job)["state"] in ENDED, within_s=60)  # type: ignore[misc]  # bound per job
        shown = stack.job(job)
        assert shown["state"] == "succeeded", shown["error"]
    assert time.monotonic() - away_since > 3
    until(lambda: _hears_a_job_to_its_end(stack), within_s=30)


def test_a_redis_that_hangs_for_a_while_hangs_nobody_and_loses_nothing(stack: Stack) -> None:
    redis = child(stack.site.pid, "redis-server")
    os.kill(redis, signal.SIGSTOP)
    try:
        asked_at = time.monotonic()
        kept, called_off = stack.make(1), stack.make(1)
        assert stack.author.post(f"jobs/{called_off}/cancel")["state"] == "cancelled"
        assert time.monotonic() - asked_at < 20
        time.sleep(3)
    finally:
        os.kill(redis, signal.SIGCONT)
    until(lambda: stack.job(kept)["state"] in ENDED, within_s=60)
    assert stack.job(kept)["state"] == "succeeded"
    assert stack.job(called_off)["state"] == "cancelled"


def _hears_a_job_to_its_end(stack: Stack) -> bool:
    """Events are heard; a page whose socket is refused tries again, as this is."""
    try:
        with stack.live() as live:
            job = stack.make(1)
            return [event["state"] for event in live.follow({job}, within_s=30) if "state" in event][
                -1
            ] == "succeeded"
    except WebSocketException:
        return False


def _pid_or_none(stack: Stack, word: str) -> int | None:
    try:
        return child(stack.site.pid, word)
    except AssertionError:
        return None
