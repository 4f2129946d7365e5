"""Sentences in both of the site's languages.

Most texts are put into the reader's language when they are written into an answer. Live events and stored
problems have no single reader, so theirs are kept as pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True)
class Said:
    """One sentence in Russian and English, with `{named}` places for values."""

    ru: str
    en: str

    def both(self, **values: object) -> dict[str, str]:
        """The sentence in every language, by language code."""
        return {"ru": self.ru.format(**values), "en": self.en.format(**values)}

    def here(self, **values: object) -> str:
        """The sentence in the language active now."""
        return in_active_language(self.both(**values))


def in_active_language(texts: dict[str, str]) -> str:
    """Of a text in every language, the one that the person reads."""
    return texts["ru" if (get_language() or "en").startswith("ru") else "en"]
