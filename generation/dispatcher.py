"""The dispatcher: it hands jobs to workers in fair turns, and finds what got lost."""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.db.models import Exists, OuterRef
from django.utils import timezone
from redis.exceptions import RedisError

from channels_app.models import Video, VideoState
from channels_app.services.uploads import expire_uploads
from core import events, sealing
from core.errors import Conflict
from generation import leases, transport
from generation.chores import tidy
from generation.events import job_changed
from generation.fairness import Waiting, turns
from generation.models import Job, JobKind, QueueName
from generation.services import attempts
from generation.services.jobs import queue_understanding

log = structlog.get_logger(__name__)

LEASE = "dispatcher"
LEASE_S = 6.0
TICK_S = 0.3
RECONCILE_EVERY_S = 2.0
EXPIRE_UPLOADS_EVERY_S = 60.0
TIDY_EVERY_S = 600.0
SEAL_EVERY_S = 1.0
# A ticket is on its way to its claim for a moment; older ones that Redis does not know are lost.
TICKET_LOST_AFTER_S = 5.0
# Nobody counts further than this; those behind just wait.
POSITIONS_TOLD = 100
BACK_OFF_LIMIT_S = 5.0


class Dispatcher:
    """One of these acts at a time, whichever holds the lease; all it knows is in the database."""

    def __init__(self) -> None:
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._served: dict[uuid.UUID, int] = {}
        self._redis_away = False
        self._due: dict[str, float] = {}

    def run(self, stop: threading.Event) -> None:
        """Act until `stop` is set. A database that is busy or away is waited for, longer each time."""
        pause_s = TICK_S
        try:
            while not stop.wait(pause_s):
                pause_s = TICK_S if self._act() else min(pause_s * 2, BACK_OFF_LIMIT_S)
        finally:
            with suppress(OperationalError, InterfaceError):
                leases.release(LEASE, holder=self.holder)

    def tick(self) -> None:
        """Everything that is due now."""
        self.start_understanding()
        if self._is_due("reconcile", RECONCILE_EVERY_S):
            self.find_lost_jobs()
            self._with_redis(self.find_lost_tickets)
        self._with_redis(self.hand_out)
        self.tell_positions()
        if self._is_due("uploads", EXPIRE_UPLOADS_EVERY_S):
            expire_uploads()
        if self._is_due("seal", SEAL_EVERY_S):
            sealing.seal_new()
        if self._is_due("tidy", TIDY_EVERY_S):
            tidy()

    def _act(self) -> bool:
        """One tick, if it is ours to take. False when the database can't be reached."""
        try:
            if leases.hold(LEASE, holder=self.holder, seconds=LEASE_S):
                self.tick()
        except (OperationalError, InterfaceError) as error:
            log.warning("dispatcher.database_away", reason=str(error))
            connection.close()
            return False
        return True

    def start_understanding(self) -> None:
        """Queue the watching of every video that waits for it."""
        unfinished = Job.objects.unfinished().filter(kind=JobKind.UNDERSTAND, video=OuterRef("pk"))
        waiting = Video.objects.filter(~Exists(unfinished), state=VideoState.WAITING)
        for video in waiting.select_related("channel", "created_by"):
            try:
                queue_understanding(video, by=None)
            except Conflict:
                log.info("video.queued_elsewhere", video_id=str(video.pk))

    def find_lost_jobs(self) -> None:
        """Put jobs whose worker fell silent back in line, or fail them."""
        since = timezone.now() - timedelta(seconds=settings.JOB_LOST_AFTER_SECONDS)
        for pk in Job.objects.running().filter(heartbeat_at__lt=since).values_list("pk", flat=True):
            state = attempts.lose(pk, silent_since=since)
            if state is not None:
                log.warning("job.lost", job_id=str(pk), now=state)

    def find_lost_tickets(self) -> None:
        """Forget hand-overs that Redis lost, so that their jobs are handed over again."""
        before = timezone.now() - timedelta(seconds=TICKET_LOST_AFTER_S)
        handed = dict(
            Job.objects.waiting()
            .filter(dispatched_at__lt=before)
            .exclude(ticket="")
            .values_list("ticket", "pk")
        )
        if not handed:
            return
        lost = handed.keys() - transport.waiting_tickets(QueueName.values)
        for ticket in lost:
            Job.objects.waiting().filter(pk=handed[ticket], ticket=ticket).update(
                dispatched_at=None, ticket=""
            )
            log.warning("job.ticket_lost", job_id=str(handed[ticket]))

    def hand_out(self) -> None:
        """Give the workers the next few jobs, in fair turns between teams."""
        for name in QueueName.values:
            order = self._in_line(name)
            if not order:
                continue
            handed = Job.objects.waiting().filter(queue=name, dispatched_at__isnull=False).count()
            room = max(1, transport.workers(name)) * settings.JOBS_AHEAD_PER_WORKER - handed
            for pk in order[: max(room, 0)]:
                self._hand_over(pk)

    def tell_positions(self) -> None:
        """Keep every waiting job's place in line true, and tell those whose place has changed."""
        for name in QueueName.values:
            handed = Job.objects.waiting().filter(queue=name, dispatched_at__isnull=False)
            order = [*handed.order_by("dispatched_at").values_list("pk", flat=True), *self._in_line(name)]
            places = {pk: place for place, pk in enumerate(order[:POSITIONS_TOLD], start=1)}
            waiting = Job.objects.waiting().filter(queue=name)
            for job in sorted(waiting, key=lambda job: places.get(job.pk, POSITIONS_TOLD + 1)):
                place = places.get(job.pk)
                if place == job.position:
                    continue
                unmoved = Job.objects.waiting().filter(pk=job.pk, sequence=job.sequence)
                job.position, job.sequence = place, job.sequence + 1
                if unmoved.update(position=job.position, sequence=job.sequence):
                    events.publish(job_changed(job))

    def _in_line(self, queue: str) -> list[uuid.UUID]:
        """The jobs of a queue that aren't handed over yet, in the order of their turns."""
        waiting = Job.objects.waiting().filter(queue=queue, dispatched_at=None)
        rows = [Waiting(*row) for row in waiting.values_list("pk", "team_id", "priority", "created_at")]
        if not rows:
            return []
        in_hand = Job.objects.filter(queue=queue).exclude(dispatched_at=None).unfinished()
        return turns(rows, Counter(in_hand.values_list("team_id", flat=True)), self._served)

    def _hand_over(self, pk: uuid.UUID) -> None:
        job = Job.objects.waiting().filter(pk=pk, dispatched_at=None).first()
        if job is None:
            return
        job.ticket = transport.new_ticket(job)
        # The row first: a ticket that never reached Redis is found missing, one without a row would not be.
        Job.objects.waiting().filter(pk=pk).update(ticket=job.ticket, dispatched_at=timezone.now())
        try:
            transport.hand_over(job, deadline_s=settings.JOB_DEADLINE_SECONDS)
        except RedisError:
            Job.objects.waiting().filter(pk=pk, ticket=job.ticket).update(ticket="", dispatched_at=None)
            raise
        self._served[job.team_id] = max(self._served.values(), default=0) + 1

    def _with_redis(self, act: Callable[[], None]) -> None:
        """Do what needs Redis; while it is away the rest goes on."""
        try:
            act()
        except (RedisError, OSError) as error:
            if not self._redis_away:
                log.warning("dispatcher.redis_away", reason=str(error))
            self._redis_away = True
        else:
            if self._redis_away:
                log.info("dispatcher.redis_back")
            self._redis_away = False

    def _is_due(self, what: str, every_s: float) -> bool:
        now = time.monotonic()
        if now < self._due.get(what, 0.0):
            return False
        self._due[what] = now + every_s
        return True
