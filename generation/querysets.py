"""Which jobs a person may see."""

from __future__ import annotations

from typing import Self

from accounts.querysets import Guarded


class JobQuerySet(Guarded):
    team_path = "team"

    def unfinished(self) -> Self:
        return self.filter(state__in=["queued", "running"])

    def waiting(self) -> Self:
        return self.filter(state="queued")

    def running(self) -> Self:
        return self.filter(state="running")
