"""Submitting, the moderators' queue, and the policy over REST."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import django_filters
from django.db.models import Prefetch, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import viewsets
from rest_framework.permissions import BasePermission, IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from channels_app import display
from channels_app.api.serializers import VersionSerializer
from channels_app.models import Version
from core.api import CursorPagination, actor
from moderation.api.serializers import DecideSerializer, PolicySerializer, ReviewSerializer
from moderation.models import Decision, Review, ReviewState
from moderation.services import policy, reviews
from moderation.services.reviews import Verdict


class IsModerator(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.is_moderator)


class IsModeratorOrOperator(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        return bool(user.is_authenticated and (user.is_moderator or user.is_staff))


class SubmitView(APIView):
    @extend_schema(operation_id="versionSubmit", tags=["versions"], request=None, responses=VersionSerializer)
    def post(self, request: Request, pk: UUID) -> Response:
        """Ask for approval. The version comes back in review, or approved at once. Authors and above."""
        version = Version.objects.get_or_denied(request.user, Role.AUTHOR, pk=pk)
        reviews.submit(version, by=actor(request))
        shown = display.versions(request.user).get(pk=pk)
        return Response(VersionSerializer(shown, context={"request": request}).data)


class ReviewFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=ReviewState.choices)

    class Meta:
        model = Review
        fields = ["state"]


class OldestFirst(CursorPagination):
    """Who waits longest comes first."""

    ordering = "created_at"


@extend_schema_view(
    list=extend_schema(operation_id="reviews", tags=["moderation"]),
    retrieve=extend_schema(operation_id="review", tags=["moderation"]),
)
class ReviewViewSet(viewsets.ReadOnlyModelViewSet[Review]):
    """The moderators' queue."""

    queryset = Review.objects.none()
    serializer_class = ReviewSerializer
    permission_classes = [IsAuthenticated, IsModerator]
    pagination_class = OldestFirst
    filterset_class = ReviewFilter

    def get_queryset(self) -> QuerySet[Review]:
        user = self.request.user
        shown = display.versions(user).select_related("artwork__channel__team", "artwork__video")
        return (
            Review.objects.visible_to(user)
            .select_related("submitted_by")
            .prefetch_related(
                Prefetch("version", queryset=shown),
                Prefetch("decisions", queryset=Decision.objects.select_related("decided_by")),
            )
        )

    @extend_schema(
        operation_id="reviewApprove",
        tags=["moderation"],
        request=DecideSerializer,
        responses=ReviewSerializer,
    )
    def approve(self, request: Request, pk: UUID) -> Response:
        """Let the version through."""
        return self._decide("approve", pk)

    @extend_schema(
        operation_id="reviewRequestChanges",
        tags=["moderation"],
        request=DecideSerializer,
        responses=ReviewSerializer,
    )
    def request_changes(self, request: Request, pk: UUID) -> Response:
        """Send the version back with a reason."""
        return self._decide("request_changes", pk)

    @extend_schema(
        operation_id="reviewReject", tags=["moderation"], request=DecideSerializer, responses=ReviewSerializer
    )
    def reject(self, request: Request, pk: UUID) -> Response:
        """Refuse the version with a reason."""
        return self._decide("reject", pk)

    def _decide(self, verdict: str, pk: UUID) -> Response:
        review = self.get_object()
        form = DecideSerializer(data=self.request.data)
        form.is_valid(raise_exception=True)
        reviews.decide(review, cast(Verdict, verdict), by=actor(self.request), **form.validated_data)
        return Response(self.get_serializer(self.get_queryset().get(pk=pk)).data)


class PolicyView(APIView):
    permission_classes = [IsAuthenticated, IsModeratorOrOperator]

    @extend_schema(operation_id="policy", tags=["moderation"], responses=PolicySerializer)
    def get(self, request: Request) -> Response:
        """The policy in force. Moderators and operators."""
        return Response(PolicySerializer(policy.current()).data)

    @extend_schema(
        operation_id="policySet", tags=["moderation"], request=PolicySerializer, responses=PolicySerializer
    )
    def put(self, request: Request) -> Response:
        """Put another policy in force. Operators."""
        form = PolicySerializer(data=request.data)
        form.is_valid(raise_exception=True)
        return Response(PolicySerializer(policy.set_policy(by=actor(request), **form.validated_data)).data)
