"""Jobs and digests over REST."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any, cast

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import generics, mixins, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import actor
from generation.api.digests import DigestSerializer, digest_of
from generation.api.jobs_shown import jobs_context
from generation.api.serializers import JobSerializer, NewJobSerializer
from generation.models import Job, JobKind, JobState
from generation.services.briefs import with_pinned
from generation.services.controls import submit_control
from generation.services.jobs import cancel_job, retry_job, submit_candidates, submit_understanding
from studio.values import Wishes


class JobFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=JobState.choices)
    team = django_filters.UUIDFilter(field_name="team_id")
    video = django_filters.UUIDFilter(field_name="video_id")
    artwork = django_filters.UUIDFilter(field_name="artwork_id")

    class Meta:
        model = Job
        fields = ["team", "state", "kind", "video", "artwork"]


@extend_schema_view(
    list=extend_schema(operation_id="jobs", summary="Jobs of my teams, newest first"),
    retrieve=extend_schema(operation_id="job", summary="One job"),
)
class JobViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet[Job]):
    queryset = Job.objects.none()
    serializer_class = JobSerializer
    filterset_class = JobFilter
    lookup_value_converter = "uuid"

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.request.user).select_related("created_by")

    def get_throttles(self) -> list[Any]:
        self.throttle_scope = "make" if self.action in {"create", "retry"} else None
        return super().get_throttles()

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Adds what all the shown jobs need, read at once rather than for each."""
        shown = args[0] if args else None
        if isinstance(shown, Job) or kwargs.get("many"):
            jobs = [shown] if isinstance(shown, Job) else cast(Iterable[Job], shown)
            kwargs["context"] = {**self.get_serializer_context(), **jobs_context(jobs, actor(self.request))}
        return super().get_serializer(*args, **kwargs)

    @extend_schema(
        operation_id="jobSubmit",
        summary="Make candidates, watch a video again, or draw a control picture",
        request=NewJobSerializer,
        responses={201: JobSerializer},
    )
    def create(self, request: Request) -> Response:
        form = NewJobSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        by = actor(request)
        if wanted["kind"] == JobKind.UNDERSTAND:
            job = submit_understanding(wanted["video"], by=by)
        elif wanted["kind"] == JobKind.DRAW_CONTROL:
            job = submit_control(wanted["team"], wanted["control"], wanted["picture"], by=by)
        else:
            job = submit_candidates(
                wanted["artwork"],
                wishes=with_pinned(wanted["artwork"], wanted.get("wishes") or Wishes()),
                count=wanted["count"],
                videos=wanted["videos"],
                painter=wanted["painter"],
                painting=wanted["painting"],
                pictures=wanted["pictures"],
                seed=wanted.get("seed"),
                by=by,
            )
        return Response(self.get_serializer(job).data, status=status.HTTP_201_CREATED)

    @extend_schema(operation_id="jobCancel", summary="Stop a job, waiting or running", request=None)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(self.get_serializer(cancel_job(pk, by=actor(request))).data)

    @extend_schema(operation_id="jobRetry", summary="Queue a failed or cancelled job anew", request=None)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: uuid.UUID) -> Response:
        return Response(self.get_serializer(retry_job(pk, by=actor(request))).data)


class VideoDigestView(generics.GenericAPIView[Any]):
    serializer_class = DigestSerializer
    filter_backends = []

    @extend_schema(
        operation_id="videoDigest", summary="What was understood of a video: shots, stills with reasons"
    )
    def get(self, request: Request, video_id: uuid.UUID) -> Response:
        return Response(DigestSerializer(digest_of(video_id, by=actor(request))).data)
