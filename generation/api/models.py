"""Models over REST, for operators: what is installed and missing, licences, limits, LoRAs brought along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import PersonSerializer
from accounts.models import Role, Team
from core.api import actor
from core.texts import in_active_language
from generation.api.workers import IsOperator
from generation.model_problems import sentence
from generation.models import InstalledModel
from generation.services import loras, models
from studio.models.card import ModelCard, ModelKind
from studio.models.imports import Said
from studio.models.store import Origin

_SAID = ("name", "family", "title", "licence")
LORAS = "/api/v1/models/loras"
BYTES = "application/octet-stream"
KINDS = list(get_args(ModelKind))
ORIGINS = list(get_args(Origin))


def is_lora(scope: Mapping[str, Any]) -> bool:
    """Whether a request brings the bytes of a LoRA, which are read only from whom they are taken."""
    media_type = dict(scope["headers"]).get(b"content-type", b"").partition(b";")[0].strip().lower()
    return bool(scope["method"] == "POST" and scope["path"] == LORAS and media_type == BYTES.encode())


class ModelLicenceSerializer(serializers.Serializer[Any]):
    """A licence, and what it does not allow in the reader's language."""

    name = serializers.CharField(allow_blank=True, help_text="empty: nobody said")
    url = serializers.CharField(allow_blank=True)
    restrictions = serializers.SerializerMethodField()
    commercial = serializers.BooleanField(help_text="whether it may serve what earns money")
    gated = serializers.BooleanField(help_text="whether its owner wants consent before giving it out")

    def get_restrictions(self, licence: Any) -> str:
        return in_active_language(licence.restrictions.model_dump())


class ModelTeamSerializer(serializers.ModelSerializer[Team]):
    class Meta:
        model = Team
        fields = ["id", "name"]


class ModelCardSerializer(serializers.Serializer[Any]):
    """A model as its card describes it."""

    name = serializers.CharField()
    kind = serializers.ChoiceField(KINDS)
    family = serializers.CharField(allow_blank=True)
    title = serializers.SerializerMethodField()
    about = serializers.SerializerMethodField()
    repository = serializers.CharField(
        source="source", allow_blank=True, help_text="where it is at the operator's source"
    )
    bytes = serializers.IntegerField()
    memory_bytes = serializers.IntegerField(help_text="what its weights take on a device")
    trigger_words = serializers.ListField(child=serializers.CharField())
    licence = ModelLicenceSerializer()

    def get_title(self, card: ModelCard) -> str:
        return in_active_language(card.title.model_dump())

    def get_about(self, card: ModelCard) -> str:
        return in_active_language(card.about.model_dump()) if card.about else ""


class MissingModelSerializer(serializers.Serializer[Any]):
    """A known model that isn't here, and the command that brings it."""

    card = ModelCardSerializer()
    command = serializers.CharField()
    recommended = serializers.BooleanField(source="card.recommended", help_text="one to begin with")


class InstalledModelSerializer(serializers.ModelSerializer[InstalledModel]):
    """An installed model: what it is, who accepted its licence, who may paint with it."""

    kind = serializers.ChoiceField(KINDS)
    card = serializers.SerializerMethodField()
    revision = serializers.CharField(source="manifest.revision", help_text="the commit it was fetched at")
    origin = serializers.ChoiceField(ORIGINS, source="manifest.origin")
    accepted_by = PersonSerializer(source="licence_accepted_by", allow_null=True)
    accepted_at = serializers.DateTimeField(source="licence_accepted_at", allow_null=True)
    least_role = serializers.ChoiceField(Role.choices)
    teams = ModelTeamSerializer(many=True, help_text="empty: every team")
    installed_at = serializers.DateTimeField(source="created_at")

    class Meta:
        model = InstalledModel
        fields = [
            "name", "kind", "family", "bytes", "card", "revision", "origin", "accepted_by", "accepted_at",
            "least_role", "teams", "offered", "installed_at",
        ]  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ModelCardSerializer)
    def get_card(self, row: InstalledModel) -> Any:
        return ModelCardSerializer(ModelCard.model_validate(row.card)).data


class ModelsSerializer(serializers.Serializer[Any]):
    folder = serializers.CharField()
    source_url = serializers.CharField(help_text="where models come from")
    offline = serializers.BooleanField()
    used_bytes = serializers.IntegerField()
    free_bytes = serializers.IntegerField()
    installed = InstalledModelSerializer(many=True)
    missing = MissingModelSerializer(many=True)
    unlisted = serializers.ListField(
        child=serializers.CharField(), help_text="in the folder, and not looked at yet"
    )
    faults = serializers.ListField(
        child=serializers.CharField(), help_text="cards of the operator's own that can't be read"
    )
    vanished = serializers.ListField(child=serializers.CharField(), help_text="gone from the folder")
    teams = ModelTeamSerializer(many=True, help_text="every team of the site")
    families = serializers.ListField(child=serializers.CharField(), help_text="that a LoRA can be made for")


