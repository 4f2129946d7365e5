"""The live socket: events as they happen."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from demo.client import Person

CALM_S = 10.0
ENDED = {"succeeded", "failed", "cancelled"}


class Silence(Exception):
    """Nothing was heard for too long."""


@contextmanager
def listening(person: Person, team: str) -> Iterator[Live]:
    """Hear a team's events for as long as the block lasts."""
    with connect(
        person.site.replace("http", "ws", 1) + "/ws/",
        origin=Origin(person.site),
        additional_headers={"Cookie": person.cookie_header()},
        proxy=None,
    ) as socket:
        live = Live(socket)
        live.join(team)
        yield live


class Live:
    """An open socket."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._sequences: dict[str, int] = {}
        self._expect("hello")

    def join(self, team: str) -> None:
        """Hear what happens in `team` from now on."""
        self._socket.send(json.dumps({"type": "join", "group": f"team.{team}"}))
        self._expect("joined")

    def events(self, *, within_s: float) -> Iterator[dict[str, Any]]:
        """Events as they come, late ones of a job left out. Raises Silence after `within_s` in all."""
        give_up_at = time.monotonic() + within_s
        while True:
            try:
                event = json.loads(self._socket.recv(max(0.0, give_up_at - time.monotonic())))
            except TimeoutError as error:
                raise Silence(f"no end within {within_s:g} s") from error
            if not self._is_late(event):
                yield event

    def follow(self, jobs: set[str], *, within_s: float) -> Iterator[dict[str, Any]]:
        """The events of `jobs`, until all of them have ended."""
        left = set(jobs)
        for event in self.events(within_s=within_s):
            if event.get("job_id") not in jobs:
                continue
            yield event
            if event["type"] == "job.changed" and event["state"] in ENDED:
                left.discard(event["job_id"])
            if not left:
                return

    def _is_late(self, event: dict[str, Any]) -> bool:
        job, sequence = event.get("job_id"), event.get("sequence")
        if job is None or sequence is None:
            return False
        late = sequence <= self._sequences.get(job, -1)
        self._sequences[job] = max(sequence, self._sequences.get(job, -1))
        return late

    def _expect(self, kind: str) -> None:
        answer = json.loads(self._socket.recv(CALM_S))
        if answer["type"] != kind:
            raise Silence(f"the socket said {answer} where {kind} was due")
