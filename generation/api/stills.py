"""A video's stills over REST: liked, hidden, added and taken away."""

from __future__ import annotations

import uuid
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from core.api import actor
from generation.api.digests import DigestSerializer, NewStillSerializer, TasteSerializer, digest_of
from generation.api.jobs_shown import shown_job
from generation.api.serializers import JobSerializer
from generation.services.stills import remove_still, say_of_still, submit_still


class VideoStillsView(generics.GenericAPIView[Any]):
    serializer_class = NewStillSerializer
    filter_backends = []
    throttle_scope = "make"

    @extend_schema(
        operation_id="videoStillAdd",
        summary="Add a frame of the video, or a picture of the team's, to its stills",
        responses={201: JobSerializer},
    )
    def post(self, request: Request, video_id: uuid.UUID) -> Response:
        form = NewStillSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        job = submit_still(video_id, at_s=wanted.get("at_s"), photo=wanted.get("photo"), by=actor(request))
        return Response(shown_job(job, request), status=201)


class VideoStillView(generics.GenericAPIView[Any]):
    serializer_class = TasteSerializer
    filter_backends = []

    @extend_schema(
        operation_id="videoStillTaste",
        summary="Say “more like this” or “never this” of a still, or take it back",
        request=TasteSerializer,
        responses=DigestSerializer,
    )
    def put(self, request: Request, video_id: uuid.UUID, rank: int) -> Response:
        form = TasteSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        say_of_still(video_id, rank, form.validated_data["taste"], by=actor(request))
        return Response(DigestSerializer(digest_of(video_id, by=actor(request))).data)

    @extend_schema(
        operation_id="videoStillRemove",
        summary="Take away a still that somebody added",
        responses={204: None},
    )
    def delete(self, request: Request, video_id: uuid.UUID, rank: int) -> Response:
        remove_still(video_id, rank, by=actor(request))
        return Response(status=204)
