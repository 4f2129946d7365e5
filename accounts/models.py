"""People, teams and what ties them together."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, AuthTokenManager

from accounts.querysets import InvitationQuerySet, MembershipQuerySet, TeamQuerySet
from core.models import Row


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)


class User(AbstractBaseUser, PermissionsMixin):  # type: ignore[django-manager-missing]  # knox has no types
    """A person, known by e-mail. `is_staff` marks operators, `is_moderator` the site's moderators."""

    email = models.EmailField(unique=True)
    display_name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5, choices=[("ru", "Русский"), ("en", "English")], default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    is_moderator = models.BooleanField(default=False)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    def __str__(self) -> str:
        return self.display_name or self.email.split("@")[0]


class Role(models.TextChoices):
    """What a member may do; each role includes those before it."""

    VIEWER = "viewer", _("viewer")
    AUTHOR = "author", _("author")
    EDITOR = "editor", _("editor")
    OWNER = "owner", _("owner")

    @classmethod
    def at_least(cls, role: Role) -> list[str]:
        """`role` and all that include it."""
        ladder = [cls.VIEWER, cls.AUTHOR, cls.EDITOR, cls.OWNER]
        return [rung.value for rung in ladder[ladder.index(role) :]]


class Team(Row):
    """Owns everything: channels, videos, artworks, versions."""

    name = models.CharField(max_length=80)
    members = models.ManyToManyField(User, through="Membership", related_name="teams")

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Membership(Row):
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(fields=["team", "user"], name="one_membership_per_person_and_team")
        ]

    def __str__(self) -> str:
        return f"{self.user} in {self.team} as {self.role}"


class Invitation(Row):
    """A link that makes whoever opens it a member. Only the hash of its token is kept."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=10, choices=Role.choices)
    email = models.EmailField(blank=True)
    token_sha256 = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"invitation to {self.team} as {self.role}"

    @property
    def state(self) -> str:
        if self.accepted_at:
            return "accepted"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.expires_at <= timezone.now() else "open"


class ApiToken(AbstractAuthToken):
    """A named token for scripts; only its hash is stored."""

    id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    name = models.CharField(max_length=80)
    last_used_at = models.DateTimeField(null=True)

    objects = AuthTokenManager()

    class Meta:
        ordering = ["-created"]

    def __str__(self) -> str:
        return self.name


class OutboxMessage(Row):
    """An e-mail as it would have been sent; only in the embedded default, shown on the outbox page."""

    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=300)
    body = models.TextField()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"
