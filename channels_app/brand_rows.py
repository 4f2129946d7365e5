"""A team's brand presets. Part of `channels_app.models`, which everybody imports them from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Team
from channels_app.querysets import BrandPresetQuerySet
from core.models import Blob, Row


class BrandPreset(Row):
    """A team's look, under a name. What it says is in its revisions; the newest one counts.

    An archived one is no longer offered, but pictures made with it go on naming it.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="brand_presets")
    name = models.CharField(max_length=60)
    archived_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = BrandPresetQuerySet.as_manager()

    class Meta:
        ordering = ["name", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "name"], condition=Q(archived_at=None), name="brand_name_unique_in_a_team"
            )
        ]

    def __str__(self) -> str:
        return self.name


class BrandPresetRevision(Row):
    """What a preset said from some moment on; `data` is `studio.brand.BrandPreset` as JSON.

    Immutable, also for the database (`channels_app.triggers`). `restored` is the number of the older one
    that it repeats, null where it doesn't.
    """

    preset = models.ForeignKey(BrandPreset, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    data = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    restored = models.PositiveIntegerField(null=True)
    logos = models.ManyToManyField(Blob, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["preset", "number"], name="brand_revision_number_unique")
        ]

    def __str__(self) -> str:
        return f"{self.preset} {self.number}"
