"""People and teams for tests."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from accounts.models import Membership, Role, Team, User

PASSWORD = "correct horse battery"


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.com")
    display_name = factory.Sequence(lambda n: f"Person {n}")
    language = "en"
    password = factory.django.Password(PASSWORD)


class ModeratorFactory(UserFactory):
    is_moderator = True


class TeamFactory(DjangoModelFactory[Team]):
    """A team without members; see `team_with`."""

    class Meta:
        model = Team

    name = factory.Sequence(lambda n: f"Team {n}")


class MembershipFactory(DjangoModelFactory[Membership]):
    class Meta:
        model = Membership

    team = factory.SubFactory(TeamFactory)
    user = factory.SubFactory(UserFactory)
    role = Role.OWNER


def member(team: Team, role: Role) -> User:
    """A new person who has `role` in `team`."""
    return MembershipFactory(team=team, role=role).user


def team_with_all_roles() -> tuple[Team, dict[Role, User]]:
    """A team with one person of each role."""
    team = TeamFactory()
    return team, {role: member(team, role) for role in Role}
