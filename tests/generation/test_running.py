"""Progress: told and stored no more often than anybody needs, never backwards; stopped when asked."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest
from django.utils import timezone

from core import events
from generation import stages
from generation.events import JobCandidate, JobChanged
from generation.models import Job, JobKind, JobState
from generation.running import Halt, Run, overall
from generation.watch import Watch
from studio.errors import Cancelled
from studio.progress import Stage
from tests.factories.jobs import making, running

pytestmark = pytest.mark.django_db


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def watching(run: Run) -> Watch:
    return Watch(run, give_up=lambda: None)


def test_progress_is_told_five_times_and_stored_twice_a_second(
    heard: list[events.Event], tmp_path: Path
) -> None:
    clock = Clock()
    run = Run(running(making()), tmp_path, clock=clock)
    stored: list[int] = []
    for step in range(1000):
        clock.now = 100 + step / 100
        run.on_step(Stage.DESIGN, step / 1000, step=1, steps=2)
        stored.append(Job.objects.get(pk=run.job.pk).sequence)
    assert 45 <= len(heard) <= 51
    assert 18 <= len(set(stored)) <= 21


def test_a_candidate_is_told_once_the_row_has_come_as_far(heard: list[events.Event], tmp_path: Path) -> None:
    run = Run(running(making()), tmp_path, clock=Clock())
    for fraction in (0.1, 0.25):
        run.on_step(Stage.DELIVER, fraction, step=1, steps=4)
    run.tell_candidate(run.job.pk, 0)
    stored = Job.objects.get(pk=run.job.pk)
    assert stored.fraction == overall(JobKind.MAKE_CANDIDATES, Stage.DELIVER, 0.25)
    assert isinstance(heard[-1], JobCandidate)
    assert stored.sequence == heard[-1].sequence


def test_events_count_up_and_progress_never_goes_back(heard: list[events.Event], tmp_path: Path) -> None:
    clock = Clock()
    run = Run(running(making()), tmp_path, clock=clock)
    for fraction in (0.2, 0.9, 0.4, 1.0):
        clock.now += 1
        run.on_step(Stage.DESIGN, fraction, step=1, steps=1)
        run.tell_candidate(run.job.pk, 0)
    told = [event for event in heard if isinstance(event, JobChanged | JobCandidate)]
    assert [event.sequence for event in told] == list(range(told[0].sequence, told[0].sequence + 8))
    fractions = [event.fraction for event in told if isinstance(event, JobChanged)]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0


def test_a_superseded_attempt_stores_nothing(tmp_path: Path) -> None:
    run = Run(running(making()), tmp_path)
    Job.objects.filter(pk=run.job.pk).update(attempt=5)
    run.on_step(Stage.DESIGN, 0.5, step=1, steps=2)
    assert Job.objects.get(pk=run.job.pk).fraction == 0.0


@pytest.mark.parametrize("kind", list(JobKind))
def test_every_stage_moves_the_whole_forward(kind: JobKind) -> None:
    shares = [overall(kind, stage, fraction) for stage in Stage for fraction in (0.0, 0.5, 1.0, 7.0, -1.0)]
    assert all(0 <= share <= 1 for share in shares)
    assert max(shares) == 1.0


def test_work_asked_to_stop_stops_at_its_next_step(tmp_path: Path) -> None:
    run = Run(running(making()), tmp_path)
    run.on_step(Stage.BRIEF, 0.0)
    run.stop(Halt.CANCELLED)
    run.stop(Halt.DEADLINE)
    with pytest.raises(Cancelled):
        run.on_step(Stage.BRIEF, 0.5)
    assert run.halt == Halt.CANCELLED


def test_the_watch_beats_and_finds_a_wish_to_stop_in_the_row(tmp_path: Path) -> None:
    job = running(making(), heard_s_ago=20)
    run = Run(job, tmp_path)
    watch = watching(run)
    watch.look()
    assert (timezone.now() - Job.objects.get(pk=job.pk).heartbeat_at).total_seconds() < 5  # type: ignore[operator]
    assert run.halt is None
    Job.objects.filter(pk=job.pk).update(cancel_requested_at=timezone.now())
    watch.look()
    assert run.halt == Halt.CANCELLED


@pytest.mark.django_db(transaction=True)
def test_a_nudged_watch_looks_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generation.watch.LOOK_EVERY_S", 60.0)
    job = running(making())
    run = Run(job, tmp_path)
    watch = watching(run)
    watch.start()
    Job.objects.filter(pk=job.pk).update(cancel_requested_at=timezone.now())
    run.nudge.set()
    give_up_at = time.monotonic() + 5
    while run.halt is None and time.monotonic() < give_up_at:
        time.sleep(0.01)
    watch.close()
    assert run.halt == Halt.CANCELLED


@pytest.mark.parametrize("change", [{"state": JobState.QUEUED}, {"attempt": 9}])
def test_the_watch_notices_that_the_job_is_somebody_elses(change: dict[str, object], tmp_path: Path) -> None:
    run = Run(running(making()), tmp_path)
    Job.objects.filter(pk=run.job.pk).update(**change)
    watching(run).look()
    assert run.halt == Halt.SUPERSEDED


def test_the_watch_keeps_the_deadline(tmp_path: Path, settings: object) -> None:
    settings.JOB_DEADLINE_SECONDS = 0  # type: ignore[attr-defined]  # pytest-django's
    run = Run(running(making()), tmp_path)
    watching(run).look()
    assert run.halt == Halt.DEADLINE


@pytest.mark.django_db(transaction=True)
def test_a_process_stuck_in_foreign_code_gives_its_job_up_and_is_left(tmp_path: Path) -> None:
    left = threading.Event()
    ends: list[str] = []
    run = Run(running(making()), tmp_path)
    watch = Watch(run, give_up=lambda: ends.append("given up"), leave=lambda status: left.set(), grace_s=0.2)
    run.stop(Halt.CANCELLED)
    watch.start()
    assert left.wait(5)
    watch.close()
    assert ends[0] == "given up"


def test_a_job_tells_where_it_stands_in_both_languages() -> None:
    job = running(making(), stage=Stage.DESIGN, step=3, steps=4)
    assert stages.told(job) == {"ru": "Рисую 3 из 4", "en": "Painting 3 of 4"}
    job.stage, job.step, job.steps, job.fraction = Stage.WATCH, 0, 0, 0.424
    assert stages.told(job) == {"ru": "Смотрю видео — 42 %", "en": "Watching the video — 42 %"}
    assert stages.told_position(12) == {"ru": "12-й в очереди", "en": "No. 12 in line"}


@pytest.mark.parametrize("kind", list(JobKind))
@pytest.mark.parametrize("state", list(JobState))
@pytest.mark.parametrize("stage", ["", "starting", *Stage])
def test_every_state_has_its_words(kind: JobKind, state: JobState, stage: str) -> None:
    texts = stages.told(Job(kind=kind, state=state, stage=stage, step=1, steps=2))
    assert all(text and "{" not in text for text in texts.values())
