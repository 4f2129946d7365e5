"""Kits over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_app.models import Kit, KitItem, Version
from channels_app.services.public import EXTENSIONS
from core import links
from core.api import actor
from core.errors import NotFound
from generation.api.drafts import CANT
from generation.api.editing_fields import DraftImageSerializer
from generation.api.findings import (
    BrandScoreSerializer,
    DrawnFindingSerializer,
    finding_told,
    score_told,
)
from generation.api.jobs_shown import shown_job
from generation.api.serializers import JobSerializer
from generation.services.kits import submit_kit
from studio.errors import InvalidRequest
from studio.platforms import find_image

PLATFORMS_LIMIT = 20
# Where a picture of a kit is looked at: what the page draws around it.
PLACES = {
    "cover": "feed", "avatar": "avatar", "banner": "channel", "offline_screen": "player",
    "watermark": "player",
}  # fmt: skip


class NewKitSerializer(serializers.Serializer[Any]):
    platforms = serializers.ListField(
        child=serializers.CharField(max_length=20), min_length=1, max_length=PLATFORMS_LIMIT
    )


class KitItemSerializer(serializers.Serializer[KitItem]):
    """One picture, as the platform takes it; `place` says where people see it."""

    platform = serializers.CharField()
    image = serializers.CharField(help_text="what the platform calls it")
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    bytes = serializers.IntegerField(source="blob.bytes")
    bytes_limit = serializers.IntegerField(source="data.bytes_limit", allow_null=True)
    media_type = serializers.CharField(source="blob.media_type")
    url = serializers.SerializerMethodField()
    layout = serializers.CharField(source="data.layout")
    same = serializers.BooleanField(
        source="data.same", help_text="the design itself at that size, not laid out anew"
    )
    note = serializers.CharField(source="data.note", help_text="what else is to be known of this picture")
    certainty = serializers.CharField(source="data.certainty")
    wants = serializers.SerializerMethodField(help_text="size, safe zone, what to keep clear")
    findings = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    place = serializers.SerializerMethodField()

    def get_url(self, item: KitItem) -> str:
        extension = EXTENSIONS.get(item.blob.media_type, "bin")
        return links.sign(item.blob, f"{item.platform}-{item.image}.{extension}")

    @extend_schema_field(DraftImageSerializer(allow_null=True))
    def get_wants(self, item: KitItem) -> Any:
        try:
            return DraftImageSerializer(find_image(item.platform, item.image)).data
        except InvalidRequest:
            # The table has changed since.
            return None

    @extend_schema_field(DrawnFindingSerializer(many=True))
    def get_findings(self, item: KitItem) -> list[dict[str, Any]]:
        return [finding_told(found) for found in item.findings]

    @extend_schema_field(BrandScoreSerializer(allow_null=True))
    def get_score(self, item: KitItem) -> dict[str, Any] | None:
        return score_told(item.data.get("score"))

    @extend_schema_field(serializers.ChoiceField(["feed", "avatar", "channel", "player"]))
    def get_place(self, item: KitItem) -> str:
        return PLACES.get(item.image) or PLACES.get(item.data.get("arranged_as", ""), "feed")


class KitSerializer(serializers.Serializer[Kit]):
    """A kit; while its job works, as many items as are finished."""

    id = serializers.UUIDField(source="pk")
    version = serializers.UUIDField(source="version_id")
    platforms = serializers.ListField(child=serializers.CharField())
    job = serializers.UUIDField(source="job_id", allow_null=True)
    finished = serializers.SerializerMethodField()
    items = KitItemSerializer(many=True)
    zip_url = serializers.SerializerMethodField(help_text="null until all is finished")
    zip_bytes = serializers.IntegerField(source="zip.bytes", allow_null=True, default=None)
    created_at = serializers.DateTimeField()

    def get_finished(self, kit: Kit) -> bool:
        return kit.finished_at is not None

    def get_zip_url(self, kit: Kit) -> str | None:
        return links.sign(kit.zip, f"kit-v{kit.version.number}.zip") if kit.zip is not None else None


class VersionKitsView(APIView):
    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "make" if self.request.method == "POST" else None
        return super().get_throttles()

    @extend_schema(operation_id="versionKits", tags=["kits"], responses={200: KitSerializer(many=True)})
    def get(self, request: Request, pk: UUID) -> Response:
        """The kits of a version, the newest first. They are kept for 30 days."""
        if not Version.objects.visible_to(request.user).filter(pk=pk).exists():
            raise NotFound
        found = _kits(request).filter(version=pk)
        return Response(KitSerializer(found, many=True).data)

    @extend_schema(
        operation_id="kitMake",
        tags=["kits"],
        request=NewKitSerializer,
        responses={202: JobSerializer, 422: CANT[422]},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Make every picture that the platforms want of a version's design. Authors."""
        form = NewKitSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        job = submit_kit(pk, form.validated_data["platforms"], by=actor(request))
        return Response(shown_job(job, request), status=status.HTTP_202_ACCEPTED)


class KitView(APIView):
    @extend_schema(operation_id="kit", tags=["kits"], responses=KitSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """One kit with its pictures. Its whole team sees it."""
        kit = _kits(request).filter(pk=pk).first()
        if kit is None:
            raise NotFound
        return Response(KitSerializer(kit).data)


def _kits(request: Request) -> Any:
    rows = Kit.objects.visible_to(request.user).select_related("version", "zip")
    return rows.prefetch_related("items__blob")
