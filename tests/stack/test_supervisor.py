"""`manage.py up`: restarts the dead, leaves nothing behind, and says in one line what is in its way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from demo.stack import NOT_OURS, running_site
from tests.stack.conftest import Stack
from tests.stack.processes import child, children_of, command_of, until

pytestmark = pytest.mark.stack


def up(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run `up` to its end."""
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    return subprocess.run(
        [sys.executable, "manage.py", "up", *arguments],
        cwd=settings.ROOT,
        env=environment | {"MASTHEAD_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("word", ["manage.py dispatch", "config.asgi"])
def test_a_child_that_dies_is_started_again_and_said_so(stack: Stack, word: str) -> None:
    before = child(stack.site.pid, word)
    os.kill(before, signal.SIGKILL)
    until(lambda: before not in children_of(stack.site.pid), within_s=5)
    until(lambda: any(word in command for command in children_of(stack.site.pid).values()), within_s=15)
    assert "was killed by SIGKILL; starting it again" in stack.log.read_text(encoding="utf-8")
    until(lambda: _answers(stack.site.url), within_s=30)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_nothing_is_left_when_the_supervisor_ends(tmp_path: Path, number: signal.Signals) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with running_site(data, tmp_path / "log") as site:
        family = children_of(site.pid)
        assert len(family) == 4, family
        asked_at = time.monotonic()
        os.kill(site.pid, number)
        until(lambda: not any(command_of(pid) == command for pid, command in family.items()), within_s=15)
        until(lambda: "manage.py up" not in command_of(site.pid), within_s=5)
    assert time.monotonic() - asked_at < 10


def test_a_second_start_is_quick_and_keeps_the_logins(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with running_site(data, tmp_path / "first") as site:
        assert all(password for _email, password in site.logins.values())
    (data / "ready.json").unlink()
    started_at = time.monotonic()
    with running_site(data, tmp_path / "second") as again:
        assert time.monotonic() - started_at < 10
        assert not any(password for _email, password in again.logins.values())


def test_a_busy_port_is_one_line_that_names_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = up(tmp_path, "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "PORT=" in done.stderr


def test_two_stacks_do_not_share_a_data_folder(stack: Stack) -> None:
    done = up(stack.log.parent / "data", "--port", "0")
    assert done.returncode == 2
    assert "MASTHEAD_DATA" in done.stderr


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz").is_success
    except httpx.TransportError:
        return False
