"""A browser with the SPA open: keeps cookies, sends its CSRF token and its language."""

from __future__ import annotations

import json
import re
from typing import Any

from django.core import mail
from django.test import Client

ROOT = "/_allauth/browser/v1"


class Browser:
    def __init__(self, language: str = "en") -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"Accept-Language": language})
        # allauth's own endpoints set the CSRF cookie, as the SPA's page does.
        self.client.get(f"{ROOT}/auth/session")

    def call(self, method: str, path: str, **data: Any) -> Any:
        """The answer to a request; `path` is allauth's unless it begins with /api."""
        return self.client.generic(
            method,
            path if path.startswith("/api") else ROOT + path,
            json.dumps(data),
            content_type="application/json",
            headers={"X-CSRFToken": self.client.cookies["csrftoken"].value},
        )


def mailed_code() -> str:
    """The code in the last e-mail."""
    found = re.search(r"^(\d{6})$", str(mail.outbox[-1].body), re.MULTILINE)
    assert found, mail.outbox[-1].body
    return found[1]


def pending(response: Any) -> str | None:
    """The flow that waits to be finished."""
    flows = response.json()["data"]["flows"]
    return next((flow["id"] for flow in flows if flow.get("is_pending")), None)
