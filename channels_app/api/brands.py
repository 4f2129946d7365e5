"""Brand presets over REST: a team's looks, their revisions, and which channels have them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, QuerySet, Subquery
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_field
from rest_framework import generics, serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import PersonSerializer
from accounts.models import Membership, Role, Team
from channels_app.models import BrandPreset, BrandPresetRevision, Channel
from channels_app.services import brand_revisions, brands
from core import links
from core.api import CursorPagination, actor
from core.closed import ClosedField
from core.errors import NotFound
from studio.brand import BrandPreset as Look

CHANGED = OpenApiResponse(
    description="`brand_changed`: somebody else saved it since the number that was sent"
)


class LookField(ClosedField):
    """A whole look, as `studio.brand` says what may stand in it."""

    model = Look


class LogoUrlSerializer(serializers.Serializer[Any]):
    """Where the file of a logo can be loaded from, for a while."""

    sha256 = serializers.CharField()
    url = serializers.CharField()


class BrandRevisionSerializer(serializers.Serializer[BrandPresetRevision]):
    """What a look said from some moment on. It never changes."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    data = serializers.SerializerMethodField()  # type: ignore[assignment]  # a field of ours
    note = serializers.CharField()
    restored = serializers.IntegerField(allow_null=True, help_text="the number of the older one it repeats")
    logos = serializers.SerializerMethodField(help_text="the files of the logos in `data`")
    by = PersonSerializer(allow_null=True)
    created_at = serializers.DateTimeField()

    @extend_schema_field(LookField())
    def get_data(self, row: BrandPresetRevision) -> dict[str, Any]:
        return brand_revisions.look_of(row).model_dump(mode="json")

    @extend_schema_field(LogoUrlSerializer(many=True))
    def get_logos(self, row: BrandPresetRevision) -> list[dict[str, str]]:
        return [
            {"sha256": blob.pk, "url": links.sign(blob, f"{blob.pk[:12]}.png")} for blob in row.logos.all()
        ]


class BrandSerializer(serializers.Serializer[BrandPreset]):
    """A team's look, as it is now, and the channels that have it."""

    id = serializers.UUIDField()
    team = serializers.UUIDField(source="team_id")
    name = serializers.CharField()
    archived = serializers.SerializerMethodField()
    revision = serializers.SerializerMethodField(help_text="the newest one: what counts now")
    channels = serializers.SerializerMethodField(help_text="the channels that have this look")
    may_edit = serializers.SerializerMethodField(help_text="whether the person asking may change it")
    created_at = serializers.DateTimeField()

    def get_archived(self, preset: BrandPreset) -> bool:
        return preset.archived_at is not None

    @extend_schema_field(BrandRevisionSerializer)
    def get_revision(self, preset: Any) -> dict[str, Any]:
        told: Any = BrandRevisionSerializer(preset.newest[0], context=self.context)
        return {**told.data}

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_channels(self, preset: BrandPreset) -> list[str]:
        return [str(channel.pk) for channel in preset.channels.all()]

    def get_may_edit(self, preset: Any) -> bool:
        return preset.my_role in Role.at_least(Role.EDITOR)


class NewBrandSerializer(serializers.Serializer[Any]):
    """A new look."""

    name = serializers.CharField(max_length=brands.NAME_LIMIT)
    data = LookField(default=Look())  # type: ignore[assignment]  # a field of ours, not what was sent
    note = serializers.CharField(max_length=200, allow_blank=True, default="")


class BrandChangesSerializer(serializers.Serializer[Any]):
    """Its name, and whether it is archived: offered no more, but still named by what was made with it."""

    name = serializers.CharField(max_length=brands.NAME_LIMIT, required=False)
    archived = serializers.BooleanField(required=False)


class NewRevisionSerializer(serializers.Serializer[Any]):
    """`number` is the revision that the person has seen; another one since then is 409 `brand_changed`."""

    number = serializers.IntegerField(min_value=1)
    data = LookField()  # type: ignore[assignment]  # a field of ours, not what was sent
    note = serializers.CharField(max_length=200, allow_blank=True, default="")


class RestoreSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(min_value=1, help_text="of the revision whose words count again")


class CopySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(
        max_length=brands.NAME_LIMIT, allow_blank=True, default="", help_text="empty: the same, numbered"
    )
    team = serializers.UUIDField(required=False, help_text="another team that the person edits")


class ChosenChannelsSerializer(serializers.Serializer[Any]):
    channels = serializers.ListField(
        child=serializers.UUIDField(), max_length=200, help_text="just these have the look then"
    )


class RevisionPagination(CursorPagination):
    ordering = "-number"


class TeamBrandsView(APIView):
    @extend_schema(
        operation_id="brands",
        tags=["brands"],
        parameters=[OpenApiParameter("archived", bool, description="those put aside instead")],
        responses=BrandSerializer(many=True),
    )
    def get(self, request: Request, team_id: UUID) -> Response:
        """A team's looks by name. Members."""
        if not Team.objects.visible_to(request.user).filter(pk=team_id).exists():
            raise NotFound
        archived = request.query_params.get("archived") == "true"
        rows = shown(request).filter(team=team_id, archived_at__isnull=not archived)
        return Response(BrandSerializer(rows, many=True, context={"request": request}).data)

    @extend_schema(
        operation_id="brandCreate",
        tags=["brands"],
        request=NewBrandSerializer,
        responses={201: BrandSerializer},
    )
    def post(self, request: Request, team_id: UUID) -> Response:
        """Make a look. Editors and owners."""
        team = Team.objects.get_or_denied(request.user, Role.EDITOR, pk=team_id)
        preset = brands.create(team, by=actor(request), **sent(NewBrandSerializer, request))
        return one(request, preset, 201)


