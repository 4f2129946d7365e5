"""Public addresses: published pictures under links that stay."""

from __future__ import annotations

import uuid

from django.http import HttpRequest, HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe

from channels_app.models import Publication
from channels_app.services.public import EXTENSIONS
from core import blobs, files
from core.api import problem_response
from core.errors import NotFound

# A publication never shows another picture, so a copy of it stays good; but one that was retired should
# be gone from caches within a day.
CACHE = "public, max-age=86400"


@require_safe
def published(request: HttpRequest, pk: uuid.UUID, extension: str) -> HttpResponseBase:
    """The picture of a live publication; 404 for one that was retired."""
    publication = Publication.objects.live().filter(pk=pk).select_related("version__blob").first()
    if publication is None or EXTENSIONS.get(publication.version.blob.media_type) != extension:
        return problem_response(404, "not_found", NotFound.detail)
    blob = publication.version.blob
    try:
        return files.serve(
            request,
            blobs.path_of(blob),
            media_type=blob.media_type,
            etag=blob.sha256,
            name=f"{publication.artwork_id}.{extension}",
            cache_control=CACHE,
            modified_s=blob.created_at.timestamp(),
        )
    except FileNotFoundError:
        return problem_response(404, "not_found", NotFound.detail)


urlpatterns = [path("p/<uuid:pk>.<str:extension>", published, name="published")]
