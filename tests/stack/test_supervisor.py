"""`manage.py up`: restarts the dead, leaves nothing behind, and says in one line what is in its way."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
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


@pytest.mark.parametrize("word", ["manage.py dispatch", "manage.py desk", "config.asgi"])
def test_a_child_that_dies_is_started_again_and_said_so(stack: Stack, word: str) -> None:
    before = child(stack.site.pid, word)
    os.kill(before, signal.SIGKILL)
    until(lambda: before not in children_of(stack.site.pid), within_s=5)
    until(lambda: any(word in command for command in children_of(stack.site.pid).values()), within_s=15)
    assert "was killed by SIGKILL; starting it again" in stack.log.read_text(encoding="utf-8")
    until(lambda: _answers(stack.site.url), within_s=30)


def test_nothing_is_left_of_a_stack_and_the_next_one_goes_on_from_its_data(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with running_site(data, tmp_path / "first") as site:
        assert all(password for _email, password in site.logins.values())
        _ends_with_all_its_children(site.pid, signal.SIGTERM)
    (data / "ready.json").unlink()
    with running_site(data, tmp_path / "second") as again:
        assert not any(password for _email, password in again.logins.values())
        _ends_with_all_its_children(again.pid, signal.SIGKILL)


def _ends_with_all_its_children(supervisor: int, number: signal.Signals) -> None:
    family = children_of(supervisor)
    assert len(family) == 5, family
    os.kill(supervisor, number)
    until(lambda: not any(command_of(pid) == command for pid, command in family.items()), within_s=20)
    until(lambda: "manage.py up" not in command_of(supervisor), within_s=5)


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
        return httpx.get(f"{url}/healthz", trust_env=False).is_success
    except httpx.TransportError:
        return False
