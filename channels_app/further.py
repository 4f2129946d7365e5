"""What may be done further with a version (more like it, varied, repainted in part, made again).

Painters belong to `generation`, which says here what they can do; this app needs to know none of them.
"""

from __future__ import annotations

from collections.abc import Callable

from channels_app.models import Version

Verbs = Callable[[Version], list[str]]
_verbs: Verbs | None = None


def say_with(verbs: Verbs) -> None:
    """Let `verbs` say what can be done with a version on this site now. It must not ask the database."""
    global _verbs
    _verbs = verbs


def verbs_of(version: Version) -> list[str]:
    """What can be done with `version`, by whoever may make things in its team."""
    return _verbs(version) if _verbs is not None else []
