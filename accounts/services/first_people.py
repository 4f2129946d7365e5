"""The people a new site starts with: an owner who operates it, and a moderator."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Team, User
from accounts.services.teams import create_team
from core import audit


@dataclass(frozen=True)
class FirstPerson:
    """`password` is None for somebody who was there already: it isn't known any more."""

    part: str
    email: str
    password: str | None


def _person(part: str, email: str, name: str, language: str, **flags: bool) -> tuple[FirstPerson, User]:
    known = User.objects.filter(email=email).first()
    if known is not None:
        return FirstPerson(part, email, None), known
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(email, password, display_name=name, language=language, **flags)
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    audit.record("user.create_first", user, by=None, part=part)
    return FirstPerson(part, email, password), user


@transaction.atomic
def create_first_people(language: str) -> list[FirstPerson]:
    """Make those of the two who are missing, with passwords shown this once. Again, it changes nothing.

    The owner is an operator (`is_staff`) and gets a team of their own.
    """
    with translation.override(language):
        owner, owner_user = _person(
            "owner", settings.FIRST_OWNER_EMAIL.lower(), _("Owner"), language, is_staff=True
        )
        moderator, _user = _person(
            "moderator", settings.FIRST_MODERATOR_EMAIL.lower(), _("Moderator"), language, is_moderator=True
        )
        if owner.password is not None and not Team.objects.visible_to(owner_user).exists():
            create_team(_("My team"), by=owner_user)
    return [owner, moderator]
