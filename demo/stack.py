"""A site of the demo's own: the same `manage.py up`, a free port, a folder thrown away afterwards."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
READY_WITHIN_S = 60.0
ENDS_WITHIN_S = 20.0
# A machine's own servers are none of the demo's business: it must never touch what is kept there.
NOT_OURS = (
    "DATABASE_URL", "REDIS_URL", "EMAIL_URL", "SITE_URL", "PORT", "HOST", "ALLOWED_HOSTS",
    "DJANGO_SETTINGS_MODULE", "MASTHEAD_MODELS_DIR", "LLM_URL", "LLM_MODEL", "LLM_KEY",
)  # fmt: skip


class NotStarted(Exception):
    """The stack ended, or didn't answer in time; its log says why."""


@dataclass(frozen=True)
class Site:
    """Where the site is, its supervisor's process, and its first people's passwords by part."""

    url: str
    pid: int
    logins: dict[str, tuple[str, str]]


@contextmanager
def running_site(data: Path, log: Path, **settings: str) -> Iterator[Site]:
    """A site that lives as long as the block, keeping everything in `data`. Raises NotStarted.

    `settings` go into its environment.
    """
    ready = data / "ready.json"
    environment = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
    with log.open("wb") as out:
        stack = subprocess.Popen(
            [sys.executable, "manage.py", "up", "--port", "0", "--ready-file", str(ready)],
            cwd=ROOT,
            env=environment | {"MASTHEAD_DATA": str(data)} | settings,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield _wait(stack, ready, log)
        finally:
            stack.terminate()
            stack.wait(ENDS_WITHIN_S)


def _wait(stack: subprocess.Popen[bytes], ready: Path, log: Path) -> Site:
    give_up_at = time.monotonic() + READY_WITHIN_S
    while not ready.exists():
        if stack.poll() is not None or time.monotonic() > give_up_at:
            raise NotStarted(f"the site didn't start; its log is {log}")
        time.sleep(0.05)
    told = json.loads(ready.read_text(encoding="utf-8"))
    logins = {person["part"]: (person["email"], person["password"]) for person in told["people"]}
    return Site(told["url"], told["pid"], logins)
