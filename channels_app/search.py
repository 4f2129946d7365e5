"""Finding words in any case, in every alphabet: SQLite's own LOWER and LIKE know only ASCII letters."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, QuerySet, TextField, Value
from django.db.models.functions import Concat


class Folded(Func):
    """A text without its case."""

    function = "LOWER"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="masthead_lower", **context)


def with_words(found: QuerySet[Any], words: str, *fields: str) -> QuerySet[Any]:
    """Of `found`, the rows that have each of `words` somewhere in `fields`."""
    parts = [part for name in fields for part in (name, Value(" "))]
    found = found.alias(searched=Folded(Concat(*parts, output_field=TextField())))
    for word in words.split():
        found = found.filter(searched__contains=word.lower())
    return found


def teach_sqlite(connection: BaseDatabaseWrapper, **kwargs: object) -> None:
    """Receiver of `connection_created`: a LOWER that knows all letters."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("masthead_lower", 1, _lower, deterministic=True)


def _lower(text: str | None) -> str | None:
    return None if text is None else text.lower()
