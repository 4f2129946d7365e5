"""What a job is asked to do, one closed model per kind; stored in `Job.spec`."""

from __future__ import annotations

import uuid
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from generation.models import Job, JobKind
from studio.values import Wishes

CANDIDATES_LIMIT = 12
SEED_LIMIT = 2**31
DEFAULT_PAINTER = "collage"


class Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1


class UnderstandSpec(Spec):
    """Watch the job's video and keep its digest."""


class MakeCandidatesSpec(Spec):
    """Make `count` candidates for the job's artwork out of `videos`, the most important first."""

    wishes: Wishes = Wishes()
    count: int = Field(ge=1, le=CANDIDATES_LIMIT)
    videos: tuple[uuid.UUID, ...] = Field(min_length=1)
    painter: str = DEFAULT_PAINTER
    seed: int = Field(ge=0, lt=SEED_LIMIT)
    language: Literal["ru", "en"] = "en"

    def asks_the_same(self, other: MakeCandidatesSpec) -> bool:
        """Whether both ask for the same candidates, chance and language left aside."""
        return self.model_dump(exclude={"seed", "language"}) == other.model_dump(exclude={"seed", "language"})


def understand_spec(job: Job) -> UnderstandSpec:
    return UnderstandSpec.model_validate(job.spec)


def candidates_spec(job: Job) -> MakeCandidatesSpec:
    return MakeCandidatesSpec.model_validate(job.spec)


def wishes_of(job: Job) -> Wishes | None:
    """What the author wished for, for the kinds that take wishes."""
    return candidates_spec(job).wishes if job.kind == JobKind.MAKE_CANDIDATES else None
