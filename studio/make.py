"""The whole way from digests to finished candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

from studio.brief import write_brief
from studio.brief.rules import wished_colour
from studio.check import check_design, check_file
from studio.deliver import deliver
from studio.deliver.alt import alt_text
from studio.design.compose import commission, compose, rank_layouts
from studio.design.document import Design
from studio.design.layouts import find_layout
from studio.design.render import Darkroom
from studio.design.scheme import NAMED
from studio.errors import InvalidRequest
from studio.paint import find_painter
from studio.paint.protocol import Origin, Painting, PaintRequest, Source
from studio.progress import OnStep, Stage, ignore
from studio.values import ArtworkKind, Brief, Finding, PlatformImage, StyleName, Value, Wishes

LARGEST_COUNT = 24


class Recipe(Value):
    """All that is needed to make a candidate again from the same videos."""

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


class Candidate(Value):
    """One finished picture to choose from; `file` lies in the folder that was asked for."""

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


def make_candidates(
    kind: ArtworkKind,
    image: PlatformImage,
    sources: Sequence[Source],
    wishes: Wishes,
    *,
    count: int = 4,
    seed: int = 0,
    language: str = "ru",
    out_dir: Path,
    painter: str = "collage",
    on_step: OnStep = ignore,
    on_candidate: Callable[[Candidate], None] | None = None,
) -> list[Candidate]:
    """Make `count` finished pictures that differ from each other; the same seed gives the same bytes.

    Files are written to `out_dir` as `01.jpg` and so on; `on_candidate` hears of each as it is finished.
    Raises InvalidRequest: count_out_of_range, no_sources, no_stills, unknown_layout, unknown_painter,
    headline_undrawable, still_unreadable, bytes_limit_impossible.
    """
    _check_request(kind, sources, wishes, count)
    out_dir.mkdir(parents=True, exist_ok=True)
    on_step(Stage.BRIEF, 0.0)
    brief = write_brief(
        kind, wishes, [source.words for source in sources], [source.digest for source in sources], language
    )
    on_step(Stage.BRIEF, 1.0)
    paintings = find_painter(painter).paint(
        PaintRequest(brief, image, sources, count, seed, _rotated(brief.styles, seed)), on_step
    )
    darkroom = Darkroom({picture.id: picture for p in paintings for picture in p.pictures})
    used: Counter[str] = Counter()
    accents: list[str] = []
    candidates = []
    for index, painting in enumerate(paintings):
        candidate = _make_one(
            index,
            count,
            brief,
            image,
            painting,
            darkroom,
            wishes,
            seed,
            painter,
            used,
            accents,
            out_dir,
            on_step,
        )
        used[candidate.layout] += 1
        candidates.append(candidate)
        if on_candidate:
            on_candidate(candidate)
    return candidates


def _make_one(
    index: int,
    count: int,
    brief: Brief,
    image: PlatformImage,
    painting: Painting,
    darkroom: Darkroom,
    wishes: Wishes,
    seed: int,
    painter: str,
    used: Counter[str],
    accents: list[str],
    out_dir: Path,
    on_step: OnStep,
) -> Candidate:
    def tell(stage: Stage, within: float) -> None:
        on_step(stage, (index + within) / count, step=index + 1, steps=count)

    tell(Stage.DESIGN, 0.0)
    accent = NAMED.get(wished_colour(wishes.text) or "")
    job = commission(brief, image, painting, darkroom, seed, index, accent, accents)
    accents.append(job.scheme.accent)
    layouts = rank_layouts(job, used, wishes.layout)
    tell(Stage.DESIGN, 0.2)
    drawn = compose(job, layouts, lambda: tell(Stage.DESIGN, 0.5))
    design = drawn.design
    tell(Stage.CHECK, 0.0)
    findings = check_design(drawn, darkroom, image)
    tell(Stage.DELIVER, 0.0)
    delivery = deliver(drawn.pixels, image)
    findings += check_file(drawn.pixels, len(delivery.data), image)
    name = f"{index + 1:02d}.{delivery.suffix}"
    (out_dir / name).write_bytes(delivery.data)
    tell(Stage.DELIVER, 1.0)
    return Candidate(
        index=index,
        file=name,
        media_type=delivery.media_type,
        width_px=image.width_px,
        height_px=image.height_px,
        bytes=len(delivery.data),
        sha256=delivery.sha256,
        layout=design.layout,
        style=design.style,
        headline=brief.headline,
        findings=tuple(findings),
        alt=alt_text(brief, painting, len(design.sources)),
        design=design,
        recipe=Recipe(
            kind=brief.kind,
            painter=painter,
            seed=seed,
            index=index,
            count=count,
            sources=tuple(design.sources.values()),
            wishes=wishes,
            brief=brief,
            layout=design.layout,
            style=design.style,
            image=image,
        ),
        notices=(*brief.notices, *_unmet(wishes, painting, design)),
    )


def _check_request(kind: ArtworkKind, sources: Sequence[Source], wishes: Wishes, count: int) -> None:
    if not 1 <= count <= LARGEST_COUNT:
        raise InvalidRequest(
            f"count must be 1 to {LARGEST_COUNT}, not {count}", code="count_out_of_range", count=count
        )
    if not sources:
        raise InvalidRequest("no video was given", code="no_sources")
    if wishes.layout:
        find_layout(wishes.layout, kind)


def _rotated(styles: tuple[StyleName, ...], seed: int) -> tuple[StyleName, ...]:
    """The most fitting style leads the first seed; others start elsewhere in the list."""
    turn = seed % len(styles)
    return styles[turn:] + styles[:turn]


def _unmet(wishes: Wishes, painting: Painting, design: Design) -> list[str]:
    """Codes of wishes this candidate could not fulfil."""
    codes = []
    faces = any(face.score >= 0.5 for face in painting.pictures[0].faces)
    if wishes.face is True and not faces:
        codes.append("no_face_found")
    if wishes.face is False and faces:
        codes.append("face_unavoidable")
    if wishes.layout and design.layout != wishes.layout:
        codes.append("layout_unsuitable")
    return codes
