"""`manage.py dispatch`: hand jobs to the workers until told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType

import structlog
from django.core.management.base import BaseCommand

from generation.dispatcher import Dispatcher

log = structlog.get_logger(__name__)


class Command(BaseCommand):
    help = "Hand jobs to the workers in fair turns, until SIGTERM or Ctrl-C."

    def handle(self, *args: object, **options: object) -> None:
        stop = threading.Event()

        def asked(signum: int, frame: FrameType | None) -> None:
            stop.set()

        signal.signal(signal.SIGTERM, asked)
        signal.signal(signal.SIGINT, asked)
        log.info("dispatcher.started")
        Dispatcher().run(stop)
        log.info("dispatcher.stopped")
