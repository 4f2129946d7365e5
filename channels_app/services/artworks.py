"""Slots for pictures: made with their channel or video, never by hand."""

from __future__ import annotations

import uuid

from channels_app.display import with_state
from channels_app.events import ArtworkChanged
from channels_app.models import Artwork, ArtworkKind, Channel, Video
from core.events import publish_on_commit


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
    state = with_state(Artwork.objects.filter(pk=artwork.pk)).values_list("state", flat=True).get()
    publish_on_commit(
        ArtworkChanged(
            team_id=artwork.team_id,
            artwork_id=artwork.pk,
            channel_id=artwork.channel_id,
            video_id=artwork.video_id,
            version_id=version_id,
            state=state,
        )
    )
