"""Drafts, their pictures and what the desk draws, as the API shows them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.api.serializers import PersonSerializer
from channels_app.api.links import picture_url
from channels_app.models import DesignDraft, DraftPicture, Photo
from channels_app.services import drafts
from channels_app.services.public import EXTENSIONS
from core import links
from core.closed import ClosedField
from generation.api.digests import BoxSerializer, SwatchSerializer
from generation.api.findings import BrandScoreSerializer, DrawnFindingSerializer
from generation.api.painting_fields import PictureRefField
from generation.desk.asks import LARGEST_PREVIEW_PX, PREVIEW_WIDTH_PX, SMALLEST_PREVIEW_PX, Want
from generation.services.documents import MOST_LAYERS, MOST_NAME, read_design
from generation.services.editing import Bench
from generation.specs import PictureRef
from studio.design.document import Design
from studio.fonts import TYPEFACES
from studio.values import PlatformImage

NOTE_LIMIT = 300


class DesignField(ClosedField):
    """A design as it came in, looked at closely; what can't be used is told by its place."""

    model = Design
    parts_prefix = "Design"

    def to_internal_value(self, data: Any) -> Design:
        return read_design(data)

    def to_representation(self, value: Any) -> dict[str, Any]:
        # Kept as JSON already.
        return value if isinstance(value, dict) else super().to_representation(value)


class DraftImageSerializer(serializers.Serializer[PlatformImage]):
    """What the platform wants of this picture; boxes are in fractions of it."""

    platform = serializers.CharField()
    image = serializers.CharField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    bytes_limit = serializers.IntegerField(allow_null=True)
    shape = serializers.ChoiceField(["rectangle", "circle"])
    safe_zone = BoxSerializer(allow_null=True)
    keep_clear = BoxSerializer(many=True)


class DraftFaceSerializer(serializers.Serializer[Any]):
    """A face in a picture, by fractions of that picture; `score` (0..1) is how sure it is one."""

    box = BoxSerializer()
    score = serializers.FloatField()


class NewDraftPictureSerializer(serializers.Serializer[PictureRef]):
    """One picture: `photo`, `video` with the rank of its `still`, or `version`."""

    photo = serializers.UUIDField(required=False)
    video = serializers.UUIDField(required=False)
    still = serializers.IntegerField(required=False, min_value=0, max_value=999)
    version = serializers.UUIDField(required=False)

    def validate(self, attrs: Any) -> PictureRef:
        ref: PictureRef = PictureRefField().run_validation(attrs)
        return ref


class DraftPictureSerializer(serializers.Serializer[DraftPicture]):
    """A picture that layers may name as their `source`."""

    id = serializers.CharField(source="name")
    width_px = serializers.SerializerMethodField()
    height_px = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField(help_text="null: gone; layers that show it can't be drawn")
    faces = serializers.SerializerMethodField()
    palette = serializers.SerializerMethodField()
    of = serializers.SerializerMethodField(
        help_text="what it was added from; null for those of the version itself"
    )

    def get_width_px(self, row: DraftPicture) -> int:
        return int(self._known(row).get("width_px", 0))

    def get_height_px(self, row: DraftPicture) -> int:
        return int(self._known(row).get("height_px", 0))

    def get_url(self, row: DraftPicture) -> str | None:
        if row.blob is None:
            return None
        return links.sign(row.blob, f"{row.name}.{EXTENSIONS.get(row.blob.media_type, 'bin')}")

    @extend_schema_field(DraftFaceSerializer(many=True))
    def get_faces(self, row: DraftPicture) -> list[Any]:
        return list(self._known(row).get("faces", []))

    @extend_schema_field(SwatchSerializer(many=True))
    def get_palette(self, row: DraftPicture) -> list[Any]:
        return list(self._known(row).get("palette", []))

    @extend_schema_field(PictureRefField(allow_null=True))
    def get_of(self, row: DraftPicture) -> dict[str, Any] | None:
        told = row.data.get("from")
        return {"photo": None, "video": None, "still": None, "version": None, **told} if told else None

    def _known(self, row: DraftPicture) -> dict[str, Any]:
        known: dict[str, Any] = row.data.get("kept") or row.data.get("still") or {}
        return known


class DraftLogoSerializer(serializers.Serializer[Photo]):
    """A logo of the team; layers name it by its SHA-256."""

    id = serializers.CharField(source="blob_id")
    photo = serializers.UUIDField(source="pk")
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    url = serializers.SerializerMethodField()

    def get_url(self, photo: Photo) -> str:
        return picture_url(photo, photo.blob)


class DraftFontSerializer(serializers.Serializer[Any]):
    """A typeface; the page has the same in `@fontsource` at that `weight`."""

    name = serializers.CharField()
    family = serializers.CharField()
    weight = serializers.IntegerField()


