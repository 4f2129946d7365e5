"""The presets: enough of them, well-formed, and woven into a prompt as a writer would."""

from __future__ import annotations

import re

import pytest

from studio.errors import InvalidRequest
from studio.paint.presets import find_preset, groups, presets, woven

# A CLIP prompt holds 75 words' worth; an author, a style and two modifiers must fit together.
LONGEST_PRESET = 24


def test_there_are_many_and_each_is_found_by_its_name() -> None:
    every = presets()

    assert sum(preset.kind == "style" for preset in every) >= 30
    assert sum(preset.kind == "modifier" for preset in every) >= 20
    assert [find_preset(preset.name) for preset in every] == list(every)
    assert {preset.group for preset in every} == {group.name for group in groups()}


def test_titles_are_in_both_languages_and_differ_within_each() -> None:
    for titles in ([p.titles.ru for p in presets()], [p.titles.en for p in presets()]):
        assert all(titles)
        assert len({title.casefold() for title in titles}) == len(titles)
    assert all(re.search("[а-яё]|VHS", preset.titles.ru, re.IGNORECASE) for preset in presets())
    assert not any(re.search("[а-яё]", preset.titles.en, re.IGNORECASE) for preset in presets())


def test_words_are_short_and_for_models() -> None:
    for preset in presets():
        words = f"{preset.lead} {preset.words} {preset.negative}"
        assert words.isascii(), preset.name
        assert len(f"{preset.lead} {preset.words}".split()) <= LONGEST_PRESET, preset.name
        assert (preset.lead != "") == (preset.kind == "style"), preset.name
        assert (preset.strength is not None) == (preset.kind == "style"), preset.name


def test_a_style_leads_the_author_follows_modifiers_end() -> None:
    prompt, negative = woven("a lighthouse, winter sea", "people", ["golden_hour", "oil"])

    assert prompt.startswith("oil painting on canvas, a lighthouse, winter sea, visible bristle strokes")
    assert prompt.endswith("glowing rim light")
    assert negative.startswith("people, photo")


def test_nothing_is_said_twice_or_both_wished_and_refused() -> None:
    prompt, negative = woven("Black and white portrait, rain", "flat light", ["film_noir", "monochrome"])
    assert prompt.casefold().count("black and white,") == 1
    assert negative.split(", ").count("flat light") == 1

    _prompt, negative = woven("saturated colours everywhere", "", ["pastel_colours"])
    assert "saturated colours" not in negative
    assert "black" in negative


def test_without_presets_the_words_stay_as_they_are() -> None:
    assert woven("кот в сапогах", "", []) == ("кот в сапогах", "")
    assert woven("", "", ["calm"])[0] == find_preset("calm").words


def test_an_unknown_preset_is_named() -> None:
    with pytest.raises(InvalidRequest, match="rococo") as caught:
        woven("cat", "", ["rococo"])
    assert caught.value.code == "unknown_preset"
    assert caught.value.params == {"preset": "rococo"}
