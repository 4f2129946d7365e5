"""Addresses of files."""

from django.urls import path

from core import links

urlpatterns = [path("media/<str:token>/<str:name>", links.media, name="media")]
