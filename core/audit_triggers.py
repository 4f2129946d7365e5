"""What the database itself refuses to do to the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core import triggers
from core.triggers import Trigger

_TABLE = "core_auditentry"
_REWRITTEN = " OR ".join(
    f'NEW."{name}" IS DISTINCT FROM OLD."{name}"'
    for name in ("at", "actor_ref", "team_id", "verb", "target_type", "target_id", "data")
)
_RESEALED = "(OLD.place IS NOT NULL AND (NEW.place IS DISTINCT FROM OLD.place OR NEW.seal <> OLD.seal))"
KEPT: Mapping[str, Trigger] = {
    "audit_is_append_only": (
        _TABLE,
        "UPDATE",
        f"{_REWRITTEN} OR {_RESEALED}",
        "the audit trail is append-only",
    ),
}
# Tests empty SQLite's tables row by row; there the chain alone tells of what was taken out.
ON_SERVERS: Mapping[str, Trigger] = {
    "audit_keeps_its_entries": (_TABLE, "DELETE", "TRUE", "the audit trail is append-only"),
}


def install(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make them anew. For migrations."""
    triggers.install(schema_editor, _rules(schema_editor))


def remove(schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take them away. For migrations."""
    triggers.remove(schema_editor, _rules(schema_editor))


def _rules(schema_editor: BaseDatabaseSchemaEditor) -> Mapping[str, Trigger]:
    on_server = schema_editor.connection.vendor == "postgresql"
    return {**KEPT, **ON_SERVERS} if on_server else KEPT
