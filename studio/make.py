"""The whole way from digests to finished candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.logos import load_logos
from studio.brand.speech import in_painter_style, without_avoided
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
from studio.paint.kept import KeptPicture, keep_painted, sha256_of
from studio.paint.options import PaintOptions
from studio.paint.protocol import OnPreview, Origin, Painting, PaintRequest, Source
from studio.progress import OnStep, Stage, ignore
from studio.values import ArtworkKind, Brief, Finding, PlatformImage, StyleName, Value, Wishes

LARGEST_COUNT = 24
_ABOUT_PROMPTS = frozenset({"prompt_words_left_out", "llm_prompt_unusable"})
_ABOUT_WISHES = frozenset({"wish_text_partly_used", "wish_text_unused"})


class Recipe(Value):
    """All that is needed to make a candidate again from the same videos.

    `options` and `record` are of painters that take and keep such; `pictures` are the files that the options
    name, by their SHA-256. `brand` is the team's look at that time, None where there was none.
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


@dataclass(frozen=True)
class PaintWith:
    """Which painter, and what is asked of it beyond the brief; see `PaintRequest`."""

    painter: str = "collage"
    options: PaintOptions = field(default_factory=PaintOptions)
    inputs: Mapping[str, Path] = field(default_factory=dict)
    on_preview: OnPreview | None = None
    owner: str = ""
    interactive: bool = False


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
    paint: PaintWith | None = None,
    brief: Brief | None = None,
    made: Sequence[Recipe] = (),
    brand: BrandPreset = NO_BRAND,
    logos: Mapping[str, Path] | None = None,
    on_step: OnStep = ignore,
    on_candidate: Callable[[Candidate], None] | None = None,
) -> list[Candidate]:
    """Make `count` finished pictures that differ from each other; the same seed gives the same bytes.

    `brief` is one to keep to instead of writing a new one. `made` are the recipes of the candidates that an
    earlier attempt has finished: only those behind them are made. `logos` are the files of those that `brand`
    names, by their SHA-256. Files are written to `out_dir` as `01.jpg`
    and so on, what was painted as `painted-01-0.png`; `on_candidate` hears of each as it is finished.

    Raises InvalidRequest: count_out_of_range, no_sources, no_stills, unknown_layout, unknown_painter,
    headline_undrawable, still_unreadable, bytes_limit_impossible; and what the painter raises.
    """
    _check_request(kind, sources, wishes, count)
    out_dir.mkdir(parents=True, exist_ok=True)
    on_step(Stage.BRIEF, 0.0)
    brief = brief or write_brief(
        kind,
        wishes,
        [source.words for source in sources],
        [source.digest for source in sources],
        language,
        brand=brand.for_briefs,
    )
    on_step(Stage.BRIEF, 1.0)
    paint = paint or PaintWith()
    brief = without_avoided(brief, brand, own_headline=_is_own(wishes))
    options = paint.options
    if find_painter(paint.painter).capabilities.ai_painted:
        brief, options = in_painter_style(brief, options, brand)
    request = PaintRequest(
        brief,
        image,
        sources,
        count,
        seed,
        rotated(brief.styles, seed),
        options=options,
        inputs=paint.inputs,
        on_preview=paint.on_preview,
        skip=len(made),
        owner=paint.owner,
        interactive=paint.interactive,
    )
    desk = _Desk(
        paint.painter, request, wishes, made, brand, Darkroom({}, load_logos(logos or {})), out_dir, on_step
    )
    candidates = []
    for index, painting in enumerate(find_painter(paint.painter).paint(request, on_step), start=len(made)):
        candidates.append(desk.finish(index, painting))
        if on_candidate:
            on_candidate(candidates[-1])
    return candidates


