"""Rules about versions and publications that the database itself keeps, whoever writes to it.

- A version begins as a draft, its content never changes, and its state takes only steps of the table below
  (the same as `channels_app.states.VERSION`; a test compares them).
- Only an approved version can be published (its state becomes `published` in the same transaction), only as
  the picture of its own artwork, and a publication afterwards can only be retired.

- What a brand preset said in a revision stays said, and a version stays with its revision (`BRAND_TRIGGERS`).
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from core import triggers
from core.triggers import Trigger

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


def install(schema_editor: BaseDatabaseSchemaEditor, rules: Mapping[str, Trigger] = TRIGGERS) -> None:
    """Make them anew. For migrations."""
    triggers.install(schema_editor, rules)


def remove(schema_editor: BaseDatabaseSchemaEditor, rules: Mapping[str, Trigger] = TRIGGERS) -> None:
    """Take them away. For migrations."""
    triggers.remove(schema_editor, rules)
