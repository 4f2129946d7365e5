"""The whole way from digests to finished candidates."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.logos import load_logos
from studio.brand.speech import in_painter_style, without_avoided
from studio.brief import write_brief
from studio.brief.rules import wished_colour
from studio.check import check_all, check_file
from studio.deliver import Delivery, deliver
from studio.deliver.alt import alt_text
from studio.design.batch import Arranged, Batch, Past, pinned_layout
from studio.design.document import Design
from studio.design.geometry import main_faces
from studio.design.layouts import find_layout
from studio.design.legibility import Proof, settle
from studio.design.ranking import Score, score_of
from studio.design.render import Darkroom
from studio.design.scheme import NAMED
from studio.drawing import cut_out_ahead, drawn_ahead
from studio.errors import InvalidRequest
from studio.paint import find_painter
from studio.paint.kept import KeptPicture, keep_painted, sha256_of
from studio.paint.options import PaintOptions
from studio.paint.protocol import OnPreview, Painting, PaintRequest, Source
from studio.progress import OnStep, Stage, ignore
from studio.recipes import Candidate, Recipe, leading_for, past_of
from studio.values import ArtworkKind, Brief, PlatformImage, StyleName, Wishes

LARGEST_COUNT = 24
_ABOUT_PROMPTS = frozenset({"prompt_words_left_out", "llm_prompt_unusable"})
_ABOUT_WISHES = frozenset({"wish_text_partly_used", "wish_text_unused"})


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
    seen: Sequence[Past] = (),
    brand: BrandPreset = NO_BRAND,
    logos: Mapping[str, Path] | None = None,
    on_step: OnStep = ignore,
    on_candidate: Callable[[Candidate], None] | None = None,
) -> list[Candidate]:
    """Make `count` finished pictures that differ from each other; the same seed gives the same bytes.

    Covers out of stills come ranked, the best first; see docs/layouts.md. `brief` is one to keep to instead
    of writing a new one. `made` are the recipes of the candidates that an earlier attempt has finished: only
    those behind them are made. `seen` is what all other candidates there are were, of which none comes again
    with the same layout, still and colour. `logos` are the files of those that `brand`
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
    planned = _can_plan(kind, paint.painter, options)
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
        skip=0 if planned else len(made),
        owner=paint.owner,
        interactive=paint.interactive,
        leading=leading_for(wishes, seen),
    )
    desk = _Desk(
        paint.painter, request, wishes, made, seen, brand, Darkroom({}, load_logos(logos or {})), out_dir,
        on_step,
    )  # fmt: skip
    paintings = find_painter(paint.painter).paint(request, on_step)
    finished = (
        desk.finish_planned(list(paintings), skip=len(made))
        if planned
        else (desk.finish(index, painting) for index, painting in enumerate(paintings, start=len(made)))
    )
    candidates = []
    with closing(finished):
        for candidate in finished:
            candidates.append(candidate)
            if on_candidate:
                on_candidate(candidate)
    return candidates


