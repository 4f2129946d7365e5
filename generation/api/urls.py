"""Jobs' part of /api/v1."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from generation.api import painting
from generation.api.views import JobViewSet, VideoDigestView
from generation.api.workers import WorkersView

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("jobs", JobViewSet, basename="job")

urlpatterns = [
    path("videos/<uuid:video_id>/digest", VideoDigestView.as_view(), name="video-digest"),
    path("painting", painting.PaintingView.as_view(), name="painting"),
    path("versions/<uuid:pk>/recipe", painting.VersionRecipeView.as_view(), name="version-recipe"),
    path("versions/<uuid:pk>/rework", painting.VersionReworkView.as_view(), name="version-rework"),
    path("versions/<uuid:pk>/make-again", painting.VersionMakeAgainView.as_view(), name="version-make-again"),
    path("workers", WorkersView.as_view(), name="workers"),
    *router.urls,
]
