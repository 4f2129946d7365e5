"""Making, renaming and leaving teams, and who is what in them."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.events import MembershipChanged
from accounts.models import Membership, Role, Team, User
from core import audit
from core.errors import Conflict, Forbidden, NotFound
from core.events import publish_on_commit


class LastOwner(Conflict):
    """409: a team keeps an owner."""

    code = "last_owner"
    detail = _("A team needs an owner. Make somebody else an owner first.")


class TeamInUse(Conflict):
    """409: what the team owns must go first."""

    code = "team_in_use"
    detail = _("This team still has channels. Delete them first.")


def _tell(membership: Membership, role: str | None) -> None:
    publish_on_commit(MembershipChanged(user_id=membership.user_id, team_id=membership.team_id, role=role))


@transaction.atomic
def create_team(name: str, *, by: User) -> Team:
    """A new team whose owner is `by`."""
    team = Team.objects.create(name=name)
    membership = Membership.objects.create(team=team, user=by, role=Role.OWNER)
    audit.record("team.create", team, by=by, team_id=team.pk, name=name)
    _tell(membership, Role.OWNER.value)
    return team


@transaction.atomic
def rename_team(team_id: uuid.UUID, name: str, *, by: User) -> Team:
    """Raises NotFound, Forbidden (not an owner)."""
    team: Team = Team.objects.select_for_update(of=("self",)).get_or_denied(by, Role.OWNER, pk=team_id)
    before, team.name = team.name, name
    team.save(update_fields=["name"])
    audit.record("team.rename", team, by=by, team_id=team.pk, before=before, after=name)
    return team


@transaction.atomic
def delete_team(team_id: uuid.UUID, *, by: User) -> None:
    """Raises NotFound, Forbidden (not an owner), TeamInUse (it still owns channels)."""
    team: Team = Team.objects.select_for_update(of=("self",)).get_or_denied(by, Role.OWNER, pk=team_id)
    # What refers to teams from other apps is what they own; accounts needn't know it by name.
    owned = [
        relation.related_model._default_manager.filter(**{relation.field.name: team})
        for relation in team._meta.related_objects
        if relation.related_model._meta.app_label != "accounts"
    ]
    if any(rows.exists() for rows in owned):
        raise TeamInUse
    for membership in team.memberships.all():
        _tell(membership, None)
    audit.record("team.delete", team, by=by, team_id=team.pk, name=team.name)
    team.delete()


def _locked_member(team_id: uuid.UUID, member_id: uuid.UUID, *, by: User) -> Membership:
    """The membership, with the whole team's locked, so that the count of owners can't change meanwhile."""
    Team.objects.select_for_update(of=("self",)).get_or_denied(by, Role.VIEWER, pk=team_id)
    members = {row.pk: row for row in Membership.objects.select_for_update().filter(team_id=team_id)}
    mine = next((row for row in members.values() if row.user_id == by.pk), None)
    membership = members.get(member_id)
    if mine is None or membership is None:
        raise NotFound
    if mine.role != Role.OWNER and membership.pk != mine.pk:
        raise Forbidden
    return membership


def _keep_an_owner(membership: Membership) -> None:
    others = Membership.objects.filter(team_id=membership.team_id, role=Role.OWNER).exclude(pk=membership.pk)
    if membership.role == Role.OWNER and not others.exists():
        raise LastOwner


@transaction.atomic
def change_role(team_id: uuid.UUID, member_id: uuid.UUID, role: Role, *, by: User) -> Membership:
    """Raises NotFound, Forbidden (not an owner), LastOwner."""
    membership = _locked_member(team_id, member_id, by=by)
    Team.objects.get_or_denied(by, Role.OWNER, pk=team_id)
    if membership.role == role:
        return membership
    _keep_an_owner(membership)
    before, membership.role = membership.role, role
    membership.save(update_fields=["role"])
    audit.record("member.change_role", membership, by=by, team_id=team_id, before=before, after=str(role))
    _tell(membership, role.value)
    return membership


@transaction.atomic
def remove_member(team_id: uuid.UUID, member_id: uuid.UUID, *, by: User) -> None:
    """End a membership: an owner anybody's, everybody their own.

    Raises NotFound, Forbidden, LastOwner.
    """
    membership = _locked_member(team_id, member_id, by=by)
    _keep_an_owner(membership)
    verb = "member.leave" if membership.user_id == by.pk else "member.remove"
    audit.record(verb, membership, by=by, team_id=team_id, user_id=membership.user_id)
    _tell(membership, None)
    membership.delete()
