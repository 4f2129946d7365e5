"""Designs that people work on, and kits. Part of `channels_app.models`, which everybody imports them from."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from channels_app.querysets import DraftQuerySet, KitQuerySet
from core.models import Blob, Row


class DesignDraft(Row):
    """A person's unsaved work on the design of a version; `design` is `studio.design.Design` as JSON.

    `revision` grows with every save, so that a page that is behind learns of it. `closed_at`: a version was
    made of it, or it was given up; until then each person has one of each version. `copied_from` is whose
    draft it began as a copy of.
    """

    version = models.ForeignKey("channels_app.Version", on_delete=models.CASCADE, related_name="drafts")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="design_drafts"
    )
    revision = models.PositiveIntegerField(default=1)
    design = models.JSONField()
    copied_from = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    updated_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "owner"],
                condition=Q(closed_at=None),
                name="one_open_draft_per_person_and_version",
            )
        ]

    def __str__(self) -> str:
        return f"draft of {self.version} by {self.owner}"

    @property
    def team_id(self) -> uuid.UUID:
        return self.version.artwork.channel.team_id


class DraftPicture(models.Model):
    """A picture that the layers of a draft may name by `name`; `data` is what is known of it, as JSON.

    `blob` null: it is gone from the site, and layers that show it can't be drawn.
    """

    draft = models.ForeignKey(DesignDraft, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=60)
    blob = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["draft", "name"], name="draft_picture_name_unique")]

    def __str__(self) -> str:
        return f"{self.name} in {self.draft_id}"


class Kit(Row):
    """One version's design for every picture that `platforms` want. Empty until its job has made it."""

    version = models.ForeignKey("channels_app.Version", on_delete=models.CASCADE, related_name="kits")
    platforms = models.JSONField()
    zip = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="+")
    job_id = models.UUIDField(null=True, db_index=True)
    finished_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = KitQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"kit of {self.version} for {', '.join(self.platforms)}"

    @property
    def team_id(self) -> uuid.UUID:
        return self.version.artwork.channel.team_id


class KitItem(models.Model):
    """One picture of a kit: the row `image` of the platform image table, delivered.

    `findings` are `studio.values.Finding` as JSON, `data` whatever else the page shows.
    """

    kit = models.ForeignKey(Kit, on_delete=models.CASCADE, related_name="items")
    place = models.PositiveSmallIntegerField()
    platform = models.CharField(max_length=20)
    image = models.CharField(max_length=40)
    blob = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()
    findings = models.JSONField(default=list)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["place"]
        constraints = [models.UniqueConstraint(fields=["kit", "place"], name="kit_item_place_unique")]

    def __str__(self) -> str:
        return f"{self.platform} {self.image}"
