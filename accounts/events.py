"""What accounts tells live."""

from __future__ import annotations

import uuid
from typing import Literal

from core.events import Event, user_group


class MembershipChanged(Event):
    """Somebody's role in a team is another now; None: they are no member any more. Told to them alone."""

    type: Literal["membership.changed"] = "membership.changed"
    user_id: int
    team_id: uuid.UUID
    role: Literal["viewer", "author", "editor", "owner"] | None

    def groups(self) -> list[str]:
        return [user_group(self.user_id)]
