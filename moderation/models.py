"""Policy revisions, review cases and the decisions made in them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels_app.models import Version
from core.models import Row
from moderation.querysets import ReviewQuerySet


class ComposedRule(models.TextChoices):
    """What happens to a composed (not AI-painted) picture that the words policy lets through."""

    AUTO = "auto", _("approve at once")
    HOLD = "hold", _("hold for a moderator")


class PolicyRevision(Row):
    """The site's policy; the newest row is in force, older ones explain older decisions."""

    composed = models.CharField(max_length=10, choices=ComposedRule.choices, default=ComposedRule.AUTO)
    held_words = models.JSONField(default=list, blank=True)
    refused_words = models.JSONField(default=list, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"policy of {self.created_at:%Y-%m-%d %H:%M}"


class ReviewState(models.TextChoices):
    OPEN = "open", _("open")
    APPROVED = "approved", _("approved")
    CHANGES_REQUESTED = "changes_requested", _("changes requested")
    REJECTED = "rejected", _("rejected")


class Review(Row):
    """A moderation case about one version, bound to its exact bytes by `sha256`."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="reviews")
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=20, choices=ReviewState.choices, default=ReviewState.OPEN)
    reasons = models.JSONField(default=list)
    signals = models.JSONField(default=dict)
    policy = models.ForeignKey(PolicyRevision, null=True, on_delete=models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(state="open"), name="one_open_review_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"review of {self.version}: {self.state}"


class Decision(Row):
    """What was decided in a review, by whom (None: the policy itself) and why."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=20, choices=ReviewState.choices)
    reason = models.CharField(max_length=300, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.reason}"
