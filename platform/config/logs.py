"""Structured logs: one line an event; JSON when LOG_JSON is on, readable otherwise."""

from __future__ import annotations

import structlog
from structlog.typing import Processor

from config import env

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
        structlog.processors.format_exc_info,
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
            "processor": _renderer,
            "foreign_pre_chain": _shared,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        "uvicorn.access": {"level": "WARNING"},
        "django_structlog": {"level": "WARNING"},
        "rq.worker": {"level": "WARNING"},
    },
}
