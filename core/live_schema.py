"""Live events as components of the OpenAPI document, so that clients generate their types from one file."""

from __future__ import annotations

from typing import Any

from core.events import Event

_REFS = "#/components/schemas/"


def add_live_events(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular post-processing hook: a schema for each event, and `LiveEvent`, any of them."""
    schemas = result["components"]["schemas"]
    names = {}
    for wire_name, kind in sorted(Event.registry.items()):
        schema = kind.model_json_schema(ref_template=_REFS + "{model}")
        for name, inner in schema.pop("$defs", {}).items():
            schemas[name] = as_openapi(inner)
        # On the wire `type` is always there, though code needn't give it.
        schema["required"] = ["type", *schema.get("required", [])]
        schemas[kind.__name__] = as_openapi(schema)
        names[wire_name] = _REFS + kind.__name__
    schemas["LiveEvent"] = {
        "description": "What the server says over `/ws/` (besides hello, joined, refused, left and pong).",
        "oneOf": [{"$ref": reference} for reference in names.values()],
        "discriminator": {"propertyName": "type", "mapping": names},
    }
    return result


def as_openapi(schema: Any) -> Any:
    """JSON Schema as pydantic writes it, in the dialect of OpenAPI 3.0.

    That has no `const`, no `null` type, no tuples and nothing to say about the keys of an object.
    """
    if isinstance(schema, list):
        return [as_openapi(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    left_out = {"title", "default", "propertyNames"}
    rest = {key: as_openapi(value) for key, value in schema.items() if key not in left_out}
    if "const" in rest:
        rest["enum"] = [rest.pop("const")]
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        if exclusive in rest:
            rest |= {bound: rest[exclusive], exclusive: True}
    if "prefixItems" in rest:
        # OpenAPI 3.0 has no tuples: any of their parts may stand anywhere in them.
        parts = rest.pop("prefixItems")
        kinds = [part for index, part in enumerate(parts) if part not in parts[:index]]
        rest["items"] = kinds[0] if len(kinds) == 1 else {"oneOf": kinds}
    choices = rest.get("anyOf", [])
    if {"type": "null"} in choices:
        kept = [choice for choice in choices if choice != {"type": "null"}]
        rest.pop("anyOf")
        rest |= kept[0] if len(kept) == 1 else {"anyOf": kept}
        rest["nullable"] = True
    return rest
