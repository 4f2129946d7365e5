"""Pydantic values in requests and answers: one class says what may stand there, for the API and the code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail

# Of what a person sent, so much is told back.
TOLD_CHARACTERS = 60

# REST framework has the sentences, in every language: (the field that has it, its key). What pydantic calls
# a thing begins with one of these words.
_SENTENCES: Mapping[str, tuple[type[serializers.Field], str]] = {
    "missing": (serializers.Field, "required"),
    "greater_than_equal": (serializers.FloatField, "min_value"),
    "less_than_equal": (serializers.FloatField, "max_value"),
    "string_too_long": (serializers.CharField, "max_length"),
    "string_too_short": (serializers.CharField, "min_length"),
    "string_pattern": (serializers.RegexField, "invalid"),
    "string": (serializers.CharField, "invalid"),
    "too_long": (serializers.ListField, "max_length"),
    "too_short": (serializers.ListField, "min_length"),
    "literal": (serializers.ChoiceField, "invalid_choice"),
    "enum": (serializers.ChoiceField, "invalid_choice"),
    "int": (serializers.IntegerField, "invalid"),
    "float": (serializers.FloatField, "invalid"),
    "finite": (serializers.FloatField, "invalid"),
    "bool": (serializers.BooleanField, "invalid"),
    "uuid": (serializers.UUIDField, "invalid"),
    "tuple": (serializers.ListField, "not_a_list"),
    "list": (serializers.ListField, "not_a_list"),
    "dict": (serializers.DictField, "not_a_dict"),
    "model": (serializers.DictField, "not_a_dict"),
}
_UNKNOWN = _("There is no such field.")
_OTHERWISE = _("This value can't be used.")


class ClosedField(serializers.Field[Any, Any, Any, Any]):
    """A value of a closed pydantic class; `model` names it. Unknown fields are refused, limits are told.

    `sentences` are those of the model's own checks, by the names they raise. In the contract the classes
    inside of it are called by their own names behind `parts_prefix`.
    """

    model: ClassVar[type[BaseModel]]
    parts_prefix: ClassVar[str] = ""
    sentences: ClassVar[Mapping[str, object]] = {}

    def to_internal_value(self, data: Any) -> BaseModel:
        try:
            return self.model.model_validate(data)
        except ValidationError as error:
            raise serializers.ValidationError(problems_of(error, self.sentences)) from error

    def to_representation(self, value: BaseModel) -> dict[str, Any]:
        return value.model_dump(mode="json")


def problems_of(error: ValidationError, sentences: Mapping[str, object]) -> Any:
    """What `error` says, as REST framework tells it: by the place in the value, or a list for the whole."""
    told: dict[str, list[ErrorDetail]] = {}
    whole: list[ErrorDetail] = []
    for found in error.errors(include_url=False):
        place = ".".join(str(part) for part in found["loc"])
        (told.setdefault(place, []) if place else whole).append(_sentence(found, sentences))
    return told or whole


def _sentence(found: ErrorDetails, sentences: Mapping[str, object]) -> ErrorDetail:
    kind, sent = found["type"], found["input"]
    if kind in sentences:
        return ErrorDetail(str(sentences[kind]), kind)
    if kind == "extra_forbidden":
        return ErrorDetail(str(_UNKNOWN), "unknown_field")
    if sent is None and kind != "missing":
        return ErrorDetail(str(serializers.Field.default_error_messages["null"]), "null")
    for beginning, (field, key) in _SENTENCES.items():
        if kind.startswith(beginning):
            return ErrorDetail(_filled(str(field.default_error_messages[key]), found), key)
    return ErrorDetail(str(_OTHERWISE), "invalid")


def _filled(sentence: str, found: ErrorDetails) -> str:
    limits = found.get("ctx", {})
    sent = str(found["input"])[:TOLD_CHARACTERS]
    return sentence.format(
        min_value=limits.get("ge"),
        max_value=limits.get("le"),
        max_length=limits.get("max_length"),
        min_length=limits.get("min_length"),
        input=sent,
        value=sent,
        input_type=type(found["input"]).__name__,
    )
