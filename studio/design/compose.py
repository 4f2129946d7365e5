"""From paintings to designs: which layout for which painting, and every word made readable."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Mapping, Sequence

from studio.brand import NO_BRAND, BrandPreset
from studio.design.branded import branded
from studio.design.document import Design
from studio.design.geometry import main_faces
from studio.design.layout import Layout
from studio.design.layouts import find_layout, layouts_of
from studio.design.legibility import Proof, settle
from studio.design.placing import check_places, covers_subject
from studio.design.render import Darkroom
from studio.design.scheme import scheme_for
from studio.design.sheet import Commission
from studio.errors import InvalidRequest
from studio.paint.protocol import Painting
from studio.values import Brief, PlatformImage

# Banners have few layouts: each comes once before any comes twice.
USED_LAYOUT_COST, USED_BANNER_COST = 0.6, 2.0
CHANCE, FAVOURITE = 0.4, 0.3
MOST_TRIES = 7
COMFORTABLE_EM = 0.088


def commission(
    brief: Brief,
    image: PlatformImage,
    painting: Painting,
    darkroom: Darkroom,
    seed: int,
    index: int,
    accent: str | None = None,
    used_accents: Collection[str] = (),
    brand: BrandPreset = NO_BRAND,
) -> Commission:
    """The work order for candidate `index`; its colours come from the leading picture."""
    lead = painting.pictures[0]
    chance = random.Random(f"design {seed} {index} {lead.origin.sha256}")
    palette = lead.palette or brief.palette
    return Commission(
        brief=brief,
        image=image,
        painting=painting,
        scheme=branded(
            scheme_for(
                palette,
                painting.style,
                brief.mood,
                chance,
                accent,
                used_accents,
                [picture.palette for picture in painting.pictures],
                seed + index,
            ),
            brand,
            seed + index,
            wished=accent is not None,
        ),
        darkroom=darkroom,
        seed=seed * 31 + index,
        chance=chance,
        accent=accent,
        brand=brand,
    )


def rank_layouts(job: Commission, used: Mapping[str, int], wished: str | None) -> list[Layout]:
    """Layouts, the one that suits best first, those already used counting less.

    A wished one stands alone where it can be done at all. Each layout has a chance of its own, so that one
    more of them changes nothing for the others; those that the brand likes are worth more, and where it locks
    them no others are taken as long as one of them can be done.
    """
    if wished:
        layout = find_layout(wished, job.brief.kind)
        if _fits(layout, job):
            return [layout]
    ranked = []
    favourites = job.brand.layouts.get(job.brief.kind, ())
    cost = USED_BANNER_COST if job.brief.kind == "banner" else USED_LAYOUT_COST
    for layout in layouts_of(job.brief.kind):
        if not _fits(layout, job) or _has_enough(layout, job, used):
            continue
        chance = random.Random(f"{layout.name} {job.seed} {job.lead.origin.sha256}").uniform(0, CHANCE)
        worth = layout.suits(job) + chance - cost * used.get(layout.name, 0)
        worth += FAVOURITE * (layout.name in favourites)
        ranked.append((worth, layout.name))
    names = [name for _, name in sorted(ranked, reverse=True)]
    if "layouts" in job.brand.locks:
        names = [name for name in names if name in favourites] or names
    return [find_layout(name, job.brief.kind) for name in names]


def _has_enough(layout: Layout, job: Commission, used: Mapping[str, int]) -> bool:
    """Whether one more would be more than a layout's share, where faces could be shown instead."""
    made = sum(used.values())
    return bool(main_faces(job.lead)) and used.get(layout.name, 0) + 1 > layout.at_most * (made + 1)


def faults_of(design: Design, job: Commission) -> int:
    """Words over a face, under the badge or outside the zone count twice, small or covering ones once."""
    findings = check_places(design, job.darkroom, job.image)
    faults = 2 * sum(finding.severity != "info" for finding in findings)
    if design.kind != "cover":
        return faults
    sizes = [line.size for text in design.texts() if text.role == "headline" for line in text.lines]
    faults += bool(sizes) and min(sizes) < COMFORTABLE_EM
    return faults + covers_subject(design, job.darkroom)


def _fits(layout: Layout, job: Commission) -> bool:
    return (layout.wordless or bool(job.brief.headline)) and layout.suits(job) > 0


def compose(job: Commission, layouts: Sequence[Layout], on_step: Callable[[], None] = lambda: None) -> Proof:
    """The first of the layouts in which no word covers a face or a badge, with words that can be read.

    Where every layout has a fault, the one with the fewest.
    """
    best: tuple[int, Design] | None = None
    for layout in layouts[:MOST_TRIES]:
        on_step()
        design = layout.arrange(job)
        faults = faults_of(design, job)
        if best is None or faults < best[0]:
            best = (faults, design)
        if not faults:
            break
    if best is None:
        raise InvalidRequest(f"no layout fits this {job.brief.kind}", code="no_layout")
    return settle(best[1], job.darkroom, on_step)
