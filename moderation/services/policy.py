"""The site's policy: what is in force, changing it, and screening words by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from channels_app.services.words import WordFinding
from core import audit
from core.errors import Forbidden, Invalid
from moderation.models import ComposedRule, PolicyRevision
from moderation.words import TermError, WordLists, with_own_words


def current() -> PolicyRevision:
    """The policy in force. A site that never set one lets composed pictures through."""
    return PolicyRevision.objects.order_by("-created_at", "-pk").first() or PolicyRevision()


@transaction.atomic
def set_policy(
    *, by: User, composed: str, held_words: Sequence[str], refused_words: Sequence[str]
) -> PolicyRevision:
    """Put a new policy in force; the old one stays on record.

    Raises Forbidden (not an operator), Invalid (a word that can't be looked for).
    """
    if not by.is_staff:
        raise Forbidden(_("Only an operator of the site may change its policy."))
    words = {"held_words": _clean(held_words), "refused_words": _clean(refused_words)}
    for field, terms in words.items():
        _check(field, terms)
    policy = PolicyRevision.objects.create(composed=ComposedRule(composed), created_by=by, **words)
    audit.record("policy.set", policy, by=by, composed=composed, words=words)
    return policy


def screen(texts: Mapping[str, str]) -> list[WordFinding]:
    """What the site's lists and the operator's own words find in `texts` (field → text)."""
    lists = _lists(current())
    return [
        WordFinding(field=field, category=found.category, action=found.action, word=found.word)
        for field, text in texts.items()
        for found in lists.find(text)
    ]


def _lists(policy: PolicyRevision) -> WordLists:
    return with_own_words(tuple(policy.refused_words), tuple(policy.held_words))


def _clean(terms: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(term.split()) for term in terms))


def _check(field: str, terms: list[str]) -> None:
    try:
        with_own_words((), tuple(terms))
    except TermError as error:
        text = _("“%(word)s” can't be looked for: at least three letters before the *.") % {"word": error}
        raise Invalid(fields={field: ("invalid_term", text)}) from error
