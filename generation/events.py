"""Live events about jobs. What is stored too carries the job's `sequence`: a page drops lower ones.

Previews are only shown, and nobody misses one.
"""

from __future__ import annotations

import uuid
from typing import Literal

from django.utils import timezone
from pydantic import BaseModel, ConfigDict

from core.events import Event, team_group
from generation.models import Job
from generation.pace import eta_s
from generation.stages import told


class Texts(BaseModel):
    """A sentence in both languages: an event doesn't know who reads it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ru: str
    en: str


class JobChanged(Event):
    """A job's state, progress or place in the queue."""

    type: Literal["job.changed"] = "job.changed"
    team_id: uuid.UUID
    job_id: uuid.UUID
    kind: Literal[
        "understand",
        "make_candidates",
        "draw_control",
        "take_still",
        "find_words",
        "write_brief",
        "draw_design",
        "make_kit",
        "propose_brand",
        "preview_brand",
    ]
    state: Literal["queued", "running", "succeeded", "failed", "cancelled"]
    sequence: int
    stage: str
    step: int
    steps: int
    fraction: float
    eta_s: float | None
    text: Texts
    position: int | None
    video_id: uuid.UUID | None
    artwork_id: uuid.UUID | None

    def groups(self) -> list[str]:
        return [team_group(self.team_id)]


class BriefChanged(Event):
    """An artwork's brief was written anew, or edited."""

    type: Literal["brief.changed"] = "brief.changed"
    team_id: uuid.UUID
    artwork_id: uuid.UUID
    video_id: uuid.UUID | None

    def groups(self) -> list[str]:
        return [team_group(self.team_id)]


class JobCandidate(Event):
    """One more candidate is finished and can be looked at."""

    type: Literal["job.candidate"] = "job.candidate"
    team_id: uuid.UUID
    job_id: uuid.UUID
    sequence: int
    artwork_id: uuid.UUID
    version_id: uuid.UUID
    index: int

    def groups(self) -> list[str]:
        return [team_group(self.team_id)]


class JobPreview(Event):
    """How far a picture is that is being painted: a small WebP as a data URL. At most five a second a job."""

    type: Literal["job.preview"] = "job.preview"
    team_id: uuid.UUID
    job_id: uuid.UUID
    index: int
    step: int
    steps: int
    image: str

    def groups(self) -> list[str]:
        return [team_group(self.team_id)]


def job_changed(job: Job) -> JobChanged:
    """The event that tells where `job` stands now."""
    return JobChanged(
        team_id=job.team_id,
        job_id=job.pk,
        kind=job.kind,
        state=job.state,
        sequence=job.sequence,
        stage=job.stage,
        step=job.step,
        steps=job.steps,
        fraction=round(job.fraction, 4),
        eta_s=eta_s(job, timezone.now()),
        text=Texts(**told(job)),
        position=job.position,
        video_id=job.video_id,
        artwork_id=job.artwork_id,
    )
