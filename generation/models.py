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
    TAKE_STILL = "take_still", _("take a still")
    FIND_WORDS = "find_words", _("listen and look")
    WRITE_BRIEF = "write_brief", _("write a brief")
    DRAW_DESIGN = "draw_design", _("draw an edited design")
    MAKE_KIT = "make_kit", _("make a kit")
    PROPOSE_BRAND = "propose_brand", _("propose a look")
    PREVIEW_BRAND = "preview_brand", _("show a look on covers")


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
            models.UniqueConstraint(
                fields=["video"],
                condition=Q(kind="find_words", state__in=["queued", "running"]),
                name="one_unfinished_find_words_job_per_video",
            ),
            models.UniqueConstraint(
                fields=["artwork"],
                condition=Q(kind="write_brief", state__in=["queued", "running"]),
                name="one_unfinished_write_brief_job_per_artwork",
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


class StillOrigin(models.TextChoices):
    FRAME = "frame", _("a frame that somebody chose")
    PICTURE = "picture", _("a picture that somebody brought")


class AddedStill(Row):
    """A still that a person added to those that were found; it outlives a digest that is made anew.

    `data` is `studio.values.Still` as JSON; `rank` is its place among all the stills of the video, after
    those that were found.
    """

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="added_stills")
    rank = models.PositiveSmallIntegerField()
    origin = models.CharField(max_length=10, choices=StillOrigin.choices)
    image = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    thumb = models.ForeignKey(Blob, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(fields=["video", "rank"], name="added_still_rank_unique_per_video")
        ]

    def __str__(self) -> str:
        return f"added still {self.rank} of {self.video}"


class Taste(models.TextChoices):
    MORE = "more", _("more like this")
    NEVER = "never", _("never this")


class StillTaste(Row):
    """What a person said of a still. `frame` names it by its moment, so that a new digest knows it again."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="still_tastes")
    frame = models.CharField(max_length=24)
    taste = models.CharField(max_length=6, choices=Taste.choices)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "frame"], name="one_taste_per_frame")]

    def __str__(self) -> str:
        return f"{self.taste} of {self.frame} in {self.video}"


class TranscriptSource(models.TextChoices):
    UPLOADED = "uploaded", _("subtitles that somebody brought")
    EMBEDDED = "embedded", _("subtitles in the video itself")
    SPEECH = "speech", _("heard by a model")


class Transcript(Row):
    """What is said in a video, from one source; `data` is `studio.values.Transcript` as JSON."""

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="transcripts")
    source = models.CharField(max_length=10, choices=TranscriptSource.choices)
    data = models.JSONField()
    file_name = models.CharField(max_length=255, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["video", "source"], name="one_transcript_per_source")]

    def __str__(self) -> str:
        return f"{self.source} words of {self.video}"


class StillCaptions(Row):
    """What a model saw in the stills of a video; `data` is a list of `studio.values.Caption` as JSON."""

    video = models.OneToOneField(Video, on_delete=models.CASCADE, related_name="captions")
    data = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"captions of {self.video}"


class ArtworkBrief(Row):
    """What is to be made for an artwork, as far as it isn't what the rules would write anyway.

    `written` is `studio.values.Brief` as JSON where a writer was asked for one, else null; `edits` is
    `studio.values.BriefEdits`, what people changed in it; `language` is the headline's.
    """

    artwork = models.OneToOneField(Artwork, on_delete=models.CASCADE, related_name="brief")
    written = models.JSONField(null=True)
    written_at = models.DateTimeField(null=True)
    edits = models.JSONField(default=dict)
    language = models.CharField(max_length=2, blank=True)

    def __str__(self) -> str:
        return f"brief of {self.artwork}"


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
