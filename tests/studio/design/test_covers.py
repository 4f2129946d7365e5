"""Covers: every layout on a small set of stills and every shape of canvas, honest about what it can do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from studio.brand import BrandPreset
from studio.brand.preset import BrandColour
from studio.check import check_design
from studio.design.compose import commission
from studio.design.document import Design, PictureLayer, TextLayer
from studio.design.layouts import find_layout, layouts_of
from studio.design.legibility import settle
from studio.design.placing import check_places
from studio.design.render import Darkroom
from studio.design.sheet import Commission
from studio.design.wording import Episode, Listing, episode_of, listing_of, quotation_of, tells_of_change
from studio.paint.collage.load import load_picture
from studio.paint.protocol import Painting, Picture, Source
from studio.values import Box, Brief, HeadlineOption, PlatformImage, StyleName, WordSource
from tests.studio.desk import small_cover, source

NAMES = sorted(layout.name for layout in layouts_of("cover") if layout.name != "plain")
# What each needs to be itself; the others take any words.
HEADLINES = {
    "number": "Топ-10 ошибок новичка",
    "quote": "«Я никогда не боялась высоты»",
    "beforeafter": "До и после: ремонт за 30 дней",
    "episode": "Почему мы уехали из города",
}
LONG = "Why nobody talks about the quiet side of this forest"
SQUARE = small_cover(width_px=360, height_px=360, keep_clear=())
WIDE = small_cover(width_px=960, height_px=384, keep_clear=())
STYLES: tuple[StyleName, ...] = ("natural", "cinematic", "duotone")
# A thing that a ring can be drawn around.
THING = Box(x=0.42, y=0.30, width=0.16, height=0.26)


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Source:
    return source(tmp_path_factory.mktemp("covers"))


@pytest.fixture(scope="module")
def pictures(video: Source) -> list[Picture]:
    """A face, a cup, a rocket and a cat, each of a shot of its own; the rocket is one clear thing."""
    loaded = [load_picture(video, 0, still) for still in video.digest.stills]
    return [replace(one, subject=THING) if one.id == "v0s2" else one for one in loaded]


@pytest.fixture(scope="module")
def darkroom(pictures: list[Picture]) -> Darkroom:
    return Darkroom({picture.id: picture for picture in pictures})


def wanted(
    pictures: Sequence[Picture],
    darkroom: Darkroom,
    headline: str = "Дом у моря",
    *,
    kicker: str = "Выпуск 12",
    image: PlatformImage | None = None,
    brand: BrandPreset | None = None,
    source: WordSource | None = None,
) -> Commission:
    told = (HeadlineOption(text=headline, source=source),) if source else ()
    brief = Brief(kind="cover", headline=headline, headlines=told, kicker=kicker, styles=STYLES)
    painting = Painting(tuple(pictures), "natural")
    return commission(brief, image or small_cover(), painting, darkroom, 3, 0, brand=brand or BrandPreset())


def faulty(design: Design, job: Commission) -> list[str]:
    findings = check_places(design, job.darkroom, job.image)
    return [finding.code for finding in findings if finding.severity != "info"]


@pytest.mark.parametrize("name", NAMES)
def test_a_cover_can_be_read_and_hides_neither_faces_nor_badge(
    name: str, pictures: list[Picture], darkroom: Darkroom
) -> None:
    job = wanted(pictures, darkroom, HEADLINES.get(name, "Дом у моря"))
    layout = find_layout(name, "cover")
    assert layout.suits(job) > 0

    drawn = settle(layout.arrange(job), darkroom)

    assert not [one for one in check_design(drawn, darkroom, job.image) if one.severity != "info"]
    ids = [layer.id for layer in drawn.design.layers]
    assert len(ids) == len(set(ids))
    assert [text for text in drawn.design.texts() if text.role == "headline"]


@pytest.mark.parametrize("image", [SQUARE, WIDE], ids=["square", "wide"])
@pytest.mark.parametrize("name", NAMES)
def test_a_cover_is_laid_out_anew_for_other_canvases(
    name: str, image: PlatformImage, pictures: list[Picture], darkroom: Darkroom
) -> None:
    layout = find_layout(name, "cover")
    job = wanted(pictures, darkroom, HEADLINES.get(name, LONG), image=image)
    if not layout.suits(job):
        assert (name, image) == ("reaction", SQUARE)
        return

    design = layout.arrange(job)

    assert not faulty(design, job)
    for text in design.texts():
        for line in text.lines:
            assert line.size > 0.02
            assert 0 <= line.x <= line.x + line.width <= 1.001


@pytest.mark.parametrize("name", ["hero", "quote", "reaction"])
def test_without_a_face_a_layout_for_people_says_so(
    name: str, pictures: list[Picture], darkroom: Darkroom
) -> None:
    assert find_layout(name, "cover").suits(wanted(pictures[1:], darkroom)) == 0


@pytest.mark.parametrize("name", ["split", "beforeafter", "triptych", "comic"])
def test_without_other_scenes_a_layout_of_several_says_so(
    name: str, pictures: list[Picture], darkroom: Darkroom
) -> None:
    same = [replace(picture, shot=0) for picture in pictures]

    assert find_layout(name, "cover").suits(wanted(same, darkroom)) == 0


@pytest.mark.parametrize("name", ["number", "episode"])
def test_without_a_number_a_layout_of_numbers_says_so(
    name: str, pictures: list[Picture], darkroom: Darkroom
) -> None:
    assert find_layout(name, "cover").suits(wanted(pictures, darkroom, kicker="влог")) == 0


def test_before_and_after_stand_in_the_films_order_and_claim_no_change_that_is_not_told(
    pictures: list[Picture], darkroom: Darkroom
) -> None:
    layout = find_layout("beforeafter", "cover")
    backwards = [pictures[2], pictures[1]]

    changed = layout.arrange(wanted(backwards, darkroom, "До и после: кухня"))
    passed = layout.arrange(wanted(backwards, darkroom, "One day in the hills"))

    shown = [layer.source for layer in changed.layers if isinstance(layer, PictureLayer)]
    assert shown == [pictures[1].id, pictures[2].id]
    assert [text.text for text in changed.texts() if text.role == "note"] == ["До", "После"]
    assert [text.text for text in passed.texts() if text.role == "note"] == ["Start", "Finish"]


def test_words_that_were_said_ask_for_a_quotation(pictures: list[Picture], darkroom: Darkroom) -> None:
    layout = find_layout("quote", "cover")
    heard = wanted(pictures, darkroom, "Мы рискнули", source=WordSource(kind="subtitles", at_s=3))
    title = wanted(pictures, darkroom, "Мы рискнули", source=WordSource(kind="title"))

    assert layout.suits(heard) > 2 * layout.suits(title)


def test_a_series_keeps_its_frame_whatever_the_picture(pictures: list[Picture], darkroom: Darkroom) -> None:
    layout = find_layout("episode", "cover")
    brand = BrandPreset(palette=(BrandColour(role="accent", hex="#00c2a8"),))

    def frame(order: list[Picture], kicker: str) -> list[tuple[object, ...]]:
        design = layout.arrange(wanted(order, darkroom, kicker=kicker, brand=brand))
        return [
            (layer.box, layer.colour)
            for layer in design.layers
            if layer.type == "shape" and layer.id.startswith("frame")
        ]

    first, second = frame(pictures, "Выпуск 12"), frame(pictures[::-1], "#5")
    assert first == second
    assert "#00c2a8" in {colour for _, colour in first}


def test_a_lists_number_is_by_far_the_largest(pictures: list[Picture], darkroom: Darkroom) -> None:
    design = find_layout("number", "cover").arrange(wanted(pictures, darkroom, "Five quiet places"))
    texts: dict[str, TextLayer] = {text.role: text for text in design.texts()}

    assert texts["number"].text == "5"
    assert texts["number"].lines[0].size > 2 * max(line.size for line in texts["headline"].lines)


@pytest.mark.parametrize(
    ("headline", "listing"),
    [
        ("Топ-10 ошибок новичка", Listing("Топ", "10", "ошибок новичка")),
        ("7 tricks you need", Listing("", "7", "tricks you need")),
        ("Пять тихих мест", Listing("", "5", "тихих мест")),
        ("100% результат за день", Listing("", "100%", "результат за день")),
        ("2026 год начался", None),
        ("5:30 утра в лесу", None),
        ("Как мы за 3 дня доехали", None),
        ("10", None),
    ],
)
def test_numbers_that_count_something_are_found(headline: str, listing: Listing | None) -> None:
    assert listing_of(headline) == listing


@pytest.mark.parametrize(
    ("kicker", "episode"),
    [
        ("Выпуск 12", Episode("Выпуск", "12")),
        ("#5", Episode("", "5")),
        ("часть 2", Episode("часть", "2")),
        ("Ep. 3", Episode("Ep", "3")),
        ("S2E07", Episode("S2", "07")),
        ("3-я серия", Episode("серия", "3")),
        ("влог", None),
    ],
)
def test_episodes_are_found(kicker: str, episode: Episode | None) -> None:
    assert episode_of(Brief(kind="cover", headline="Дом", kicker=kicker)) == episode


def test_quotations_and_changes_are_found() -> None:
    assert quotation_of("«Мы рискнули!»") == "Мы рискнули!"
    assert quotation_of("Фильм «Мы» и другие") is None
    assert tells_of_change("How we turned a bus into a home")
    assert not tells_of_change("Доктор после смены")
