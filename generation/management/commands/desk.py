"""`manage.py desk`: draw designs for the pages that wait for them, until told to stop."""

from __future__ import annotations

import signal
import threading
from typing import Any

import structlog
from django.conf import settings
from django.core.management.base import BaseCommand

from generation.desk import post
from generation.desk.service import Desk

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Draw what the editor shows, until SIGTERM or Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        desk = Desk(
            post.connection(settings.REDIS_URL),
            threads=settings.DESK_THREADS,
            bytes_limit=settings.DESK_MEMORY_BYTES,
        )
        log.info("desk.started", threads=settings.DESK_THREADS)
        desk.run(stop)
        log.info("desk.stopped")
