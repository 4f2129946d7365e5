"""What every app stores: the audit trail and content-addressed files."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone


class Row(models.Model):
    """Base of rows that people address: an unguessable id and the time of making."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """Who did what to what, when. Append-only: the database refuses changes, a chain of seals tells of them.

    `actor_ref` names the actor for good, also when the account is gone. `place` and `seal` come a moment
    after the act (`core.sealing`): the place in the chain, and a SHA-256 over the entry and the seal before.
    """

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    team_id = models.UUIDField(null=True, db_index=True)
    actor_ref = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40, db_index=True)
    data = models.JSONField(default=dict)
    place = models.PositiveBigIntegerField(null=True, unique=True)
    seal = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="audit_entry_is_sealed_at_its_place",
                condition=models.Q(place=None, seal="")
                | (models.Q(place__isnull=False) & ~models.Q(seal="")),
            )
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_type} {self.target_id}"


class Blob(models.Model):
    """A stored file, named by its content; never overwritten.

    `kept_at` is when somebody last brought this content: what no row refers to goes a while after that.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    bytes = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=60)
    created_at = models.DateTimeField(auto_now_add=True)
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.sha256[:12]} ({self.media_type}, {self.bytes} B)"
