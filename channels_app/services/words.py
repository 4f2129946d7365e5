"""Forbidden words: where texts are screened before anything is made of them.

The policy itself (lists, normalisation, the operator's own words) belongs to `moderation`, which registers
its screener when the site starts; `generation` and this app ask here and so need not know it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext as _

from core.errors import Invalid


@dataclass(frozen=True)
class WordFinding:
    """A word of a policy list found in a text. `refuse`: must not be made; `hold`: a human looks first."""

    field: str
    category: str
    action: Literal["refuse", "hold"]
    word: str


Screener = Callable[[Mapping[str, str]], list[WordFinding]]
_screener: Screener | None = None


def register_screener(screener: Screener) -> None:
    """Let `screener` judge texts from now on."""
    global _screener
    _screener = screener


def screen_words(texts: Mapping[str, str]) -> list[WordFinding]:
    """What the policy has to say about `texts` (field → text)."""
    if _screener is None:
        raise ImproperlyConfigured("no words policy: is the moderation app installed?")
    return _screener(texts)


def refuse_forbidden(texts: Mapping[str, str]) -> None:
    """Raise Invalid, naming the fields, when a text holds what the policy refuses outright."""
    refused = {finding.field: finding for finding in screen_words(texts) if finding.action == "refuse"}
    if refused:
        sentence = _("The site's rules don't allow “%(word)s” here. Choose other words.")
        raise Invalid(
            fields={
                field: ("forbidden_words", sentence % {"word": finding.word})
                for field, finding in refused.items()
            }
        )
