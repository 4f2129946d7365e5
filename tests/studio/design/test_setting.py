"""Words set anew in their box: short, long, empty, giant, of many scripts, with emoji."""

from __future__ import annotations

import numpy as np
import pytest

from studio.design.document import Setting, TextLayer
from studio.design.emphasis import strongest
from studio.design.legibility import settle
from studio.design.render import render
from studio.design.setting import set_layer
from studio.design.single import render_layer
from studio.errors import Undrawable
from tests.studio.design.room import HEIGHT, WIDTH, box, darkroom, design

ROOM = box(0.05, 0.1, 0.5, 0.6)


def words(text: str, face: str = "montserrat", **options: object) -> TextLayer:
    setting = options.pop("setting", Setting(max_lines=4, smallest=0.05))
    layer = TextLayer(
        id="headline", role="headline", text=text, box=options.pop("box", ROOM), face=face, caps=True,
        colour="#ffffff", setting=setting, lines=(), **options,
    )  # fmt: skip
    return set_layer(layer, WIDTH, HEIGHT)


def said(layer: TextLayer) -> str:
    return " ".join(line.text for line in layer.lines)


@pytest.mark.parametrize(
    "text",
    ["Дом", "Почему космонавты не плачут?", "How we drove to Lake Baikal in one day and did not freeze",
     "Ы" * 60, "Сезон 2 · Speedrun за 24 часа", "שלום עולם", "مرحبا بالعالم", "Ёжик 🔥👨‍👩‍👧‍👦🇷🇺", "½ + ½"],
)  # fmt: skip
def test_the_ink_stays_in_its_box(text: str) -> None:
    layer = words(text)

    where = render_layer(design(layer), "headline", darkroom())[1]

    # A pixel of smoothing beside it.
    assert where.x >= ROOM.x - 1.5 / WIDTH
    assert where.y >= ROOM.y - 1.5 / HEIGHT
    assert where.x + where.width <= ROOM.x + ROOM.width + 3 / WIDTH
    assert where.y + where.height <= ROOM.y + ROOM.height + 3 / HEIGHT
    assert where.area > 0


def test_no_words_are_no_lines_and_harm_nobody() -> None:
    layer = words("   ")

    settled = settle(design(layer), darkroom())

    assert layer.lines == ()
    assert settled.readings == {}
    assert np.ptp(settled.pixels.astype(int)) <= 1


def test_one_word_of_sixty_letters_is_broken_and_whole() -> None:
    layer = words("Превысокомногорассмотрительствующийсверхдостопримечательность")

    assert len(layer.lines) > 1
    assert "".join(line.text.rstrip("-") for line in layer.lines).casefold() == layer.text.casefold()


def test_hyphens_come_only_where_they_are_welcome() -> None:
    text, narrow = "Одни достопримечательности", box(0.05, 0.1, 0.5, 0.8)

    plain = words(text, box=narrow)
    broken = words(text, box=narrow, setting=Setting(smallest=0.05, hyphenate=True))

    assert not any(line.text.endswith("-") for line in plain.lines)
    assert any(line.text.endswith("-") for line in broken.lines)
    assert max(line.size for line in broken.lines) > max(line.size for line in plain.lines)


def test_no_line_is_left_with_a_crumb() -> None:
    layer = words("Большое путешествие на юг с ним", setting=Setting(smallest=0.05, max_lines=3))

    assert len(layer.lines[-1].text) >= 4


def test_signs_stay_with_what_they_belong_to() -> None:
    layer = words("Скидка целых 50 % всем", box=box(0.05, 0.1, 0.2, 0.8))

    assert any("50 %" in line.text for line in layer.lines)


def test_a_long_word_turns_to_the_narrow_face_and_a_short_one_back() -> None:
    setting = Setting(smallest=0.05, max_lines=2, narrow="oswald", face="montserrat")

    narrow = words("Достопримечательности", setting=setting)
    back = set_layer(narrow.model_copy(update={"text": "Я"}), WIDTH, HEIGHT)

    assert narrow.face == "oswald"
    assert back.face == "montserrat"


def test_a_face_that_somebody_picked_is_kept_to() -> None:
    setting = Setting(smallest=0.05, max_lines=2, narrow="oswald", face="montserrat")
    picked = words("Достопримечательности", setting=setting).model_copy(update={"face": "caveat"})

    again = set_layer(picked, WIDTH, HEIGHT)

    assert again.face == "caveat"
    assert again.setting is not None
    assert again.setting.narrow == ""


def test_setting_twice_changes_nothing() -> None:
    layer = words("Почему космонавты не плачут?", emphasis="космонавты", emphasis_colour="#ffd23f")

    assert set_layer(layer, WIDTH, HEIGHT) == layer


def test_one_word_stands_out_and_not_its_line() -> None:
    layer = words("Мы едем", emphasis="едем", emphasis_colour="#ff0000", setting=Setting(max_lines=1))

    pixels = render(design(layer, background="#000000"), darkroom()).astype(int)
    reds = np.flatnonzero((pixels[..., 0] - pixels[..., 2] > 100).any(axis=0))
    whites = np.flatnonzero((pixels.min(axis=2) > 200).any(axis=0))

    assert layer.lines[0].spans[0].start == 3
    assert whites.max() < reds.min()


def test_a_word_broken_over_lines_stands_out_in_all_its_parts() -> None:
    layer = words(
        "Вот превысокомногорассмотрительствующийсверхдостопримечательность",
        emphasis="превысокомногорассмотрительствующийсверхдостопримечательность", emphasis_colour="#ff0000",
    )  # fmt: skip

    coloured = [line for line in layer.lines if line.colour == "#ff0000" or line.spans]
    assert len(coloured) >= 2


@pytest.mark.parametrize(
    ("text", "keywords", "word"),
    [
        ("Дом за 24 часа", (), "24 часа"),
        ("10 правил большого оратора", (), "10"),
        ("Почему космонавты не плачут?", (), "космонавты"),
        ("Как мы построили дом у моря", ("море",), "моря"),
        ("Кто все эти люди", (), "люди"),
        ("Байкал", (), ""),
        ("Я и ты", (), ""),
        ("", (), ""),
    ],
)
def test_the_strongest_word(text: str, keywords: tuple[str, ...], word: str) -> None:
    assert strongest(text, keywords) == word


def test_letters_that_one_face_lacks_come_from_another() -> None:
    """Rubik has Hebrew, Oswald has none: the same letters, not boxes."""
    layer = words("мир שלום", face="oswald")

    assert layer.face == "rubik"
    assert render_layer(design(layer), "headline", darkroom())[1].area > 0


def test_what_no_typeface_has_is_left_out() -> None:
    with_it, without = words("Дом 日本 у моря"), words("Дом у моря")

    assert said(with_it) != ""
    assert abs(with_it.lines[0].size - without.lines[0].size) < 0.15
    assert render_layer(design(with_it), "headline", darkroom())[1].area > 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"face": "helvetica"}, "font_missing"), ({"text": "日本語"}, "text_undrawable")],
)
def test_what_cannot_be_set_names_the_layer(changes: dict[str, str], code: str) -> None:
    layer = words("Дом").model_copy(update=changes)

    with pytest.raises(Undrawable) as caught:
        set_layer(layer, WIDTH, HEIGHT)

    assert caught.value.code == code
    assert caught.value.params["layer"] == "headline"
