"""One child process: started in a group of its own, heard line by line, ended with all it started."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from logging.handlers import RotatingFileHandler
from pathlib import Path

LOG_BYTES, LOGS_KEPT = 10 * 1024**2, 3
PR_SET_PDEATHSIG = 1  # linux/prctl.h

Say = Callable[[str, str], None]


@dataclass(frozen=True)
class Command:
    """What to run under which name.

    `critical` ones end last: the others need them to end well. `quiet` ones speak to their log file only.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    folder: Path
    critical: bool = False
    quiet: bool = False


class Child:
    """A running command."""

    def __init__(self, command: Command, logs: Path, say: Say) -> None:
        """Start `command`; its lines go to `say(name, line)` and to `logs`/<name>.log.

        Must be called from the main thread: Linux kills the child when the thread that made it is gone.
        """
        self.command = command
        self._process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env={**os.environ, **command.environment, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_die_with_parent if sys.platform == "linux" else None,
        )
        self._pump = threading.Thread(target=self._listen, args=(logs, say), daemon=True)
        self._pump.start()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ended(self) -> int | None:
        """The exit status, None while it runs."""
        return self._process.poll()

    def ask_to_end(self) -> None:
        """SIGTERM to it alone: it ends its own children, if it is in its senses."""
        if self.ended() is None:
            self._process.terminate()

    def end(self, within_s: float) -> None:
        """Wait for its end, then kill whatever is left of its group."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(within_s)
        with suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._process.wait()
        self._pump.join(1.0)

    def _listen(self, logs: Path, say: Say) -> None:
        handler = RotatingFileHandler(
            logs / f"{self.command.name}.log", maxBytes=LOG_BYTES, backupCount=LOGS_KEPT, encoding="utf-8"
        )
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for raw in lines:
                line = raw.decode("utf-8", "replace").rstrip("\n")
                handler.emit(logging.makeLogRecord({"msg": line}))
                if not self.command.quiet:
                    say(self.command.name, line)
        handler.close()


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """Runs in the child before exec: a supervisor killed without warning leaves no orphans."""
    if _libc is not None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
