"""Typed readers of the environment: a wrong value is refused at start, by name.

django-environ does the reading; this names every variable the site knows, in one place.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

_env = environ.Env()


def text(name: str, default: str = "") -> str:
    return str(_env.str(name, default=default)).strip()


def flag(name: str, default: bool) -> bool:
    raw = text(name)
    if not raw:
        return default
    lowered = raw.lower()
    if lowered in {"1", "true", "yes", "on"}:
        return True
    if lowered in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name} must be yes or no, not {raw!r}")


def number(name: str, default: int, *, minimum: int = 0) -> int:
    raw = text(name)
    if not raw:
        return default
    try:
        value = int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {raw!r}") from error
    if value < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}, not {value}")
    return value


def words(name: str, default: list[str]) -> list[str]:
    raw = text(name)
    return [part.strip() for part in raw.split(",") if part.strip()] if raw else default


def folder(name: str, default: Path) -> Path:
    raw = text(name)
    return Path(raw).expanduser().resolve() if raw else default


def url(name: str, schemes: set[str]) -> str:
    """An address with one of `schemes`, or "" when unset."""
    raw = text(name)
    if raw and urlsplit(raw).scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must start with one of {sorted(schemes)}")
    return raw


def email(address: str) -> dict[str, object]:
    """Django's EMAIL_* settings for an smtp address."""
    return dict(_env.email_url_config(address))


def database(name: str, default_sqlite: Path) -> dict[str, object]:
    """Django's DATABASES entry for the address in `name`; embedded SQLite (WAL) when unset."""
    raw = text(name)
    if raw:
        # Under ASGI every request has a thread of its own: a connection kept open would be kept for nobody.
        return dict(_env.db_url_config(raw), CONN_MAX_AGE=0)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": default_sqlite,
        # Without IMMEDIATE and WAL most concurrent writers fail with "database is locked".
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA busy_timeout=20000;",
        },
    }
