"""Briefs: what to make, in words, each word with its source.

Two writers stand behind one protocol: the rules, which are always there, and a language model (`llm`), where
an operator has one. A person's edits are laid over either.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from studio.brief.rules import RuleWriter
from studio.values import ArtworkKind, Brand, Brief, Digest, VideoWords, Wishes


class BriefWriter(Protocol):
    @property
    def name(self) -> str:
        """`rules`, or what people call the language model."""

    def write(
        self,
        kind: ArtworkKind,
        wishes: Wishes,
        words: Sequence[VideoWords],
        digests: Sequence[Digest],
        language: str,
        brand: Brand | None = None,
    ) -> Brief:
        """A complete brief, the edits among the wishes in place.

        Raises InvalidRequest (headline_undrawable).
        """


def write_brief(
    kind: ArtworkKind,
    wishes: Wishes,
    words: Sequence[VideoWords],
    digests: Sequence[Digest],
    language: str = "ru",
    *,
    brand: Brand | None = None,
    writer: BriefWriter | None = None,
) -> Brief:
    """What to make for these wishes and videos, by `writer` or by rules."""
    return (writer or RuleWriter()).write(kind, wishes, words, digests, language, brand)


__all__ = ["BriefWriter", "write_brief"]
