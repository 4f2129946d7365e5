"""Ranking covers: what a score is made of, batches that differ, more that are new, and one varied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from studio.brand import NO_BRAND, BrandPreset
from studio.brand.preset import BrandColour
from studio.design.batch import Arranged, Batch, Past
from studio.design.compose import commission, rank_layouts
from studio.design.document import Design, PictureLayer, TextLayer
from studio.design.layouts import find_layout
from studio.design.ranking import WEIGHTS, score_of
from studio.design.render import Darkroom
from studio.make import Candidate, Recipe, make_candidates
from studio.paint import find_painter
from studio.paint.protocol import Leading, Painting, PaintRequest, Source
from studio.progress import ignore
from studio.values import Box, Brief, StillPick, Vary, VaryHow, Wishes
from tests.studio.desk import small_cover, source

BRIEF = Brief(
    kind="cover", headline="Дом у моря", kicker="влог", styles=("natural", "cinematic", "duotone", "noir")
)
IMAGE = small_cover()


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(tmp_path_factory.mktemp("ranked"))


@pytest.fixture(scope="module")
def darkroom() -> Darkroom:
    return Darkroom({})


def paintings(
    video: Source, darkroom: Darkroom, count: int, leading: Leading | None = None, seed: int = 0
) -> list[Painting]:
    request = PaintRequest(BRIEF, IMAGE, [video], count, seed, BRIEF.styles, leading=leading or Leading())
    painted = list(find_painter("collage").paint(request, ignore))
    darkroom.pictures.update({one.id: one for painting in painted for one in painting.pictures})
    return painted


def batch(
    painted: Sequence[Painting],
    darkroom: Darkroom,
    *,
    vary: Vary | None = None,
    seen: Sequence[Past] = (),
    seed: int = 0,
    brand: BrandPreset = NO_BRAND,
) -> list[Arranged]:
    brief = BRIEF.model_copy(update={"styles": (vary.style,)}) if vary else BRIEF
    room = Batch(brief, IMAGE, Wishes(vary=vary), darkroom, seed, brand=brand, seen=seen)
    return [room.arrange(index, painting) for index, painting in enumerate(painted)]


def varied(one: Arranged, how: VaryHow) -> Vary:
    lead = one.job.lead.origin
    return Vary(
        how=how, layout=one.layout.name, style=one.design.style, accent=one.job.scheme.accent,
        still=StillPick(video=0, rank=lead.still, at_s=lead.at_s),
    )  # fmt: skip


def styled_as(painted: list[Painting], one: Arranged) -> list[Painting]:
    return [replace(painting, style=one.design.style) for painting in painted]


def headline(design: Design) -> TextLayer:
    return next(text for text in design.texts() if text.role == "headline")


def ink(design: Design) -> float:
    """How much of the canvas the headline takes."""
    return sum(line.size * line.width for line in headline(design).lines)


def test_the_weights_of_a_score_make_a_whole() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_a_batch_differs_in_layout_still_and_colour(video: Source, darkroom: Darkroom) -> None:
    made = batch(paintings(video, darkroom, 8), darkroom)

    pasts = [one.past for one in made]
    assert len({past.layout for past in pasts}) >= 7
    assert {past.lead[1] for past in pasts} == {0, 1, 2, 3}
    assert len({past.accent for past in pasts}) >= 4
    assert len(set(pasts)) == len(pasts)


def test_asking_for_more_gives_none_that_there_was(video: Source, darkroom: Darkroom) -> None:
    painted = paintings(video, darkroom, 6)
    first = [one.past for one in batch(painted, darkroom)]

    # The very same stills and seed: without what was seen they would come out alike.
    again = [one.past for one in batch(painted, darkroom)]
    more = [one.past for one in batch(painted, darkroom, seen=first)]

    assert again == first
    assert not {(one.layout, one.lead, one.accent) for one in more} & {
        (one.layout, one.lead, one.accent) for one in first
    }


def test_stills_that_led_before_let_others_lead(video: Source, darkroom: Darkroom) -> None:
    first = paintings(video, darkroom, 2)
    leads = [painting.pictures[0].origin for painting in first]
    before = [(lead.video, lead.still) for lead in leads]

    more = paintings(video, darkroom, 2, Leading(before=before))

    assert not {painting.pictures[0].origin.still for painting in more} & {lead.still for lead in leads}


@pytest.mark.parametrize("how", ["bolder", "calmer", "other_colour", "other_layout"])
def test_varying_keeps_what_it_should(how: VaryHow, video: Source, darkroom: Darkroom) -> None:
    painted = paintings(video, darkroom, 1)
    (one,) = batch(painted, darkroom)

    (other,) = batch(styled_as(painted, one), darkroom, vary=varied(one, how), seen=[one.past], seed=4)

    names = ("layout", "lead", "accent")
    changed = {name for name in names if getattr(one.past, name) != getattr(other.past, name)}
    assert changed == {"other_layout": {"layout"}, "other_colour": {"accent"}}.get(how, set())
    assert other.design.style == one.design.style
    assert other.past != one.past


def test_another_still_keeps_layout_and_colour(video: Source, darkroom: Darkroom) -> None:
    painted = paintings(video, darkroom, 2)
    one = batch(painted[:1], darkroom)[0]
    one = replace(one, layout=find_layout("spotlight", "cover"))
    vary = varied(one, "other_still")

    others = paintings(video, darkroom, 2, Leading(without=vary.still), seed=4)
    made = batch(styled_as(others, one), darkroom, vary=vary, seen=[one.past])

    for other in made:
        assert (other.layout.name, other.past.accent) == (one.layout.name, one.past.accent)
        assert other.past.lead != one.past.lead
    assert made[0].past.lead != made[1].past.lead


@pytest.mark.parametrize("name", ["spotlight", "poster", "hero", "panel", "number"])
def test_bolder_is_larger_and_nearer_and_calmer_smaller(name: str, video: Source, darkroom: Darkroom) -> None:
    brief = BRIEF.model_copy(update={"headline": "7 тихих мест у моря"})
    painted = paintings(video, darkroom, 1)[0]
    job = commission(brief, IMAGE, painted, darkroom, 0, 0)
    layout = find_layout(name, "cover")

    calm, plain, bold = (
        layout.arrange(replace(job, temper=temper)) for temper in ("calmer", "plain", "bolder")
    )

    assert ink(calm) < ink(plain) <= ink(bold)
    pictures = [
        next(layer for layer in design.layers if isinstance(layer, PictureLayer))
        for design in (calm, plain, bold)
    ]
    if name != "hero":
        assert pictures[2].crop.height <= pictures[1].crop.height <= pictures[0].crop.height
    assert pictures[0].contrast < 1 < pictures[2].contrast
    assert pictures[0].saturation < 1 < pictures[2].saturation


def test_chance_does_not_hang_on_how_many_layouts_there_are(video: Source, darkroom: Darkroom) -> None:
    job = commission(BRIEF, IMAGE, paintings(video, darkroom, 1)[0], darkroom, 0, 0)
    ranked = [layout.name for layout in rank_layouts(job, {}, None)]

    # What is drawn by others on the way changes nothing either.
    job.chance.random()
    assert [layout.name for layout in rank_layouts(job, {}, None)] == ranked
    # One that costs much falls back; the order of all others stays.
    without = [layout.name for layout in rank_layouts(job, {ranked[0]: 9}, None)]
    assert without == [*ranked[1:], ranked[0]]


def test_a_team_sees_its_favourites_and_colours_first(video: Source, darkroom: Darkroom) -> None:
    brand = BrandPreset(
        palette=(BrandColour(role="accent", hex="#00c2a8"), BrandColour(role="ground", hex="#1a1040")),
        layouts={"cover": ("tape",)},
    )
    painted = paintings(video, darkroom, 1)[0]

    def scored(name: str) -> float:
        job = commission(BRIEF, IMAGE, painted, darkroom, 0, 0, brand=brand)
        layout = find_layout(name, "cover")
        return score_of(layout.arrange(job), job, layout).parts["brand"]

    assert scored("tape") > scored("spotlight")


def test_a_score_falls_where_words_cover_a_face_or_are_tiny(video: Source, darkroom: Darkroom) -> None:
    painted = next(one for one in paintings(video, darkroom, 4) if one.pictures[0].faces)
    job = commission(BRIEF, IMAGE, painted, darkroom, 0, 0)
    layout = find_layout("spotlight", "cover")
    design = layout.arrange(job)
    good = score_of(design, job, layout)

    covering, tiny = (_changed(design, **change) for change in ({"onto": (0.62, 0.5)}, {"size": 0.03}))

    assert score_of(covering, job, layout).parts["subject"] < good.parts["subject"]
    assert score_of(tiny, job, layout).parts["legibility"] == 0 < good.parts["legibility"]
    assert score_of(covering, job, layout).total < good.total
    assert all(0 <= worth <= 1 for worth in good.parts.values())


def _changed(design: Design, onto: tuple[float, float] | None = None, size: float | None = None) -> Design:
    """The design with its headline moved over something, or set at another size."""
    text = headline(design)
    lines = tuple(
        line.model_copy(
            update={
                "x": onto[0] if onto else line.x,
                "y": onto[1] + 0.12 * index if onto else line.y,
                "size": size or line.size,
            }
        )
        for index, line in enumerate(text.lines)
    )
    moved = text.model_copy(update={"lines": lines, "box": Box(x=0, y=0, width=1, height=1)})
    layers = tuple(moved if layer.id == text.id else layer for layer in design.layers)
    return design.model_copy(update={"layers": layers})


def test_finished_covers_tell_their_scores_and_an_interrupted_batch_goes_on_the_same(
    video: Source, tmp_path: Path
) -> None:
    def make(folder: str, made: Sequence[Recipe] = ()) -> list[Candidate]:
        wishes = Wishes(headline="Дом у моря")
        return make_candidates("cover", IMAGE, [video], wishes, count=3, out_dir=tmp_path / folder, made=made)

    whole = make("whole")
    rest = make("rest", [whole[0].recipe])

    for candidate in whole:
        score = candidate.recipe.score
        assert score is not None
        assert 0 < score.total <= 100
        assert set(score.parts) == set(WEIGHTS)
    assert [one.sha256 for one in rest] == [one.sha256 for one in whole[1:]]
    assert [one.file for one in rest] == ["02.jpg", "03.jpg"]
