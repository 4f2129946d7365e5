"""How long a job still takes, by its pace so far."""

from __future__ import annotations

from datetime import datetime

from generation.models import Job, JobState

# An estimate from the first per cents of the work would only jump about.
FROM_FRACTION = 0.08


def eta_s(job: Job, now: datetime) -> float | None:
    """Seconds to go; None while nothing can be said."""
    if job.state != JobState.RUNNING or job.started_at is None or job.fraction < FROM_FRACTION:
        return None
    spent_s = (now - job.started_at).total_seconds()
    return round(spent_s * (1 - job.fraction) / job.fraction, 1)
