"""The channel layer, so that nobody goes on listening to silence.

Redis's publish/subscribe forgets what is said while nobody is connected. When the connection breaks or
comes back, every local consumer gets a `layer.lost` message: events may have been missed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog
from channels_redis.pubsub import (
    RedisPubSubChannelLayer,
    RedisPubSubLoopLayer,
    RedisSingleShardConnection,
)
from channels_redis.utils import _wrap_close, decode_hosts
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)

RECEIVE_SECONDS = 0.1
AGAIN_AFTER_SECONDS = 1.0


class WatchedPubSub(PubSub):
    """A subscription that tells when it had to be made again."""

    def __init__(self, redis: Redis, made_again: Callable[[], None]) -> None:
        super().__init__(redis.connection_pool)
        self._made_again = made_again

    async def on_connect(self, connection: Any) -> None:
        # Called for reconnections only: the first connection is made before this is registered.
        await super().on_connect(connection)
        self._made_again()


class WatchedShard(RedisSingleShardConnection):
    """One Redis. Tells when its connection broke, and when it is there again."""

    def _ensure_redis(self) -> None:
        fresh = self._redis is None
        super()._ensure_redis()
        if fresh:
            self._pubsub = WatchedPubSub(self._redis, self._tell_everybody)

    async def unsubscribe(self, channel: str) -> None:
        try:
            await super().unsubscribe(channel)
        except (RedisError, OSError):
            # Away: it must only not be subscribed to again when Redis is back.
            self._subscribed_to.discard(channel)
            for name in (channel, channel.encode()):
                self._pubsub.channels.pop(name, None)

    async def _do_receiving(self) -> None:
        while True:
            try:
                if self._pubsub and self._pubsub.subscribed:
                    self._receive_message(
                        await self._pubsub.get_message(
                            ignore_subscribe_messages=True, timeout=RECEIVE_SECONDS
                        )
                    )
                else:
                    await asyncio.sleep(RECEIVE_SECONDS)
            except (RedisError, OSError) as error:
                log.warning("layer.away", reason=str(error))
                self._tell_everybody()
                await asyncio.sleep(AGAIN_AFTER_SECONDS)

    def _tell_everybody(self) -> None:
        lost = self.channel_layer.channel_layer.serialize({"type": "layer.lost"})
        for queue in self.channel_layer.channels.values():
            queue.put_nowait(lost)


class _LoopLayer(RedisPubSubLoopLayer):
    def __init__(self, hosts: Any = None, **options: Any) -> None:
        super().__init__(hosts, **options)
        self._shards: list[WatchedShard] = [WatchedShard(host, self) for host in decode_hosts(hosts)]


class WatchedPubSubLayer(RedisPubSubChannelLayer):
    """channels_redis's layer (see its documentation for the settings), with shards that tell."""

    def _get_layer(self) -> _LoopLayer:
        loop = asyncio.get_running_loop()
        if loop not in self._layers:
            self._layers[loop] = _LoopLayer(*self._args, **self._kwargs, channel_layer=self)
            _wrap_close(self, loop)
        return self._layers[loop]
