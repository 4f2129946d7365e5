"""The addresses of this app under `/api/v1`."""

from __future__ import annotations

from django.urls import URLPattern, path

from channels_app.api import brand_files, brands, compare, photos, uploads, views

urlpatterns: list[URLPattern] = [
    path("channels", views.ChannelViewSet.as_view({"get": "list", "post": "create"}), name="channels"),
    path(
        "channels/<uuid:pk>",
        views.ChannelViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="channel",
    ),
    path("videos", views.VideoViewSet.as_view({"get": "list"}), name="videos"),
    path(
        "videos/<uuid:pk>",
        views.VideoViewSet.as_view({"get": "retrieve", "patch": "partial_update", "delete": "destroy"}),
        name="video",
    ),
    path("uploads", uploads.UploadsView.as_view(), name="uploads"),
    path("uploads/<uuid:pk>", uploads.UploadView.as_view(), name="upload"),
    path("artworks/<uuid:pk>", views.ArtworkViewSet.as_view({"get": "retrieve"}), name="artwork"),
    path("artworks/<uuid:pk>/versions", views.ArtworkVersionsView.as_view(), name="artwork-versions"),
    path(
        "artworks/<uuid:pk>/retire", views.ArtworkViewSet.as_view({"post": "retire"}), name="artwork-retire"
    ),
    path("versions/<uuid:pk>", views.VersionViewSet.as_view({"get": "retrieve"}), name="version"),
    path(
        "versions/<uuid:pk>/publish",
        views.VersionViewSet.as_view({"post": "publish"}),
        name="version-publish",
    ),
    path(
        "versions/<uuid:pk>/restore",
        views.VersionViewSet.as_view({"post": "restore"}),
        name="version-restore",
    ),
    path(
        "versions/<uuid:pk>/compare/<uuid:other>",
        compare.VersionCompareView.as_view(),
        name="version-compare",
    ),
    path("teams/<uuid:team_id>/photos", photos.TeamPhotosView.as_view(), name="team-photos"),
    path("photos/<uuid:pk>", photos.PhotoView.as_view(), name="photo"),
    path("teams/<uuid:team_id>/brands", brands.TeamBrandsView.as_view(), name="team-brands"),
    path("brands/<uuid:pk>", brands.BrandView.as_view(), name="brand"),
    path("brands/<uuid:pk>/revisions", brands.BrandRevisionsView.as_view(), name="brand-revisions"),
    path("brands/<uuid:pk>/restore", brands.BrandRestoreView.as_view(), name="brand-restore"),
    path("brands/<uuid:pk>/compare", brand_files.BrandCompareView.as_view(), name="brand-compare"),
    path("brands/<uuid:pk>/file", brand_files.BrandFileView.as_view(), name="brand-file"),
    path("teams/<uuid:team_id>/brands/import", brand_files.BrandImportView.as_view(), name="brand-import"),
    path("brands/<uuid:pk>/copy", brands.BrandCopyView.as_view(), name="brand-copy"),
    path("brands/<uuid:pk>/channels", brands.BrandChannelsView.as_view(), name="brand-channels"),
    path("public/channels/<slug:handle>", views.PublicChannelView.as_view(), name="public-channel"),
]
