"""What the desk is asked, and in which words it says no."""

from __future__ import annotations

import uuid
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from studio.brand.preset import BrandPreset
from studio.design.document import Design
from studio.paint.kept import KeptPicture
from studio.values import PlatformImage, Still

PREVIEW_WIDTH_PX = 640
FEED_WIDTH_PX = 168
LARGEST_PREVIEW_PX, SMALLEST_PREVIEW_PX = 1280, 160


class _Closed(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoredPicture(_Closed):
    """A picture of a draft: the SHA-256 of its file, and what is known of it.

    `kept` is of one that was arranged before, or was looked at; `still` of one that is taken straight from a
    video, for whose black bars and faces its file has yet to be looked at.
    """

    name: str
    sha256: str
    kept: KeptPicture | None = None
    still: Still | None = None
    video: str = ""


class Materials(_Closed):
    """What a design is drawn from; logos and masks are named by the SHA-256 of their files."""

    room: uuid.UUID
    design: Design
    known: Design
    pictures: tuple[StoredPicture, ...]
    logos: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()
    image: PlatformImage
    brand: BrandPreset | None = None


class Want(_Closed):
    """What is to be drawn. `have` are layers that the page holds already, with the `sha` each came with."""

    layers: tuple[str, ...] | Literal["all"] = ()
    whole: bool = True
    findings: bool = False
    feed: bool = False
    have: dict[str, str] = {}


class DrawAsk(_Closed):
    """Draw a design, `width_px` wide."""

    kind: Literal["draw"] = "draw"
    materials: Materials
    want: Want
    width_px: int = Field(default=PREVIEW_WIDTH_PX, ge=SMALLEST_PREVIEW_PX, le=LARGEST_PREVIEW_PX)


class FixAsk(_Closed):
    """Mend what a finding is about: the one of that `code`, on that `layer` where there are several."""

    kind: Literal["fix"] = "fix"
    materials: Materials
    code: str
    layer: str | None = None


class StudyAsk(_Closed):
    """Look at a picture as at a still: faces, subject, where it is busy, its colours.

    `trimmed`: black bars are none of it, as with the stills of a film.
    """

    kind: Literal["study"] = "study"
    sha256: str
    name: str
    file: str
    trimmed: bool = False


Ask = Annotated[DrawAsk | FixAsk | StudyAsk, Field(discriminator="kind")]


class Sheet(_Closed):
    """One ask on its way: nobody waits for its answer after `until_s` (seconds since 1970)."""

    id: str
    until_s: float
    ask: Ask


class Answer(_Closed):
    """What the desk says: `said`, or a `problem` by its code, with the layer that it is about."""

    said: dict[str, Any] = {}
    problem: str = ""
    layer: str | None = None
    params: dict[str, str] = {}
