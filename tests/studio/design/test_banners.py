"""Banners: whole heads in strips, walls without repetition, plates in the pictures' colours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from studio.brand import NO_BRAND, BrandPreset
from studio.check import check_design
from studio.design.cards import Card, card_for
from studio.design.compose import commission
from studio.design.document import CutoutLayer, Design, LogoLayer, PictureLayer, ShapeLayer
from studio.design.geometry import WHOLE, clip, grow, main_faces, overlap, placed
from studio.design.layouts import find_layout, layouts_of
from studio.design.layouts.banner import stage_of, zone_of
from studio.design.legibility import settle
from studio.design.placing import text_boxes
from studio.design.render import Darkroom
from studio.design.sheet import Commission
from studio.gallery.brands import brands, logos
from studio.gallery.people import drawn_people
from studio.paint import find_painter
from studio.paint.colour import contrast, hex_luminance, hue_distance, oklch_of
from studio.paint.protocol import PaintRequest, Picture, Source
from studio.platforms import find_image
from studio.progress import ignore
from studio.values import Brief, StyleName, Swatch
from tests.studio.desk import source

BOLD = Card("#ffd23f", "#14161a", "#14161a")
TONES = ("#1b1552", "#ffd84d")
NAMES = sorted(layout.name for layout in layouts_of("banner"))
SEA = (Swatch(hex="#1f5f8f", share=0.6), Swatch(hex="#c9a27a", share=0.2), Swatch(hex="#888888", share=0.2))


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> list[Source]:
    folder = tmp_path_factory.mktemp("banner")
    return [source(folder / str(index), name=str(index)) for index in range(2)]


def arranged(layout: str, videos: Sequence[Source], seed: int = 0) -> tuple[Design, dict[str, Picture]]:
    job = wanted(videos, seed)
    return find_layout(layout, "banner").arrange(job), job.darkroom.pictures


def wanted(
    videos: Sequence[Source],
    seed: int = 0,
    platform: str = "rutube",
    brand: BrandPreset = NO_BRAND,
    *,
    everybody: bool = False,
) -> Commission:
    """A channel's banner at half its platform's size, which changes nothing but the time it takes."""
    brief = Brief(kind="banner", headline="Космос рядом")
    image = find_image(platform, "banner")
    half = {"width_px": image.width_px // 2, "height_px": image.height_px // 2}
    image = image.model_copy(update=half)
    painting = next(iter(find_painter("collage").paint(PaintRequest(brief, image, videos, 1, seed), ignore)))
    if everybody:
        # These films have but one person in them.
        others = [one for one in painting.pictures if not one.faces]
        painting = replace(painting, pictures=(*drawn_people(len(videos)), *others))
    room = Darkroom({picture.id: picture for picture in painting.pictures}, logos())
    return commission(brief, image, painting, room, seed, 0, brand=brand)


def shown(design: Design) -> list[PictureLayer]:
    return [layer for layer in design.layers if isinstance(layer, PictureLayer)]


@pytest.mark.parametrize("platform", ["rutube", "youtube", "twitch"])
@pytest.mark.parametrize("name", NAMES)
def test_the_name_stands_in_the_safe_zone_and_is_readable(
    name: str, platform: str, videos: list[Source]
) -> None:
    job = wanted(videos, 1, platform, brands("ru")[0], everybody=name == "lineup")
    layout = find_layout(name, "banner")
    assert layout.suits(job) > 0

    drawn = settle(layout.arrange(job), job.darkroom)

    zone = zone_of(job)
    boxes = [box for text in drawn.design.texts() for box in text_boxes(text)]
    assert boxes
    assert all(overlap(box, zone) > 0.998 * box.area for box in boxes)
    assert [one.code for one in check_design(drawn, job.darkroom, job.image) if one.severity != "info"] == []


@pytest.mark.parametrize("platform", ["rutube", "youtube"])
@pytest.mark.parametrize("name", NAMES)
def test_no_face_is_cut(name: str, platform: str, videos: list[Source]) -> None:
    """Neither by the frame that it is shown in, nor by the strip that desktops show."""
    job = wanted(videos, 2, platform, everybody=name == "lineup")
    design = find_layout(name, "banner").arrange(job)

    stage = stage_of(job)
    for layer in design.layers:
        if not isinstance(layer, PictureLayer | CutoutLayer):
            continue
        for face in main_faces(job.darkroom.pictures[layer.source]):
            box = placed(face.box, layer.crop, layer.box)
            frame = clip(layer.box, WHOLE)
            assert frame is not None
            assert overlap(box, frame) > 0.95 * box.area
            on_stage = overlap(box, stage) / box.area
            assert on_stage > 0.95 or on_stage < 0.05


@pytest.mark.parametrize("name", NAMES)
def test_a_team_s_banner_has_its_logo_within_every_crop(name: str, videos: list[Source]) -> None:
    job = wanted(videos, 3, brand=brands("ru")[1], everybody=name == "lineup")

    design = find_layout(name, "banner").arrange(job)

    signs = [layer.box for layer in design.layers if isinstance(layer, LogoLayer)]
    assert len(signs) == 1
    assert overlap(signs[0], zone_of(job)) > 0.99 * signs[0].area


def test_a_line_up_wants_two_who_can_be_cut_out(
    videos: list[Source], tmp_path_factory: pytest.TempPathFactory
) -> None:
    nobody = source(tmp_path_factory.mktemp("nobody"), faces=False)

    line_up = find_layout("lineup", "banner")
    assert line_up.suits(wanted([nobody])) == 0
    assert line_up.suits(wanted(videos)) == 0, "the same person in two films is one person"
    assert line_up.suits(wanted(videos, everybody=True)) > 0


@pytest.mark.parametrize("seed", range(4))
def test_strips_show_whole_heads_and_nothing_twice(videos: list[Source], seed: int) -> None:
    design, pictures = arranged("ribbons", videos, seed)

    layers = shown(design)
    assert len({pictures[layer.source].origin.still for layer in layers}) == len(layers) >= 3
    assert {pictures[layer.source].origin.source for layer in layers} == {0, 1}
    slab = next(layer for layer in design.layers if isinstance(layer, ShapeLayer) and layer.id == "slab")
    for layer in layers:
        for face in main_faces(pictures[layer.source]):
            head = grow(placed(face.box, layer.crop, layer.box), 0.12, 0.2, 0.05)
            for y in (head.y, head.y + head.height):
                left, right = _edges(layer.mask.points, y)
                first, last = _edges(slab.points, y)
                left = max(left, 0.0, last if left < last < right else 0.0)
                right = min(right, 1.0, first if left < first < right else 1.0)
                assert left <= head.x
                assert head.x + head.width <= right


def _edges(points: Sequence[tuple[float, float]], y: float) -> tuple[float, float]:
    """Where a slanted strip begins and ends at a height."""
    (left0, _), (right0, _), (right1, _), (left1, _) = points
    return left0 + (left1 - left0) * y, right0 + (right1 - right0) * y


@pytest.mark.parametrize("seed", range(3))
def test_a_wall_never_hangs_a_picture_beside_itself(videos: list[Source], seed: int) -> None:
    design, pictures = arranged("gallery", videos, seed)

    cards = shown(design)
    for index, one in enumerate(cards):
        for other in cards[index + 1 :]:
            near_x = abs(one.box.centre[0] - other.box.centre[0]) < 0.75 * one.box.width
            near_y = abs(one.box.centre[1] - other.box.centre[1]) < 1.2 * one.box.height
            assert not (near_x and near_y and one.source == other.source)
    faces = sum(bool(main_faces(pictures[card.source])) for card in cards)
    assert faces <= len(cards) / 3


def test_a_picture_that_comes_again_is_another_part_of_it(videos: list[Source]) -> None:
    design, _ = arranged("gallery", videos)

    crops = Counter((card.source, card.crop.model_dump_json()) for card in shown(design))
    assert max(crops.values()) == 1


@pytest.mark.parametrize("seed", range(3))
def test_a_panorama_shows_nobody_twice_and_nobody_under_the_name(videos: list[Source], seed: int) -> None:
    design, pictures = arranged("panorama", videos, seed)

    layers = shown(design)
    people = [index for index, layer in enumerate(layers) if main_faces(pictures[layer.source])]
    assert len({layer.source for layer in layers}) == len(layers)
    assert all(index in (0, len(layers) - 1) for index in people)


@pytest.mark.parametrize("turn", range(10))
@pytest.mark.parametrize("style", ["natural", "noir", "duotone", "watercolour"])
def test_words_on_a_card_are_readable(style: StyleName, turn: int) -> None:
    card = card_for([SEA], style, TONES, BOLD, turn)

    assert contrast(hex_luminance(card.colour), hex_luminance(card.ink)) >= 7


def test_cards_take_their_hue_from_the_pictures_and_are_bold_once_in_five() -> None:
    cards = [card_for([SEA], "natural", TONES, BOLD, turn) for turn in range(5)]

    assert cards.count(BOLD) == 1
    own = [oklch_of(swatch.hex)[2] for swatch in SEA[:2]]
    for card in cards:
        if card != BOLD:
            apart = min(hue_distance(oklch_of(card.colour)[2], hue) for hue in own)
            assert apart < 32
            assert oklch_of(card.colour)[1] < 0.12


def test_colourless_pictures_still_get_a_card() -> None:
    grey = (Swatch(hex="#777777", share=1.0),)

    assert np.isfinite(oklch_of(card_for([grey], "natural", TONES, BOLD, 0).colour)[0])