class ModelLimitsSerializer(serializers.Serializer[Any]):
    """Who may paint with a model; what is left out stays."""

    least_role = serializers.ChoiceField(Role.choices, required=False)
    teams = serializers.ListField(
        child=serializers.UUIDField(), required=False, help_text="empty: every team"
    )
    offered = serializers.BooleanField(required=False)


class NewLoraSerializer(serializers.Serializer[Any]):
    """What is said of a LoRA; what is left out is read from its file."""

    file_name = serializers.CharField(max_length=255)
    name = serializers.CharField(max_length=80, required=False)
    family = serializers.CharField(max_length=40, required=False)
    title = serializers.CharField(max_length=80, required=False)
    licence = serializers.CharField(max_length=80, required=False)


class ModelsView(APIView):
    permission_classes = [IsOperator]

    @extend_schema(operation_id="models", tags=["operators"], responses=ModelsSerializer)
    def get(self, request: Request) -> Response:
        """What is installed, what is missing and which command brings it, and the disk. Operators."""
        return Response(ModelsSerializer(_everything()).data)


class BytesParser(BaseParser):
    """Leaves the body where it is: whoever looks for a form in it (as CSRF's check does) finds none."""

    media_type = BYTES

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> dict[str, Any]:
        return {}


class LorasView(APIView):
    permission_classes = [IsOperator]
    parser_classes = [BytesParser]
    throttle_scope = "upload"

    @extend_schema(
        operation_id="loraImport",
        tags=["operators"],
        parameters=[NewLoraSerializer],
        request={BYTES: OpenApiTypes.BINARY},
        responses={
            201: InstalledModelSerializer,
            413: OpenApiResponse(description="Larger than a LoRA may be"),
            415: OpenApiResponse(description="Not application/octet-stream"),
            507: OpenApiResponse(description="The disk is full"),
        },
    )
    def post(self, request: Request) -> Response:
        """Bring a LoRA: the bytes of a safetensors file. It is judged before it is kept. Operators."""
        if request.content_type.partition(";")[0].strip().lower() != BYTES:
            raise UnsupportedMediaType(request.content_type)
        form = NewLoraSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        said = Said(kind="lora", **{key: form.validated_data.get(key) for key in _SAID})
        row = loras.upload(
            # The raw stream: REST framework would parse the body first.
            request._request,
            form.validated_data["file_name"],
            said,
            by=actor(request),
        )
        return Response(InstalledModelSerializer(row).data, status=201)


class ModelsSyncView(APIView):
    permission_classes = [IsOperator]

    @extend_schema(operation_id="modelsSync", tags=["operators"], request=None, responses=ModelsSerializer)
    def post(self, request: Request) -> Response:
        """Look at the folder again: what was put there by hand is listed, what is gone is not. Operators."""
        models.sync(by=actor(request))
        return Response(ModelsSerializer(_everything()).data)


class ModelView(APIView):
    permission_classes = [IsOperator]

    @extend_schema(
        operation_id="modelUpdate",
        tags=["operators"],
        request=ModelLimitsSerializer,
        responses=InstalledModelSerializer,
    )
    def patch(self, request: Request, name: str) -> Response:
        """Say who may paint with it: from which role on, which teams, or nobody for now. Operators."""
        form = ModelLimitsSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = models.limit(name, by=actor(request), **form.validated_data)
        return Response(InstalledModelSerializer(row).data)

    @extend_schema(operation_id="modelDelete", tags=["operators"], responses={204: None})
    def delete(self, request: Request, name: str) -> Response:
        """Delete a model and its files. Versions painted with it stay. Operators."""
        models.remove(name, by=actor(request))
        return Response(status=204)


class ModelAcceptView(APIView):
    permission_classes = [IsOperator]

    @extend_schema(
        operation_id="modelAcceptLicence",
        tags=["operators"],
        request=None,
        responses=InstalledModelSerializer,
    )
    def post(self, request: Request, name: str) -> Response:
        """Accept a model's licence for this site. Nobody paints with it before. Operators."""
        return Response(InstalledModelSerializer(models.accept_licence(name, by=actor(request))).data)


def _everything() -> dict[str, Any]:
    seen = models.overview()
    where = models.source()
    return {
        "folder": str(models.store().root),
        "source_url": where.address,
        "offline": where.offline,
        "used_bytes": seen.used_bytes,
        "free_bytes": seen.free_bytes,
        "installed": seen.installed,
        "missing": seen.missing,
        "unlisted": seen.unlisted,
        "vanished": seen.vanished,
        "faults": [sentence(fault) for fault in seen.faults],
        "teams": Team.objects.only("id", "name"),
        "families": models.families(),
    }
