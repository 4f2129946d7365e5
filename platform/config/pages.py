"""The SPA's one page, and the address a load balancer asks."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.html import format_html
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from core.api import problem_response
from core.pages import PageMeta, hook_for

_TITLE = "<title>Masthead</title>"


@require_safe
@never_cache
@ensure_csrf_cookie
def spa(request: HttpRequest, path: str = "") -> HttpResponse:
    """`dist/index.html`, whatever the address: the front's router reads it. Never cached by a browser.

    Pages with a hook (`core.pages`) get their own title and the tags that shared links show; where
    the hook knows no such page the status is 404 and the front says so.
    """
    index = settings.FRONTEND_DIST / "index.html"
    if not index.is_file():
        return problem_response(503, "front_not_built", "The front is not built: run make setup.")
    html = _read(index, index.stat().st_mtime_ns)
    language = (get_language() or "en")[:2]
    html = html.replace('<html lang="en"', f'<html lang="{language}"', 1)
    status = 200
    if found := hook_for(path):
        hook, rest = found
        meta = hook(rest)
        if meta is None:
            status = 404
        else:
            html = html.replace(_TITLE, _head(request, meta), 1)
    return HttpResponse(html, status=status)


@lru_cache(maxsize=1)
def _read(index: Path, changed_ns: int) -> str:
    """The page as built; `changed_ns` makes a new build visible without a restart."""
    return index.read_text(encoding="utf-8")


def _head(request: HttpRequest, meta: PageMeta) -> str:
    tags = [
        format_html("<title>{}</title>", meta.title),
        format_html('<meta property="og:title" content="{}">', meta.title),
        format_html('<meta property="og:url" content="{}">', request.build_absolute_uri(request.path)),
        '<meta property="og:type" content="website">',
    ]
    if meta.description:
        tags.append(format_html('<meta name="description" content="{}">', meta.description))
        tags.append(format_html('<meta property="og:description" content="{}">', meta.description))
    if meta.image_url:
        image = request.build_absolute_uri(meta.image_url)
        tags.append(format_html('<meta property="og:image" content="{}">', image))
        tags.append('<meta name="twitter:card" content="summary_large_image">')
    return "\n    ".join(tags)


@require_safe
@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """200 while the site can answer: the process lives and its database too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return JsonResponse({"status": "database away"}, status=503)
    return JsonResponse({"status": "ok", "version": settings.VERSION})
