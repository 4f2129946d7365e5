"""Which teams, members and invitations a person may see or change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from django.utils import timezone

from core.errors import Forbidden, NotFound

if TYPE_CHECKING:
    from accounts.models import Role, User


class Guarded(models.QuerySet[Any]):
    """A queryset of rows that belong to a team, reached over the path `team_path`.

    `visible_to` decides what exists for a person; `get_or_denied` answers 404 for the rest.
    """

    team_path = "team"

    def _within(self, user: User | AnonymousUser, roles: list[str] | None = None) -> Self:
        if not user.is_authenticated:
            return self.none()
        prefix = f"{self.team_path}__" if self.team_path else ""
        query = Q(**{f"{prefix}memberships__user": user})
        if roles is not None:
            query &= Q(**{f"{prefix}memberships__role__in": roles})
        return self.filter(query)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self._within(user)

    def with_role(self, user: User | AnonymousUser, role: Role) -> Self:
        """Rows of teams in which `user` is `role` or more."""
        return self._within(user, type(role).at_least(role))

    def get_or_denied(self, user: User | AnonymousUser, role: Role, **lookup: Any) -> Any:
        """The one row, if `user` is at least `role` in its team.

        Raises NotFound when the person can't see it, Forbidden when they see it but lack the role.
        """
        row = self.with_role(user, role).filter(**lookup).first()
        if row is not None:
            return row
        if self.visible_to(user).filter(**lookup).exists():
            raise Forbidden
        raise NotFound


class TeamQuerySet(Guarded):
    team_path = ""

    def with_facts(self, user: User) -> Self:
        """Adds `role` (of `user`) and `members_count`."""
        membership = self.model._meta.get_field("memberships").related_model
        mine = membership.objects.filter(team=models.OuterRef("pk"), user=user).values("role")[:1]
        everyone = membership.objects.filter(team=models.OuterRef("pk")).order_by().values("team")
        return self.annotate(
            role=models.Subquery(mine),
            members_count=models.Subquery(everyone.annotate(count=models.Count("pk")).values("count")),
        )


class MembershipQuerySet(Guarded):
    team_path = "team"


class InvitationQuerySet(Guarded):
    team_path = "team"

    def open(self) -> Self:
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())
