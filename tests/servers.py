"""Are the servers that tests may lean on there? `python -m tests.servers DATABASE_URL REDIS_URL` says."""

from __future__ import annotations

import sys

import psycopg
import redis


def reachable(database_url: str, redis_url: str) -> bool:
    """True when both servers answer within two seconds."""
    try:
        with psycopg.connect(database_url, connect_timeout=2) as connection:
            connection.execute("select 1")
        redis.Redis.from_url(redis_url, socket_connect_timeout=2).ping()
    except (psycopg.Error, redis.RedisError) as error:
        sys.stderr.write(f"not reachable: {error}\n")
        return False
    return True


if __name__ == "__main__":
    sys.exit(0 if reachable(sys.argv[1], sys.argv[2]) else 1)
