"""The values that travel between the studio's rooms.

Geometry is in fractions of the picture (0..1, origin top left), times in seconds of presentation,
colours as `#rrggbb`. Everything is frozen; what is stored carries a `schema_version`.
"""

from __future__ import annotations

from typing import Literal, get_args

from pydantic import Field

from studio.footage import (
    Box,
    Crop,
    CropShape,
    Digest,
    Face,
    FaceMarks,
    HeadPose,
    Hex,
    Person,
    Point,
    Probe,
    Reason,
    ReasonCode,
    Shot,
    Still,
    Swatch,
    Transition,
    Value,
    WrittenHex,
)

# Said once more here, so that all values come from one place.
__all__ = [
    "Crop",
    "CropShape",
    "Digest",
    "Face",
    "FaceMarks",
    "HeadPose",
    "Person",
    "Point",
    "Probe",
    "Reason",
    "ReasonCode",
    "Shot",
    "Still",
    "Transition",
]

StyleName = Literal["natural", "cinematic", "noir", "duotone", "comic", "watercolour"]
ArtworkKind = Literal["cover", "avatar", "banner"]
Mood = Literal["calm", "bold", "warm", "cold", "dark", "bright"]


class WordSource(Value):
    """Where words come from: of which video (by its place among them) and, in its film, when.

    `caption` is what a model saw in a frame, `frame` and `colours` what was measured in it, `rule` what we
    always say, `model` what a language model wrote of its own, `edit` what a person typed.
    """

    kind: Literal[
        "title", "description", "tags", "subtitles", "speech", "caption", "frame", "colours", "channel",
        "brand", "wishes", "edit", "model", "rule",
    ]  # fmt: skip
    video: int = 0
    at_s: float | None = None


class HeadlineOption(Value):
    """A headline to choose from, and whose words it is."""

    text: str
    source: WordSource


class StillPick(Value):
    """A still of one of the videos, by the video's place among them and the still's rank."""

    video: int = 0
    rank: int
    at_s: float


BriefField = Literal[
    "headline",
    "kicker",
    "keywords",
    "mood",
    "palette",
    "wants_face",
    "subject",
    "prompt",
    "negative",
    "still",
]


class BriefEdits(Value):
    """What a person wants otherwise in a brief; None leaves a field as it was written.

    `sources` tells of fields whose words are not the person's own, such as those of an earlier writing that
    is to be kept.
    """

    schema_version: Literal[1] = 1
    headline: str | None = Field(default=None, max_length=300)
    kicker: str | None = Field(default=None, max_length=60)
    keywords: tuple[str, ...] | None = Field(default=None, max_length=24)
    mood: Mood | None = None
    palette: tuple[WrittenHex, ...] | None = Field(default=None, max_length=8)
    wants_face: Literal["yes", "no", "any"] | None = None
    subject: str | None = Field(default=None, max_length=300)
    prompt: str | None = Field(default=None, max_length=2000)
    negative: str | None = Field(default=None, max_length=2000)
    still: StillPick | None = None
    sources: dict[BriefField, tuple[WordSource, ...]] = Field(default_factory=dict)


VaryHow = Literal["other_still", "bolder", "calmer", "other_layout", "other_colour"]
VARY_HOWS: tuple[VaryHow, ...] = get_args(VaryHow)


class Vary(Value):
    """A finished candidate to be made otherwise in one way; all else that it is made of stays.

    `still` is the one it leads with, None where it led with none; `temper` is how loud it is.
    """

    how: VaryHow
    layout: str
    style: StyleName
    accent: str = ""
    still: StillPick | None = None
    temper: Literal["calmer", "plain", "bolder"] = "plain"


class Wishes(Value):
    """What the author asks for. Empty values mean "decide for me".

    With `vary` a candidate is pinned, and only what that says is decided anew.
    """

    headline: str = ""
    style: StyleName | None = None
    face: bool | None = None
    text: str = ""
    layout: str | None = None
    brief: BriefEdits | None = None
    vary: Vary | None = None


class Brand(Value):
    """What a team's look asks of every brief. Empty values ask for nothing."""

    palette: tuple[Hex, ...] = ()
    mood: Mood | None = None


class TimedLine(Value):
    """What is said or shown from `start_s` to `end_s`."""

    start_s: float
    end_s: float
    text: str


class Transcript(Value):
    """What is said in a video, line by line in order.

    `by` names the model that heard it, "" where people wrote it down; `language` None: not known.
    """

    source: Literal["uploaded", "embedded", "speech"]
    lines: tuple[TimedLine, ...]
    language: str | None = None
    by: str = ""


class Caption(Value):
    """What a model saw in the still of a moment, in English."""

    at_s: float
    text: str
    by: str


class VideoWords(Value):
    """The words that come with a video. What is None or empty is not known, and nobody makes it up."""

    title: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    transcript: Transcript | None = None
    captions: tuple[Caption, ...] = ()


class Brief(Value):
    """What to make, in words; `sources` says of each field whose words it holds.

    `prompt`, `negative` and `subject` are English, for painters; the headline is in the video's own language.
    `writer` is `rules`, or the name of the language model.
    """

    schema_version: Literal[1, 2] = 2
    kind: ArtworkKind
    headline: str
    headlines: tuple[HeadlineOption, ...] = ()
    kicker: str = ""
    keywords: tuple[str, ...] = ()
    mood: Mood = "bold"
    styles: tuple[StyleName, ...] = ("natural",)
    palette: tuple[Swatch, ...] = ()
    wants_face: bool | None = None
    still: StillPick | None = None
    subject: str = ""
    prompt: str = ""
    negative: str = ""
    writer: str = "rules"
    sources: dict[BriefField, tuple[WordSource, ...]] = Field(default_factory=dict)
    notices: tuple[str, ...] = Field(default=(), description="codes, e.g. headline_cut, emoji_dropped")


class Finding(Value):
    """One thing `check` has to say about a finished picture.

    `layer` is the id of the layer it is about; `fix` names what would mend it, see `studio.check.fixes`.
    """

    code: str
    severity: Literal["info", "warning", "error"]
    value: float | str | None = None
    limit: float | str | None = None
    box: Box | None = None
    layer: str | None = None
    fix: str | None = None


class PlatformImage(Value):
    """One row of the platform image table: what a platform wants for one kind of picture.

    A `transparent` one is laid over films.
    """

    platform: str
    image: str
    artwork_kind: ArtworkKind | None
    width_px: int
    height_px: int
    bytes_limit: int | None
    formats: tuple[Literal["jpeg", "png"], ...]
    shape: Literal["rectangle", "circle"] = "rectangle"
    transparent: bool = False
    safe_zone: Box | None = None
    keep_clear: tuple[Box, ...] = ()
    checked_on: str
    certainty: Literal["given", "good", "likely", "conflicting"]
    note: str = ""
