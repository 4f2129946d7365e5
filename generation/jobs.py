"""The queue's entry point: an id in, a call of the runner out."""

from __future__ import annotations

import uuid

from rq import get_current_job

from generation.runner import run_job


def run(job_id: str) -> None:
    """Work on the job called `job_id`, if it still waits."""
    ticket = get_current_job()
    worker = ticket.worker_name if ticket is not None and ticket.worker_name else "inline"
    run_job(uuid.UUID(job_id), worker=worker)
