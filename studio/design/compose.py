"""From paintings to designs: which layout for which painting, and every word made readable."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence

from studio.design.document import Design
from studio.design.layouts import Layout, find_layout, layouts_of
from studio.design.legibility import settle
from studio.design.render import Darkroom
from studio.design.scheme import Scheme, scheme_for
from studio.design.sheet import Commission
from studio.paint.protocol import Painting
from studio.values import Brief, PlatformImage, Swatch

USED_LAYOUT_COST = 0.6


def commission(
    brief: Brief,
    image: PlatformImage,
    painting: Painting,
    darkroom: Darkroom,
    seed: int,
    index: int,
    accent: str | None = None,
) -> Commission:
    """The work order for candidate `index`; its colours come from the leading picture."""
    chance = random.Random(f"design {seed} {index}")
    palette = painting.pictures[0].palette or brief.palette
    return Commission(
        brief=brief,
        image=image,
        painting=painting,
        scheme=scheme_for(palette, painting.style, brief.mood, chance, accent),
        darkroom=darkroom,
        seed=seed * 31 + index,
        chance=chance,
    )


def choose_layout(job: Commission, used: Mapping[str, int], wished: str | None) -> Layout:
    """The layout that suits best, those already used counting less; `wished` is obeyed where it can be done."""
    if wished:
        layout = find_layout(wished, job.brief.kind)
        if layout.suits(job) > 0:
            return layout
    ranked = []
    for layout in layouts_of(job.brief.kind):
        worth = layout.suits(job)
        if worth <= 0:
            continue
        worth += job.chance.uniform(0, 0.4) - USED_LAYOUT_COST * used.get(layout.name, 0)
        ranked.append((worth, layout.name))
    return find_layout(max(ranked)[1], job.brief.kind)


def compose(job: Commission, layout: Layout, on_try: Callable[[], None] | None = None) -> Design:
    """A design whose words can be read."""
    design = layout.arrange(job)
    return settle(design, job.darkroom, plain_words(job.scheme), on_try)


def plain_words(scheme: Scheme) -> str:
    return scheme.words


def palettes(paintings: Sequence[Painting]) -> tuple[Swatch, ...]:
    return tuple(swatch for painting in paintings for swatch in painting.pictures[0].palette)
