"""Photos over REST: pictures that a team brings along to paint with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import generics, serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.serializers import PersonSerializer
from accounts.models import Membership, Role, Team
from channels_app.api.links import picture_url
from channels_app.models import Photo, PhotoUse
from channels_app.services import photos
from core.api import actor
from core.errors import NotFound

_ADDRESS = re.compile(r"/api/v1/teams/[0-9a-fA-F-]{36}/photos")


def is_photo(scope: Mapping[str, Any]) -> bool:
    """Whether a request brings a photo: the one form with a file in it."""
    return scope["method"] == "POST" and _ADDRESS.fullmatch(scope["path"]) is not None


class PhotoSerializer(serializers.ModelSerializer[Photo]):
    """A picture to paint with, with nothing in it but its pixels."""

    team = serializers.UUIDField(source="team_id", read_only=True)
    use = serializers.ChoiceField(PhotoUse.choices, read_only=True)
    bytes = serializers.IntegerField(source="blob.bytes", read_only=True)
    url = serializers.SerializerMethodField()
    thumb_url = serializers.SerializerMethodField()
    data = serializers.DictField(  # type: ignore[assignment]  # a field of ours, not what was validated
        read_only=True,
        help_text="of a drawn control picture: what it shows, and what it was drawn from; of a logo: "
        "the `ground` that it is made for, and `notices`",
    )
    sha256 = serializers.CharField(source="blob_id", read_only=True)
    created_by = PersonSerializer(allow_null=True, read_only=True)
    may_delete = serializers.SerializerMethodField()

    class Meta:
        model = Photo
        fields = [
            "id", "team", "use", "file_name", "width_px", "height_px", "bytes", "sha256", "url", "thumb_url",
            "data", "created_by", "created_at", "may_delete",
        ]  # fmt: skip
        read_only_fields = fields

    def get_url(self, photo: Photo) -> str:
        return picture_url(photo, photo.blob)

    def get_thumb_url(self, photo: Photo) -> str:
        return picture_url(photo, photo.thumb or photo.blob)

    def get_may_delete(self, photo: Photo) -> bool:
        role = self.context["role"]
        own = photo.created_by_id == self.context["request"].user.pk
        return role in Role.at_least(Role.AUTHOR if own else Role.EDITOR)


class NewPhotoSerializer(serializers.Serializer[Any]):
    """A form with one file. A mask is white where to paint, in the size of the picture it is for."""

    file = serializers.FileField(max_length=255)
    use = serializers.ChoiceField(
        [PhotoUse.PHOTO, PhotoUse.LOOK, PhotoUse.MASK, PhotoUse.LOGO],
        default=PhotoUse.PHOTO,
        help_text="what it is for",
    )


class PhotoFilter(django_filters.FilterSet):
    use = django_filters.ChoiceFilter(choices=PhotoUse.choices)

    class Meta:
        model = Photo
        fields = ["use"]


class TeamPhotosView(generics.ListAPIView[Photo]):
    queryset = Photo.objects.none()
    serializer_class = PhotoSerializer
    filterset_class = PhotoFilter
    parser_classes = [MultiPartParser]

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "upload" if self.request.method == "POST" else None
        return super().get_throttles()

    def get_queryset(self) -> QuerySet[Photo]:
        return _shown().filter(team=self._team())

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "role": _role(self.request, self.kwargs.get("team_id"))}

    @extend_schema(operation_id="photos", tags=["photos"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A team's photos, masks and control pictures, newest first."""
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="photoCreate",
        tags=["photos"],
        request={"multipart/form-data": NewPhotoSerializer},
        responses={
            201: PhotoSerializer,
            413: OpenApiResponse(description="Larger than a photo may be, or than the team's quota has room"),
            507: OpenApiResponse(description="The disk is full"),
        },
    )
    def post(self, request: Request, team_id: UUID) -> Response:
        """Bring a picture. It is written anew: upright, without what the camera wrote beside it. Authors."""
        team = Team.objects.get_or_denied(request.user, Role.AUTHOR, pk=team_id)
        form = NewPhotoSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        file = form.validated_data["file"]
        photo = photos.add(
            team, by=actor(request), file=file, file_name=file.name, use=form.validated_data["use"]
        )
        return Response(self.get_serializer(photo).data, status=201)

    def _team(self) -> Any:
        team = Team.objects.visible_to(self.request.user).filter(pk=self.kwargs["team_id"]).first()
        if team is None:
            raise NotFound
        return team


class PhotoView(generics.RetrieveDestroyAPIView[Photo]):
    queryset = Photo.objects.none()
    serializer_class = PhotoSerializer
    filter_backends = []

    def get_queryset(self) -> QuerySet[Photo]:
        return _shown().visible_to(self.request.user)

    @extend_schema(operation_id="photo", tags=["photos"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One picture. Only its team sees it."""
        photo = self.get_object()
        context = {**self.get_serializer_context(), "role": _role(request, photo.team_id)}
        return Response(PhotoSerializer(photo, context=context).data)

    @extend_schema(operation_id="photoDelete", tags=["photos"], responses={204: None})
    def delete(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Remove a picture. Authors what they brought, editors everything."""
        by = actor(request)
        photos.delete(Photo.objects.get_or_denied(by, Role.AUTHOR, pk=kwargs["pk"]), by=by)
        return Response(status=204)


def _shown() -> Any:
    return Photo.objects.select_related("blob", "thumb", "created_by")


def _role(request: Request, team_id: UUID | None) -> str | None:
    if not request.user.is_authenticated or team_id is None:
        return None
    return Membership.objects.filter(team=team_id, user=request.user).values_list("role", flat=True).first()
