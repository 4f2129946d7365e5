"""`manage.py up`: the whole site on one port, with everything it needs, until Ctrl-C."""

from __future__ import annotations

import fcntl
import io
import json
import os
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from core.stack import plan
from core.stack.supervisor import Supervisor

READY_WITHIN_S = 60.0
REDIS_READY_WITHIN_S = 10.0
ANSWER_WITHIN_S = 5.0
NAME_WIDTH = 10
ANY_ADDRESS = "0.0.0.0"


class Command(BaseCommand):
    help = (
        "Start everything on one port: Redis and SQLite when none are configured, web, dispatcher, workers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.HOST)
        parser.add_argument("--port", type=int, default=settings.PORT, help="0 takes a free one")
        parser.add_argument("--workers", type=int, default=settings.MEDIA_WORKERS)
        parser.add_argument(
            "--ready-file", type=Path, help="write address and first logins here, as JSON, once all answers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        lock = self._lock_data()
        try:
            port = plan.claim_port(options["host"], options["port"])
        except plan.PortBusy as error:
            busy = options["port"]
            raise CommandError(
                f"Port {busy} is busy. Take another: make up PORT={busy + 1}", returncode=2
            ) from error
        supervisor = Supervisor(settings.DATA_DIR / "logs", self._say)
        supervisor.heed_signals()
        try:
            self._run(supervisor, options["host"], port, options["workers"], options["ready_file"])
        finally:
            supervisor.stop()
            lock.close()
        self._say("masthead", "stopped; nothing is left running")

    def _run(
        self, supervisor: Supervisor, host: str, port: int, workers: int, ready_file: Path | None
    ) -> None:
        site_url = os.environ.get("SITE_URL") or f"http://{host}:{port}"
        environment = {"SITE_URL": site_url, "REDIS_URL": self._redis(supervisor)}
        call_command("migrate", verbosity=0, interactive=False)
        people = self._first_people()
        # Children and supervisor must not share a connection, nor the supervisor hold one for nothing.
        connections.close_all()
        root = settings.ROOT
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        supervisor.start(plan.web_command(host, port, environment, root))
        here = f"http://{'127.0.0.1' if host == ANY_ADDRESS else host}:{port}"
        # The others come after the web: on a small machine they would only make people wait for it.
        if not supervisor.wait_until(lambda: _get(f"{here}/healthz") is not None, within_s=READY_WITHIN_S):
            if supervisor.stopping:
                return
            raise CommandError(f"The site didn't answer within {READY_WITHIN_S:g} s; see the lines above.")
        supervisor.start(plan.manage_command("dispatcher", ["dispatch"], environment, root))
        supervisor.start(plan.manage_command("desk", ["desk"], environment, root))
        for number in range(1, workers + 1):
            name = "worker" if workers == 1 else f"worker-{number}"
            supervisor.start(plan.manage_command(name, ["work", "--queues", "media"], environment, root))
        site = _get(f"{here}/api/v1/site") or {}
        # A process of its own: models are large, and must not be loaded by whoever watches videos.
        painter = plan.manage_command("painter", ["work", "--queues", "paint"], environment, root)
        paints = _paints_with_models(site)
        if paints:
            supervisor.start(painter)
        self._greet(site_url, people, site)
        if ready_file is not None:
            _write_private(ready_file, {"url": here, "pid": os.getpid(), "people": people})
        if not paints and supervisor.watch_until(lambda: _paints_with_models(_get(f"{here}/api/v1/site"))):
            supervisor.start(painter)
        supervisor.watch()

    def _lock_data(self) -> io.TextIOWrapper:
        """Two stacks on one data folder would fight over it. The lock goes with the process."""
        lock = (settings.DATA_DIR / "up.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise CommandError(
                f"Masthead runs on {settings.DATA_DIR} already. Stop it, or set MASTHEAD_DATA elsewhere.",
                returncode=2,
            ) from error
        return lock

    def _redis(self, supervisor: Supervisor) -> str:
        configured = os.environ.get("REDIS_URL")
        if configured:
            return configured
        listening = plan.redis_socket(settings.DATA_DIR)
        listening.unlink(missing_ok=True)
        url = f"unix://{listening}?db=0"
        supervisor.start(plan.redis_command(listening, settings.ROOT))
        if not supervisor.wait_until(lambda: plan.answers(url), within_s=REDIS_READY_WITHIN_S):
            raise CommandError("The embedded Redis didn't start; see the lines above.")
        return url

    def _first_people(self) -> list[dict[str, str | None]]:
        out = io.StringIO()
        call_command("first_people", json=True, stdout=out)
        people: list[dict[str, str | None]] = json.loads(out.getvalue())["people"]
        return people

    def _greet(self, url: str, people: list[dict[str, str | None]], site: dict[str, Any]) -> None:
        painters = [
            painter["name"] + ("" if painter["available"] else " (not available here)")
            for painter in site.get("painters", [])
        ]
        lines = ["", f"  Masthead is up:  {url}", ""]
        for person in people:
            secret = person["password"] or "(password unchanged)"
            lines.append(f"  {person['part']:10} {person['email']:32} {secret}")
        if any(person["password"] for person in people):
            lines.append("  These passwords are shown this once.")
        lines += [
            "",
            f"  Painters:  {', '.join(painters)}",
            f"  Data:      {settings.DATA_DIR}",
            "  Ctrl-C stops everything.",
            "",
        ]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()

    def _say(self, name: str, line: str) -> None:
        # Written in one piece: several children speak at once, each from a thread of its own.
        sys.stdout.write(f"{name:{NAME_WIDTH}} | {line}\n")
        sys.stdout.flush()


def _paints_with_models(site: dict[str, Any] | None) -> bool:
    """Whether the site has a model to paint with, and the libraries for it."""
    painters = (site or {}).get("painters", [])
    return any(painter["ai_painted"] and painter["available"] for painter in painters)


# Past any proxy that the environment names: the site is on this machine.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def _get(url: str) -> dict[str, Any] | None:
    """The JSON object at `url`, None while nobody answers well there."""
    try:
        with _direct.open(url, timeout=ANSWER_WITHIN_S) as answer:
            found: dict[str, Any] = json.load(answer)
    except (urllib.error.URLError, OSError, json.JSONDecodeError):
        return None
    return found


def _write_private(path: Path, values: dict[str, Any]) -> None:
    """Write JSON that only its owner may read, whole or not at all."""
    draft = path.with_suffix(".draft")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(values, file)
    draft.rename(path)
