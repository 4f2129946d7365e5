"""Which texts for people the code holds: what `makemessages` would find, without needing gettext's tools."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def sources(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Python files and templates of an app, templates turned to what an extractor reads."""
    for path in sorted(folder.rglob("*")):
        if "migrations" in path.parts or "locale" in path.parts:
            continue
        if path.suffix == ".py":
            yield path, path.read_bytes()
        elif "templates" in path.parts and path.suffix in {".txt", ".html"}:
            yield path, templatize(path.read_text(encoding="utf-8")).encode()


def texts_in(folder: Path) -> dict[str, str]:
    """Every text (the singular of a plural) in `folder` and where it stands."""
    found: dict[str, str] = {}
    for path, source in sources(folder):
        for line, message, _comments, _context in extract("python", io.BytesIO(source), KEYWORDS):
            text = message[0] if isinstance(message, tuple) else message
            found.setdefault(text, f"{path}:{line}")
    return found


def catalogue(path: Path) -> dict[str, tuple[str, ...]]:
    """Text → its translations (several for a plural); fuzzy ones count as missing."""
    with path.open("rb") as file:
        entries = read_po(file)
    translations: dict[str, tuple[str, ...]] = {}
    for entry in entries:
        if entry.id and not entry.fuzzy:
            key = entry.id[0] if isinstance(entry.id, tuple) else entry.id
            strings = entry.string if isinstance(entry.string, tuple) else (entry.string or "",)
            translations[str(key)] = tuple(str(text) for text in strings)
    return translations
