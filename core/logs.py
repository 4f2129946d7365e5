"""What may not stand in a log, and the request id that an answer carries."""

from __future__ import annotations

import re
from typing import Any

from django.dispatch import receiver
from django.http import HttpResponseBase
from django_structlog.signals import bind_extra_request_finished_metadata
from structlog.contextvars import get_contextvars

# Whoever reads a log must not be able to open a private file, accept an invitation or use a token.
_SECRETS = re.compile(
    r"(/media/|/invitations/)[^/\s'\"?]+"
    r"|(\b[Tt]oken )[0-9a-zA-Z]{16,}"
    r"|(\b(?:password|secret|code|key)['\"]?\s*[=:]\s*['\"]?)[^\s'\",&}]+"
    r"|(\w+://[^/\s:@]*:)[^/\s@]+(?=@)"
)


def mask(text: str) -> str:
    """`text` with tokens, passwords and signed links replaced by `***`."""
    return _SECRETS.sub(lambda match: next(part for part in match.groups() if part) + "***", text)


def mask_secrets(logger: Any, method: str, event: dict[str, Any]) -> dict[str, Any]:
    """A structlog processor: masks every text of an event."""
    return {name: mask(value) if isinstance(value, str) else value for name, value in event.items()}


@receiver(bind_extra_request_finished_metadata, dispatch_uid="core.tell_request_id")
def tell_request_id(response: HttpResponseBase, **kwargs: Any) -> None:
    """The answer names the request as the log does, so that a person can report it."""
    response["X-Request-ID"] = get_contextvars().get("request_id", "")
