"""Structured logs: one line an event; JSON when LOG_JSON is on, readable otherwise."""

from __future__ import annotations

import structlog
from structlog.typing import Processor

from config import env
from core.logs import mask_secrets

_shared: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
]
_renderer = (
    structlog.processors.JSONRenderer()
    if env.flag("LOG_JSON", False)
    else structlog.dev.ConsoleRenderer(colors=False, pad_event_to=0)
)

structlog.configure(
    processors=[
        *_shared,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                mask_secrets,
                _renderer,
            ],
            "foreign_pre_chain": _shared,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "uvicorn.access": {"level": "WARNING"},
        "django_structlog": {"level": env.text("LOG_LEVEL_REQUESTS", "WARNING").upper()},
        # Says again what django_structlog says, with less about it.
        "django.request": {"level": "ERROR"},
        "rq.worker": {"level": "WARNING"},
    },
}
