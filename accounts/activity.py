"""When a session was last seen, for the list of sessions to end."""

from __future__ import annotations

from allauth.usersessions.middleware import UserSessionsMiddleware
from django.core.cache import cache
from django.http import HttpRequest, HttpResponseBase

NOTED_EVERY_SECONDS = 60
# Pictures and films come by the hundred and say nothing about a person.
FILES = ("/media/", "/p/")


class SessionActivityMiddleware(UserSessionsMiddleware):
    """allauth's, which writes a row at every request, made to write at most one a minute per session."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = request.session.session_key
        if (
            key
            and not request.path.startswith(FILES)
            and cache.add(f"session-seen.{key}", True, NOTED_EVERY_SECONDS)
        ):
            answer: HttpResponseBase = super().__call__(request)
            return answer
        return self.get_response(request)
