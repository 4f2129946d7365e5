"""What everybody may see: the published pictures of a channel."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TypedDict

from django.core.validators import slug_re

from channels_app.models import ArtworkKind, Channel, Publication, Video
from core.errors import NotFound
from core.pages import PageMeta
from core.texts import in_active_language

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp"}


class PublicVideo(TypedDict):
    id: uuid.UUID
    title: str
    cover_url: str | None
    alt: str
    duration_s: float | None
    published_at: datetime | None


class PublicChannel(TypedDict):
    title: str
    handle: str
    platform: str
    description: str
    links: list[dict[str, str]]
    avatar_url: str | None
    banner_url: str | None
    videos: list[PublicVideo]


def picture_path(publication: Publication) -> str:
    """The public address of a published picture; it never means another picture."""
    extension = EXTENSIONS.get(publication.version.blob.media_type, "bin")
    return f"/p/{publication.pk}.{extension}"


def channel_page(handle: str) -> PublicChannel:
    """What is published on the channel: its pictures, and the videos whose cover is live, newest first.

    Raises NotFound.
    """
    # PostgreSQL can't even be asked for some of what may stand in an address.
    channel = Channel.objects.filter(handle=handle.lower()).first() if slug_re.match(handle) else None
    if channel is None:
        raise NotFound
    live = list(
        Publication.objects.live()
        .filter(artwork__channel=channel)
        .select_related("version__blob", "artwork__video")
        .order_by("-created_at")
    )
    slots = {
        publication.artwork.kind: publication for publication in live if not publication.artwork.video_id
    }
    avatar, banner = slots.get(ArtworkKind.AVATAR), slots.get(ArtworkKind.BANNER)
    return {
        "title": channel.title,
        "handle": channel.handle,
        "platform": channel.platform,
        "description": channel.description,
        "links": channel.links,
        "avatar_url": picture_path(avatar) if avatar else None,
        "banner_url": picture_path(banner) if banner else None,
        "videos": [
            _video(publication, publication.artwork.video)
            for publication in live
            if publication.artwork.video
        ],
    }


def page_meta(handle: str) -> PageMeta | None:
    """What a shared link to `/c/<handle>` shows; None when there is no such channel."""
    try:
        page = channel_page(handle)
    except NotFound:
        return None
    newest_cover = page["videos"][0]["cover_url"] if page["videos"] else None
    image = page["banner_url"] or newest_cover or page["avatar_url"] or ""
    return PageMeta(title=page["title"], description=page["description"][:200], image_url=image)


def _video(publication: Publication, video: Video) -> PublicVideo:
    return {
        "id": video.pk,
        "title": video.title,
        "cover_url": picture_path(publication),
        "alt": in_active_language({"ru": "", "en": "", **publication.version.alt}) or video.title,
        "duration_s": (video.probe or {}).get("duration_s"),
        "published_at": publication.created_at,
    }
