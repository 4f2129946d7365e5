"""Rules about versions and publications that the database itself keeps, whoever writes to it.

- A version begins as a draft, its content never changes, and its state takes only steps of the table below
  (the same as `channels_app.states.VERSION`; a test compares them).
- Only an approved version can be published (its state becomes `published` in the same transaction), only as
  the picture of its own artwork, and a publication afterwards can only be retired.

SQLite drops a table's triggers when a later migration rebuilds the table: such a migration calls `install`
again, for all that there are by then.

- What a brand preset said in a revision stays said, and a version stays with its revision (`BRAND_TRIGGERS`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

STEPS = {
    "draft": ["in_review"],
    "changes_requested": ["in_review"],
    "in_review": ["approved", "changes_requested", "rejected"],
    "approved": ["published"],
    "published": ["retired"],
}
CONTENT = [
    "artwork_id", "number", "blob_id", "thumb_id", "width_px", "height_px", "painter", "ai_painted",
    "headline", "layout", "style", "alt", "recipe", "design", "findings", "job_id", "created_at",
]  # fmt: skip
_VERSION = "channels_app_version"
_PUBLICATION = "channels_app_publication"

_CHANGED = " OR ".join(f'NEW."{name}" IS DISTINCT FROM OLD."{name}"' for name in CONTENT)
_NO_SUCH_STEP = "NEW.state <> OLD.state AND NOT (" + " OR ".join(
    f"(OLD.state = '{before}' AND NEW.state IN ({', '.join(repr(after) for after in afters)}))"
    for before, afters in STEPS.items()
) + ")"  # fmt: skip
_NOT_APPROVED = (
    f"NOT EXISTS (SELECT 1 FROM {_VERSION} v WHERE v.id = NEW.version_id"
    " AND v.artwork_id = NEW.artwork_id AND v.state IN ('approved', 'published'))"
)
_REWRITTEN = (
    "NEW.version_id <> OLD.version_id OR NEW.artwork_id <> OLD.artwork_id"
    " OR (OLD.retired_at IS NOT NULL AND NEW.retired_at IS NULL)"
)

# (table, when, condition under which it is refused, what is said)
Trigger = tuple[str, str, str, str]
TRIGGERS: Mapping[str, Trigger] = {
    "version_begins_as_draft": (_VERSION, "INSERT", "NEW.state <> 'draft'", "a version begins as a draft"),
    "version_is_immutable": (_VERSION, "UPDATE", _CHANGED, "a version is immutable"),
    "version_takes_its_steps": (_VERSION, "UPDATE", _NO_SUCH_STEP, "a version can not take this step"),
    "publication_needs_approval": (
        _PUBLICATION,
        "INSERT",
        _NOT_APPROVED,
        "only an approved version can be published",
    ),
    "publication_only_retires": (
        _PUBLICATION,
        "UPDATE",
        _REWRITTEN,
        "a publication can only be retired",
    ),
}

_REVISION = "channels_app_brandpresetrevision"
_SAID_OTHERWISE = " OR ".join(
    f'NEW."{name}" IS DISTINCT FROM OLD."{name}"'
    for name in ("preset_id", "number", "data", "note", "restored", "created_at")
)
BRAND_TRIGGERS: Mapping[str, Trigger] = {
    "brand_revision_is_immutable": (_REVISION, "UPDATE", _SAID_OTHERWISE, "a brand revision is immutable"),
    "version_keeps_its_brand": (
        _VERSION,
        "UPDATE",
        'NEW."brand_revision_id" IS DISTINCT FROM OLD."brand_revision_id"',
        "a version is immutable",
    ),
}


def install(schema_editor: BaseDatabaseSchemaEditor, triggers: Mapping[str, Trigger] = TRIGGERS) -> None:
    """Make the triggers anew. For migrations."""
    make = _postgresql if schema_editor.connection.vendor == "postgresql" else _sqlite
    remove(schema_editor, triggers)
    for name, (table, event, refused, said) in triggers.items():
        for statement in make(name, table, event, refused, said):
            schema_editor.execute(statement)


def remove(schema_editor: BaseDatabaseSchemaEditor, triggers: Mapping[str, Trigger] = TRIGGERS) -> None:
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
        " END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
    ]
