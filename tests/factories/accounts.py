"""People and teams for tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import factory
from factory.django import DjangoModelFactory

from accounts.models import Membership, Role, Team, User

PASSWORD = "correct horse battery"


class _Users(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"
    password = factory.django.Password(PASSWORD)


class _Moderators(_Users):
    is_moderator = True


class _Teams(DjangoModelFactory[Team]):
    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class _Memberships(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    team = factory.SubFactory(_Teams)
    user = factory.SubFactory(_Users)
    role = Role.OWNER


# Calling a factory gives a row, which factory_boy's own types don't say.
UserFactory = cast("Callable[..., User]", _Users)
ModeratorFactory = cast("Callable[..., User]", _Moderators)
TeamFactory = cast("Callable[..., Team]", _Teams)
MembershipFactory = cast("Callable[..., Membership]", _Memberships)


def member(team: Team, role: Role) -> User:
    """A new person who has `role` in `team`."""
    return MembershipFactory(team=team, role=role).user


def team_with_all_roles() -> tuple[Team, dict[Role, User]]:
    """A team with one person of each role."""
    team = TeamFactory()
    return team, {role: member(team, role) for role in Role}
