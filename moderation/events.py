"""What moderation tells live."""

from __future__ import annotations

import uuid
from typing import Literal

from core.events import MODERATORS, Event


class ReviewChanged(Event):
    """A case was opened or decided. (The team hears of its version by `version.changed`.)"""

    type: Literal["review.changed"] = "review.changed"
    review_id: uuid.UUID
    version_id: uuid.UUID
    state: Literal["open", "approved", "changes_requested", "rejected"]

    def groups(self) -> list[str]:
        return [MODERATORS]
