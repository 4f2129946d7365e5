"""What a painter is: it takes a brief and stills and gives pictures for the design to arrange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from studio.paint.arrays import Pixels
from studio.paint.options import Operation, PaintOptions
from studio.progress import OnStep
from studio.values import (
    Box,
    Brief,
    Digest,
    Face,
    Finding,
    PlatformImage,
    StillPick,
    StyleName,
    Swatch,
    Value,
    VideoWords,
)


@dataclass(frozen=True)
class Source:
    """A video as the studio sees it: what was understood, where its stills lie, what was said about it."""

    digest: Digest
    stills_dir: Path
    words: VideoWords = field(default_factory=VideoWords)


class Origin(Value):
    """Where a picture came from: video `source` (by its place in the request), still rank and time.

    `painted`: a painter made it, `file` and `sha256` are its own picture's; `source` and `still` are -1
    where no still of a video went into it.
    """

    source: int
    video: str
    still: int
    at_s: float
    file: str
    sha256: str
    painted: bool = False


@dataclass(frozen=True)
class Picture:
    """A picture to arrange, `(H, W, 3)` uint8 RGB, with what is known about it.

    `style` None: not graded yet, the renderer does it at the size of the canvas. Boxes are in
    fractions of this picture.
    """

    id: str
    pixels: Pixels
    origin: Origin
    faces: tuple[Face, ...] = ()
    subject: Box | None = None
    busy: tuple[tuple[float, ...], ...] = ()
    palette: tuple[Swatch, ...] = ()
    score: float = 0.0
    shot: int = 0
    style: StyleName | None = None

    @property
    def width_px(self) -> int:
        return int(self.pixels.shape[1])

    @property
    def height_px(self) -> int:
        return int(self.pixels.shape[0])


@dataclass(frozen=True)
class Painting:
    """What one candidate is made of: the main picture first, others after it.

    `record` is what a painter needs to paint it again (models with hashes, numbers, versions), as JSON;
    `notices` tell what it could not do as wished.
    """

    pictures: tuple[Picture, ...]
    style: StyleName
    record: dict[str, Any] | None = None
    notices: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Capabilities:
    """What a painter can do, for menus and for the rules on reviewing."""

    ai_painted: bool
    previews: bool
    styles: tuple[StyleName, ...]
    uses_text_wish: bool = False
    operations: tuple[Operation, ...] = ()
    kinds: tuple[str, ...] = ("cover", "avatar", "banner")


class OnPreview(Protocol):
    """Hears of a picture while it is being painted: `(H, W, 3)` uint8 RGB, small; at most a few a second."""

    def __call__(self, index: int, pixels: Pixels, *, step: int, steps: int) -> None: ...


@dataclass(frozen=True)
class Replay:
    """A painting to be painted again: the one that had the place `index` in the same request.

    `record` is its own; `original` the file of its main picture, to tell by how much the new one differs.
    """

    record: Mapping[str, Any]
    index: int
    original: Path | None = None


@dataclass(frozen=True)
class Leading:
    """Which stills are to lead, for painters that arrange stills: `still` alone, or any but `without`.

    `before` are those that lead what was made earlier, one entry each: (video's name, still's rank).
    """

    still: StillPick | None = None
    without: StillPick | None = None
    before: Sequence[tuple[str, int]] = ()


@dataclass(frozen=True)
class PaintRequest:
    """One batch: `count` paintings for one brief. The same request gives the same pictures.

    `inputs` are the pictures that `options` name, as files. `skip` paintings at the front were made by an
    earlier attempt and are not wanted again. `owner` names whose turn it is where several requests wait for
    one device; an `interactive` one is waited for by a person and goes first.

    With `replay` one painting alone is painted again, exactly; its notices say whether it came out the same.
    `leading` says which stills are wanted.
    """

    brief: Brief
    image: PlatformImage
    sources: Sequence[Source]
    count: int
    seed: int
    styles: tuple[StyleName, ...] = field(default=("natural",))
    options: PaintOptions = field(default_factory=PaintOptions)
    inputs: Mapping[str, Path] = field(default_factory=dict)
    on_preview: OnPreview | None = None
    skip: int = 0
    owner: str = ""
    interactive: bool = False
    replay: Replay | None = None
    leading: Leading = field(default_factory=Leading)


class Painter(Protocol):
    name: str
    capabilities: Capabilities

    def available(self) -> bool:
        """Whether it can work here and now (weights, devices)."""

    def paint(self, request: PaintRequest, on_step: OnStep) -> Iterable[Painting]:
        """The paintings from place `request.skip` on, in their order, maybe each as it is finished.

        Raises InvalidRequest (no_stills, and what the painter's own options may lack).
        """
