"""Drafts over REST: what the editor page does, but for saving a version."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import IO, Any
from uuid import UUID

from drf_spectacular.utils import OpenApiResponse, OpenApiTypes, extend_schema
from rest_framework import status
from rest_framework.parsers import BaseParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from channels_app.models import DesignDraft
from channels_app.services import drafts
from core.api import actor
from generation.api.editing_fields import (
    DraftPictureSerializer,
    DraftRevisionSerializer,
    DraftSaveSerializer,
    DraftSerializer,
    DrawnSerializer,
    DrawSerializer,
    FixedSerializer,
    FixSerializer,
    MaskKeptSerializer,
    NewDraftPictureSerializer,
    SaveVersionSerializer,
)
from generation.api.findings import finding_told, score_told
from generation.api.jobs_shown import shown_job
from generation.api.serializers import JobSerializer
from generation.services import editing
from generation.services.saving import save_version

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
CANT = {
    422: OpenApiResponse(
        _PROBLEM,
        "Can't be drawn: picture_gone, logo_gone, mask_gone, font_missing, text_undrawable, design_newer,"
        " layer_too_large, no_design, fix_unknown, fix_impossible, design_undrawable; `fields` names it,"
        " as `layers.<id>`",
    ),
    503: OpenApiResponse(_PROBLEM, "Nobody draws just now: desk_busy, desk_away"),
}


class PngParser(BaseParser):
    """A picture as the whole body."""

    media_type = "image/png"

    def parse(
        self,
        stream: IO[bytes],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        return io.BytesIO(stream.read())


class VersionDraftsView(APIView):
    @extend_schema(
        operation_id="draftOpen",
        tags=["drafts"],
        request=None,
        responses={201: DraftSerializer, 200: DraftSerializer, **CANT},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Work on a version's design: a new draft (201), or the one that is open already (200). Authors."""
        draft, new = editing.open_version(pk, by=actor(request))
        return _shown(draft, status.HTTP_201_CREATED if new else status.HTTP_200_OK)


class DraftView(APIView):
    @extend_schema(operation_id="draft", tags=["drafts"], responses={200: DraftSerializer, **CANT})
    def get(self, request: Request, pk: UUID) -> Response:
        """One's own draft; nobody else's can be seen."""
        draft = drafts.found(pk, by=actor(request))
        editing.get_ready(draft)
        return _shown(draft)

    @extend_schema(
        operation_id="draftSave",
        tags=["drafts"],
        request=DraftSaveSerializer,
        responses={200: DraftRevisionSerializer, 422: CANT[422]},
    )
    def put(self, request: Request, pk: UUID) -> Response:
        """Keep the design. 409 `draft_changed` when another tab was quicker: fetch it again."""
        form = DraftSaveSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        draft = editing.keep(pk, **form.validated_data, by=actor(request))
        return Response(DraftRevisionSerializer(draft).data)

    @extend_schema(operation_id="draftDiscard", tags=["drafts"], responses={204: None})
    def delete(self, request: Request, pk: UUID) -> Response:
        """Give the draft up; the version stays as it is."""
        drafts.discard(pk, by=actor(request))
        return Response(status=status.HTTP_204_NO_CONTENT)


class _DrawingView(APIView):
    throttle_scope = "draw"


class DraftDrawView(_DrawingView):
    @extend_schema(
        operation_id="draftDraw",
        tags=["drafts"],
        request=DrawSerializer,
        responses={200: DrawnSerializer, **CANT},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Pixels, and what there is to say about them, of a design that need not be saved."""
        form = DrawSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        drawn = editing.draw(pk, wanted["design"], wanted["want"], wanted["width_px"], by=actor(request))
        return Response(told(drawn))


class DraftFixView(_DrawingView):
    @extend_schema(
        operation_id="draftFix",
        tags=["drafts"],
        request=FixSerializer,
        responses={200: FixedSerializer, **CANT},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """The design with what one finding is about mended."""
        form = FixSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        return Response(editing.fix(pk, wanted["design"], **wanted["finding"], by=actor(request)))


class DraftPicturesView(_DrawingView):
    @extend_schema(
        operation_id="draftPictureAdd",
        tags=["drafts"],
        request=NewDraftPictureSerializer,
        responses={201: DraftPictureSerializer, **CANT},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Add a photo, a still of any of the team's videos, or a version's picture to the draft."""
        form = NewDraftPictureSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        row = editing.add_picture(pk, form.validated_data, by=actor(request))
        return Response(DraftPictureSerializer(row).data, status=status.HTTP_201_CREATED)


class DraftMasksView(_DrawingView):
    parser_classes = [PngParser]

    @extend_schema(
        operation_id="draftMaskAdd",
        tags=["drafts"],
        request={"image/png": OpenApiTypes.BINARY},
        responses={
            201: MaskKeptSerializer,
            413: OpenApiResponse(_PROBLEM, "Larger than a mask may be, or than the team's quota has room"),
            507: OpenApiResponse(_PROBLEM, "The disk is full"),
        },
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Keep a mask mended by hand: white where the person is, in the shape of its picture."""
        body: Any = request.data
        photo = editing.add_mask(pk, body, by=actor(request))
        return Response(MaskKeptSerializer(photo).data, status=status.HTTP_201_CREATED)


class DraftVersionsView(APIView):
    throttle_scope = "make"

    @extend_schema(
        operation_id="draftMakeVersion",
        tags=["drafts"],
        request=SaveVersionSerializer,
        responses={202: JobSerializer, 422: CANT[422]},
    )
    def post(self, request: Request, pk: UUID) -> Response:
        """Draw the design at full size and make it a version. Its parent is the one that was opened."""
        form = SaveVersionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        wanted = form.validated_data
        job = save_version(pk, wanted["design"], note=wanted["note"], by=actor(request))
        return Response(shown_job(job, request), status=status.HTTP_202_ACCEPTED)


def told(drawn: dict[str, Any]) -> dict[str, Any]:
    """What the desk drew, with its findings in the words of whoever reads."""
    found = drawn.get("findings")
    findings = None if found is None else [finding_told(one) for one in found]
    return {**drawn, "findings": findings, "score": score_told(drawn.get("score"))}


def _shown(draft: DesignDraft, code: int = status.HTTP_200_OK) -> Response:
    return Response(DraftSerializer(editing.bench_of(draft)).data, status=code)
