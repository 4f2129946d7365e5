"""`manage.py work --queues media paint`: work on jobs until told to stop."""

from __future__ import annotations

import os
import secrets
import socket
import time

import structlog
from django.core.management.base import BaseCommand, CommandParser
from redis.exceptions import RedisError
from rq.serializers import JSONSerializer

from generation import transport, workplace
from generation.models import QueueName
from generation.worker import REDIS_RETRY_S, WORKER_TTL_S, WarmWorker

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Work on the jobs of the given queues, until SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--queues", nargs="+", choices=QueueName.values, default=[QueueName.MEDIA.value])

    def handle(self, *args: object, **options: list[str]) -> None:
        names = options["queues"]
        queues = [transport.queue(name) for name in names]
        self._wait_for_redis(names[0])
        name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(3)}"
        worker = WarmWorker(
            queues,
            name=name,
            connection=queues[0].connection,
            serializer=JSONSerializer,
            worker_ttl=WORKER_TTL_S,
            log_job_description=False,
        )
        log.info("worker.started", queues=names)
        with workplace.opened(name, names):
            worker.work(logging_level="WARNING")
        log.info("worker.stopped")

    def _wait_for_redis(self, queue_name: str) -> None:
        said = False
        while True:
            try:
                transport.queue(queue_name).connection.ping()
            except RedisError as error:
                if not said:
                    log.warning("worker.redis_away", reason=str(error))
                    said = True
                time.sleep(REDIS_RETRY_S)
            else:
                return
