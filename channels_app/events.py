"""What the channels app tells live."""

from __future__ import annotations

import uuid
from typing import Literal

from core.events import Event, team_group, user_group


class _ForTeam:
    """Heard by the team `team_id`."""

    team_id: uuid.UUID

    def groups(self) -> list[str]:
        return [team_group(self.team_id)]


class ChannelChanged(_ForTeam, Event):
    """A channel was made, changed or deleted."""

    type: Literal["channel.changed"] = "channel.changed"
    team_id: uuid.UUID
    channel_id: uuid.UUID


class VideoChanged(_ForTeam, Event):
    """A video was made, changed, moved along its states, or deleted."""

    type: Literal["video.changed"] = "video.changed"
    team_id: uuid.UUID
    video_id: uuid.UUID
    channel_id: uuid.UUID
    state: Literal["uploading", "waiting", "reading", "ready", "unusable", "deleted"]


class ArtworkChanged(_ForTeam, Event):
    """Another version is the latest or the live one; `version_id` is the one that the change is about."""

    type: Literal["artwork.changed"] = "artwork.changed"
    team_id: uuid.UUID
    artwork_id: uuid.UUID
    channel_id: uuid.UUID
    video_id: uuid.UUID | None
    version_id: uuid.UUID | None
    state: Literal["none", "draft", "in_review", "approved", "live"]


class VersionChanged(_ForTeam, Event):
    """A version moved along its states."""

    type: Literal["version.changed"] = "version.changed"
    team_id: uuid.UUID
    artwork_id: uuid.UUID
    version_id: uuid.UUID
    state: Literal["draft", "in_review", "approved", "changes_requested", "rejected", "published", "retired"]


class BrandChanged(_ForTeam, Event):
    """A brand preset was made, saved anew, renamed, chosen for channels, archived or deleted."""

    type: Literal["brand.changed"] = "brand.changed"
    team_id: uuid.UUID
    brand_id: uuid.UUID
    what: Literal["saved", "renamed", "chosen", "archived", "deleted"]


class DraftOpened(Event):
    """Somebody else, called `by`, has begun to work on the version that `user_id` is working on."""

    type: Literal["draft.opened"] = "draft.opened"
    user_id: int
    version_id: uuid.UUID
    artwork_id: uuid.UUID
    by: str

    def groups(self) -> list[str]:
        return [user_group(self.user_id)]
