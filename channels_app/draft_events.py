"""Live events about designs that people work on."""

from __future__ import annotations

import uuid
from typing import Literal

from core.events import Event, user_group


class DraftOpened(Event):
    """Somebody else, called `by`, has begun to work on the version that `user_id` is working on."""

    type: Literal["draft.opened"] = "draft.opened"
    user_id: int
    version_id: uuid.UUID
    artwork_id: uuid.UUID
    by: str

    def groups(self) -> list[str]:
        return [user_group(self.user_id)]