class BrandView(APIView):
    @extend_schema(operation_id="brand", tags=["brands"], responses=BrandSerializer)
    def get(self, request: Request, pk: UUID) -> Response:
        """One look. Members of its team."""
        return one(request, found(request, pk, Role.VIEWER))

    @extend_schema(
        operation_id="brandUpdate", tags=["brands"], request=BrandChangesSerializer, responses=BrandSerializer
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Rename it, archive it, or bring it back. Editors and owners."""
        preset, by = found(request, pk, Role.EDITOR), actor(request)
        changes = sent(BrandChangesSerializer, request)
        if changes.get("archived") is True:
            brands.archive(preset, by=by)
        if "name" in changes:
            brands.rename(preset, changes["name"], by=by)
        if changes.get("archived") is False:
            brands.bring_back(preset, by=by)
        return one(request, preset)

    @extend_schema(
        operation_id="brandDelete",
        tags=["brands"],
        responses={204: None, 409: OpenApiResponse(description="`brand_in_use`: versions name it")},
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Remove a look that nothing was made with. Owners."""
        brands.delete(found(request, pk, Role.OWNER), by=actor(request))
        return Response(status=204)


class BrandRevisionsView(generics.ListAPIView[BrandPresetRevision]):
    queryset = BrandPresetRevision.objects.none()
    serializer_class = BrandRevisionSerializer
    pagination_class = RevisionPagination
    filter_backends = []

    def get_queryset(self) -> QuerySet[BrandPresetRevision]:
        preset = found(self.request, self.kwargs["pk"], Role.VIEWER)
        return preset.revisions.select_related("by").prefetch_related("logos")

    @extend_schema(operation_id="brandRevisions", tags=["brands"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """All that a look ever said, newest first. Members."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="brandSave",
        tags=["brands"],
        request=NewRevisionSerializer,
        responses={201: BrandSerializer, 409: CHANGED},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Save a look as its next revision. Editors and owners."""
        preset = found(request, pk, Role.EDITOR)
        brand_revisions.save(preset, by=actor(request), **sent(NewRevisionSerializer, request))
        return one(request, preset, 201)


class BrandRestoreView(APIView):
    @extend_schema(
        operation_id="brandRestore", tags=["brands"], request=RestoreSerializer, responses=BrandSerializer
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Say again what an older revision said: as a new one. Editors and owners."""
        preset = found(request, pk, Role.EDITOR)
        brand_revisions.restore(preset, by=actor(request), **sent(RestoreSerializer, request))
        return one(request, preset)


class BrandCopyView(APIView):
    @extend_schema(
        operation_id="brandCopy", tags=["brands"], request=CopySerializer, responses={201: BrandSerializer}
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Another look that says the same, in this team or another one. Editors and owners of that team."""
        wanted, by = sent(CopySerializer, request), actor(request)
        preset = found(request, pk, Role.VIEWER)
        home = wanted.get("team", preset.team_id)
        team = Team.objects.get_or_denied(by, Role.EDITOR, pk=home)
        return one(request, brands.copy(preset, by=by, name=wanted["name"], team=team), 201)


class BrandChannelsView(APIView):
    @extend_schema(
        operation_id="brandChoose",
        tags=["brands"],
        request=ChosenChannelsSerializer,
        responses={200: BrandSerializer, 409: OpenApiResponse(description="`brand_archived`")},
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Which channels of the team have this look. Editors and owners."""
        preset = found(request, pk, Role.EDITOR)
        brands.choose(preset, sent(ChosenChannelsSerializer, request)["channels"], by=actor(request))
        return one(request, preset)


def shown(request: Request) -> Any:
    """Presets that the person may see, with all that is told of them."""
    newest = (
        BrandPresetRevision.objects.filter(preset=OuterRef("preset")).order_by("-number").values("pk")[:1]
    )
    revisions = (
        BrandPresetRevision.objects.filter(pk=Subquery(newest)).select_related("by").prefetch_related("logos")
    )
    return (
        BrandPreset.objects.visible_to(request.user)
        .annotate(my_role=my_role(request))
        .prefetch_related(
            Prefetch("revisions", queryset=revisions, to_attr="newest"),
            Prefetch("channels", queryset=Channel.objects.order_by("title", "pk")),
        )
    )


def my_role(request: Request) -> Subquery:
    """What the person asking is in the team of a preset."""
    mine = Membership.objects.filter(user=actor(request), team=OuterRef("team"))
    return Subquery(mine.values("role")[:1])


def found(request: Request, pk: UUID, role: Role) -> BrandPreset:
    """The preset, where the person has `role` in its team. Raises NotFound, Forbidden."""
    preset: BrandPreset = BrandPreset.objects.get_or_denied(request.user, role, pk=pk)
    return preset


def one(request: Request, preset: BrandPreset, status: int = 200) -> Response:
    """One preset as the API tells it, read anew."""
    row = shown(request).get(pk=preset.pk)
    return Response(BrandSerializer(row, context={"request": request}).data, status=status)


def sent(form: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
    """What came in, checked."""
    filled = form(data=request.data)
    filled.is_valid(raise_exception=True)
    return dict(filled.validated_data)
