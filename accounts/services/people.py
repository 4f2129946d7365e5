"""What a person changes about themselves, and their API tokens."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from core import audit
from core.errors import Conflict, NotFound

TOKENS_AT_MOST = 50


class TooManyTokens(Conflict):
    """409: nobody keeps track of that many."""

    code = "too_many_tokens"
    detail = _("You have too many tokens. Revoke some first.")


@transaction.atomic
def update_me(user: User, *, display_name: str | None = None, language: str | None = None) -> User:
    """Change one's own name or language; None leaves it."""
    changed = {
        name: value
        for name, value in (("display_name", display_name), ("language", language))
        if value is not None and value != getattr(user, name)
    }
    for name, value in changed.items():
        setattr(user, name, value)
    if changed:
        user.save(update_fields=list(changed))
        audit.record("user.update", user, by=user, fields=sorted(changed))
    return user


@transaction.atomic
def create_token(user: User, name: str, *, lives: timedelta | None = None) -> tuple[ApiToken, str]:
    """A token's row and the token itself, which is shown this once. Raises TooManyTokens."""
    User.objects.select_for_update().get(pk=user.pk)
    if ApiToken.objects.filter(user=user).count() >= TOKENS_AT_MOST:
        raise TooManyTokens
    row, token = ApiToken.objects.create(user=user, expiry=lives, name=name)
    audit.record("token.create", user, by=user, token_id=str(row.id), name=name)
    return row, token


@transaction.atomic
def revoke_token(user: User, token_id: uuid.UUID) -> None:
    """Raises NotFound (no such token of this person)."""
    row = ApiToken.objects.select_for_update().filter(user=user, id=token_id).first()
    if row is None:
        raise NotFound
    audit.record("token.revoke", user, by=user, token_id=str(row.id), name=row.name)
    row.delete()
