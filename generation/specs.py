"""What a job is asked to do, one closed model per kind; stored in `Job.spec`."""

from __future__ import annotations

import uuid
from typing import Annotated, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from generation.models import Job
from studio.brand import BrandPreset
from studio.paint.options import ControlKind, PaintOptions
from studio.values import Wishes

CANDIDATES_LIMIT = 12
PICTURES_LIMIT = 12
# Of a look, so many pictures are shown at a time, and so many are made anew at once.
PREVIEWS_LIMIT, RELAID_LIMIT = 6, 24
# So few pictures are waited for by the one who asked for them: they go before large batches.
INTERACTIVE_COUNT = 2
PICTURE_NAME = r"^[a-z][a-z0-9_-]{0,31}$"
SEED_LIMIT = 2**31
DEFAULT_PAINTER = "collage"


class Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: Literal[1] = 1


class PictureRef(BaseModel):
    """One picture to paint with: a photo of the team, a still of a video by its rank, or a version's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    photo: uuid.UUID | None = None
    video: uuid.UUID | None = None
    still: int | None = Field(default=None, ge=0, le=999)
    version: uuid.UUID | None = None

    @model_validator(mode="after")
    def names_one(self) -> Self:
        named = [one for one in (self.photo, self.video, self.version) if one is not None]
        if len(named) != 1 or (self.still is not None) != (self.video is not None):
            raise PydanticCustomError("one_picture", "name one photo, one still of a video or one version")
        return self


PictureName = Annotated[str, StringConstraints(pattern=PICTURE_NAME)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Pictures = dict[PictureName, PictureRef]

# What may be done further with a version: `more` of its kind, `vary` its painting a little, one of the
# painter's operations on its picture, or its design otherwise in one way.
ReworkVerb = Literal[
    "more", "vary", "inpaint", "outpaint", "restyle", "upscale",
    "other_still", "bolder", "calmer", "other_layout", "other_colour",
]  # fmt: skip
REWORK_VERBS: tuple[ReworkVerb, ...] = get_args(ReworkVerb)


class UnderstandSpec(Spec):
    """Watch the job's video and keep its digest."""


class MakeCandidatesSpec(Spec):
    """Make `count` candidates for the job's artwork out of `videos`, the most important first.

    `pictures` and `files` are what `painting` names; the latter were taken over from the version that is
    worked further, and are named by the SHA-256 of their blobs. `parent` is that version, `rework` the verb;
    `replay_of` is the version whose picture is to be made again, exactly; `relaid` says that the parent's
    design is to be laid out anew, from the same pictures. `brand` is the revision of the team's look to keep
    to.
    """

    wishes: Wishes = Wishes()
    count: int = Field(ge=1, le=CANDIDATES_LIMIT)
    videos: tuple[uuid.UUID, ...] = Field(min_length=1)
    painter: str = DEFAULT_PAINTER
    seed: int = Field(ge=0, lt=SEED_LIMIT)
    language: Literal["ru", "en"] = "en"
    painting: PaintOptions = PaintOptions()
    pictures: Pictures = Field(default={}, max_length=PICTURES_LIMIT)
    files: dict[PictureName, Sha256] = {}
    rework: ReworkVerb | None = None
    parent: uuid.UUID | None = None
    replay_of: uuid.UUID | None = None
    relaid: bool = False
    brand: uuid.UUID | None = None

    @property
    def is_interactive(self) -> bool:
        """Whether the person who asked waits for it: a picture or two worked further."""
        return self.parent is not None and self.count <= INTERACTIVE_COUNT

    def asks_the_same(self, other: MakeCandidatesSpec) -> bool:
        """Whether both ask for the same candidates, chance and language left aside."""
        return self.model_dump(exclude={"seed", "language"}) == other.model_dump(exclude={"seed", "language"})


class DrawControlSpec(Spec):
    """Draw the control picture of kind `control` from `picture`, and keep it as a photo of the team."""

    control: ControlKind
    picture: PictureRef


def understand_spec(job: Job) -> UnderstandSpec:
    return UnderstandSpec.model_validate(job.spec)


def candidates_spec(job: Job) -> MakeCandidatesSpec:
    return MakeCandidatesSpec.model_validate(job.spec)


def control_spec(job: Job) -> DrawControlSpec:
    return DrawControlSpec.model_validate(job.spec)


class TakeStillSpec(Spec):
    """Take the frame at `at_s` of the job's video as a still, or a photo of the team."""

    at_s: float | None = Field(default=None, ge=0)
    photo: uuid.UUID | None = None


class FindWordsSpec(Spec):
    """Listen to the job's video and look at its stills, with the models that are installed."""


class ProposeBrandSpec(Spec):
    """Propose a look from what is known of `videos`, with the team's `logos` by their SHA-256."""

    videos: tuple[uuid.UUID, ...] = Field(min_length=1)
    logos: tuple[Sha256, ...] = ()


class PreviewBrandSpec(Spec):
    """Show what the pictures of `versions` would be in the look `data`; nothing of it is kept but small."""

    data: BrandPreset
    versions: tuple[uuid.UUID, ...] = Field(min_length=1, max_length=PREVIEWS_LIMIT)


class WriteBriefSpec(Spec):
    """Have a language model write the brief of the job's artwork, about `videos`."""

    wishes: Wishes = Wishes()
    videos: tuple[uuid.UUID, ...] = ()
    language: Literal["ru", "en"] = "en"


def still_spec(job: Job) -> TakeStillSpec:
    return TakeStillSpec.model_validate(job.spec)


def propose_spec(job: Job) -> ProposeBrandSpec:
    return ProposeBrandSpec.model_validate(job.spec)


def preview_spec(job: Job) -> PreviewBrandSpec:
    return PreviewBrandSpec.model_validate(job.spec)


def brief_spec(job: Job) -> WriteBriefSpec:
    return WriteBriefSpec.model_validate(job.spec)