class DraftSerializer(serializers.Serializer[Bench]):
    """A person's own unsaved work on a version's design."""

    id = serializers.UUIDField(source="draft.pk")
    version = serializers.UUIDField(source="draft.version_id")
    artwork = serializers.UUIDField(source="draft.version.artwork_id")
    channel = serializers.UUIDField(source="draft.version.artwork.channel_id")
    team = serializers.UUIDField(source="draft.team_id")
    video = serializers.UUIDField(source="draft.version.artwork.video_id", allow_null=True)
    number = serializers.IntegerField(source="draft.version.number", help_text="the version's")
    revision = serializers.IntegerField(source="draft.revision", help_text="send it with the next save")
    design = DesignField(source="draft.design")
    pictures = serializers.SerializerMethodField()
    logos = DraftLogoSerializer(many=True)
    image = DraftImageSerializer()
    fonts = serializers.SerializerMethodField()
    copied_from = PersonSerializer(
        source="draft.copied_from", allow_null=True, help_text="whose open draft it began as a copy of"
    )
    others = serializers.SerializerMethodField(help_text="who else works on this version now")
    updated_at = serializers.DateTimeField(source="draft.updated_at")

    @extend_schema_field(DraftPictureSerializer(many=True))
    def get_pictures(self, bench: Bench) -> Any:
        rows: Any = list(bench.pictures.values())
        return DraftPictureSerializer(rows, many=True).data

    @extend_schema_field(DraftFontSerializer(many=True))
    def get_fonts(self, bench: Bench) -> list[dict[str, Any]]:
        return fonts()

    @extend_schema_field(PersonSerializer(many=True))
    def get_others(self, bench: Bench) -> Any:
        return PersonSerializer(drafts.others_of(bench.draft), many=True).data


class DraftRevisionSerializer(serializers.Serializer[DesignDraft]):
    """Where a draft stands after it was saved."""

    revision = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


class DraftSaveSerializer(serializers.Serializer[Any]):
    revision = serializers.IntegerField(min_value=1, help_text="the one that was loaded or saved last")
    design = DesignField()


_LAYERS = {
    "oneOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string", "enum": ["all"]}],
    "default": [],
}


@extend_schema_field(_LAYERS)
class LayersField(serializers.Field[Any, Any, Any, Any]):
    """Ids of layers, or "all"."""

    default_error_messages = {"invalid": _("Name layers by their ids, or say “all”.")}

    def to_internal_value(self, data: Any) -> Any:
        if data == "all":
            return data
        sound = isinstance(data, list) and len(data) <= MOST_LAYERS
        if not sound or not all(isinstance(one, str) and len(one) <= MOST_NAME for one in data):
            self.fail("invalid")
        return tuple(data)

    def to_representation(self, value: Any) -> Any:
        return value


class WantSerializer(serializers.Serializer[Want]):
    """What to draw. `findings` bring the brand score along, and need a drawing at full size: ask rarely."""

    layers = LayersField(default=())
    whole = serializers.BooleanField(default=True)
    findings = serializers.BooleanField(default=False)
    feed = serializers.BooleanField(default=False, help_text="as small as a phone's feed shows it")
    have = serializers.DictField(
        child=serializers.CharField(max_length=64),
        default=dict,
        help_text="layers that the page has already, with the `sha` that each came with",
    )

    def to_internal_value(self, data: Any) -> Want:
        return Want(**super().to_internal_value(data))


class DrawSerializer(serializers.Serializer[Any]):
    design = DesignField()
    want = WantSerializer(default=Want())
    width_px = serializers.IntegerField(
        min_value=SMALLEST_PREVIEW_PX, max_value=LARGEST_PREVIEW_PX, default=PREVIEW_WIDTH_PX
    )


class DrawnLayerSerializer(serializers.Serializer[Any]):
    """A layer alone. `image` null: the page has it already (`have`)."""

    id = serializers.CharField()
    image = serializers.CharField(allow_null=True, help_text="a WebP with transparency, as a data URL")
    box = BoxSerializer()
    sha = serializers.CharField()


class DrawnPictureSerializer(serializers.Serializer[Any]):
    image = serializers.CharField(help_text="a WebP, as a data URL")
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()


class DrawnSerializer(serializers.Serializer[Any]):
    """`design` is the one that was sent, with the words set anew: keep its `lines`."""

    design = DesignField()
    layers = DrawnLayerSerializer(many=True)
    whole = DrawnPictureSerializer(allow_null=True)
    feed = DrawnPictureSerializer(allow_null=True)
    findings = DrawnFindingSerializer(many=True, allow_null=True)
    score = BrandScoreSerializer(allow_null=True)


class FindingRefSerializer(serializers.Serializer[Any]):
    code = serializers.CharField(max_length=60)
    layer = serializers.CharField(max_length=MOST_NAME, allow_null=True, default=None)


class FixSerializer(serializers.Serializer[Any]):
    design = DesignField()
    finding = FindingRefSerializer()


class FixedSerializer(serializers.Serializer[Any]):
    design = DesignField()


class MaskKeptSerializer(serializers.Serializer[Photo]):
    """A mask that was kept: a cut-out names it in `mend`."""

    sha256 = serializers.CharField(source="blob_id")
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()


class SaveVersionSerializer(serializers.Serializer[Any]):
    design = DesignField()
    note = serializers.CharField(max_length=NOTE_LIMIT, allow_blank=True, default="")


def fonts() -> list[dict[str, Any]]:
    """The typefaces that texts may be set in."""
    return [
        {
            "name": face.name,
            "family": face.package.rpartition("/")[2].replace("-", " ").title(),
            "weight": face.weight or 400,
        }
        for face in TYPEFACES.values()
    ]
