"""A video's digest as the API shows it: shots, and stills with links, reasons in words and what was said."""

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
from generation.models import StillOrigin, Taste
from generation.services.knowledge import FOUND, Known, KnownStill, known_of
from studio.values import CropShape, ReasonCode, Shot

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


class StillFaceSerializer(BoxSerializer):
    """A face from brow to chin."""

    person = serializers.IntegerField(allow_null=True, help_text="the id of a person of the digest, if known")


class CropSerializer(serializers.Serializer[Any]):
    """The part of a still that suits a shape."""

    shape = serializers.ChoiceField(choices=list(get_args(CropShape)))
    box = BoxSerializer()
    whole = serializers.BooleanField(help_text="false where the shape cannot hold the whole subject")


class SeenPersonSerializer(serializers.Serializer[Any]):
    """Somebody who is seen in the video; those it shows most come first."""

    id = serializers.IntegerField()
    main = serializers.BooleanField(help_text="true for the one whom the video is about")
    share = serializers.FloatField(help_text="of the video that shows them, 0..1")
    stills = serializers.ListField(
        child=serializers.IntegerField(), help_text="ranks of the stills that show them, the best first"
    )


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
    """A frame worth using; `rank` names it among the stills of its video."""

    rank = serializers.IntegerField()
    at_s = serializers.FloatField(help_text="0 for a picture that somebody brought")
    shot = serializers.IntegerField()
    url = serializers.CharField()
    thumb_url = serializers.CharField()
    width_px = serializers.IntegerField()
    height_px = serializers.IntegerField()
    score = serializers.FloatField()
    reasons = StillReasonSerializer(many=True)
    faces = StillFaceSerializer(many=True)
    crops = CropSerializer(many=True, help_text="where to crop it for covers, avatars and banners")
    palette = SwatchSerializer(many=True)
    origin = serializers.ChoiceField(choices=[FOUND, *StillOrigin.values])
    taste = serializers.ChoiceField(choices=Taste.values, allow_null=True, help_text="what people said of it")


class DigestSerializer(serializers.Serializer[Any]):
    """What was understood of a video; while it is being watched, what was understood so far."""

    complete = serializers.BooleanField(help_text="false while the video is still being watched")
    watched_s = serializers.FloatField(allow_null=True, help_text="how far it has been watched")
    lost_s = serializers.FloatField(help_text="so much of it is too damaged to be shown")
    shots = ShotSerializer(many=True)
    stills = StillSerializer(many=True, help_text="the best first")
    hidden = StillSerializer(many=True, help_text="those that somebody never wants")
    persons = SeenPersonSerializer(many=True)
    palette = SwatchSerializer(many=True)


class TasteSerializer(serializers.Serializer[Any]):
    """`more` like this, `never` this, or null to take it back."""

    taste = serializers.ChoiceField(choices=Taste.values, allow_null=True)


class NewStillSerializer(serializers.Serializer[Any]):
    """Either a moment of the video, or a photo of its team."""

    at_s = serializers.FloatField(min_value=0, max_value=86_400, required=False)
    photo = serializers.UUIDField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs) != 1:
            sentence = _("Give a moment of the video or a picture, one of the two.")
            raise serializers.ValidationError({"at_s": [sentence]}, code="one_of_two")
        return attrs


class ShownDigest(TypedDict):
    complete: bool
    watched_s: float | None
    lost_s: float
    shots: list[dict[str, Any]]
    stills: list[dict[str, Any]]
    hidden: list[dict[str, Any]]
    persons: list[dict[str, Any]]
    palette: list[dict[str, Any]]


def digest_of(video_id: uuid.UUID, *, by: User) -> ShownDigest:
    """The digest of a video that `by` may see. Raises NotFound (digest_not_ready when it isn't made yet)."""
    if not Video.objects.visible_to(by).filter(pk=video_id).exists():
        raise NotFound
    known = known_of(video_id)
    if known is None:
        raise NotFound(_("The video hasn't been watched yet. Wait until it has."), code="digest_not_ready")
    return {
        "complete": known.digest.complete,
        "watched_s": known.digest.watched_s,
        "lost_s": known.digest.lost_s,
        "shots": [shot.model_dump(exclude={"palette"}) for shot in known.digest.shots],
        "stills": [shown_still(one) for one in known.stills],
        "hidden": [shown_still(one) for one in known.hidden],
        "persons": _shown_persons(known),
        "palette": [swatch.model_dump() for swatch in known.digest.palette],
    }


def _shown_persons(known: Known) -> list[dict[str, Any]]:
    """Those persons of a video whom one of its stills shows."""
    shown = []
    for person in known.digest.persons:
        ranks = [
            one.still.rank
            for one in known.stills
            if any(face.person == person.id for face in one.still.faces)
        ]
        if ranks:
            main = person.id == known.digest.main_person
            shown.append({"id": person.id, "main": main, "share": person.share, "stills": ranks})
    return shown


def shown_still(one: KnownStill) -> dict[str, Any]:
    """A still as the API tells it, with signed links."""
    still = one.still
    values = still.model_dump(include={"rank", "at_s", "shot", "width_px", "height_px", "score"})
    return values | {
        "url": links.sign(one.image, f"still-{still.rank:02d}.jpg"),
        "thumb_url": links.sign(one.thumb, f"still-{still.rank:02d}.webp"),
        "reasons": [
            {"code": reason.code, "weight": reason.weight, "text": REASONS[reason.code].here()}
            for reason in still.reasons
        ],
        "faces": [face.box.model_dump() | {"person": face.person} for face in still.faces],
        "crops": [crop.model_dump() for crop in still.crops],
        "palette": [swatch.model_dump() for swatch in still.palette],
        "origin": one.origin,
        "taste": one.taste,
    }
