"""OpenAPI: every operation documents the errors it can give."""

from __future__ import annotations

from typing import Any

from drf_spectacular.authentication import SessionScheme as SessionAuthScheme
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent

from core.live_schema import as_openapi

_PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string", "description": "stable, for programs"},
        "detail": {"type": "string", "description": "for people, in the language of the request"},
        "fields": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["code", "message"],
                    "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
                },
            },
        },
    },
}
_ALWAYS = {"401": "Not signed in", "403": "Not allowed", "404": "Not found, or not yours to see"}
_ON_WRITE = {"400": "A value can't be used", "409": "Changed in the meantime", "429": "Too many requests"}


class SessionScheme(SessionAuthScheme):
    """Sessions of ours are sessions as REST framework has them."""

    target_class = "core.api.SessionAuthentication"
    priority = 1


class ClosedFieldExtension(OpenApiSerializerFieldExtension):
    """A closed pydantic value is a component of its own: with defaults in requests, whole in answers."""

    target_class = "core.closed.ClosedField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: Any, direction: Any) -> Any:
        asked = direction == "request"
        prefix = self.target.parts_prefix
        schema = self.target.model.model_json_schema(
            ref_template="#/components/schemas/" + prefix + "{model}" + ("Request" if asked else ""),
            mode="validation" if asked else "serialization",
        )
        inside = {prefix + name: part for name, part in schema.pop("$defs", {}).items()}
        parts = {**inside, self.target.model.__name__: schema}
        for name, part in parts.items():
            component = ResolvedComponent(
                name=name + ("Request" if asked else ""),
                type=ResolvedComponent.SCHEMA,
                object=name,
                schema=as_openapi(part),
            )
            auto_schema.registry.register_on_missing(component)
        return component.ref


class ProblemAutoSchema(AutoSchema):
    """Adds the problem+json answers to every operation."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        errors = dict(_ALWAYS) if self.view.permission_classes else {"404": _ALWAYS["404"]}
        if self.method in {"POST", "PUT", "PATCH", "DELETE"}:
            errors |= _ON_WRITE
        for code, description in errors.items():
            operation["responses"].setdefault(
                code,
                {
                    "description": description,
                    "content": {
                        "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
                    },
                },
            )
        return operation


def add_problem_schema(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular post-processing hook: the component that the error answers refer to."""
    result["components"]["schemas"]["Problem"] = _PROBLEM
    return result
