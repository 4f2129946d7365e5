"""tus 1.0.0 over HTTP: creation, termination, expiration, checksum."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.http import http_date
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Role
from channels_app.api import tus
from channels_app.models import Channel, Upload
from channels_app.services import uploads
from channels_app.services.upload_errors import WrongContentType, WrongProtocolVersion
from core.api import actor


def _header(name: str, text: str, *, required: bool = True, response: bool = False) -> OpenApiParameter:
    return OpenApiParameter(
        name,
        str,
        OpenApiParameter.HEADER,
        required=required and not response,
        description=text,
        response=response,
    )


_RESUMABLE = _header("Tus-Resumable", "1.0.0")
_OFFSET_OUT = _header("Upload-Offset", "how many bytes are safely there", response=True)
_EXPIRES_OUT = _header("Upload-Expires", "until when the upload must go on", response=True)


class _SignedInButOptions(IsAuthenticated):
    """What the server can do is told to everybody."""

    def has_permission(self, request: Request, view: Any) -> bool:
        return request.method == "OPTIONS" or super().has_permission(request, view)


class TusView(APIView):
    """Speaks tus: refuses other versions of it, names its own in every answer."""

    permission_classes = [_SignedInButOptions]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != tus.VERSION:
            raise WrongProtocolVersion

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        answer = super().finalize_response(request, response, *args, **kwargs)
        answer["Tus-Resumable"] = tus.VERSION
        if answer.status_code == WrongProtocolVersion.status:
            answer["Tus-Version"] = tus.VERSION
        return answer

    @extend_schema(exclude=True)
    def options(  # type: ignore[override]  # REST framework hands its own request
        self, request: Request, *args: Any, **kwargs: Any
    ) -> Response:
        """What the server can do."""
        return Response(
            status=204,
            headers={
                "Tus-Version": tus.VERSION,
                "Tus-Extension": tus.EXTENSIONS,
                "Tus-Max-Size": str(settings.UPLOAD_MAX_BYTES),
                "Tus-Checksum-Algorithm": ",".join(uploads.CHECKSUM_ALGORITHMS),
            },
        )


class UploadsView(TusView):
    throttle_scope = "upload"

    @extend_schema(
        operation_id="uploadCreate",
        tags=["uploads"],
        request=None,
        parameters=[
            _RESUMABLE,
            _header("Upload-Length", "bytes of the whole file"),
            _header(
                "Upload-Metadata",
                "name and base64 value, separated by a blank; pairs by commas: channel (id), filename, "
                "title, description",
            ),
            _header("Location", "where to send the bytes", response=True),
            _header("Masthead-Video", "id of the new video", response=True),
            _OFFSET_OUT,
            _EXPIRES_OUT,
        ],
        responses={
            201: OpenApiResponse(description="The video is made and waits for its bytes."),
            412: OpenApiResponse(description="Another version of tus"),
            413: OpenApiResponse(description="Larger than allowed, or than the team's quota has room for"),
            507: OpenApiResponse(description="The disk is full"),
        },
    )
    def post(self, request: Request) -> Response:
        """Begin an upload (tus creation). Authors and above."""
        length = tus.read_length(request)
        raw = request.headers.get("Upload-Metadata", "")
        told = tus.read_metadata(raw)
        by = actor(request)
        upload = uploads.begin(
            Channel.objects.get_or_denied(by, Role.AUTHOR, pk=told.channel),
            by=by,
            length=length,
            file_name=told.file_name,
            title=told.title,
            description=told.description,
            metadata=raw,
        )
        headers = {
            "Location": f"{request.path}/{upload.pk}",
            "Masthead-Video": str(upload.video_id),
            **_progress(upload),
        }
        return Response(status=201, headers=headers)


class UploadView(TusView):
    @extend_schema(exclude=True)
    def head(self, request: Request, pk: UUID) -> Response:
        """How much has arrived."""
        upload = uploads.find(pk, by=actor(request))
        headers = {
            "Cache-Control": "no-store",
            "Upload-Length": str(upload.length),
            "Upload-Metadata": upload.metadata,
            "Masthead-Video": str(upload.video_id),
            **_progress(upload),
        }
        return Response(status=200, headers=headers)

    @extend_schema(
        operation_id="uploadSend",
        tags=["uploads"],
        request={tus.CONTENT_TYPE: OpenApiTypes.BINARY},
        parameters=[
            _RESUMABLE,
            _header("Upload-Offset", "where these bytes belong"),
            _header("Upload-Checksum", "sha1 or sha256, a blank, the digest in base64", required=False),
            _OFFSET_OUT,
            _EXPIRES_OUT,
        ],
        responses={
            204: OpenApiResponse(description="Kept."),
            410: OpenApiResponse(description="Expired"),
            412: OpenApiResponse(description="Another version of tus"),
            413: OpenApiResponse(description="More bytes than the file has"),
            415: OpenApiResponse(description="Not application/offset+octet-stream"),
            423: OpenApiResponse(description="Another request is sending"),
            460: OpenApiResponse(description="The checksum doesn't match; nothing was kept"),
            507: OpenApiResponse(description="The disk is full"),
        },
    )
    def patch(self, request: Request, pk: UUID) -> Response:
        """Send bytes, to be appended at Upload-Offset."""
        if request.content_type.partition(";")[0].strip().lower() != tus.CONTENT_TYPE:
            raise WrongContentType
        upload = uploads.receive(
            uploads.find(pk, by=actor(request)),
            # The raw stream: REST framework would parse the body first.
            request._request,
            offset=tus.read_offset(request),
            length=tus.read_content_length(request),
            checksum=tus.read_checksum(request),
        )
        return Response(status=204, headers=_progress(upload))

    @extend_schema(
        operation_id="uploadDelete", tags=["uploads"], parameters=[_RESUMABLE], responses={204: None}
    )
    def delete(self, request: Request, pk: UUID) -> Response:
        """Call an unfinished upload off; its video goes with it."""
        by = actor(request)
        uploads.call_off(uploads.find(pk, by=by), by=by)
        return Response(status=204)

    @extend_schema(exclude=True)
    def post(self, request: Request, pk: UUID) -> Response:
        """PATCH, HEAD or DELETE from where only POST gets through (X-HTTP-Method-Override)."""
        verbs = {"PATCH": self.patch, "HEAD": self.head, "DELETE": self.delete}
        verb = verbs.get(request.headers.get("X-HTTP-Method-Override", "").upper())
        return verb(request, pk) if verb else self.http_method_not_allowed(request)


def _progress(upload: Upload) -> dict[str, str]:
    headers = {"Upload-Offset": str(upload.offset)}
    if upload.offset < upload.length:
        headers["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return headers
