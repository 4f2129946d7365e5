"""The signed-in person, their tokens, and the outbox of the embedded mode."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, status
from rest_framework.pagination import BasePagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import (
    MeSerializer,
    NewTokenRequestSerializer,
    NewTokenSerializer,
    OutboxSerializer,
    TokenSerializer,
)
from accounts.models import ApiToken, OutboxMessage
from accounts.outbox import outbox_is_open_to
from accounts.services import people
from core.api import CursorPagination, actor
from core.errors import NotFound

OUTBOX_LENGTH = 100


class MeView(APIView):
    @extend_schema(operation_id="me", responses=MeSerializer, tags=["people"])
    def get(self, request: Request) -> Response:
        """The signed-in person and their teams."""
        return Response(MeSerializer(actor(request)).data)

    @extend_schema(operation_id="meUpdate", request=MeSerializer, responses=MeSerializer, tags=["people"])
    def patch(self, request: Request) -> Response:
        """Change one's own name or language."""
        form = MeSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        return Response(MeSerializer(people.update_me(actor(request), **form.validated_data)).data)


class TokenPagination(CursorPagination):
    ordering = "-created"


@extend_schema_view(get=extend_schema(operation_id="tokens", tags=["people"]))
class TokensView(generics.ListAPIView[ApiToken]):
    """API tokens of the signed-in person."""

    queryset = ApiToken.objects.none()
    serializer_class = TokenSerializer
    pagination_class: type[BasePagination] = TokenPagination

    def get_queryset(self) -> QuerySet[ApiToken]:
        return ApiToken.objects.filter(user=actor(self.request))

    @extend_schema(
        operation_id="tokenCreate",
        request=NewTokenRequestSerializer,
        responses={201: NewTokenSerializer},
        tags=["people"],
    )
    def post(self, request: Request) -> Response:
        """Make a token for scripts. The answer shows it once; only its hash is kept."""
        form = NewTokenRequestSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        days = form.validated_data.get("days")
        row, token = people.create_token(
            actor(request), form.validated_data["name"], lives=timedelta(days=days) if days else None
        )
        row.token = token
        return Response(NewTokenSerializer(row).data, status=status.HTTP_201_CREATED)


class TokenView(APIView):
    @extend_schema(operation_id="tokenRevoke", responses={204: None}, tags=["people"])
    def delete(self, request: Request, token_id: uuid.UUID) -> Response:
        """Revoke a token: whatever uses it is shut out at once."""
        people.revoke_token(actor(request), token_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class OutboxView(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(operation_id="outbox", responses=OutboxSerializer, tags=["site"])
    def get(self, request: Request) -> Response:
        """The latest e-mails the site would have sent. Only in embedded mode and from the machine itself."""
        if not outbox_is_open_to(request):
            raise NotFound
        return Response(OutboxSerializer({"results": OutboxMessage.objects.all()[:OUTBOX_LENGTH]}).data)
