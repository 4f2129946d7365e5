"""Every address of the site. Each app brings its own part of `/api/v1`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from config import pages, site
from core.api import no_such_endpoint

handler400 = "core.api.bad_request"
handler403 = "core.api.forbidden"
handler404 = "core.api.not_found"
handler500 = "core.api.server_error"


api_v1: list[URLPattern | URLResolver] = [
    path("site", site.SiteView.as_view(), name="site"),
    path("", include("accounts.api.urls")),
    path("", include("channels_app.api.urls")),
    path("", include("moderation.api.urls")),
    path("", include("generation.api.urls")),
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/", include(api_v1)),
    path("api/openapi.json", SpectacularAPIView.as_view(), name="openapi"),
    path("api/docs", SpectacularSwaggerSplitView.as_view(url_name="openapi"), name="docs"),
    path("healthz", pages.healthz, name="healthz"),
    # Files and public pictures: private ones by signed links, published ones by their publication.
    path("", include("core.urls")),
    path("", include("channels_app.urls")),
    # What begins like the machine's addresses is never a page.
    re_path(r"^(?:api|_allauth|media|static|p|ws)(?:/.*)?$", no_such_endpoint),
    re_path(r"^(?P<path>.*)$", pages.spa, name="spa"),
]