def finish_one(
    painter: str,
    request: PaintRequest,
    wishes: Wishes,
    painting: Painting,
    index: int,
    *,
    brand: BrandPreset,
    logos: Mapping[str, Path],
    out_dir: Path,
    on_step: OnStep = ignore,
) -> Candidate:
    """Design, check and deliver one painting as the candidate `index` of `request`; see `make_candidates`."""
    out_dir.mkdir(parents=True, exist_ok=True)
    darkroom = Darkroom({}, load_logos(logos))
    return _Desk(painter, request, wishes, (), brand, darkroom, out_dir, on_step).finish(index, painting)


class _Desk:
    """Where the paintings of one batch are designed, checked and delivered, one after the other.

    Each design knows which layouts and accents those before it have.
    """

    def __init__(
        self,
        painter: str,
        request: PaintRequest,
        wishes: Wishes,
        made: Sequence[Recipe],
        brand: BrandPreset,
        darkroom: Darkroom,
        out_dir: Path,
        on_step: OnStep,
    ) -> None:
        self._painter = painter
        self._request = request
        self._wishes = wishes
        self._out_dir = out_dir
        self._on_step = on_step
        self._brand = brand
        self._darkroom = darkroom
        self._used = Counter(recipe.layout for recipe in made)
        self._accents = [recipe.accent for recipe in made]
        self._inputs = {name: sha256_of(path) for name, path in request.inputs.items()}

    def finish(self, index: int, painting: Painting) -> Candidate:
        request, brief, image = self._request, self._request.brief, self._request.image

        def tell(stage: Stage, within: float) -> None:
            self._on_step(stage, (index + within) / request.count, step=index + 1, steps=request.count)

        tell(Stage.DESIGN, 0.0)
        painting, pictures = keep_painted(painting, self._out_dir, index)
        self._darkroom.pictures.update({picture.id: picture for picture in painting.pictures})
        accent = NAMED.get(wished_colour(self._wishes.text) or "")
        job = commission(
            brief, image, painting, self._darkroom, request.seed, index, accent, self._accents, self._brand
        )
        self._accents.append(job.scheme.accent)
        layouts = rank_layouts(job, self._used, self._wishes.layout)
        tell(Stage.DESIGN, 0.2)
        drawn = compose(job, layouts, lambda: tell(Stage.DESIGN, 0.5))
        design = drawn.design
        self._used[design.layout] += 1
        tell(Stage.CHECK, 0.0)
        findings = check_design(drawn, self._darkroom, image)
        tell(Stage.DELIVER, 0.0)
        delivery = deliver(drawn.pixels, image)
        findings += [*check_file(drawn.pixels, len(delivery.data), image), *painting.notices]
        name = f"{index + 1:02d}.{delivery.suffix}"
        (self._out_dir / name).write_bytes(delivery.data)
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
            recipe=self._recipe(index, painting, design, job.scheme.accent),
            notices=(*self._heeded(brief.notices), *_unmet(self._wishes, painting, design)),
            pictures=tuple(one for one in pictures if not one.place or one.id in design.sources),
        )

    def _heeded(self, notices: Sequence[str]) -> list[str]:
        """Of what became of the words, that which matters here: not every painter reads a prompt."""
        reads = find_painter(self._painter).capabilities.ai_painted
        past = _ABOUT_WISHES if reads else _ABOUT_PROMPTS
        return [code for code in notices if code not in past]

    def _recipe(self, index: int, painting: Painting, design: Design, accent: str) -> Recipe:
        request = self._request
        return Recipe(
            kind=request.brief.kind,
            painter=self._painter,
            seed=request.seed,
            index=index,
            count=request.count,
            sources=tuple(design.sources.values()),
            wishes=self._wishes,
            brief=request.brief,
            layout=design.layout,
            style=design.style,
            image=request.image,
            accent=accent,
            options=request.options if request.options != PaintOptions() else None,
            pictures=self._inputs,
            record=painting.record,
            brand=self._brand if self._brand != NO_BRAND else None,
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


def _is_own(wishes: Wishes) -> bool:
    """Whether the headline is the author's own, and not one that was written for them."""
    return bool(wishes.headline or (wishes.brief is not None and wishes.brief.headline))


def rotated(styles: tuple[StyleName, ...], seed: int) -> tuple[StyleName, ...]:
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
