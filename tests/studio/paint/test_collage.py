"""Choosing stills, and loading them without black bars."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.errors import InvalidRequest
from studio.paint import find_painter, painters
from studio.paint.collage.load import live_area, load_picture
from studio.paint.protocol import PaintRequest, Source
from studio.progress import ignore
from studio.values import Brief, StillPick, WordSource
from tests.studio.desk import cat, small_cover, source


def request(videos: list[Source], count: int, /, **brief: object) -> PaintRequest:
    return PaintRequest(
        Brief(kind="cover", headline="Дом", **brief), small_cover(), videos, count, 0, ("natural", "noir")
    )


def test_the_collage_painter_is_there_and_needs_nothing() -> None:
    collage = find_painter("collage")

    assert collage in painters()
    assert collage.available()
    assert not collage.capabilities.ai_painted
    assert len(collage.capabilities.styles) == 6


def test_leads_differ_and_followers_are_of_other_shots(tmp_path: Path) -> None:
    paintings = find_painter("collage").paint(request([source(tmp_path)], 4), ignore)

    assert len({painting.pictures[0].id for painting in paintings}) == 4
    for painting in paintings:
        shots = [picture.shot for picture in painting.pictures]
        assert len(shots) == len(set(shots)) == 4


def test_two_videos_take_turns(tmp_path: Path) -> None:
    sources = [source(tmp_path / "a"), source(tmp_path / "b", faces=False)]

    paintings = find_painter("collage").paint(request(sources, 4), ignore)

    leads = [painting.pictures[0].origin.source for painting in paintings]
    assert {0, 1} == set(leads)


def test_black_bars_are_cut_and_faces_move_along(tmp_path: Path) -> None:
    given = source(tmp_path)
    still = given.digest.stills[0]
    boxed = np.zeros((720, 1280, 3), np.uint8)
    with Image.open(tmp_path / still.file) as picture:
        boxed[:, 160:1120] = np.asarray(picture.resize((960, 720)))
    Image.fromarray(boxed).save(tmp_path / still.file, quality=95)

    picture_in = load_picture(given, 0, still)

    assert picture_in.width_px == pytest.approx(960, abs=12)
    assert picture_in.height_px == 720
    centre = still.faces[0].box.centre[0] * 1280
    moved = picture_in.faces[0].box.centre[0] * picture_in.width_px + 162
    assert moved == pytest.approx(centre, abs=6)


def test_a_dark_picture_is_not_taken_for_bars() -> None:
    night = np.full((90, 160, 3), 6, np.uint8)
    night[40:50, 70:90] = 200

    assert live_area(night).width == 1


def test_a_whole_picture_has_no_bars() -> None:
    assert live_area(cat()).width == 1


def test_an_unknown_painter_is_named() -> None:
    with pytest.raises(InvalidRequest, match="collage"):
        find_painter("rembrandt")


def test_a_still_that_a_person_chose_leads_every_time(tmp_path: Path) -> None:
    pick = StillPick(rank=2, at_s=4.0)
    chosen = request([source(tmp_path)], 3, still=pick, sources={"still": (WordSource(kind="edit"),)})
    leads = [painting.pictures[0].origin.still for painting in find_painter("collage").paint(chosen, ignore)]
    assert leads == [2, 2, 2]

    by_rule = request([source(tmp_path / "b")], 3, still=pick, sources={"still": (WordSource(kind="frame"),)})
    leads = [painting.pictures[0].origin.still for painting in find_painter("collage").paint(by_rule, ignore)]
    assert len(set(leads)) == 3
