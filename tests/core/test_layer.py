"""The channel layer over an outage of Redis: listeners are told, and hear again afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.exceptions import RedisError

from core.layer import WatchedPubSubLayer
from tests.conftest import EmbeddedRedis

PATIENCE_S = 5.0
LOST = {"type": "layer.lost"}


@pytest.fixture
async def layer(own_redis: EmbeddedRedis) -> AsyncIterator[WatchedPubSubLayer]:
    layer = WatchedPubSubLayer(hosts=[own_redis.url])
    yield layer
    await layer.flush()


async def _next(layer: WatchedPubSubLayer, channel: str) -> Any:
    return await asyncio.wait_for(layer.receive(channel), PATIENCE_S)


async def _settled(layer: WatchedPubSubLayer, channel: str) -> None:
    """Wait until the layer hears again, and forget what was told meanwhile."""
    for _attempt in range(50):
        try:
            await layer.group_send("team.1", {"type": "probe"})
        except (RedisError, OSError):
            await asyncio.sleep(0.1)
            continue
        while (message := await _next(layer, channel)) == LOST:
            pass
        assert message == {"type": "probe"}
        return
    raise AssertionError("Redis is back, the layer isn't")


async def test_messages_arrive(layer: WatchedPubSubLayer) -> None:
    channel = await layer.new_channel()
    await layer.group_add("team.1", channel)
    await layer.group_send("team.1", {"type": "x", "n": 1})
    assert await _next(layer, channel) == {"type": "x", "n": 1}


async def test_listeners_are_told_when_redis_goes(
    layer: WatchedPubSubLayer, own_redis: EmbeddedRedis
) -> None:
    channel = await layer.new_channel()
    await layer.group_add("team.1", channel)
    own_redis.stop()
    assert await _next(layer, channel) == LOST
    with pytest.raises((RedisError, OSError)):
        await layer.group_send("team.1", {"type": "x"})
    own_redis.start()
    await asyncio.sleep(2)
    await _settled(layer, channel)


async def test_a_quick_restart_is_told_too(layer: WatchedPubSubLayer, own_redis: EmbeddedRedis) -> None:
    channel = await layer.new_channel()
    await layer.group_add("team.1", channel)
    own_redis.stop()
    own_redis.start()
    assert await _next(layer, channel) == LOST


async def test_leaving_while_redis_is_away(layer: WatchedPubSubLayer, own_redis: EmbeddedRedis) -> None:
    stays, goes = await layer.new_channel(), await layer.new_channel()
    await layer.group_add("team.1", stays)
    await layer.group_add("team.2", goes)
    own_redis.stop()
    assert await _next(layer, goes) == LOST
    await layer.group_discard("team.2", goes)
    own_redis.start()
    await asyncio.sleep(2)
    await _settled(layer, stays)
