"""Looks compared, taken out as files and brought in, over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role, Team
from channels_app.api.brands import BrandSerializer, found, one, sent
from channels_app.services import brand_files, brand_revisions, brands
from core.api import actor
from core.texts import in_active_language
from studio.brand.compare import Change, compare
from studio.brand.preset import LOCKS


class NumbersSerializer(serializers.Serializer[Any]):
    before = serializers.IntegerField(min_value=1)
    after = serializers.IntegerField(min_value=1)


class NumberSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, required=False)


class BrandChangeSerializer(serializers.Serializer[Change]):
    """One thing that is otherwise."""

    part = serializers.ChoiceField(LOCKS)
    text = serializers.SerializerMethodField(help_text="in the language of the request")

    def get_text(self, change: Change) -> str:
        return in_active_language({"ru": change.ru, "en": change.en})


class ImportSerializer(serializers.Serializer[Any]):
    """A form with the file of a look."""

    file = serializers.FileField(max_length=255)
    name = serializers.CharField(
        max_length=brands.NAME_LIMIT, allow_blank=True, default="", help_text="empty: the file's own"
    )


class BrandCompareView(APIView):
    @extend_schema(
        operation_id="brandCompare",
        tags=["brands"],
        parameters=[
            OpenApiParameter("before", int, required=True),
            OpenApiParameter("after", int, required=True),
        ],
        responses=BrandChangeSerializer(many=True),
    )
    def get(self, request: Request, pk: UUID) -> Response:
        """What one revision says otherwise than another, in sentences. Members."""
        preset = found(request, pk, Role.VIEWER)
        asked = NumbersSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        before, after = (
            brand_revisions.look_of(brand_revisions.revision(preset, asked.validated_data[name]))
            for name in ("before", "after")
        )
        changes: Any = compare(before, after)
        return Response(BrandChangeSerializer(changes, many=True).data)


class BrandFileView(APIView):
    @extend_schema(
        operation_id="brandExport",
        tags=["brands"],
        parameters=[OpenApiParameter("number", int, description="of a revision; else the newest")],
        responses={(200, "application/json"): OpenApiTypes.BINARY},
    )
    def get(self, request: Request, pk: UUID) -> HttpResponse:
        """A look as one file, with its logos, for another team or site. Members."""
        asked = NumberSerializer(data=request.query_params)
        asked.is_valid(raise_exception=True)
        preset, by = found(request, pk, Role.VIEWER), actor(request)
        name, data = brand_files.export(preset, by=by, number=asked.validated_data.get("number"))
        answer = HttpResponse(data, content_type="application/json")
        answer["Content-Disposition"] = content_disposition_header(True, f"{name}.look.json") or ""
        return answer


class BrandImportView(APIView):
    parser_classes = [MultiPartParser]
    throttle_scope = "upload"

    @extend_schema(
        operation_id="brandImport",
        tags=["brands"],
        request={"multipart/form-data": ImportSerializer},
        responses={
            201: BrandSerializer,
            413: OpenApiResponse(description="Larger than a look may be, or than the team's quota has room"),
            507: OpenApiResponse(description="The disk is full"),
        },
    )
    def post(self, request: Request, team_id: UUID) -> Response:
        """Make a look out of a file; its logos are written anew. Editors and owners."""
        team = Team.objects.get_or_denied(request.user, Role.EDITOR, pk=team_id)
        wanted = sent(ImportSerializer, request)
        preset = brand_files.bring(team, by=actor(request), file=wanted["file"], name=wanted["name"])
        return one(request, preset, 201)
