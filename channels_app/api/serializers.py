"""What channels, videos, artworks and versions look like in the API. Reads only what `display` loaded."""

from __future__ import annotations

from typing import Any, TypedDict

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from accounts.models import Role
from channels_app import further, problems, states
from channels_app.api.links import picture_url, video_url
from channels_app.models import Artwork, ArtworkKind, Channel, Version, VersionState, Video, VideoState
from core.texts import in_active_language

ARTWORK_STATES = ["none", "draft", "in_review", "approved", "live"]
REWORKS = [
    "more", "other_still", "other_layout", "other_colour", "bolder", "calmer",
    "vary", "inpaint", "outpaint", "restyle", "upscale", "again",
]  # fmt: skip
REVIEW_STATES = ["open", "approved", "changes_requested", "rejected"]


class FindingSerializer(serializers.Serializer[Any]):
    """One thing that the checks have to say about a picture.

    `fix` names what would mend it in a draft of the version, null where a person must.
    """

    code = serializers.CharField()
    severity = serializers.ChoiceField(["info", "warning", "error"])
    value = serializers.JSONField(allow_null=True, help_text="what was measured: a number or a word")
    limit = serializers.JSONField(allow_null=True, help_text="what it should be")
    text = serializers.CharField(help_text="for people, in the language of the request")
    layer = serializers.CharField(allow_null=True, help_text="of the design that it is about")
    fix = serializers.CharField(allow_null=True)
    fix_text = serializers.CharField(help_text="for the button that mends it; empty where a person must")


class VersionReviewSerializer(serializers.Serializer[Any]):
    """What the last review of a version said to its team."""

    state = serializers.ChoiceField(REVIEW_STATES)
    reason = serializers.CharField()
    note = serializers.CharField()
    decided_at = serializers.DateTimeField(allow_null=True)


class VersionPictureSerializer(serializers.Serializer[Any]):
    """The main picture of a version as it was before any word was set on it; masks have its size."""

    url = serializers.CharField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()


class VersionBrandSerializer(serializers.Serializer[Any]):
    """The team's look that a version was made with, and which of its revisions."""

    id = serializers.UUIDField(source="preset_id")
    name = serializers.CharField(source="preset.name")
    number = serializers.IntegerField()


class VersionSerializer(serializers.ModelSerializer[Version]):
    """An immutable filling of an artwork."""

    kind = serializers.ChoiceField(ArtworkKind.choices, source="artwork.kind", read_only=True)
    # mypy takes the name for the attribute of serializers that points to the one around them.
    parent = serializers.UUIDField(  # type: ignore[assignment]
        source="parent_id", allow_null=True, read_only=True
    )
    artwork = serializers.UUIDField(source="artwork_id", read_only=True)
    state = serializers.ChoiceField(VersionState.choices, read_only=True)
    bytes = serializers.IntegerField(source="blob.bytes", read_only=True)
    sha256 = serializers.CharField(source="blob_id", read_only=True)
    media_type = serializers.CharField(source="blob.media_type", read_only=True)
    url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    alt = serializers.SerializerMethodField()
    findings = serializers.SerializerMethodField()
    recipe = serializers.DictField(read_only=True)
    candidate_of = serializers.UUIDField(source="job_id", allow_null=True, read_only=True)
    brand = VersionBrandSerializer(
        source="brand_revision", allow_null=True, read_only=True, help_text="null: made without a look"
    )
    created_by = PersonSerializer(allow_null=True, read_only=True)
    review = serializers.SerializerMethodField()
    picture = serializers.SerializerMethodField(help_text="null for versions of earlier releases")
    reworks = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta:
        model = Version
        fields = [
            "id", "artwork", "number", "parent", "state", "kind", "width_px", "height_px", "bytes", "sha256",
            "media_type", "url", "thumb_url", "painter", "ai_painted", "layout", "style", "headline", "alt",
            "findings", "recipe", "candidate_of", "brand", "created_by", "created_at", "review", "picture",
            "reworks", "actions",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, version: Version) -> str:
        return picture_url(version, version.blob)

    def get_thumb_url(self, version: Version) -> str:
        return picture_url(version, version.thumb)

    def get_alt(self, version: Version) -> str:
        return in_active_language({"ru": "", "en": "", **version.alt})

    @extend_schema_field(FindingSerializer(many=True))
    def get_findings(self, version: Version) -> list[dict[str, Any]]:
        return [problems.finding_told(found) for found in version.findings]

    @extend_schema_field(VersionReviewSerializer(allow_null=True))
    def get_review(self, version: Version) -> dict[str, Any] | None:
        outcome = "open" if version.state == VersionState.IN_REVIEW else version.review_outcome
        if not outcome:
            return None
        return {
            "state": outcome,
            "reason": version.review_reason,
            "note": version.review_note,
            "decided_at": version.reviewed_at,
        }

    @extend_schema_field(VersionPictureSerializer(allow_null=True))
    def get_picture(self, version: Any) -> dict[str, Any] | None:
        if not version.main_pictures:
            return None
        main = version.main_pictures[0]
        return {
            "url": picture_url(version, main.blob),
            "width_px": main.data["width_px"],
            "height_px": main.data["height_px"],
        }

    @extend_schema_field(
        serializers.ListField(
            child=serializers.ChoiceField(REWORKS),
            help_text="what the person asking may have done further with this version now",
        )
    )
    def get_reworks(self, version: Version) -> list[str]:
        may = states.role_of(self.context["request"].user, version) in Role.at_least(Role.AUTHOR)
        return further.verbs_of(version) if may else []

    @extend_schema_field(
        serializers.ListField(
            child=serializers.ChoiceField(
                ["submit", "approve", "request_changes", "reject", "publish", "retire", "restore"]
            ),
            help_text="what the person asking may do with this version now",
        )
    )
    def get_actions(self, version: Version) -> list[str]:
        return states.actions(version, by=self.context["request"].user)


