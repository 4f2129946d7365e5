"""Channels, videos, artworks and versions over REST. Views find, call a verb, and show."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, mixins, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer
from rest_framework.views import APIView

from accounts.models import Role, Team
from channels_app import display
from channels_app.api.filters import ChannelFilter, VideoFilter
from channels_app.api.serializers import (
    ArtworkSerializer,
    ChannelCreateSerializer,
    ChannelSerializer,
    ChannelWriteSerializer,
    PublicChannelSerializer,
    VersionSerializer,
    VideoSerializer,
    VideoWriteSerializer,
)
from channels_app.models import Artwork, Channel, Version, Video
from channels_app.services import channels, public, publications, versions, videos
from core.api import CursorPagination, actor
from core.errors import NotFound


@extend_schema_view(
    list=extend_schema(operation_id="channels", tags=["channels"]),
    retrieve=extend_schema(operation_id="channel", tags=["channels"]),
)
class ChannelViewSet(viewsets.ReadOnlyModelViewSet[Channel]):
    """The channels of a person's teams."""

    queryset = Channel.objects.none()
    serializer_class = ChannelSerializer
    filterset_class = ChannelFilter

    def get_queryset(self) -> QuerySet[Channel]:
        return display.channels(self.request.user).visible_to(self.request.user)

    @extend_schema(
        operation_id="channelCreate",
        tags=["channels"],
        request=ChannelCreateSerializer,
        responses={201: ChannelSerializer},
    )
    def create(self, request: Request) -> Response:
        """Make a channel with its empty avatar and banner. Editors and owners."""
        values = _values(ChannelCreateSerializer(data=request.data))
        team = Team.objects.get_or_denied(request.user, Role.EDITOR, pk=values.pop("team"))
        channel = channels.create(team, by=actor(request), **values)
        return self._shown(channel.pk, 201)

    @extend_schema(
        operation_id="channelUpdate",
        tags=["channels"],
        request=ChannelWriteSerializer,
        responses=ChannelSerializer,
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change title, handle, platform, description or links. Editors and owners."""
        channel = Channel.objects.get_or_denied(request.user, Role.EDITOR, pk=pk)
        changes = _values(ChannelWriteSerializer(channel, data=request.data, partial=True))
        channels.update(channel, by=actor(request), **changes)
        return self._shown(pk)

    @extend_schema(operation_id="channelDelete", tags=["channels"], responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Remove a channel with everything in it. Owners."""
        channels.delete(Channel.objects.get_or_denied(request.user, Role.OWNER, pk=pk), by=actor(request))
        return Response(status=204)

    def _shown(self, pk: UUID, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)


@extend_schema_view(
    list=extend_schema(operation_id="videos", tags=["videos"]),
    retrieve=extend_schema(operation_id="video", tags=["videos"]),
)
class VideoViewSet(viewsets.ReadOnlyModelViewSet[Video]):
    """The videos in the libraries of a person's teams. New ones come by `/uploads`."""

    queryset = Video.objects.none()
    serializer_class = VideoSerializer
    filterset_class = VideoFilter

    def get_queryset(self) -> QuerySet[Video]:
        return display.videos(self.request.user).visible_to(self.request.user)

    @extend_schema(
        operation_id="videoUpdate", tags=["videos"], request=VideoWriteSerializer, responses=VideoSerializer
    )
    def partial_update(self, request: Request, pk: UUID) -> Response:
        """Change title, description or tags. Authors and above."""
        video = Video.objects.get_or_denied(request.user, Role.AUTHOR, pk=pk)
        videos.update(
            video, by=actor(request), **_values(VideoWriteSerializer(video, data=request.data, partial=True))
        )
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data)

    @extend_schema(operation_id="videoDelete", tags=["videos"], responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Remove a video with its cover's versions. Authors what they brought, editors everything."""
        videos.delete(Video.objects.get_or_denied(request.user, Role.AUTHOR, pk=pk), by=actor(request))
        return Response(status=204)


class NumberPagination(CursorPagination):
    """Newest number first."""

    ordering = "-number"


@extend_schema_view(retrieve=extend_schema(operation_id="artwork", tags=["artworks"]))
class ArtworkViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet[Artwork]):
    """Slots for pictures."""

    queryset = Artwork.objects.none()
    serializer_class = ArtworkSerializer
    filter_backends = []

    def get_queryset(self) -> QuerySet[Artwork]:
        return display.artworks(self.request.user).visible_to(self.request.user)

    @extend_schema(operation_id="artworkRetire", tags=["artworks"], request=None, responses=ArtworkSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, pk: UUID) -> Response:
        """Take the live version down. Editors and owners."""
        publications.retire(
            Artwork.objects.get_or_denied(request.user, Role.EDITOR, pk=pk), by=actor(request)
        )
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data)


class ArtworkVersionsView(generics.ListAPIView[Version]):
    """The history of an artwork, newest first."""

    queryset = Version.objects.none()
    serializer_class = VersionSerializer
    pagination_class = NumberPagination
    filter_backends = []

    @extend_schema(operation_id="artworkVersions", tags=["artworks"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Every version that was ever made for this slot."""
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[Version]:
        user = self.request.user
        if not Artwork.objects.visible_to(user).filter(pk=self.kwargs["pk"]).exists():
            raise NotFound
        return display.versions(user).filter(artwork=self.kwargs["pk"])


@extend_schema_view(retrieve=extend_schema(operation_id="version", tags=["versions"]))
class VersionViewSet(mixins.RetrieveModelMixin, viewsets.GenericViewSet[Version]):
    """Immutable fillings of artworks. Moderators see those that were ever submitted."""

    queryset = Version.objects.none()
    serializer_class = VersionSerializer
    filter_backends = []

    def get_queryset(self) -> QuerySet[Version]:
        return display.versions(self.request.user).visible_to(self.request.user)

    @extend_schema(
        operation_id="versionPublish", tags=["versions"], request=None, responses=VersionSerializer
    )
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: UUID) -> Response:
        """Make an approved version the live one. Editors and owners."""
        publications.publish(
            Version.objects.get_or_denied(request.user, Role.EDITOR, pk=pk), by=actor(request)
        )
        return self._shown(pk)

    @extend_schema(
        operation_id="versionRestore", tags=["versions"], request=None, responses={201: VersionSerializer}
    )
    @action(detail=True, methods=["post"])
    def restore(self, request: Request, pk: UUID) -> Response:
        """Make a new draft with the same picture. Authors and above."""
        version = Version.objects.get_or_denied(request.user, Role.AUTHOR, pk=pk)
        return self._shown(versions.restore(version, by=actor(request)).pk, 201)

    def _shown(self, pk: UUID, status: int = 200) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data, status=status)


class PublicChannelView(APIView):
    """The public page of a channel, for everybody."""

    permission_classes = []
    authentication_classes = []

    @extend_schema(operation_id="publicChannel", tags=["public"], responses=PublicChannelSerializer)
    def get(self, request: Request, handle: str) -> Response:
        """What is published on a channel."""
        return Response(PublicChannelSerializer(public.channel_page(handle)).data)


def _values(serializer: BaseSerializer[Any]) -> dict[str, Any]:
    """The values that came in, checked."""
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)
