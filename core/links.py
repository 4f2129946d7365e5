"""Links to private files: signed, for a while, and good for one blob only.

    sign(blob, "cover.jpg") → "/media/<token>/cover.jpg"

Whoever has the link can read the file until it expires; that is what lets a player or an <img> load it
without headers. Links made in the same half of their life are the same, so that browsers can cache.
"""

from __future__ import annotations

import re
import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core import blobs, files
from core.api import problem_response
from core.errors import NotFound
from core.models import Blob

_signer = signing.Signer(salt="core.links")
_UNSAFE = re.compile(r"[^\w.\-]+")


def sign(blob: Blob, name: str, seconds: int | None = None) -> str:
    """A relative address under which `blob` can be read for at least `seconds` (default: the setting).

    `name` is what a download is called; its odd characters become underscores.
    """
    lifetime = settings.MEDIA_LINK_SECONDS if seconds is None else seconds
    # Expiry falls on whole steps: the same file keeps the same address, and the browser its copy.
    step = max(1, lifetime // 2)
    expires = (int(time.time()) // step + 1) * step + lifetime
    safe_name = _UNSAFE.sub("_", name).strip("._")[-100:] or "file"
    value = f"{blob.sha256}.{expires:x}"
    signature = _signer.signature(f"{value}.{safe_name}")
    return reverse("media", args=[f"{value}.{signature}", safe_name])


def _open(token: str, name: str) -> Blob | None:
    """The blob a link is for; None when it was tampered with, has expired, or its file is gone."""
    try:
        sha256, expiry, signature = token.split(".")
        _signer.unsign(f"{sha256}.{expiry}.{name}{_signer.sep}{signature}")
    except (ValueError, signing.BadSignature):
        return None
    if int(expiry, 16) < time.time():
        return None
    return Blob.objects.filter(pk=sha256).first()


@require_safe
def media(request: HttpRequest, token: str, name: str) -> HttpResponseBase:
    """A private file by its signed link, with ranges; 404 for a link that isn't (or isn't any more) good."""
    blob = _open(token, name)
    if blob is None:
        return problem_response(404, "link_expired", _("This link isn't good any more. Reload the page."))
    try:
        return files.serve(
            request,
            blobs.path_of(blob),
            media_type=blob.media_type,
            etag=blob.sha256,
            name=name,
            modified_s=blob.created_at.timestamp(),
        )
    except FileNotFoundError:
        return problem_response(404, "not_found", NotFound.detail)
