"""The life of a job: queued → running → succeeded | failed | cancelled."""

from __future__ import annotations

import uuid
from typing import Any

from accounts.models import Role, Team
from channels_app.problems import FILE_PROBLEMS
from core.states import StateTable, by_the_site
from generation.models import Job, JobState


def by_author(actor: Any, row: Any) -> bool:
    """Rule: an author of the job's team or more."""
    return actor is not None and Team.objects.with_role(actor, Role.AUTHOR).filter(pk=row.team_id).exists()


JOB_STATES = StateTable(
    "job",
    {
        (JobState.QUEUED, "claim"): (JobState.RUNNING, by_the_site),
        (JobState.QUEUED, "cancel"): (JobState.CANCELLED, by_author),
        (JobState.RUNNING, "succeed"): (JobState.SUCCEEDED, by_the_site),
        (JobState.RUNNING, "fail"): (JobState.FAILED, by_the_site),
        (JobState.RUNNING, "stop"): (JobState.CANCELLED, by_the_site),
        (JobState.RUNNING, "lose"): (JobState.QUEUED, by_the_site),
        (JobState.FAILED, "retry"): (JobState.QUEUED, by_author),
        (JobState.CANCELLED, "retry"): (JobState.QUEUED, by_author),
    },
)


def actions_of(job: Job, authored_teams: set[uuid.UUID]) -> list[str]:
    """What a person may do to `job` now, given the teams in which they are author or more.

    A running job has no `cancel` step in the table: the wish is noted and the worker takes `stop`.
    A file that can't be read is not worth another try.
    """
    if job.team_id not in authored_teams:
        return []
    if job.state == JobState.RUNNING:
        return [] if job.cancel_requested_at else ["cancel"]
    if job.error_code in FILE_PROBLEMS:
        return []
    return [
        verb
        for (state, verb), (_, rule) in JOB_STATES.steps.items()
        if state == job.state and rule is by_author
    ]
