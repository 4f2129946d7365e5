"""How large a request may be: decided before Django spools the body to disk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from asgiref.typing import ASGI3Application, ASGIReceiveCallable, ASGISendCallable, Scope
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from channels_app.api.photos import is_photo
from channels_app.api.streaming import is_upload
from core.api import PROBLEM_TYPE, problem
from generation.api.models import is_lora

# Forms and JSON are small.
BODY_BYTES = 2 * 1024**2
# What a form weighs around the file in it.
FORM_BYTES = 64 * 1024


class _TooLarge(Exception):
    """More arrived than is allowed."""


def limit_of(scope: Mapping[str, Any]) -> int:
    """Bytes that the body of a request may have."""
    # Those of an upload are streamed, not spooled, and counted against what was announced.
    if is_upload(scope):
        return settings.UPLOAD_MAX_BYTES
    if is_lora(scope):
        return settings.LORA_MAX_BYTES
    return settings.PHOTO_MAX_BYTES + FORM_BYTES if is_photo(scope) else BODY_BYTES


class BodyLimit:
    """ASGI middleware: answers 413 to a body larger than its address takes, declared or not."""

    def __init__(self, app: ASGI3Application) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        limit = limit_of(scope)
        declared = headers.get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            await self._refuse(headers, send)
            return
        arrived = 0

        async def counted() -> Any:
            nonlocal arrived
            message = await receive()
            if message["type"] == "http.request":
                arrived += len(message["body"])
                if arrived > limit:
                    raise _TooLarge
            return message

        try:
            await self.app(scope, counted, send)
        except _TooLarge:
            # Django reads the whole body before it answers, so nothing was sent yet.
            await self._refuse(headers, send)

    async def _refuse(self, headers: dict[bytes, bytes], send: ASGISendCallable) -> None:
        wanted = parse_accept_lang_header(headers.get(b"accept-language", b"").decode("latin-1"))
        languages = [code[:2] for code, _quality in wanted if code[:2] in dict(settings.LANGUAGES)]
        with translation.override(languages[0] if languages else settings.LANGUAGE_CODE):
            body = json.dumps(problem(413, "too_large", _("The request is larger than the server takes.")))
        await send(
            {
                "type": "http.response.start",
                "status": 413,
                "headers": [(b"content-type", PROBLEM_TYPE.encode()), (b"connection", b"close")],
                "trailers": False,
            }
        )
        await send({"type": "http.response.body", "body": body.encode(), "more_body": False})
