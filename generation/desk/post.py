"""The way to the desk and back, over Redis: a list of asks, and a list for each answer.

Plain lists rather than RQ jobs: an ask is worth nothing once the page that waits for it has given up, so
there is nothing to keep, to retry or to find again (see docs/adr/0014).
"""

from __future__ import annotations

import secrets
import time
from functools import cache
from typing import cast

import structlog
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from core.errors import DomainError
from generation.desk.asks import Answer, Ask, Sheet

log = structlog.get_logger(__name__)

ASKS = "masthead:desk:asks"
HERE = "masthead:desk:here"
_ANSWER = "masthead:desk:answer:"

# A new picture is looked at once, and its page shows that it waits.
STUDIED_WITHIN_S = 20.0
# With so many before it an ask would not be answered in time.
MOST_WAITING = 48
# What is done ahead is of no use once the page has asked for it itself.
MENTIONED_FOR_S = 20.0
MOST_BEFORE_A_MENTION = 6
# An answer that nobody fetched.
ANSWER_KEPT_S = 10
CONNECT_WITHIN_S = 2.0


class DeskAway(DomainError):
    status = 503
    code = "desk_away"
    detail = _("Nobody is here to draw just now. Your design is safe; try again in a moment.")


class DeskBusy(DomainError):
    status = 503
    code = "desk_busy"
    detail = _("Too much is being drawn at once. Your design is safe; try again in a moment.")


class DeskFailed(DomainError):
    status = 500
    code = "internal_error"
    detail = _("The server failed. It is in the log; try again.")


@cache
def connection(url: str) -> Redis:
    """Redis with patience for the longest wait, shared by the process."""
    return Redis.from_url(
        url,
        socket_connect_timeout=CONNECT_WITHIN_S,
        socket_timeout=max(settings.DESK_ANSWER_SECONDS, STUDIED_WITHIN_S) + CONNECT_WITHIN_S,
        retry=Retry(NoBackoff(), 0),
    )


def ask(what: Ask, *, within_s: float | None = None) -> Answer:
    """Have the desk do `what`. Raises DeskBusy, DeskAway (also while Redis is away), DeskFailed."""
    try:
        told = _exchange(what, settings.DESK_ANSWER_SECONDS if within_s is None else within_s)
    except (RedisError, OSError) as error:
        raise DeskAway from error
    answer = Answer.model_validate_json(told)
    if answer.problem == DeskFailed.code:
        raise DeskFailed
    if answer.problem == DeskBusy.code:
        raise DeskBusy
    return answer


def mention(what: Ask) -> None:
    """Have the desk do `what` when it has time, so that it is quick when it is asked for it in earnest."""
    sheet = Sheet(id=_new_id(), until_s=time.time() + MENTIONED_FOR_S, ask=what)
    try:
        redis = connection(settings.REDIS_URL)
        if cast(int, redis.llen(ASKS)) < MOST_BEFORE_A_MENTION:
            redis.rpush(ASKS, sheet.model_dump_json())
    except (RedisError, OSError) as error:
        log.info("desk.not_told", reason=str(error))


def _new_id() -> str:
    return secrets.token_urlsafe(12)


def _exchange(what: Ask, within_s: float) -> bytes:
    redis = connection(settings.REDIS_URL)
    if cast(int, redis.llen(ASKS)) >= MOST_WAITING:
        raise DeskBusy
    sheet = Sheet(id=_new_id(), until_s=time.time() + within_s, ask=what)
    told = sheet.model_dump_json()
    redis.rpush(ASKS, told)
    found = _popped(redis, _ANSWER + sheet.id, within_s)
    if found is not None:
        return found
    redis.lrem(ASKS, 1, told)
    raise DeskBusy if redis.exists(HERE) else DeskAway


def _popped(redis: Redis, key: str, within_s: float) -> bytes | None:
    found = cast("tuple[bytes, bytes] | None", redis.blpop([key], timeout=within_s))
    return found[1] if found else None


def take(redis: Redis, *, within_s: float) -> Sheet | None:
    """The desk's side: the next ask that somebody still waits for. Raises RedisError."""
    found = _popped(redis, ASKS, within_s)
    if found is None:
        return None
    sheet = Sheet.model_validate_json(found)
    return sheet if sheet.until_s > time.time() else None


def give(redis: Redis, sheet: Sheet, answer: Answer) -> None:
    """Send an answer to whoever asked. Raises RedisError."""
    key = _ANSWER + sheet.id
    with redis.pipeline(transaction=False) as pipe:
        pipe.rpush(key, answer.model_dump_json())
        pipe.expire(key, ANSWER_KEPT_S)
        pipe.execute()


def say_here(redis: Redis, *, for_s: int) -> None:
    """The desk is there; heard for so long. Raises RedisError."""
    redis.set(HERE, "1", ex=for_s)
