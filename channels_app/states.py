"""The lives of videos and versions, as data."""

from __future__ import annotations

from typing import Any

from accounts.models import Membership, Role
from core.states import Rule, StateTable, by_the_site


def role_of(actor: Any, row: Any) -> str | None:
    """What `actor` is in the team of `row`; read from the annotation `my_role` where a list has it."""
    if hasattr(row, "my_role"):
        role: str | None = row.my_role
        return role
    return Membership.objects.filter(team=row.team_id, user=actor).values_list("role", flat=True).first()


def at_least(role: Role) -> Rule:
    """Members of the row's team who are `role` or more."""

    def rule(actor: Any, row: Any) -> bool:
        return actor is not None and role_of(actor, row) in Role.at_least(role)

    return rule


def moderator_of_others(actor: Any, row: Any) -> bool:
    """The site itself, or a moderator who isn't in the team: nobody decides on their own team's picture."""
    return actor is None or (actor.is_moderator and role_of(actor, row) is None)


VIDEO = StateTable(
    "video",
    {
        ("uploading", "complete"): ("waiting", by_the_site),
        ("uploading", "give_up"): ("unusable", by_the_site),
        ("waiting", "start"): ("reading", by_the_site),
        ("reading", "start"): ("reading", by_the_site),
        ("ready", "start"): ("reading", by_the_site),
        ("unusable", "start"): ("reading", by_the_site),
        ("reading", "put_back"): ("waiting", by_the_site),
        ("waiting", "finish"): ("ready", by_the_site),
        ("reading", "finish"): ("ready", by_the_site),
        ("waiting", "give_up"): ("unusable", by_the_site),
        ("reading", "give_up"): ("unusable", by_the_site),
    },
)

VERSION = StateTable(
    "version",
    {
        ("draft", "submit"): ("in_review", at_least(Role.AUTHOR)),
        ("changes_requested", "submit"): ("in_review", at_least(Role.AUTHOR)),
        ("in_review", "approve"): ("approved", moderator_of_others),
        ("in_review", "request_changes"): ("changes_requested", moderator_of_others),
        ("in_review", "reject"): ("rejected", moderator_of_others),
        ("approved", "publish"): ("published", at_least(Role.EDITOR)),
        ("published", "retire"): ("retired", at_least(Role.EDITOR)),
    },
)


def actions(version: Any, *, by: Any) -> list[str]:
    """What `by` may do with `version` now: the table's verbs, and `restore`, which makes a new version."""
    verbs = VERSION.verbs(version, by=by)
    if role_of(by, version) in Role.at_least(Role.AUTHOR):
        verbs.append("restore")
    return verbs
