"""What there is to paint with, and what may be painted further of a version."""

from __future__ import annotations

from typing import Any, get_args
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role, Team
from core.api import actor
from core.errors import NotFound
from generation.api.jobs_shown import shown_job
from generation.api.serializers import JobSerializer, ReworkSerializer
from generation.services.painting import menu_of
from generation.services.reworking import make_again, recipe_of, rework
from studio.models.card import ControlKind, LookKind, Operation


class _NamedSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    title = serializers.CharField(help_text="in the language of the request")


class PaintingPainterSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    available = serializers.BooleanField()
    ai_painted = serializers.BooleanField()
    previews = serializers.BooleanField()
    operations = serializers.ListField(child=serializers.ChoiceField(get_args(Operation)))
    why_not = serializers.CharField(allow_null=True, help_text="why it isn't available, and what to do")
    expect = serializers.CharField(allow_null=True, help_text="what to be ready for, such as a slow machine")


class ModelDefaultsSerializer(serializers.Serializer[Any]):
    steps = serializers.IntegerField(allow_null=True)
    guidance = serializers.FloatField(allow_null=True)
    scheduler = serializers.CharField(allow_null=True)
    width_px = serializers.IntegerField(allow_null=True)
    height_px = serializers.IntegerField(allow_null=True)


class PaintingModelSerializer(_NamedSerializer):
    """A model that paints by itself, with what goes with it here."""

    family = serializers.CharField()
    operations = serializers.ListField(child=serializers.ChoiceField(get_args(Operation)))
    controls = serializers.ListField(child=serializers.ChoiceField(get_args(ControlKind)))
    looks = serializers.ListField(child=serializers.ChoiceField(get_args(LookKind)))
    defaults = ModelDefaultsSerializer()
    schedulers = serializers.ListField(child=serializers.CharField())
    size_multiple_px = serializers.IntegerField(help_text="what divides its sizes")
    restrictions = serializers.CharField(help_text="what its licence does not allow")


class PaintingLoraSerializer(_NamedSerializer):
    family = serializers.CharField()
    trigger_words = serializers.ListField(child=serializers.CharField())
    weight = serializers.FloatField(help_text="what suits it")
    restrictions = serializers.CharField()


class PaintingPresetSerializer(_NamedSerializer):
    kind = serializers.ChoiceField(["style", "modifier"])
    group = serializers.CharField()
    group_title = serializers.CharField()
    words = serializers.CharField(help_text="what is added to the prompt")
    sample_url = serializers.CharField(allow_null=True)


class PaintingMethodSerializer(_NamedSerializer):
    """A way to restyle or to enlarge."""

    weight_free = serializers.BooleanField(help_text="needs no model, works on any machine")


class RangeSerializer(serializers.Serializer[Any]):
    least = serializers.FloatField()
    most = serializers.FloatField()


class PaintingLimitsSerializer(serializers.Serializer[Any]):
    """The numbers within which options may lie; sizes are multiples of `size_multiple_px`."""

    count = RangeSerializer()
    steps = RangeSerializer()
    guidance = RangeSerializer()
    strength = RangeSerializer()
    size_px = RangeSerializer()
    size_multiple_px = serializers.IntegerField()
    lora_weight = RangeSerializer()
    control_scale = RangeSerializer()
    look_scale = RangeSerializer()
    mask_feather = RangeSerializer()
    loras = serializers.IntegerField()
    controls = serializers.IntegerField()
    image_prompts = serializers.IntegerField()
    presets = serializers.IntegerField()
    pictures = serializers.IntegerField()
    prompt_characters = serializers.IntegerField()
    photo_bytes = serializers.IntegerField()
    photo_pixels = serializers.IntegerField()


class PaintingSerializer(serializers.Serializer[Any]):
    """Everything that this person may paint with in this team."""

    painters = PaintingPainterSerializer(many=True)
    default_painter = serializers.CharField()
    models = PaintingModelSerializer(many=True)
    loras = PaintingLoraSerializer(many=True)
    presets = PaintingPresetSerializer(many=True)
    upscalers = PaintingMethodSerializer(many=True)
    restyle_methods = PaintingMethodSerializer(many=True)
    controls = serializers.ListField(
        child=serializers.ChoiceField(get_args(ControlKind)),
        help_text="the control pictures that can be drawn here",
    )
    limits = PaintingLimitsSerializer()


class PaintingView(APIView):
    @extend_schema(
        operation_id="painting",
        tags=["painting"],
        parameters=[OpenApiParameter("team", UUID, required=True)],
        responses=PaintingSerializer,
    )
    def get(self, request: Request) -> Response:
        """Painters, models, LoRAs, presets and limits: what the wishes form may offer."""
        return Response(PaintingSerializer(menu_of(_team(request), actor(request))).data)


class RecipeBaseSerializer(serializers.Serializer[Any]):
    """The picture that is painted further; a mask has its size."""

    url = serializers.CharField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()


class RecipeSerializer(serializers.Serializer[Any]):
    """All that is needed to make a version again."""

    recipe = serializers.DictField()
    replayable = serializers.BooleanField(help_text="whether `make-again` can be tried here and now")
    why_not = serializers.CharField(allow_null=True)
    replay = serializers.DictField(
        allow_null=True,
        help_text="of a version made again: `of` (id), `identical`, `text`, and by how much it drifted",
    )
    base = RecipeBaseSerializer(allow_null=True)


class VersionRecipeView(APIView):
    @extend_schema(operation_id="versionRecipe", tags=["versions"], responses=RecipeSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """The whole recipe of a version, and whether it can be made again."""
        return Response(RecipeSerializer(recipe_of(pk, by=actor(request))).data)


class _QueueingView(APIView):
    throttle_scope = "make"


class VersionReworkView(_QueueingView):
    @extend_schema(
        operation_id="versionRework",
        tags=["versions"],
        request=ReworkSerializer,
        responses={201: JobSerializer},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Make candidates out of a version: more like it, varied, repainted in part. Authors and above."""
        form = ReworkSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        job = rework(
            pk,
            wanted["operation"],
            painting=wanted.get("painting"),
            pictures=wanted["pictures"],
            count=wanted["count"],
            by=actor(request),
        )
        return Response(shown_job(job, request), status=status.HTTP_201_CREATED)


class VersionMakeAgainView(_QueueingView):
    @extend_schema(
        operation_id="versionMakeAgain", tags=["versions"], request=None, responses={201: JobSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Make the same picture again by its recipe, and tell how it differs. Authors and above."""
        job = make_again(pk, by=actor(request))
        return Response(shown_job(job, request), status=status.HTTP_201_CREATED)


def _team(request: Request) -> Team:
    """The team that the question is about. Raises NotFound, Forbidden (a viewer makes nothing)."""
    try:
        team_id = UUID(request.query_params.get("team", ""))
    except ValueError as error:
        raise NotFound from error
    team: Team = Team.objects.get_or_denied(request.user, Role.VIEWER, pk=team_id)
    return team
