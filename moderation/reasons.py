"""Why a version is held, as sentences in the language of whoever reads."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

_SENTENCES = {
    "ai_painted": gettext_noop("Painted by a machine: a human must look."),
    "policy_holds_all": gettext_noop("The site's policy has every picture looked at."),
    "held_words": gettext_noop("“%(word)s” (%(category)s) in %(field)s."),
}
_CATEGORIES = {
    "child_abuse": gettext_noop("abuse of children"),
    "sexual": gettext_noop("pornography"),
    "hate": gettext_noop("hate"),
    "extremism": gettext_noop("extremism"),
    "violence": gettext_noop("violence"),
    "drugs": gettext_noop("drugs"),
    "profanity": gettext_noop("swearing"),
    "own": gettext_noop("the site's own list"),
}
_FIELDS = {
    "headline": gettext_noop("the headline"),
    "kicker": gettext_noop("the line above the headline"),
    "prompt": gettext_noop("the description of the picture"),
    "text": gettext_noop("the author's wish"),
}


def reason_text(reason: Mapping[str, object]) -> str:
    """The sentence for a stored reason."""
    code = str(reason["code"])
    values = {
        "word": reason.get("word", ""),
        "category": _told(_CATEGORIES, reason.get("category")),
        "field": _told(_FIELDS, reason.get("field")),
    }
    return _told(_SENTENCES, code) % values


def _told(sentences: Mapping[str, str], code: object) -> str:
    known = sentences.get(str(code))
    return gettext(known) if known else str(code)