class ArtworkSerializer(serializers.ModelSerializer[Artwork]):
    """A slot to fill, with the version that is live and the newest one."""

    team = serializers.UUIDField(source="team_id", read_only=True)
    channel = serializers.UUIDField(source="channel_id", read_only=True)
    video = serializers.UUIDField(source="video_id", allow_null=True, read_only=True)
    state = serializers.ChoiceField(ARTWORK_STATES, read_only=True)
    live = serializers.SerializerMethodField()
    latest = serializers.SerializerMethodField()
    versions_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Artwork
        fields = ["id", "kind", "team", "channel", "video", "state", "live", "latest", "versions_count"]
        read_only_fields = fields

    @extend_schema_field(VersionSerializer(allow_null=True))
    def get_live(self, artwork: Any) -> dict[str, Any] | None:
        return self._one(artwork.live_versions)

    @extend_schema_field(VersionSerializer(allow_null=True))
    def get_latest(self, artwork: Any) -> dict[str, Any] | None:
        return self._one(artwork.latest_versions)

    def _one(self, loaded: list[Version]) -> dict[str, Any] | None:
        return VersionSerializer(loaded[0], context=self.context).data if loaded else None


class LinkSerializer(serializers.Serializer[Any]):
    """A link shown on a channel's page."""

    title = serializers.CharField(max_length=60)
    url = serializers.URLField(max_length=300)

    def validate_url(self, url: str) -> str:
        if not url.lower().startswith(("https://", "http://")):
            raise serializers.ValidationError(
                _("Only web addresses (https://…) can be linked."), code="scheme"
            )
        return url


class ChannelWriteSerializer(serializers.ModelSerializer[Channel]):
    """What an editor says about a channel."""

    # Declared here, so that the model's uniqueness is checked, and kept true under races, by the verb alone.
    handle = serializers.SlugField(max_length=60, required=False)
    links = serializers.ListField(child=LinkSerializer(), required=False, max_length=12)

    class Meta:
        model = Channel
        fields = ["platform", "title", "handle", "description", "links"]

    def validate_handle(self, handle: str) -> str:
        return handle.lower()


class ChannelCreateSerializer(ChannelWriteSerializer):
    """A new channel. Without a handle one is made from the title."""

    team = serializers.UUIDField()

    class Meta(ChannelWriteSerializer.Meta):
        fields = ["team", *ChannelWriteSerializer.Meta.fields]


