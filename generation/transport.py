"""Redis as transport: it carries tickets of jobs and wishes to stop. It is never asked for the truth."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import cache

import structlog
from django.conf import settings
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.command import send_stop_job_command
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.serializers import JSONSerializer
from rq.worker import BaseWorker

from generation.models import Job

log = structlog.get_logger(__name__)

ENTRY_POINT = "generation.jobs.run"
# The runner keeps the deadline itself; RQ's own is a second net behind it.
DEADLINE_MARGIN_S = 300
# A Redis that hangs must not hang whoever talks to it. (RQ gives its workers longer, for waiting.)
CONNECT_WITHIN_S, ANSWER_WITHIN_S = 2.0, 3.0


@cache
def queue(name: str) -> Queue:
    """The RQ queue called `name`; its connection is shared by the process."""
    connection = Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=CONNECT_WITHIN_S,
        socket_timeout=ANSWER_WITHIN_S,
        # Whoever asks decides whether to ask again; a person waiting for an answer would not.
        retry=Retry(NoBackoff(), 0),
    )
    return Queue(name, connection=connection, serializer=JSONSerializer)


def new_ticket(job: Job) -> str:
    """A name for one hand-over: never used twice, so that remains of an earlier one can't be confused."""
    return f"{job.pk}-{secrets.token_hex(4)}"


def hand_over(job: Job, *, deadline_s: int) -> None:
    """Put the job's ticket where a worker finds it. Raises RedisError while Redis is away."""
    queue(job.queue).enqueue_call(
        ENTRY_POINT,
        args=(str(job.pk),),
        job_id=job.ticket,
        timeout=deadline_s + DEADLINE_MARGIN_S,
        result_ttl=0,
        failure_ttl=0,
    )


def ask_to_stop(job: Job) -> None:
    """Tell the worker at once. With Redis away it finds the wish in the row by itself."""
    try:
        send_stop_job_command(queue(job.queue).connection, job.ticket, serializer=JSONSerializer)
    except (RedisError, NoSuchJobError, InvalidJobOperation) as error:
        log.info("job.stop_not_sent", job_id=str(job.pk), reason=str(error))


def withdraw(queue_name: str, ticket: str) -> None:
    """Take a ticket back. One that stays behind does no harm: claiming its job fails."""
    try:
        queue(queue_name).remove(ticket)
    except RedisError as error:
        log.info("ticket.not_withdrawn", ticket=ticket, reason=str(error))


def waiting_tickets(queue_names: Iterable[str]) -> set[str]:
    """The tickets that lie in Redis and no worker has taken. Raises RedisError."""
    return {ticket for name in queue_names for ticket in queue(name).get_job_ids()}


def workers(queue_name: str) -> int:
    """How many workers serve a queue now. Raises RedisError."""
    return len(BaseWorker.all(queue=queue(queue_name)))
