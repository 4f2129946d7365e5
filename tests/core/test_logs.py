"""Logs name the request and hold no secrets."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.test import Client

from core.logs import mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("GET /media/ab12.ff.sig/cover.jpg", "GET /media/***/cover.jpg"),
        ("POST /api/v1/invitations/s3cr3t-t0k3n/accept", "POST /api/v1/invitations/***/accept"),
        ("Authorization: Token 0123456789abcdef0123456789", "Authorization: Token ***"),
        ('{"password": "hunter2 "}', '{"password": "*** "}'),
        ("redis://user:hunter2@host:6379/0", "redis://user:***@host:6379/0"),
        ("GET /api/v1/teams/7c9e6679-7425-40de-944b-e07fc1f90ae7", None),
    ],
)
def test_secrets_are_masked(text: str, masked: str | None) -> None:
    assert mask(text) == (masked or text)


def test_the_sites_formatter_masks_tracebacks_too() -> None:
    lines: Any = settings.LOGGING["formatters"]
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=lines["lines"]["processors"], foreign_pre_chain=lines["lines"]["foreign_pre_chain"]
    )
    try:
        raise ValueError("cannot reach redis://user:hunter2@host")
    except ValueError:
        record = logging.getLogger("x").makeRecord(
            "x", logging.ERROR, "f", 1, "GET /media/tok/x.png", (), __import__("sys").exc_info()
        )
    line = formatter.format(record)
    assert "hunter2" not in line
    assert "/media/tok" not in line
    assert "ValueError" in line


def test_answers_carry_the_request_id(client: Client, db: None) -> None:
    first, second = (client.get("/healthz")["X-Request-ID"] for _ in range(2))
    assert first
    assert first != second
