"""Inviting people into a team by a link that works once and for a while."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.events import MembershipChanged
from accounts.mail import send_mail
from accounts.models import Invitation, Membership, Role, Team, User
from core import audit
from core.errors import Conflict, NotFound
from core.events import publish_on_commit


class InvitationExpired(Conflict):
    """409: the link is too old."""

    code = "invitation_expired"
    detail = _("This invitation has expired. Ask for a new one.")


class InvitationClosed(Conflict):
    """409: it was used by somebody else, or taken back."""

    code = "invitation_closed"
    detail = _("This invitation was used or taken back. Ask for a new one.")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def link_of(token: str) -> str:
    """The page of the front that an invitation's link leads to."""
    return f"{settings.SITE_URL}/invitations/{token}"


@transaction.atomic
def invite(team_id: uuid.UUID, role: Role, email: str, *, by: User) -> tuple[Invitation, str]:
    """A new invitation and its token, which is shown this once; mailed when `email` is given.

    Raises NotFound, Forbidden (not an owner).
    """
    team: Team = Team.objects.get_or_denied(by, Role.OWNER, pk=team_id)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        team=team,
        role=role,
        email=email.lower(),
        token_sha256=_digest(token),
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
        created_by=by,
    )
    audit.record("invitation.create", invitation, by=by, team_id=team.pk, role=str(role), email=email)
    if email:
        context = {"team": team.name, "invited_by": str(by), "url": link_of(token), "invitation": invitation}
        known = User.objects.filter(email=email.lower()).first()
        language = known.language if known else by.language
        template = "accounts/email/invitation"
        # The link is shown as well: a mail server that is away must not lose it.
        transaction.on_commit(
            lambda: send_mail(template, template, email, context, language=language), robust=True
        )
    return invitation, token


@transaction.atomic
def revoke(team_id: uuid.UUID, invitation_id: uuid.UUID, *, by: User) -> None:
    """Take an invitation back; a second time changes nothing.

    Raises NotFound, Forbidden (not an owner), InvitationClosed (it was accepted).
    """
    invitation: Invitation = Invitation.objects.select_for_update(of=("self",)).get_or_denied(
        by, Role.OWNER, pk=invitation_id, team_id=team_id
    )
    if invitation.accepted_at is not None:
        raise InvitationClosed
    if invitation.revoked_at is None:
        invitation.revoked_at = timezone.now()
        invitation.save(update_fields=["revoked_at"])
        audit.record("invitation.revoke", invitation, by=by, team_id=team_id)


def find(token: str) -> Invitation:
    """The invitation behind a link. Raises NotFound."""
    invitation = (
        Invitation.objects.select_related("team", "created_by").filter(token_sha256=_digest(token)).first()
    )
    if invitation is None:
        raise NotFound
    return invitation


@transaction.atomic
def accept(token: str, *, by: User) -> Team:
    """Join the team. Doing it again, or being a member already, changes nothing and is no error.

    Raises NotFound, InvitationExpired, InvitationClosed.
    """
    invitation = Invitation.objects.select_for_update().filter(pk=find(token).pk).get()
    team = invitation.team
    if invitation.accepted_by_id == by.pk and team.memberships.filter(user=by).exists():
        return team
    if invitation.state == "expired":
        raise InvitationExpired
    if invitation.state != "open":
        raise InvitationClosed
    membership, is_new = Membership.objects.get_or_create(
        team=team, user=by, defaults={"role": invitation.role}
    )
    if not is_new:
        # The link stays good for whom it was meant for: a member who tries it out doesn't use it up.
        return team
    invitation.accepted_by, invitation.accepted_at = by, timezone.now()
    invitation.save(update_fields=["accepted_by", "accepted_at"])
    audit.record("invitation.accept", invitation, by=by, team_id=team.pk, role=membership.role)
    publish_on_commit(MembershipChanged(user_id=by.pk, team_id=team.pk, role=membership.role))
    return team
