"""What a finished candidate is, what it takes to make it again, and what earlier ones mean for the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from studio.brand import BrandPreset
from studio.design.batch import Past
from studio.design.document import Design
from studio.design.ranking import Score
from studio.design.temper import temper_after
from studio.paint.kept import KeptPicture
from studio.paint.options import PaintOptions
from studio.paint.protocol import Leading, Origin
from studio.values import ArtworkKind, Brief, Finding, PlatformImage, StyleName, Value, Vary, Wishes


class Recipe(Value):
    """All that is needed to make a candidate again from the same videos.

    `options` and `record` are of painters that take and keep such; `pictures` are the files that the options
    name, by their SHA-256. `brand` is the team's look at that time, None where there was none. `lead` is the
    still that leads: (video's place, its name, still's rank); `score` says how a cover was ranked.
    """

    schema_version: Literal[1] = 1
    kind: ArtworkKind
    painter: str
    seed: int
    index: int
    count: int
    sources: tuple[Origin, ...]
    wishes: Wishes
    brief: Brief
    layout: str
    style: StyleName
    image: PlatformImage
    accent: str = ""
    lead: tuple[int, str, int] | None = None
    score: Score | None = None
    options: PaintOptions | None = None
    pictures: dict[str, str] = {}
    record: dict[str, Any] | None = None
    brand: BrandPreset | None = None


class Candidate(Value):
    """One finished picture to choose from; `file` lies in the folder that was asked for.

    `pictures` are what its design is arranged from, the main one first.
    """

    index: int
    file: str
    media_type: str
    width_px: int
    height_px: int
    bytes: int
    sha256: str
    layout: str
    style: StyleName
    headline: str
    findings: tuple[Finding, ...]
    alt: dict[str, str]
    design: Design
    recipe: Recipe
    notices: tuple[str, ...]
    pictures: tuple[KeptPicture, ...] = ()


def past_of(told: Mapping[str, Any]) -> Past | None:
    """What a candidate was, out of its recipe as JSON, as far as its release wrote that down; else None."""
    sources = told.get("sources") or [{}]
    _source, video, still = told.get("lead") or (0, sources[0].get("video"), sources[0].get("still"))
    if not told.get("layout") or video is None or still is None:
        return None
    vary = (told.get("wishes") or {}).get("vary")
    temper = temper_after(Vary.model_validate(vary) if vary else None)
    return Past(told["layout"], (video, still), told.get("accent", ""), temper)


def leading_for(wishes: Wishes, seen: Sequence[Past]) -> Leading:
    """Which stills are to lead: the varied one alone, or any but that, rather those that have not yet."""
    vary = wishes.vary
    if vary is not None and vary.how != "other_still":
        return Leading(still=vary.still)
    return Leading(without=vary.still if vary else None, before=[past.lead for past in seen])
