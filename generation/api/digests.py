"""A video's digest as the API shows it: shots, and stills with links and reasons in words."""

from __future__ import annotations

import uuid
from typing import Any, TypedDict, get_args

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import User
from channels_app.models import Video
from core import links
from core.errors import NotFound
from core.texts import Said
from generation.models import Digest, Still
from studio.values import Digest as Understood
from studio.values import ReasonCode, Shot
from studio.values import Still as Understanding

REASONS: dict[ReasonCode, Said] = {
    "sharp": Said("Резкий кадр", "Sharp"),
    "well_exposed": Said("Хороший свет", "Well lit"),
    "colourful": Said("Живые цвета", "Colourful"),
    "contrast": Said("Хороший контраст", "Good contrast"),
    "face_large": Said("Лицо крупно", "A face up close"),
    "face_sharp": Said("Лицо в резкости", "The face is sharp"),
    "eyes_open": Said("Глаза открыты", "Eyes open"),
    "looks_at_camera": Said("Взгляд в камеру", "Looks at the camera"),
    "smile": Said("Улыбка", "A smile"),
    "clear_subject": Said("Понятно, на что смотреть", "Clear what to look at"),
    "room_left": Said("Есть место для слов слева", "Room for words on the left"),
    "room_right": Said("Есть место для слов справа", "Room for words on the right"),
    "room_top": Said("Есть место для слов сверху", "Room for words at the top"),
    "room_bottom": Said("Есть место для слов снизу", "Room for words at the bottom"),
    "long_shot": Said("Из долгой сцены", "From a long shot"),
}


class SwatchSerializer(serializers.Serializer[Any]):
    hex = serializers.CharField()
    share = serializers.FloatField(help_text="of the picture, 0..1")


class BoxSerializer(serializers.Serializer[Any]):
    """A rectangle in fractions of the picture."""

    x = serializers.FloatField()
    y = serializers.FloatField()
    width = serializers.FloatField()
    height = serializers.FloatField()


class ShotSerializer(serializers.Serializer[Shot]):
    index = serializers.IntegerField()
    start_s = serializers.FloatField()
    end_s = serializers.FloatField()
    opens_with = serializers.ChoiceField(choices=list(get_args(Shot.model_fields["opens_with"].annotation)))


class StillReasonSerializer(serializers.Serializer[Any]):
    code = serializers.ChoiceField(choices=list(get_args(ReasonCode)))
    weight = serializers.FloatField(help_text="how much it counted, 0..1")
    text = serializers.CharField()


class StillSerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField(help_text="0 is the best")
    at_s = serializers.FloatField()
    shot = serializers.IntegerField()
    url = serializers.CharField()
    thumb_url = serializers.CharField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    score = serializers.FloatField()
    reasons = StillReasonSerializer(many=True)
    faces = BoxSerializer(many=True)
    palette = SwatchSerializer(many=True)


class DigestSerializer(serializers.Serializer[Any]):
    """What was understood of a video."""

    shots = ShotSerializer(many=True)
    stills = StillSerializer(many=True)
    palette = SwatchSerializer(many=True)


class ShownDigest(TypedDict):
    shots: list[dict[str, Any]]
    stills: list[dict[str, Any]]
    palette: list[dict[str, Any]]


def digest_of(video_id: uuid.UUID, *, by: User) -> ShownDigest:
    """The digest of a video that `by` may see. Raises NotFound (digest_not_ready when it isn't made yet)."""
    if not Video.objects.visible_to(by).filter(pk=video_id).exists():
        raise NotFound
    row = Digest.objects.filter(video_id=video_id).prefetch_related("stills__image", "stills__thumb").first()
    if row is None:
        raise NotFound(_("The video hasn't been watched yet. Wait until it has."), code="digest_not_ready")
    understood = Understood.model_validate(row.data)
    files = {still.rank: still for still in row.stills.all()}
    return {
        "shots": [shot.model_dump() for shot in understood.shots],
        "stills": [_shown(still, files[still.rank]) for still in understood.stills if still.rank in files],
        "palette": [swatch.model_dump() for swatch in understood.palette],
    }


def _shown(still: Understanding, files: Still) -> dict[str, Any]:
    values = still.model_dump(include={"rank", "at_s", "shot", "width_px", "height_px", "score"})
    return values | {
        "url": links.sign(files.image, f"still-{still.rank:02d}.jpg"),
        "thumb_url": links.sign(files.thumb, f"still-{still.rank:02d}.webp"),
        "reasons": [
            {"code": reason.code, "weight": reason.weight, "text": REASONS[reason.code].here()}
            for reason in still.reasons
        ],
        "faces": [face.box.model_dump() for face in still.faces],
        "palette": [swatch.model_dump() for swatch in still.palette],
    }
