"""What workers say of themselves: a snapshot each in Redis, which fades when its worker falls silent."""

from __future__ import annotations

import time
import uuid
from datetime import datetime
from typing import Literal

import structlog
from pydantic import BaseModel, ConfigDict, ValidationError
from redis import Redis
from redis.exceptions import RedisError

from generation import transport
from generation.models import QueueName

log = structlog.get_logger(__name__)

SAID_EVERY_S = 2.0
FADES_AFTER_S = 20
# A paint worker that restarts is away for a while; what it would paint waits for it so long.
REMEMBERED_S = 15 * 60
AWAY_FOR_S = 10.0
_PREFIX = "masthead:worker:"
_PAINTED_BY = "masthead:paints"
_away_until = 0.0


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Device(_Closed):
    """What a worker paints on. Bytes of a CPU are those of the process."""

    kind: Literal["cpu", "cuda", "mps"]
    name: str
    memory_bytes: int
    free_bytes: int
    used_bytes: int


class Loaded(_Closed):
    """A model that is kept on the device. `idle_s`: since it was last painted with."""

    name: str
    bytes: int
    idle_s: float
    in_use: bool


class Batch(_Closed):
    """Pictures that are being painted together."""

    model: str
    operation: str
    width_px: int
    height_px: int
    pictures: int
    step: int
    steps: int
    for_s: float


class Snapshot(_Closed):
    """A worker as it is now.

    `broken` says why it paints no more until it is started again; `stuck_for_s` how long its device has
    given no sign of life.
    """

    name: str
    host: str
    pid: int
    queues: tuple[str, ...]
    started_at: datetime
    heard_at: datetime
    jobs: tuple[uuid.UUID, ...] = ()
    device: Device | None = None
    loaded: tuple[Loaded, ...] = ()
    doing: tuple[Batch, ...] = ()
    waiting_pictures: int = 0
    batches: int = 0
    pictures: int = 0
    stuck_for_s: float = 0.0
    broken: str | None = None


def say(snapshot: Snapshot) -> None:
    """Keep a worker's snapshot for a while. With Redis away nobody hears it, and the next one is soon."""
    told = snapshot.model_dump_json()
    try:
        redis = _redis()
        redis.set(_PREFIX + snapshot.name, told, ex=FADES_AFTER_S)
        if snapshot.device is not None and snapshot.broken is None:
            redis.set(_PAINTED_BY, snapshot.device.kind, ex=REMEMBERED_S)
    except RedisError as error:
        log.info("worker.not_heard", reason=str(error))


def leave(name: str) -> None:
    """The worker ends: its snapshot goes at once."""
    try:
        _redis().delete(_PREFIX + name)
    except RedisError as error:
        log.info("worker.not_heard", reason=str(error))


def workers() -> list[Snapshot]:
    """Everybody who was heard of lately, by name. Raises RedisError."""
    redis = _redis()
    keys = sorted(redis.scan_iter(match=_PREFIX + "*", count=500))
    found = []
    for told in (redis.get(key) for key in keys):
        if not isinstance(told, bytes):
            continue
        try:
            found.append(Snapshot.model_validate_json(told))
        except ValidationError as error:
            # Of a worker of another release, while one is being replaced.
            log.info("worker.not_understood", reason=str(error))
    return found


def painted_on() -> str | None:
    """The kind of device that serves the paint queue, None where nothing did lately (or Redis is away)."""
    global _away_until
    if time.monotonic() < _away_until:
        return None
    try:
        told = _redis().get(_PAINTED_BY)
    except RedisError:
        # People who ask for something else must not wait for it each time.
        _away_until = time.monotonic() + AWAY_FOR_S
        return None
    return told.decode() if isinstance(told, bytes) else None


def _redis() -> Redis:
    return transport.queue(QueueName.PAINT).connection
