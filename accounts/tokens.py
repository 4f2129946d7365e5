"""API tokens on django-rest-knox: hashed in the database, named, with the time of last use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from accounts.models import ApiToken
from core.api import speak_to

NOTED_EVERY = timedelta(minutes=1)


class ApiTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`; remembers when the token was last used."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        found = super().authenticate(request)
        if found is not None:
            speak_to(found[0], request)
        return found

    def authenticate_credentials(self, token: bytes) -> tuple[Any, ApiToken]:
        try:
            user, api_token = super().authenticate_credentials(token)
        except UnicodeDecodeError as error:
            raise AuthenticationFailed from error
        # Once a minute is often enough, and keeps a script that only reads from writing.
        now = timezone.now()
        if api_token.last_used_at is None or now - api_token.last_used_at > NOTED_EVERY:
            ApiToken.objects.filter(pk=api_token.pk).update(last_used_at=now)
        return user, api_token


class ApiTokenScheme(OpenApiAuthenticationExtension):
    target_class = "accounts.tokens.ApiTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "Authorization", "description": "Token <token>"}
