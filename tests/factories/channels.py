"""Channels, videos and versions for tests, made the way the site makes them."""

from __future__ import annotations

import hashlib
import itertools
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import factory
from django.db import transaction
from factory.django import DjangoModelFactory
from PIL import Image

from accounts.models import Role, Team, User
from channels_app.models import Artwork, ArtworkKind, Channel, Photo, Version, Video
from channels_app.services import artworks, uploads, versions
from core import blobs
from core.models import Blob
from tests.factories.accounts import ModeratorFactory, TeamFactory, member

_numbers = itertools.count(1)
PROBE: dict[str, Any] = {
    "container": "mp4", "bytes": 2048, "duration_s": 20.0, "width_px": 1280, "height_px": 720,
    "rotation_deg": 0, "frame_rate": 25.0, "video_codec": "h264", "audio_codec": "aac", "video_streams": 1,
    "audio_streams": 1,
}  # fmt: skip


class ChannelFactory(DjangoModelFactory[Channel]):
    """A channel with its empty avatar and banner."""

    class Meta:
        model = Channel
        skip_postgeneration_save = True

    team = factory.SubFactory(TeamFactory)
    platform = "rutube"
    title = factory.Sequence(lambda n: f"Channel {n}")
    handle = factory.Sequence(lambda n: f"channel-{n}")

    @factory.post_generation
    def slots(channel: Channel, create: bool, extracted: object, **kwargs: object) -> None:  # noqa: N805
        artworks.make_for_channel(channel)


class VideoFactory(DjangoModelFactory[Video]):
    """A ready video with its empty cover."""

    class Meta:
        model = Video
        skip_postgeneration_save = True

    channel = factory.SubFactory(ChannelFactory)
    title = factory.Sequence(lambda n: f"Video {n}")
    file_name = "clip.mp4"
    state = "ready"
    has_digest = True
    probe = PROBE
    blob = factory.LazyFunction(lambda: some_blob("video/mp4"))
    thumb = factory.LazyFunction(lambda: some_blob("image/webp"))

    @factory.post_generation
    def slot(video: Video, create: bool, extracted: object, **kwargs: object) -> None:  # noqa: N805
        artworks.make_for_video(video)


def new_channel(team: Team | None = None) -> Channel:
    """A channel with empty slots, of `team` or of a new one."""
    channel: Channel = ChannelFactory.create(**({"team": team} if team else {}))
    return channel


def new_video(channel: Channel | None = None, **values: Any) -> Video:
    """A ready video with an empty cover."""
    video: Video = VideoFactory.create(channel=channel or new_channel(), **values)
    return video


def some_blob(media_type: str, content: bytes | None = None) -> Blob:
    """A stored file that no other test has (unless `content` is given)."""
    return blobs.store(BytesIO(content or f"file {next(_numbers)}".encode() * 100), media_type=media_type)


def picture(size: tuple[int, int] = (128, 72), form: str = "JPEG") -> bytes:
    """An image file of one colour, a new colour each time."""
    colour = tuple(hashlib.sha256(str(next(_numbers)).encode()).digest()[:3])
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, form)
    return out.getvalue()


def slot(channel: Channel, kind: ArtworkKind) -> Artwork:
    """The avatar or banner of a channel."""
    return Artwork.objects.select_related("channel").get(channel=channel, kind=kind, video=None)


def add_version(
    artwork: Artwork, *, by: User | None = None, image: bytes | None = None, **changes: Any
) -> Version:
    """A draft of `artwork`, added as a worker adds it."""
    with tempfile.TemporaryDirectory() as folder:
        image_path, thumb_path = Path(folder) / "image.jpg", Path(folder) / "thumb.webp"
        image_path.write_bytes(image or picture())
        thumb_path.write_bytes(picture((64, 36), "WEBP"))
        values: dict[str, Any] = {
            "media_type": "image/jpeg", "width_px": 128, "height_px": 72, "painter": "collage",
            "ai_painted": False, "headline": "Утро в горах", "layout": "corner", "style": "natural",
            "alt": {"ru": "Горы утром", "en": "Mountains in the morning"},
            "recipe": {"schema_version": 1, "brief": {"prompt": "горы"}}, "design": {}, "findings": [],
        }  # fmt: skip
        return versions.add_version(
            artwork, by=by, image_path=image_path, thumb_path=thumb_path, **(values | changes)
        )


def add_photo(
    team: Team, *, by: User | None = None, size: tuple[int, int] = (64, 48), **values: Any
) -> Photo:
    """A photo of the team, as it is kept once it was written anew."""
    content = {
        "use": "photo", "file_name": "photo.png", "width_px": size[0], "height_px": size[1],
        "blob": some_blob("image/png", picture(size, "PNG")),
        "thumb": some_blob("image/webp", picture((32, 24), "WEBP")),
    }  # fmt: skip
    return Photo.objects.create(team=team, created_by=by, **(content | values))


def approve(version: Version, *, by: User | None = None) -> Version:
    """Take a draft through review: submitted by an author of its team, approved by `by` or the policy."""
    with transaction.atomic():
        versions.submit_for_review(version, by=member(_team(version), Role.AUTHOR))
        versions.approve(version, by=by)
    return version


def moderator() -> User:
    return ModeratorFactory()


def upload_whole(channel: Channel, by: User, content: bytes, file_name: str = "clip.mp4") -> Video:
    """A video whose bytes have all arrived."""
    upload = uploads.begin(channel, by=by, length=len(content), file_name=file_name, title="Ролик")
    uploads.receive(upload, BytesIO(content), offset=0, length=len(content))
    return Video.objects.get(pk=upload.video_id)


def _team(version: Version) -> Team:
    return version.artwork.channel.team
