"""The shape of the API: sessions that answer 401, cursor pages, problem+json errors (RFC 9457)."""

from __future__ import annotations

from typing import Any

import structlog
from django.core.exceptions import PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, pagination, parsers, status
from rest_framework.authentication import SessionAuthentication as DrfSessionAuthentication
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import DomainError, Forbidden, NotFound

log = structlog.get_logger(__name__)

PROBLEM_TYPE = "application/problem+json"

_TITLES = {
    400: gettext_lazy("Can't be used"),
    401: gettext_lazy("Not signed in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not found"),
    405: gettext_lazy("Method not allowed"),
    409: gettext_lazy("Changed in the meantime"),
    413: gettext_lazy("Too large"),
    415: gettext_lazy("Wrong media type"),
    422: gettext_lazy("Can't be drawn"),
    429: gettext_lazy("Too many requests"),
    500: gettext_lazy("The server failed"),
    503: gettext_lazy("Not just now"),
    507: gettext_lazy("No room left"),
}


# Codes of REST framework that ours replace, so that one thing has one name.
_CODES = {
    "permission_denied": "forbidden",
    "authentication_failed": "not_authenticated",
    "error": "invalid",
}
_DETAILS = {
    "not_authenticated": gettext_lazy("Sign in first."),
    "forbidden": Forbidden.detail,
    "not_found": NotFound.detail,
    "method_not_allowed": gettext_lazy("This address doesn't take such requests."),
    "unsupported_media_type": gettext_lazy("The server doesn't read this media type here."),
    "parse_error": gettext_lazy("The request can't be understood."),
}
CSRF_FAILED = gettext_lazy("This page is out of date. Reload it and try again.")


def speak_to(user: Any, request: Request) -> None:
    """Without an Accept-Language, answer in the language of the person's account."""
    if "Accept-Language" not in request.headers:
        translation.activate(user.language)


class SessionAuthentication(DrfSessionAuthentication):
    """Sessions, answering 401 (not 403) to strangers."""

    def authenticate(self, request: Request) -> tuple[Any, None] | None:
        found = super().authenticate(request)
        if found is not None:
            speak_to(found[0], request)
        return found

    def authenticate_header(self, request: Request) -> str:
        return "Session"

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise exceptions.PermissionDenied(CSRF_FAILED, code="csrf_failed") from error


class JSONParser(parsers.JSONParser):
    """REST framework's, for which thousands of nested brackets are malformed too, and not a crash."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise exceptions.ParseError from error


class CursorPagination(pagination.CursorPagination):
    """Newest first; `?page_size=` up to 200."""

    ordering = "-created_at"
    page_size_query_param = "page_size"
    max_page_size = 200

    def paginate_queryset(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().paginate_queryset(*args, **kwargs)
        except (ValidationError, ValueError) as error:
            # A well-formed cursor whose place is no value of the ordering's column: made up by hand.
            raise exceptions.NotFound(self.invalid_cursor_message) from error


def actor(request: Request) -> Any:
    """The signed-in person; for views that let nobody else in."""
    if not request.user.is_authenticated:
        raise exceptions.NotAuthenticated
    return request.user


def problem(
    http_status: int, code: str, detail: object, fields: dict[str, list[dict[str, str]]] | None = None
) -> dict[str, Any]:
    """The body of an error answer, in the language now active."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": str(_TITLES.get(http_status, _("Can't be done"))),
        "status": http_status,
        "code": code,
        "detail": str(detail),
    }
    if fields:
        body["fields"] = fields
    return body


def problem_response(http_status: int, code: str, detail: object) -> JsonResponse:
    """An error answer for views outside REST framework."""
    return JsonResponse(problem(http_status, code, detail), status=http_status, content_type=PROBLEM_TYPE)


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """REST framework's exception handler: every expected failure becomes problem+json."""
    if isinstance(error, DomainError):
        fields = {name: [{"code": code, "message": str(text)}] for name, (code, text) in error.fields.items()}
        body = problem(error.status, error.code, error.detail, fields)
        return Response(body, status=error.status, content_type=PROBLEM_TYPE)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    return _from_framework(error)


def _from_framework(error: exceptions.APIException) -> Response:
    headers: dict[str, str] = {}
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        headers["Retry-After"] = str(int(error.wait))  # type: ignore[attr-defined]
    if isinstance(error, exceptions.ValidationError):
        body = problem(
            status.HTTP_400_BAD_REQUEST,
            "validation_error",
            _("Some values can't be used."),
            _fields(error.get_full_details()),
        )
    else:
        codes = error.get_codes()
        code = codes if isinstance(codes, str) else error.default_code
        code = _CODES.get(code, code)
        body = problem(error.status_code, code, _DETAILS.get(code, error.detail))
    return Response(body, status=error.status_code, headers=headers, content_type=PROBLEM_TYPE)


def _fields(details: Any, prefix: str = "") -> dict[str, list[dict[str, str]]]:
    """Flatten REST framework's nested error details to {"wishes.headline": [{code, message}]}."""
    if isinstance(details, dict) and "message" in details and "code" in details:
        details = [details]
    if isinstance(details, list) and all("message" in item for item in details if isinstance(item, dict)):
        entries = [{"code": str(item["code"]), "message": str(item["message"])} for item in details if item]
        return {prefix or "non_field_errors": entries}
    nested = details.items() if isinstance(details, dict) else enumerate(details)
    flat: dict[str, list[dict[str, str]]] = {}
    for key, value in nested:
        if value:
            flat.update(_fields(value, f"{prefix}.{key}" if prefix else str(key)))
    return flat


def server_error(request: HttpRequest) -> JsonResponse:
    """Django's handler500: nothing internal leaves the house."""
    return problem_response(500, "internal_error", _("The server failed. It is in the log; try again."))


def not_found(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Django's handler404."""
    return problem_response(404, "not_found", NotFound.detail)


def no_such_endpoint(request: HttpRequest) -> JsonResponse:
    """For addresses under the machine's prefixes that lead nowhere."""
    return problem_response(404, "not_found", NotFound.detail)


def bad_request(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Django's handler400: a malformed request, or one that is too large to look at."""
    if isinstance(exception, RequestDataTooBig):
        return problem_response(413, "too_large", _("The request is larger than the server takes."))
    return problem_response(400, "bad_request", _("The request can't be understood."))


def forbidden(request: HttpRequest, exception: Exception) -> JsonResponse:
    """Django's handler403."""
    return problem_response(403, "forbidden", _("You may not do this."))


def csrf_failure(request: HttpRequest, reason: str = "") -> JsonResponse:
    """Django's CSRF_FAILURE_VIEW."""
    return problem_response(403, "csrf_failed", CSRF_FAILED)
