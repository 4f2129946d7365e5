"""Jobs' part of /api/v1."""

from __future__ import annotations

from django.urls import path
from rest_framework.routers import SimpleRouter

from generation.api import brands, briefs, drafts, kits, models, painting, stills, words
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
    path("versions/<uuid:pk>/drafts", drafts.VersionDraftsView.as_view(), name="version-drafts"),
    path("versions/<uuid:pk>/kits", kits.VersionKitsView.as_view(), name="version-kits"),
    path("kits/<uuid:pk>", kits.KitView.as_view(), name="kit"),
    path("drafts/<uuid:pk>", drafts.DraftView.as_view(), name="draft"),
    path("drafts/<uuid:pk>/draw", drafts.DraftDrawView.as_view(), name="draft-draw"),
    path("drafts/<uuid:pk>/fix", drafts.DraftFixView.as_view(), name="draft-fix"),
    path("drafts/<uuid:pk>/pictures", drafts.DraftPicturesView.as_view(), name="draft-pictures"),
    path("drafts/<uuid:pk>/versions", drafts.DraftVersionsView.as_view(), name="draft-versions"),
    path("drafts/<uuid:pk>/masks", drafts.DraftMasksView.as_view(), name="draft-masks"),
    path("brand-choices", brands.BrandChoicesView.as_view(), name="brand-choices"),
    path("brands/<uuid:pk>/drafts", brands.BrandDraftsView.as_view(), name="brand-drafts"),
    path("teams/<uuid:team_id>/brand-previews", brands.BrandPreviewView.as_view(), name="brand-previews"),
    path("channels/<uuid:pk>/brand-proposals", brands.BrandProposalView.as_view(), name="brand-proposals"),
    path("models", models.ModelsView.as_view(), name="models"),
    path("models/loras", models.LorasView.as_view(), name="loras"),
    path("models/sync", models.ModelsSyncView.as_view(), name="models-sync"),
    path("models/<str:name>", models.ModelView.as_view(), name="model"),
    path("models/<str:name>/accept-licence", models.ModelAcceptView.as_view(), name="model-accept"),
    path("workers", WorkersView.as_view(), name="workers"),
    *router.urls,
]
