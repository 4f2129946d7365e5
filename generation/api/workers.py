"""The workers, for operators."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.closed import ClosedField
from generation.models import QueueName
from generation.presence import Snapshot
from generation.services.workers import overview


class IsOperator(BasePermission):
    def has_permission(self, request: Request, view: Any) -> bool:
        return bool(request.user.is_authenticated and request.user.is_staff)


class SnapshotField(ClosedField):
    model = Snapshot


class QueueSerializer(serializers.Serializer[Any]):
    name = serializers.ChoiceField(QueueName.choices)
    waiting = serializers.IntegerField()
    running = serializers.IntegerField()
    workers = serializers.IntegerField(help_text="how many serve it now")


class WorkersSerializer(serializers.Serializer[Any]):
    transport = serializers.BooleanField(help_text="false while Redis is away and nobody can be heard")
    workers = serializers.ListField(child=SnapshotField())
    queues = QueueSerializer(many=True)


class WorkersView(APIView):
    permission_classes = [IsOperator]

    @extend_schema(operation_id="workers", tags=["operators"], responses=WorkersSerializer)
    def get(self, request: Request) -> Response:
        """Who works, on what, with what loaded; how much waits. Operators."""
        return Response(WorkersSerializer(overview()).data)
