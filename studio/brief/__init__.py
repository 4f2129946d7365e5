"""Briefs: what to make, in words. Rule-based here; another writer may stand behind the same protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from studio.brief.rules import RuleWriter
from studio.values import ArtworkKind, Brief, Digest, VideoWords, Wishes


class BriefWriter(Protocol):
    def write(
        self,
        kind: ArtworkKind,
        wishes: Wishes,
        words: Sequence[VideoWords],
        digests: Sequence[Digest],
        language: str,
    ) -> Brief:
        """A complete brief; raises InvalidRequest (headline_undrawable)."""


def write_brief(
    kind: ArtworkKind,
    wishes: Wishes,
    words: Sequence[VideoWords],
    digests: Sequence[Digest],
    language: str = "ru",
    *,
    writer: BriefWriter | None = None,
) -> Brief:
    """What to make for these wishes and videos, by `writer` or by rules."""
    return (writer or RuleWriter()).write(kind, wishes, words, digests, language)


__all__ = ["BriefWriter", "write_brief"]
