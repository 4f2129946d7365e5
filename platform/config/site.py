"""`/api/v1/site`: what a client must know about this site before anybody signs in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.outbox import outbox_is_open_to
from generation.services import painters
from studio.platforms import PLATFORM_IMAGES, platforms
from studio.values import Box, PlatformImage, StyleName

PLATFORM_TITLES = {
    "rutube": "RUTUBE",
    "youtube": "YouTube",
    "vk": "VK Видео",
    "twitch": "Twitch",
    "telegram": "Telegram",
}


def _box(box: Box) -> list[float]:
    return [box.x, box.y, box.width, box.height]


class BoxField(serializers.ListField):
    """x, y, width, height as fractions of the picture."""

    child = serializers.FloatField()

    def __init__(self, **kwargs: object) -> None:
        super().__init__(min_length=4, max_length=4, **kwargs)  # type: ignore[arg-type]  # as DRF has it


class PlatformImageSerializer(serializers.Serializer[PlatformImage]):
    """A row of the platform image table."""

    image = serializers.CharField()
    artwork_kind = serializers.ChoiceField(["cover", "avatar", "banner"], allow_null=True)
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    bytes_limit = serializers.IntegerField(allow_null=True)
    formats = serializers.ListField(child=serializers.ChoiceField(["jpeg", "png"]))
    shape = serializers.ChoiceField(["rectangle", "circle"])
    safe_zone = BoxField(allow_null=True)
    keep_clear = serializers.ListField(child=BoxField())
    note = serializers.CharField()
    certainty = serializers.ChoiceField(["given", "good", "likely", "conflicting"])
    checked_on = serializers.CharField()


class PlatformSerializer(serializers.Serializer[object]):
    platform = serializers.CharField()
    title = serializers.CharField()
    images = PlatformImageSerializer(many=True)


class PainterSerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    available = serializers.BooleanField()
    ai_painted = serializers.BooleanField()


class UploadLimitsSerializer(serializers.Serializer[object]):
    chunk_bytes = serializers.IntegerField()
    max_bytes = serializers.IntegerField()


class SiteSerializer(serializers.Serializer[object]):
    name = serializers.CharField()
    version = serializers.CharField()
    languages = serializers.ListField(child=serializers.ChoiceField(["ru", "en"]))
    outbox = serializers.BooleanField(help_text="whether e-mails can be read at /outbox (embedded mode)")
    painters = PainterSerializer(many=True)
    styles = serializers.ListField(child=serializers.ChoiceField(get_args(StyleName)))
    platforms = PlatformSerializer(many=True)
    upload = UploadLimitsSerializer()


def _images(rows: Iterable[PlatformImage]) -> list[dict[str, object]]:
    return [
        {
            **row.model_dump(exclude={"platform", "safe_zone", "keep_clear"}),
            "safe_zone": _box(row.safe_zone) if row.safe_zone else None,
            "keep_clear": [_box(box) for box in row.keep_clear],
        }
        for row in rows
    ]


def _painters() -> list[dict[str, object]]:
    return [
        {
            "name": offer.name,
            "available": offer.available,
            "ai_painted": offer.capabilities.ai_painted,
        }
        for offer in painters.offers()
    ]


class SiteView(APIView):
    permission_classes = [AllowAny]
    authentication_classes = []

    @extend_schema(operation_id="site", responses=SiteSerializer, tags=["site"])
    def get(self, request: Request) -> Response:
        """What this site is and can do: languages, painters, styles, the platform image table, limits."""
        return Response(
            {
                "name": "Masthead",
                "version": settings.VERSION,
                "languages": [code for code, _name in settings.LANGUAGES],
                "outbox": outbox_is_open_to(request),
                "painters": _painters(),
                "styles": list(get_args(StyleName)),
                "platforms": [
                    {
                        "platform": name,
                        "title": PLATFORM_TITLES.get(name, name),
                        "images": _images(row for row in PLATFORM_IMAGES if row.platform == name),
                    }
                    for name in platforms()
                ],
                "upload": {
                    "chunk_bytes": settings.UPLOAD_CHUNK_BYTES,
                    "max_bytes": settings.UPLOAD_MAX_BYTES,
                },
            }
        )
