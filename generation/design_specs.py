"""What jobs about edited designs are asked to do; see `generation.specs`."""

from __future__ import annotations

import uuid
from typing import Literal

from pydantic import Field

from generation.desk.asks import Materials
from generation.models import Job
from generation.specs import Spec


class DrawDesignSpec(Spec):
    """Make a version of what `draft` was at `revision`; `materials` tell of all that it is drawn from.

    `ai_painted`: a model painted some of it. `brand` is the revision of the team's look that counts.
    """

    draft: uuid.UUID
    revision: int
    materials: Materials
    ai_painted: bool = False
    brand: uuid.UUID | None = None
    note: str = Field(default="", max_length=300)


class MakeKitSpec(Spec):
    """Make the kit `kit` of the job's version: every picture that `platforms` want."""

    kit: uuid.UUID
    platforms: tuple[str, ...]
    language: Literal["ru", "en"] = "en"


def design_spec(job: Job) -> DrawDesignSpec:
    return DrawDesignSpec.model_validate(job.spec)


def kit_spec(job: Job) -> MakeKitSpec:
    return MakeKitSpec.model_validate(job.spec)
