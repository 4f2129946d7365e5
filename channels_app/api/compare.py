"""Two versions beside each other, over REST."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_app import display
from channels_app.api.serializers import VersionSerializer
from channels_app.services import comparing
from core.api import actor


class DifferenceSerializer(serializers.Serializer[comparing.Difference]):
    """One thing in which two versions differ, in words; null where there is nothing."""

    name = serializers.CharField(help_text="stable, for programs")
    title = serializers.CharField()
    before = serializers.CharField(allow_null=True)
    after = serializers.CharField(allow_null=True)


class ComparisonSerializer(serializers.Serializer[Any]):
    """`relation` is what the second is to the first."""

    before = VersionSerializer()
    after = VersionSerializer()
    relation = serializers.ChoiceField(["child", "parent", "sibling", "none"])
    differences = DifferenceSerializer(many=True)


class VersionCompareView(APIView):
    @extend_schema(operation_id="versionCompare", tags=["versions"], responses=ComparisonSerializer)
    def get(self, request: Request, pk: UUID, other: UUID) -> Response:
        """How two versions of one team came about differently; the pixels are compared by the page."""
        found = comparing.compare(pk, other, by=actor(request))
        shown = {one.pk: one for one in display.versions(request.user).filter(pk__in=[pk, other])}
        told = {
            "before": shown[found.before.pk],
            "after": shown[found.after.pk],
            "relation": found.relation,
            "differences": found.differences,
        }
        return Response(ComparisonSerializer(told, context={"request": request}).data)
