"""How to paint, as requests bring it."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

from core.closed import ClosedField
from generation.specs import PICTURE_NAME, PICTURES_LIMIT, PictureRef
from studio.paint.options import PaintOptions


class PaintOptionsField(ClosedField):
    model = PaintOptions


class PictureRefField(ClosedField):
    model = PictureRef
    sentences = {"one_picture": _("Name one picture: a photo, a still of a video by its rank, or a version.")}


class PicturesField(serializers.DictField):
    """The pictures that `painting` names."""

    child = PictureRefField()

    def to_internal_value(self, data: Any) -> dict[str, PictureRef]:
        if isinstance(data, dict):
            wrong = [name for name in data if not re.match(PICTURE_NAME, str(name))]
            if wrong:
                sentence = _("A picture's name is up to 32 small Latin letters, digits, - and _.")
                raise serializers.ValidationError(
                    {str(wrong[0])[:60]: [ErrorDetail(str(sentence), "invalid")]}
                )
            if len(data) > PICTURES_LIMIT:
                too_many = _("So many pictures at once can't be painted with.")
                raise serializers.ValidationError([ErrorDetail(str(too_many), "max_length")])
        found: dict[str, PictureRef] = super().to_internal_value(data)
        return found