def _can_plan(kind: ArtworkKind, painter: str, options: PaintOptions) -> bool:
    """Whether all of a batch's pictures are at hand at once, so that the best candidate can be first."""
    at_once = not find_painter(painter).capabilities.ai_painted
    return kind == "cover" and at_once and options.operation == PaintOptions().operation


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
    return _Desk(painter, request, wishes, (), (), brand, darkroom, out_dir, on_step).finish(index, painting)


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
        seen: Sequence[Past],
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
        self._batch = Batch(
            request.brief,
            request.image,
            wishes,
            darkroom,
            request.seed,
            accent=NAMED.get(wished_colour(wishes.text) or ""),
            brand=brand,
            seen=seen,
            made=[past for recipe in made[: request.skip] if (past := past_of(recipe.model_dump()))],
        )
        self._inputs = {name: sha256_of(path) for name, path in request.inputs.items()}

    def finish(self, index: int, painting: Painting) -> Candidate:
        """The candidate of a painting at the same place."""
        self._tell(Stage.DESIGN, index, 0.0)
        painting, pictures = keep_painted(painting, self._out_dir, index)
        self._at_hand(painting)
        arranged = self._batch.arrange(index, painting, lambda: self._tell(Stage.DESIGN, index, 0.2))
        self._tell(Stage.DESIGN, index, 0.4)
        drawn = settle(arranged.design, self._darkroom, lambda: self._tell(Stage.DESIGN, index, 0.5))
        return self._finished(index, arranged, drawn, deliver(drawn.pixels, self._request.image), pictures)

    def finish_planned(self, paintings: Sequence[Painting], *, skip: int) -> Generator[Candidate]:
        """The candidates of all paintings, the best first; the first `skip` of them are not wanted."""
        for painting in paintings:
            self._at_hand(painting)
        if pinned_layout(self._wishes) is None:
            cut_out_ahead(
                (one.pictures[0].id for one in paintings if main_faces(one.pictures[0])),
                self._darkroom,
                lambda: self._tell(Stage.DESIGN, skip, 0.0),
            )
        plan = []
        for index, painting in enumerate(paintings):
            plan.append(self._batch.arrange(index, painting, lambda: self._tell(Stage.DESIGN, skip, 0.0)))
        plan.sort(key=lambda arranged: -arranged.score.total)
        wanted = list(enumerate(plan[skip:], start=skip))
        designs = [arranged.design for _, arranged in wanted]
        place = skip
        drawing = drawn_ahead(
            designs, self._darkroom, self._request.image, lambda: self._tell(Stage.DESIGN, place, 0.4)
        )
        with closing(drawing):
            for place, arranged in wanted:
                self._tell(Stage.DESIGN, place, 0.4)
                drawn, delivery = next(drawing)
                _, pictures = keep_painted(arranged.painting, self._out_dir, place)
                yield self._finished(place, arranged, drawn, delivery, pictures)

    def _at_hand(self, painting: Painting) -> None:
        self._darkroom.pictures.update({picture.id: picture for picture in painting.pictures})

    def _tell(self, stage: Stage, place: int, within: float) -> None:
        count = self._request.count
        self._on_step(stage, (place + within) / count, step=place + 1, steps=count)

    def _finished(
        self,
        index: int,
        arranged: Arranged,
        drawn: Proof,
        delivery: Delivery,
        pictures: Sequence[KeptPicture],
    ) -> Candidate:
        """A drawn arrangement checked, kept as a file and told of."""
        brief, image, painting = self._request.brief, self._request.image, arranged.painting

        def tell(stage: Stage, within: float) -> None:
            self._tell(stage, index, within)

        design = drawn.design
        score = score_of(design, arranged.job, arranged.layout, drawn.readings)
        tell(Stage.CHECK, 0.0)
        findings = check_all(drawn, self._darkroom, image, self._brand)
        tell(Stage.DELIVER, 0.0)
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
            recipe=self._recipe(index, arranged, design, score),
            notices=(*self._heeded(brief.notices), *_unmet(self._wishes, painting, design)),
            pictures=tuple(one for one in pictures if not one.place or one.id in design.sources),
        )

    def _heeded(self, notices: Sequence[str]) -> list[str]:
        """Of what became of the words, that which matters here: not every painter reads a prompt."""
        reads = find_painter(self._painter).capabilities.ai_painted
        past = _ABOUT_WISHES if reads else _ABOUT_PROMPTS
        return [code for code in notices if code not in past]

    def _recipe(self, index: int, arranged: Arranged, design: Design, score: Score) -> Recipe:
        request, lead = self._request, arranged.job.lead.origin
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
            accent=arranged.job.scheme.accent,
            lead=(lead.source, lead.video, lead.still),
            score=score if request.brief.kind == "cover" else None,
            options=request.options if request.options != PaintOptions() else None,
            pictures=self._inputs,
            record=arranged.painting.record,
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
    layout = pinned_layout(wishes)
    if layout and design.layout != layout:
        codes.append("layout_unsuitable")
    return codes
