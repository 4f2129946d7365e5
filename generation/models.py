"""Jobs, and what the studio understood of a video."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Role, Team
from channels_app.models import Artwork, Version, Video
from core.models import Blob, Row
from generation.querysets import JobQuerySet


class JobKind(models.TextChoices):
    UNDERSTAND = "understand", _("watch a video")
    MAKE_CANDIDATES = "make_candidates", _("make candidates")
    DRAW_CONTROL = "draw_control", _("draw a control picture")


class JobState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    SUCCEEDED = "succeeded", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


class QueueName(models.TextChoices):
    """Which workers may take a job: `paint` needs models, `media` needs none."""

    MEDIA = "media", _("videos and composed pictures")
    PAINT = "paint", _("painted pictures")


# Of jobs that somebody waits for at the page, such as one picture varied.
INTERACTIVE_PRIORITY = 10


class Job(Row):
    """A piece of work in the queue. This row is the truth; Redis only carries its id.

    `sequence` grows with every change that is told live, so that late events can be dropped.
    `ticket` names what was put into Redis for it at `dispatched_at`; `heartbeat_at` is renewed while a
    worker holds it. `attempt` counts the times a worker took it, `losses` how many of those workers
    vanished with it. `position` (1 is next) is kept true by the dispatcher while the job waits.
    `version` is the one that a job works on further. Waiting jobs of the same `batch_key` may be painted in
    one batch; "" never. `result` is what a job that makes no version has to say.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="jobs")
    kind = models.CharField(max_length=20, choices=JobKind.choices)
    spec = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=JobState.choices, default=JobState.QUEUED)
    queue = models.CharField(max_length=12, choices=QueueName.choices, default=QueueName.MEDIA)
    priority = models.SmallIntegerField(default=0)
    position = models.PositiveIntegerField(null=True)
    attempt = models.PositiveSmallIntegerField(default=0)
    losses = models.PositiveSmallIntegerField(default=0)
    sequence = models.PositiveIntegerField(default=0)
    stage = models.CharField(max_length=20, blank=True)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    fraction = models.FloatField(default=0.0)
    error_code = models.CharField(max_length=40, blank=True)
    error_params = models.JSONField(default=dict, blank=True)
    video = models.ForeignKey(Video, null=True, on_delete=models.CASCADE, related_name="jobs")
    artwork = models.ForeignKey(Artwork, null=True, on_delete=models.CASCADE, related_name="jobs")
    version = models.ForeignKey(Version, null=True, on_delete=models.CASCADE, related_name="jobs")
    batch_key = models.CharField(max_length=200, blank=True, default="")
    result = models.JSONField(default=dict, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    worker = models.CharField(max_length=80, blank=True)
    ticket = models.CharField(max_length=80, blank=True)
    dispatched_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["state", "team", "created_at"], name="job_queue_order")]
        constraints = [
            models.UniqueConstraint(
                fields=["video"],
                condition=Q(kind="understand", state__in=["queued", "running"]),
                name="one_unfinished_understand_job_per_video",
            ),
            models.CheckConstraint(name="job_fraction_0_to_1", condition=Q(fraction__gte=0, fraction__lte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.state})"


class Digest(Row):
    """What the studio understood of a video; `data` is `studio.values.Digest` as JSON."""

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="digest")
    data = models.JSONField()

    def __str__(self) -> str:
        return f"digest of {self.video}"


class Still(Row):
    """A frame of a digest worth using; `rank` 0 is the best."""

    digest = models.ForeignKey(Digest, on_delete=models.CASCADE, related_name="stills")
    rank = models.PositiveSmallIntegerField()
    image = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    thumb = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["digest", "rank"], name="still_rank_unique_per_digest")
        ]

    def __str__(self) -> str:
        return f"still {self.rank} of {self.digest.video}"


class InstalledModel(Row):
    """A model that lies in the models folder, and who may paint with it.

    `card` and `manifest` are `studio.models` values as JSON: what the model is, and its files with their
    hashes. Nobody paints with it before `licence_accepted_by` is set. An empty `teams` means every team.
    """

    name = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=20)
    family = models.CharField(max_length=40, blank=True)
    card = models.JSONField()
    manifest = models.JSONField()
    bytes = models.PositiveBigIntegerField(default=0)
    licence_accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    licence_accepted_at = models.DateTimeField(null=True)
    least_role = models.CharField(max_length=10, choices=Role.choices, default=Role.AUTHOR)
    teams = models.ManyToManyField(Team, blank=True, related_name="+")
    offered = models.BooleanField(default=True)

    class Meta:
        ordering = ["kind", "name"]

    def __str__(self) -> str:
        return self.name


class Lease(models.Model):
    """Which process of several may act under `name` until `expires_at`."""

    name = models.CharField(max_length=40, primary_key=True)
    holder = models.CharField(max_length=120)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.name}: {self.holder}"
