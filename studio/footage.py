"""What is understood of a film, and the plain values that all others are made of.

Geometry is in fractions of the picture (0..1, origin top left), times in seconds of presentation,
colours as `#rrggbb`. Everything is frozen; what is stored carries a `schema_version`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Hex = str
WrittenHex = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]


class Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Box(Value):
    """A rectangle in fractions of the picture's width and height."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        return (self.x + self.width / 2, self.y + self.height / 2)

    @property
    def area(self) -> float:
        return self.width * self.height


class Swatch(Value):
    """One colour of a palette and the share (0..1) of the picture it stands for."""

    hex: Hex
    share: float


Point = tuple[float, float]


class HeadPose(Value):
    """How a head is turned, in degrees; 0, 0, 0 looks straight into the camera.

    `yaw_deg` turns it to the picture's right, `pitch_deg` lifts the chin, `roll_deg` tilts it clockwise.
    """

    yaw_deg: float
    pitch_deg: float
    roll_deg: float


class FaceMarks(Value):
    """Where a face's parts are, (x, y) in fractions; left and right as the picture shows them."""

    left_eye: Point
    right_eye: Point
    nose_tip: Point
    mouth_left: Point
    mouth_right: Point
    chin: Point


class Face(Value):
    """A face in a still. `eyes` are (x, y) left and right in fractions, None where unknown.

    `person` is the id of the one of the digest's persons whose face this is.
    """

    box: Box
    score: float
    sharpness: float
    frontal: float
    eyes: tuple[Point, Point] | None = None
    eyes_open: float | None = None
    smile: float | None = None
    pose: HeadPose | None = None
    marks: FaceMarks | None = None
    person: int | None = None


class Person(Value):
    """Somebody who was seen in a film. Persons are in the order of what they are to it: 0 comes first.

    `share` (0..1) is how much of the film shows them, as far as faces were looked for; `stills` are the ranks
    of those that show them, the best first, and `face` is theirs at `at_s`, the clearest that was seen.
    `told_by` is what told them from others: `looks`, or the name of a model of faces; `likeness` is that
    model's vector, or empty.
    """

    id: int
    share: float
    seen: int = Field(description="so many looked-at frames show them")
    stills: tuple[int, ...] = ()
    at_s: float
    face: Face
    told_by: str = "looks"
    likeness: tuple[float, ...] = ()


class Probe(Value):
    """What the container says, measured once. Sizes are as displayed, after rotation.

    `hdr` is the transfer function of a high dynamic range film (BT.2100), None for a common one.
    """

    container: str
    bytes: int
    duration_s: float
    width_px: int
    height_px: int
    rotation_deg: int = 0
    frame_rate: float | None = None
    video_codec: str
    audio_codec: str | None = None
    video_streams: int = 1
    audio_streams: int = 0
    bit_depth: int = 8
    hdr: Literal["pq", "hlg"] | None = None
    interlaced: bool = False


class Transition(Value):
    """What happens in [start_s, end_s]; a cut has no length, `start_s` is its first new frame.

    A flash is a moment of other light, or a single foreign frame, within a shot: nothing to make a still of,
    and no boundary.
    """

    kind: Literal["cut", "dissolve", "fade", "flash"]
    start_s: float
    end_s: float


class Shot(Value):
    """A stretch of film between two transitions, [start_s, end_s)."""

    index: int
    start_s: float
    end_s: float
    opens_with: Literal["start", "cut", "dissolve", "fade"]
    palette: tuple[Swatch, ...] = ()


ReasonCode = Literal[
    "sharp", "well_exposed", "colourful", "contrast", "face_large", "face_sharp", "eyes_open",
    "looks_at_camera", "smile", "clear_subject", "room_left", "room_right", "room_top", "room_bottom",
    "long_shot",
]  # fmt: skip


class Reason(Value):
    """Why a still was chosen; `weight` (0..1) is how much it counted."""

    code: ReasonCode
    weight: float


CropShape = Literal["16:9", "1:1", "2204:864"]


class Crop(Value):
    """A part of a still that has the shape; `whole` is False where the shape could not hold the subject.

    Heads are never cut between hair and chin where a crop of that shape can spare them.
    """

    shape: CropShape
    box: Box
    whole: bool = True


class Still(Value):
    """A frame worth using. `file` is relative to the digest's folder; `rank` 0 is the best.

    `busy` is a coarse map of how much is going on, `busy[row][column]` in 0..1, 9 rows × 16 columns:
    low numbers are room for words. `cutout` is a mask of the people in it, white where they are, as a file
    beside it; None where nobody is, or nobody was cut out yet.
    """

    rank: int
    at_s: float
    shot: int
    file: str
    thumb: str
    width_px: int
    height_px: int
    score: float
    reasons: tuple[Reason, ...] = ()
    faces: tuple[Face, ...] = ()
    palette: tuple[Swatch, ...] = ()
    subject: Box | None = None
    busy: tuple[tuple[float, ...], ...] = ()
    crops: tuple[Crop, ...] = ()
    cutout: str | None = None


class Digest(Value):
    """What we understood of a video.

    `watched_s` is how far the film has been watched, `complete` is False while that goes on. `lost_s` seconds
    of it were too damaged to be shown. A digest of the first version has neither these nor transitions, one
    of the second knows no persons, poses, crops and cut-outs. `main_person` is the id of the one the film is
    about, None where nobody stands out.
    """

    schema_version: Literal[1, 2, 3] = 3
    source: str
    probe: Probe
    shots: tuple[Shot, ...]
    stills: tuple[Still, ...]
    palette: tuple[Swatch, ...]
    transitions: tuple[Transition, ...] = ()
    complete: bool = True
    watched_s: float | None = None
    lost_s: float = 0.0
    persons: tuple[Person, ...] = ()
    main_person: int | None = None
