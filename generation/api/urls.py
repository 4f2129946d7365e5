"""Jobs' part of /api/v1."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from generation.api import briefs, models, painting, stills, words
from generation.api.views import JobViewSet, VideoDigestView
from generation.api.workers import WorkersView

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
router.register("jobs", JobViewSet, basename="job")

urlpatterns = [
    path("videos/<uuid:video_id>/digest", VideoDigestView.as_view(), name="video-digest"),
    path("videos/<uuid:video_id>/stills", stills.VideoStillsView.as_view(), name="video-stills"),
    path("videos/<uuid:video_id>/stills/<int:rank>", stills.VideoStillView.as_view(), name="video-still"),
    path("videos/<uuid:video_id>/words", words.VideoWordsView.as_view(), name="video-words"),
    path("videos/<uuid:video_id>/subtitles", words.VideoSubtitlesView.as_view(), name="video-subtitles"),
    path("artworks/<uuid:pk>/brief", briefs.BriefView.as_view(), name="artwork-brief"),
    path("artworks/<uuid:pk>/brief/write", briefs.BriefRewriteView.as_view(), name="artwork-brief-write"),
    path("painting", painting.PaintingView.as_view(), name="painting"),
    path("versions/<uuid:pk>/recipe", painting.VersionRecipeView.as_view(), name="version-recipe"),
    path("versions/<uuid:pk>/rework", painting.VersionReworkView.as_view(), name="version-rework"),
    path("versions/<uuid:pk>/make-again", painting.VersionMakeAgainView.as_view(), name="version-make-again"),
    path("models", models.ModelsView.as_view(), name="models"),
    path("models/loras", models.LorasView.as_view(), name="loras"),
    path("models/sync", models.ModelsSyncView.as_view(), name="models-sync"),
    path("models/<str:name>", models.ModelView.as_view(), name="model"),
    path("models/<str:name>/accept-licence", models.ModelAcceptView.as_view(), name="model-accept"),
    path("workers", WorkersView.as_view(), name="workers"),
    *router.urls,
]
