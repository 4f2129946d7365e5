"""Keeps children running: a dead one is started again with back-off, and in the end none is left."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from core.stack.children import Child, Command, Say

BACK_OFF_S = (0.5, 1.0, 2.0, 4.0, 8.0)
# Who ran this long had a good start: the next end counts as the first.
STEADY_AFTER_S = 30.0
LOOK_EVERY_S = 0.1
ASK_EVERY_S = 10.0
ENDS_WITHIN_S = 12.0
NAME = "masthead"


@dataclass
class _Post:
    """A command and the child that fills it now."""

    command: Command
    child: Child
    started_at: float
    failures: int = 0
    start_again_at: float | None = None


class Supervisor:
    """Starts commands, watches them, ends them."""

    def __init__(self, logs: Path, say: Say) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._logs = logs
        self._say = say
        self._posts: list[_Post] = []
        self.stopping = False

    def heed_signals(self) -> None:
        """From now on SIGTERM, Ctrl-C and a closed terminal end everything; a second one at once."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._asked)

    def start(self, command: Command) -> Child:
        child = Child(command, self._logs, self._say)
        self._posts.append(_Post(command, child, time.monotonic()))
        return child

    def watch(self) -> None:
        """Keep all running until asked to stop."""
        while not self.stopping:
            self.look()
            time.sleep(LOOK_EVERY_S)

    def watch_until(self, ready: Callable[[], bool]) -> bool:
        """Keep all running until `ready()`, asked now and then. False when asked to stop before."""
        ask_at = time.monotonic() + ASK_EVERY_S
        while not self.stopping:
            self.look()
            time.sleep(LOOK_EVERY_S)
            if time.monotonic() >= ask_at:
                if ready():
                    return True
                ask_at = time.monotonic() + ASK_EVERY_S
        return False

    def wait_until(self, ready: Callable[[], bool], *, within_s: float) -> bool:
        """Keep all running until `ready()`. False when that takes longer or somebody asks to stop."""
        give_up_at = time.monotonic() + within_s
        while not self.stopping and time.monotonic() < give_up_at:
            if ready():
                return True
            self.look()
            time.sleep(LOOK_EVERY_S)
        return False

    def look(self) -> None:
        """Notice who died, start again whose time has come."""
        for post in self._posts:
            now = time.monotonic()
            if post.start_again_at is not None:
                if now >= post.start_again_at:
                    self._start_again(post, now)
            elif (status := post.child.ended()) is not None:
                self._mourn(post, status, now)

    def stop(self) -> None:
        """End all: those that others need last."""
        self.stopping = True
        for critical in (False, True):
            leaving = [post.child for post in self._posts if post.command.critical is critical]
            for child in leaving:
                child.ask_to_end()
            end_by = time.monotonic() + ENDS_WITHIN_S
            for child in leaving:
                child.end(max(0.0, end_by - time.monotonic()))
        self._posts.clear()

    def _mourn(self, post: _Post, status: int, now: float) -> None:
        post.child.end(0.0)
        if now - post.started_at > STEADY_AFTER_S:
            post.failures = 0
        wait_s = BACK_OFF_S[min(post.failures, len(BACK_OFF_S) - 1)]
        post.failures += 1
        post.start_again_at = now + wait_s
        how = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        self._say(NAME, f"{post.command.name} {how}; starting it again in {wait_s:g} s")

    def _start_again(self, post: _Post, now: float) -> None:
        post.child = Child(post.command, self._logs, self._say)
        post.started_at = now
        post.start_again_at = None

    def _asked(self, number: int, frame: FrameType | None) -> None:
        if self.stopping:
            for post in self._posts:
                post.child.end(0.0)
        self.stopping = True
