"""What a team owns: channels, videos, and the pictures made for them."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Team
from channels_app.brand_rows import BrandPreset, BrandPresetRevision
from channels_app.draft_rows import DesignDraft, DraftPicture, Kit, KitItem
from channels_app.querysets import (
    ArtworkQuerySet,
    ChannelQuerySet,
    PhotoQuerySet,
    PublicationQuerySet,
    UploadQuerySet,
    VersionQuerySet,
    VideoQuerySet,
)
from core.models import Blob, Row

__all__ = [
    "Artwork", "ArtworkKind", "BrandPreset", "BrandPresetRevision", "Channel", "DesignDraft",
    "DraftPicture", "Kit", "KitItem", "Photo", "PhotoUse", "Publication", "Upload", "Version",
    "VersionPicture", "VersionState", "Video", "VideoState",
]  # fmt: skip


class Channel(Row):
    """A team's channel on a platform."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="channels")
    platform = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    handle = models.SlugField(max_length=60, unique=True)
    description = models.TextField(max_length=2000, blank=True)
    links = models.JSONField(default=list, blank=True)
    brand = models.ForeignKey(BrandPreset, null=True, on_delete=models.SET_NULL, related_name="channels")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.title


class VideoState(models.TextChoices):
    UPLOADING = "uploading", _("uploading")
    WAITING = "waiting", _("waiting")
    READING = "reading", _("being watched")
    READY = "ready", _("ready")
    UNUSABLE = "unusable", _("can't be used")


class Video(Row):
    """A video in a channel's library. `problem_code` says why an unusable one is unusable.

    The file becomes a blob when a worker first reads it: hashing gigabytes is no work for the web process.
    """

    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="videos")
    title = models.CharField(max_length=200)
    description = models.TextField(max_length=5000, blank=True)
    tags = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=VideoState.choices, default=VideoState.UPLOADING)
    problem_code = models.CharField(max_length=40, blank=True)
    problem_params = models.JSONField(default=dict, blank=True)
    file_name = models.CharField(max_length=255)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    thumb = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    probe = models.JSONField(null=True)
    has_digest = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = VideoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                name="ready_video_has_its_file",
                condition=~Q(state="ready") | Q(blob__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def team_id(self) -> uuid.UUID:
        return self.channel.team_id


class Upload(Row):
    """A tus upload: `offset` bytes of `length` are safely in UPLOADS_DIR/<id>.

    The row outlives the file, so that a client that comes back late hears what became of it.
    """

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="upload")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    length = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    metadata = models.TextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = UploadQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.video}: {self.offset} of {self.length} B"


class ArtworkKind(models.TextChoices):
    COVER = "cover", _("cover")
    AVATAR = "avatar", _("avatar")
    BANNER = "banner", _("banner")


class Artwork(Row):
    """A slot to fill: a video's cover, a channel's avatar or banner. Made with its video or channel."""

    kind = models.CharField(max_length=10, choices=ArtworkKind.choices)
    channel = models.ForeignKey(Channel, on_delete=models.CASCADE, related_name="artworks")
    video = models.OneToOneField(Video, null=True, on_delete=models.CASCADE, related_name="cover")

    objects = ArtworkQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "kind"], condition=Q(video=None), name="one_artwork_per_channel_slot"
            ),
            models.CheckConstraint(
                name="only_covers_belong_to_a_video",
                condition=Q(kind="cover", video__isnull=False) | (~Q(kind="cover") & Q(video=None)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.video or self.channel}"

    @property
    def team_id(self) -> uuid.UUID:
        return self.channel.team_id


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    IN_REVIEW = "in_review", _("in review")
    APPROVED = "approved", _("approved")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    REJECTED = "rejected", _("rejected")
    PUBLISHED = "published", _("published")
    RETIRED = "retired", _("retired")


class Version(Row):
    """An immutable filling of an artwork; only its state and what a review said move.

    The database itself refuses other changes, steps that the state table lacks, and publishing without
    approval: see `channels_app.triggers`.
    """

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="children")
    state = models.CharField(max_length=20, choices=VersionState.choices, default=VersionState.DRAFT)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    thumb = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    painter = models.CharField(max_length=40)
    ai_painted = models.BooleanField(default=False)
    headline = models.CharField(max_length=500, blank=True)
    layout = models.CharField(max_length=60, blank=True)
    style = models.CharField(max_length=60, blank=True)
    alt = models.JSONField(default=dict)
    recipe = models.JSONField(default=dict)
    design = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    signals = models.JSONField(default=dict)
    job_id = models.UUIDField(null=True, db_index=True)
    brand_revision = models.ForeignKey(
        BrandPresetRevision, null=True, on_delete=models.RESTRICT, related_name="versions"
    )
    review_outcome = models.CharField(max_length=20, blank=True)
    review_reason = models.CharField(max_length=300, blank=True)
    review_note = models.TextField(max_length=2000, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["artwork", "number"], name="version_number_unique_per_artwork")
        ]

    def __str__(self) -> str:
        return f"{self.artwork} v{self.number}"

    @property
    def team_id(self) -> uuid.UUID:
        return self.artwork.channel.team_id


class Publication(Row):
    """A version going live. At most one per artwork is live (not retired) at a time."""

    artwork = models.ForeignKey(Artwork, on_delete=models.CASCADE, related_name="publications")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="publications")
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["artwork"], condition=Q(retired_at=None), name="one_live_publication_per_artwork"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} live since {self.created_at:%Y-%m-%d %H:%M}"


class VersionPicture(models.Model):
    """A picture that a version's design is arranged from, kept as it came from the painter or the video.

    `place` 0 is the main picture, which every version keeps: what is painted further starts from it, also
    when its video has been watched anew. Further ones are kept where a painter made them. `data` says what it
    shows (`width_px`, `height_px`, origin).
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="pictures")
    place = models.PositiveSmallIntegerField()
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["version", "place"], name="version_picture_place_unique")
        ]

    def __str__(self) -> str:
        return f"picture {self.place} of {self.version}"


class PhotoUse(models.TextChoices):
    PHOTO = "photo", _("photo")
    LOOK = "look", _("picture to take the look from")
    MASK = "mask", _("mask")
    CONTROL = "control", _("control picture")
    LOGO = "logo", _("logo")


class Photo(Row):
    """A picture that a team brought along, or that was drawn for it to paint by (masks, control pictures).

    `data` says what a drawn one shows and what it was drawn from.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="photos")
    use = models.CharField(max_length=10, choices=PhotoUse.choices, default=PhotoUse.PHOTO)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    thumb = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=255, blank=True)
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    data = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = PhotoQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name or f"{self.use} of {self.team}"
