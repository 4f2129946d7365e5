"""What operators see of the workers: who is there, what is loaded where, how much waits."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q
from redis.exceptions import RedisError

from generation import presence
from generation.models import Job, JobState, QueueName


def overview() -> dict[str, Any]:
    """The workers that were heard of lately, and the queues with their lengths.

    `transport` False: Redis is away, so nobody can be heard; jobs are safe in the database meanwhile.
    """
    try:
        workers, heard = presence.workers(), True
    except RedisError:
        workers, heard = [], False
    counted = {
        row["queue"]: row
        for row in Job.objects.unfinished()
        .values("queue")
        .annotate(
            waiting=Count("pk", filter=Q(state=JobState.QUEUED)),
            running=Count("pk", filter=Q(state=JobState.RUNNING)),
        )
    }
    return {
        "transport": heard,
        "workers": workers,
        "queues": [
            {
                "name": name,
                "waiting": counted.get(name, {}).get("waiting", 0),
                "running": counted.get(name, {}).get("running", 0),
                "workers": sum(name in worker.queues for worker in workers),
            }
            for name in QueueName.values
        ],
    }
