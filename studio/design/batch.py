"""One batch of candidates: each other than those before it in layout, still and colour, the best first."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from studio.brand import BrandPreset
from studio.design.compose import commission, faults_of, rank_layouts
from studio.design.document import Design
from studio.design.layout import Layout
from studio.design.ranking import Score, score_of
from studio.design.render import Darkroom
from studio.design.scheme import ACCENTS
from studio.design.sheet import Commission
from studio.design.temper import Temper, temper_after
from studio.errors import InvalidRequest
from studio.paint.protocol import Painting
from studio.values import Brief, Hex, PlatformImage, Vary, Wishes

# So many layouts are tried for one candidate; of a banner or an avatar the first without a fault is taken.
COVER_TRIES, OTHER_TRIES = 4, 7
# In points of the score: for a fault, for each time a layout is there already, and once more where the same
# still leads it, for a layout that hardly suits, and what chance may do.
FAULT_COST, AGAIN_COST, SAME_LEAD_COST, CHANCE = 18.0, 30.0, 25.0, 8.0
HARDLY_SUITS, HARDLY_COST = 0.25, 40.0
COLOUR_TRIES = 3


@dataclass(frozen=True)
class Past:
    """What a candidate was: its layout, the still that leads it as (video, rank), its colour and temper."""

    layout: str
    lead: tuple[str, int]
    accent: str
    temper: Temper = "plain"


@dataclass(frozen=True)
class Arranged:
    """A candidate before it is drawn; `index` is the place of its painting."""

    index: int
    job: Commission
    painting: Painting
    layout: Layout
    design: Design
    score: Score

    @property
    def past(self) -> Past:
        lead = self.job.lead.origin
        return Past(self.layout.name, (lead.video, lead.still), self.job.scheme.accent, self.job.temper)


class Batch:
    """Arranges the candidates of one batch, one after the other; it knows what there is already.

    `seen` are candidates that were made earlier; none comes again. `made` are those of this very batch that
    an earlier attempt has finished.
    """

    def __init__(
        self,
        brief: Brief,
        image: PlatformImage,
        wishes: Wishes,
        darkroom: Darkroom,
        seed: int,
        *,
        accent: Hex | None = None,
        brand: BrandPreset,
        seen: Sequence[Past] = (),
        made: Sequence[Past] = (),
    ) -> None:
        self._brief, self._image, self._darkroom, self._seed = brief, image, darkroom, seed
        self._brand = brand
        self._vary = wishes.vary
        self._wished = pinned_layout(wishes)
        how = wishes.vary.how if wishes.vary else None
        self._barred = wishes.vary.layout if wishes.vary and how == "other_layout" else None
        self._accent = accent if how != "other_colour" else None
        self._temper = temper_after(wishes.vary)
        self._known = {*seen, *made}
        self._layouts = Counter(past.layout for past in made)
        self._pairs: Counter[tuple[str, str]] = Counter()
        self._accents = [past.accent for past in made]
        if wishes.vary and how == "other_colour":
            self._accents.append(wishes.vary.accent)

    def arrange(self, index: int, painting: Painting, on_step: Callable[[], None] = lambda: None) -> Arranged:
        """The candidate for a painting. Raises InvalidRequest (no_layout), and what `on_step` raises."""
        best: Arranged | None = None
        for attempt in range(COLOUR_TRIES):
            job = self._commission(index, painting, attempt)
            layouts = self._layouts_for(job)
            fresh = [layout for layout in layouts if not self._is_known(job, layout)]
            if fresh or attempt == COLOUR_TRIES - 1:
                best = self._best(index, job, painting, fresh or layouts, on_step)
                break
        if best is None:
            raise InvalidRequest(f"no layout fits this {self._brief.kind}", code="no_layout")
        self._known.add(best.past)
        self._layouts[best.layout.name] += 1
        self._pairs[best.layout.name, best.job.lead.id] += 1
        self._accents.append(best.job.scheme.accent)
        return best

    def _commission(self, index: int, painting: Painting, attempt: int) -> Commission:
        accent = self._accent or _pinned_accent(self._vary, index)
        if self._vary and self._vary.how == "other_colour":
            accent = self._other_colour()
        if attempt:
            # All layouts have been seen in that colour over that still: another colour, then.
            accent = self._unused(index + attempt)
        job = commission(
            self._brief, self._image, painting, self._darkroom, self._seed, index, accent, self._accents,
            self._brand,
        )  # fmt: skip
        return replace(job, temper=self._temper)

    def _other_colour(self) -> Hex | None:
        """The brand's next colour where it has one, None for one by rule."""
        own = [one.hex for one in self._brand.palette if one.role in ("accent", "second")]
        if not own:
            return None
        return next((colour for colour in own if colour not in self._accents), self._unused(0))

    def _unused(self, turn: int) -> Hex:
        fresh = [colour for colour in ACCENTS.values() if colour not in self._accents]
        return fresh[turn % len(fresh)] if fresh else list(ACCENTS.values())[turn % len(ACCENTS)]

    def _layouts_for(self, job: Commission) -> list[Layout]:
        ranked = rank_layouts(job, self._layouts, self._wished)
        return [layout for layout in ranked if layout.name != self._barred] or ranked

    def _is_known(self, job: Commission, layout: Layout) -> bool:
        lead = job.lead.origin
        accent = styled(job, layout).scheme.accent
        return Past(layout.name, (lead.video, lead.still), accent, job.temper) in self._known

    def _best(
        self,
        index: int,
        job: Commission,
        painting: Painting,
        layouts: Sequence[Layout],
        on_step: Callable[[], None],
    ) -> Arranged | None:
        """Of a cover the arrangement that is worth most, of others the first without a fault."""
        cover = job.brief.kind == "cover"
        best: tuple[float, Arranged] | None = None
        for layout in layouts[: COVER_TRIES if cover else OTHER_TRIES]:
            on_step()
            own = styled(job, layout)
            design = layout.arrange(own)
            score = score_of(design, own, layout)
            faults = faults_of(design, own)
            worth = -float(faults)
            if cover:
                chance = random.Random(f"worth {job.seed} {job.lead.origin.sha256} {layout.name}")
                worth = score.total - FAULT_COST * faults + chance.uniform(0, CHANCE)
                worth -= AGAIN_COST * self._layouts[layout.name]
                worth -= SAME_LEAD_COST * self._pairs[layout.name, job.lead.id]
                worth -= HARDLY_COST * (layout.suits(own) < HARDLY_SUITS)
            if best is None or worth > best[0]:
                best = (worth, Arranged(index, own, painting, layout, design, score))
            if not cover and not faults:
                break
        return best[1] if best else None


def styled(job: Commission, layout: Layout) -> Commission:
    """The commission in the layout's own style, where the author left that free; chance is its own too."""
    job = replace(job, chance=random.Random(f"{layout.name} {job.seed} {job.lead.origin.sha256}"))
    free = len(job.brief.styles) > 1 and layout.style is not None
    return job.restyled(layout.style) if free and layout.style and job.painting.style != layout.style else job


def pinned_layout(wishes: Wishes) -> str | None:
    """The layout that is asked for, by name or by the candidate that is varied."""
    if wishes.layout or wishes.vary is None or wishes.vary.how == "other_layout":
        return wishes.layout
    return wishes.vary.layout


def _pinned_accent(vary: Vary | None, index: int) -> Hex | None:
    """The varied candidate's colour; of several bolder or calmer ones only the first keeps it."""
    if vary is None or not vary.accent:
        return None
    return None if vary.how in ("bolder", "calmer") and index else vary.accent
