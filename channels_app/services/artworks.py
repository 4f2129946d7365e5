"""Slots for pictures: made with their channel or video, never by hand."""

from __future__ import annotations

import uuid

from django.db import transaction

from channels_app.display import with_state
from channels_app.events import ArtworkChanged
from channels_app.models import Artwork, ArtworkKind, Channel, Video
from core import events


def make_for_channel(channel: Channel) -> None:
    """The avatar and the banner of a new channel."""
    Artwork.objects.bulk_create(
        Artwork(kind=kind, channel=channel) for kind in (ArtworkKind.AVATAR, ArtworkKind.BANNER)
    )


def make_for_video(video: Video) -> Artwork:
    """The cover of a new video."""
    return Artwork.objects.create(kind=ArtworkKind.COVER, channel=video.channel, video=video)


def tell_changed(artwork: Artwork, version_id: uuid.UUID | None) -> None:
    """Tell the team, once committed, that `artwork` has changed through `version_id`."""
    transaction.on_commit(lambda: _tell(artwork, version_id))


def _tell(artwork: Artwork, version_id: uuid.UUID | None) -> None:
    # Read after the commit: in the middle of a verb the state may be one that nobody ever sees.
    state = with_state(Artwork.objects.filter(pk=artwork.pk)).values_list("state", flat=True).first()
    if state is None:
        return
    events.publish(
        ArtworkChanged(
            team_id=artwork.team_id,
            artwork_id=artwork.pk,
            channel_id=artwork.channel_id,
            video_id=artwork.video_id,
            version_id=version_id,
            state=state,
        )
    )
