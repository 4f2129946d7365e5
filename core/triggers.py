"""Rules that a database keeps by itself, whoever writes to it, on SQLite and PostgreSQL.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration calls `install`
again, for all that there are by then.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# (table, when, condition under which it is refused, what is said)
Trigger = tuple[str, str, str, str]


def install(schema_editor: BaseDatabaseSchemaEditor, triggers: Mapping[str, Trigger]) -> None:
    """Make the triggers anew. For migrations."""
    make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
    remove(schema_editor, triggers)
    for name, (table, event, refused, said) in triggers.items():
        for statement in make(name, table, event, refused, said):
            schema_editor.execute(statement)


def remove(schema_editor: BaseDatabaseSchemaEditor, triggers: Mapping[str, Trigger]) -> None:
    """Take the triggers away. For migrations."""
    for name, (table, *_rest) in triggers.items():
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
        else:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


def _sqlite(name: str, table: str, event: str, refused: str, said: str) -> list[str]:
    # SQLite before 3.39 has IS NOT for what PostgreSQL spells IS DISTINCT FROM.
    condition = refused.replace("IS DISTINCT FROM", "IS NOT")
    return [
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition}"
        f" BEGIN SELECT RAISE(ABORT, '{said}'); END"
    ]


def _postgresql(name: str, table: str, event: str, refused: str, said: str) -> list[str]:
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF {refused} THEN RAISE EXCEPTION '{said}' USING ERRCODE = 'integrity_constraint_violation';"
        f" END IF; RETURN {'OLD' if event == 'DELETE' else 'NEW'}; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
