"""The verbs of workers and the dispatcher: claim, finish, fail, stop, lose. The site itself acts."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.errors import InvalidTransition
from core.events import publish_on_commit
from core.states import transition
from generation import problems
from generation.events import job_changed
from generation.models import Job, JobState
from generation.services.videos import let_go, put_back
from generation.stages import STARTING
from generation.states import JOB_STATES

# A lost worker may have told up to this many steps that it hadn't stored; the next attempt counts on from
# behind them, or its events would be dropped as late ones.
SEQUENCE_MARGIN = 100
# A job whose worker vanished is tried once more; twice in a row is no accident.
LOSSES_LIMIT = 2


@transaction.atomic
def claim(job_id: uuid.UUID, *, worker: str) -> Job | None:
    """Take a waiting job. None when there is nothing to take: of two workers only one gets it."""
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None or job.state != JobState.QUEUED:
        return None
    now = timezone.now()
    _move(
        job,
        "claim",
        attempt=job.attempt + 1,
        worker=worker,
        stage=STARTING,
        step=0,
        steps=0,
        fraction=0.0,
        position=None,
        started_at=now,
        heartbeat_at=now,
    )
    return job


@transaction.atomic
def succeed(job: Job) -> None:
    """Raises InvalidTransition when the job isn't this attempt's any more."""
    _hold(job)
    _move(
        job,
        "succeed",
        fraction=1.0,
        stage=job.stage,
        step=job.step,
        steps=job.steps,
        finished_at=timezone.now(),
    )


@transaction.atomic
def fail(job: Job, code: str, params: dict[str, object] | None = None) -> None:
    """End a job that can't be done. Raises InvalidTransition when it isn't this attempt's any more."""
    _hold(job)
    let_go(job, _video_problem(code), params)
    _move(job, "fail", error_code=code, error_params=params or {}, finished_at=timezone.now())


@transaction.atomic
def stop(job: Job) -> None:
    """End a job as its author wished. Raises InvalidTransition when it isn't this attempt's any more."""
    _hold(job)
    let_go(job, "cancelled")
    _move(job, "stop", finished_at=timezone.now())


@transaction.atomic
def hand_back(job: Job) -> None:
    """The worker is told to leave: the job waits again, and nobody counts it as lost."""
    _hold(job)
    _requeue(job)


@transaction.atomic
def lose(job_id: uuid.UUID, *, silent_since: datetime) -> str | None:
    """A running job was not heard of since before `silent_since`: end it as wished, retry it, or fail it.

    Returns the state it is in then, None when it was heard of after all.
    """
    job = Job.objects.select_for_update().filter(pk=job_id, state=JobState.RUNNING).first()
    if job is None or (job.heartbeat_at is not None and job.heartbeat_at >= silent_since):
        return None
    job.sequence += SEQUENCE_MARGIN
    return _lose(job)


@transaction.atomic
def give_up(job: Job) -> None:
    """The worker itself can't go on (its device is lost): end the job as wished, retry it, or fail it.

    Raises InvalidTransition when it isn't this attempt's any more.
    """
    _hold(job)
    _lose(job)


def _lose(job: Job) -> str:
    job.losses += 1
    if job.cancel_requested_at is not None:
        stop(job)
    elif job.losses >= LOSSES_LIMIT:
        fail(job, problems.WORKER_LOST)
    else:
        _requeue(job)
    return job.state


def _requeue(job: Job) -> None:
    put_back(job)
    _move(
        job,
        "lose",
        losses=job.losses,
        stage="",
        step=0,
        steps=0,
        fraction=0.0,
        worker="",
        ticket="",
        started_at=None,
        heartbeat_at=None,
        dispatched_at=None,
    )


def _video_problem(code: str) -> str:
    """What to say about a video whose job failed with `code`."""
    if code == problems.DEADLINE:
        return "too_slow"
    if code in problems.NOT_THE_VIDEOS_FAULT:
        return "reading_failed"
    return code


def _hold(job: Job) -> None:
    """Lock the row, and make sure that the attempt in `job` is still the one that counts."""
    now = Job.objects.select_for_update().filter(pk=job.pk).values("state", "attempt").first()
    if now is None or now != {"state": JobState.RUNNING, "attempt": job.attempt}:
        raise InvalidTransition


def _move(job: Job, verb: str, **changes: object) -> None:
    transition(JOB_STATES, job, verb, by=None, team_id=job.team_id, sequence=job.sequence + 1, **changes)
    publish_on_commit(job_changed(job))