class ChannelSerializer(serializers.ModelSerializer[Channel]):
    """A team's channel on a platform, with its avatar and banner."""

    team = serializers.UUIDField(source="team_id", read_only=True)
    links = LinkSerializer(many=True, read_only=True)
    public_url = serializers.SerializerMethodField()
    avatar = serializers.SerializerMethodField()
    banner = serializers.SerializerMethodField()
    brand = serializers.UUIDField(
        source="brand_id", allow_null=True, read_only=True, help_text="the look of its pictures"
    )
    videos_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Channel
        fields = [
            "id", "team", "platform", "title", "handle", "description", "links", "public_url", "avatar",
            "banner", "brand", "videos_count", "created_at",
        ]  # fmt: skip
        read_only_fields = fields

    def get_public_url(self, channel: Channel) -> str:
        return f"/c/{channel.handle}"

    @extend_schema_field(ArtworkSerializer)
    def get_avatar(self, channel: Any) -> dict[str, Any]:
        return self._slot(channel, ArtworkKind.AVATAR)

    @extend_schema_field(ArtworkSerializer)
    def get_banner(self, channel: Any) -> dict[str, Any]:
        return self._slot(channel, ArtworkKind.BANNER)

    def _slot(self, channel: Any, kind: ArtworkKind) -> dict[str, Any]:
        slot = next(artwork for artwork in channel.slots if artwork.kind == kind)
        return ArtworkSerializer(slot, context=self.context).data


class ProbeSerializer(serializers.Serializer[Any]):
    """What the container says, measured once. Sizes are as displayed, after rotation."""

    container = serializers.CharField()
    bytes = serializers.IntegerField()
    duration_s = serializers.FloatField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    rotation_deg = serializers.IntegerField()
    frame_rate = serializers.FloatField(allow_null=True)
    video_codec = serializers.CharField()
    audio_codec = serializers.CharField(allow_null=True)
    video_streams = serializers.IntegerField()
    audio_streams = serializers.IntegerField()


class ProblemTextSerializer(serializers.Serializer[Any]):
    """A stable code, and the sentence for people in the language of the request."""

    code = serializers.CharField()
    text = serializers.CharField()


class Problem(TypedDict):
    code: str
    text: str


class VideoWriteSerializer(serializers.ModelSerializer[Video]):
    """What a person may change about a video."""

    tags = serializers.ListField(child=serializers.CharField(max_length=60), max_length=40, required=False)

    class Meta:
        model = Video
        fields = ["title", "description", "tags"]


class VideoSerializer(serializers.ModelSerializer[Video]):
    """A video in a channel's library, with its cover."""

    team = serializers.UUIDField(source="team_id", read_only=True)
    channel = serializers.UUIDField(source="channel_id", read_only=True)
    tags = serializers.ListField(child=serializers.CharField(), read_only=True)
    state = serializers.ChoiceField(VideoState.choices, read_only=True)
    problem = serializers.SerializerMethodField()
    probe = ProbeSerializer(allow_null=True, read_only=True)
    bytes = serializers.SerializerMethodField()
    file_url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    cover = serializers.SerializerMethodField()
    created_by = PersonSerializer(allow_null=True, read_only=True)

    class Meta:
        model = Video
        fields = [
            "id", "team", "channel", "title", "description", "tags", "state", "problem", "probe", "file_name",
            "bytes", "file_url", "thumb_url", "cover", "has_digest", "created_at", "created_by",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ProblemTextSerializer(allow_null=True))
    def get_problem(self, video: Video) -> Problem | None:
        if video.state != VideoState.UNUSABLE:
            return None
        text = problems.video_problem(video.problem_code, video.problem_params)
        return {"code": video.problem_code, "text": text}

    def get_bytes(self, video: Video) -> int:
        if video.blob is not None:
            return video.blob.bytes
        return video.upload.length if hasattr(video, "upload") else 0

    def get_file_url(self, video: Video) -> str | None:
        return video_url(video) if video.blob is not None else None

    def get_thumb_url(self, video: Video) -> str | None:
        return picture_url(video, video.thumb) if video.thumb is not None else None

    @extend_schema_field(ArtworkSerializer)
    def get_cover(self, video: Video) -> dict[str, Any]:
        return ArtworkSerializer(video.cover, context=self.context).data


class PublicVideoSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    title = serializers.CharField()
    cover_url = serializers.CharField(allow_null=True)
    alt = serializers.CharField()
    duration_s = serializers.FloatField(allow_null=True)
    published_at = serializers.DateTimeField(allow_null=True)


class PublicChannelSerializer(serializers.Serializer[Any]):
    """What everybody may see of a channel: what is published."""

    title = serializers.CharField()
    handle = serializers.CharField()
    platform = serializers.CharField()
    description = serializers.CharField()
    links = LinkSerializer(many=True)
    avatar_url = serializers.CharField(allow_null=True)
    banner_url = serializers.CharField(allow_null=True)
    videos = PublicVideoSerializer(many=True)
