"""The addresses of moderation under `/api/v1`."""

from __future__ import annotations

from django.urls import URLPattern, path

from moderation.api.views import PolicyView, ReviewViewSet, SubmitView


def _decision(verb: str) -> URLPattern:
    name = f"review-{verb.replace('_', '-')}"
    return path(f"reviews/<uuid:pk>/{verb}", ReviewViewSet.as_view({"post": verb}), name=name)


urlpatterns: list[URLPattern] = [
    path("versions/<uuid:pk>/submit", SubmitView.as_view(), name="version-submit"),
    path("reviews", ReviewViewSet.as_view({"get": "list"}), name="reviews"),
    path("reviews/<uuid:pk>", ReviewViewSet.as_view({"get": "retrieve"}), name="review"),
    _decision("approve"),
    _decision("request_changes"),
    _decision("reject"),
    path("moderation/policy", PolicyView.as_view(), name="policy"),
]
