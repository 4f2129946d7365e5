"""Jobs' part of /api/v1."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from generation.api.views import JobViewSet, VideoDigestView

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("jobs", JobViewSet, basename="job")

urlpatterns = [
    path("videos/<uuid:video_id>/digest", VideoDigestView.as_view(), name="video-digest"),
    *router.urls,
]
