"""What a video is about, in Russian and English, with where it was said."""

from __future__ import annotations

import time
from collections.abc import Sequence

import pytest

from studio.values import TimedLine, Transcript, VideoWords
from studio.words.keywords import Keyword, find_keywords
from studio.words.language import language_of, phrase_form, root_of


def spoken(*texts: str) -> Transcript:
    lines = tuple(TimedLine(start_s=10.0 * n, end_s=10.0 * n + 3, text=text) for n, text in enumerate(texts))
    return Transcript(source="uploaded", lines=lines)


def texts(found: Sequence[Keyword]) -> list[str]:
    return [keyword.text for keyword in found]


def test_russian_words_are_counted_by_their_roots_and_shown_as_in_a_dictionary() -> None:
    words = VideoWords(title="В горах Кавказа", description="Горы, горная река. Над горой снег.")
    found = texts(find_keywords([words]))
    assert found[:2] == ["горы", "Кавказ"]
    assert "горная река" in found


def test_english_phrases_and_plurals_are_one() -> None:
    words = VideoWords(
        title="How I built a wooden boat", description="Wooden boats. The keel of a wooden boat."
    )
    assert texts(find_keywords([words]))[0].lower() in {"wooden boat", "wooden boats"}


def test_a_title_weighs_more_than_talk_and_each_word_says_where_it_stands() -> None:
    words = VideoWords(
        title="Почему космонавты не плачут?",
        transcript=spoken("ну вот", "в невесомости слёзы не текут", "невесомость — это когда"),
    )
    found = find_keywords([words])
    assert (found[0].text, found[0].source.kind) == ("космонавты", "title")
    said = next(keyword for keyword in found if keyword.text == "невесомость")
    assert (said.source.kind, said.source.at_s) == ("subtitles", 10.0)


def test_what_is_said_once_is_not_a_topic() -> None:
    found = texts(find_keywords([VideoWords(title="Дом", transcript=spoken("бабушка испекла пирог"))]))
    assert found == ["дом"]


def test_several_videos_are_told_apart() -> None:
    found = find_keywords([VideoWords(title="Кошка"), VideoWords(title="Собака")])
    assert {(keyword.text, keyword.source.video) for keyword in found} == {("кошка", 0), ("собака", 1)}


@pytest.mark.parametrize(
    "text", ["", "!!! 🎉", "и в на не", "https://example.com/very/long", "1080p 60 4K", "\u202e\u200f", "ы"]
)
def test_nothing_to_say_gives_nothing(text: str) -> None:
    assert find_keywords([VideoWords(title=text, description=text, tags=(text,))]) == ()


def test_a_phrase_stands_in_its_dictionary_form() -> None:
    assert phrase_form(("орбитальной", "станции")) == "орбитальная станция"
    assert phrase_form(("Красной", "площади")) == "Красная площадь"
    assert phrase_form(("iPhone", "зимой")) == "iPhone зимой"


def test_roots_join_forms_and_part_words() -> None:
    assert root_of("горами") == root_of("Гора")
    assert root_of("boats") == root_of("boat's") == root_of("Boat")
    assert root_of("гора") != root_of("город")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Почему космонавты не плачут", "ru"),
        ("Why do astronauts not cry when they are in space", "en"),
        ("Чому космонавти не плачуть, їм і так є що", None),
        ("Pourquoi les astronautes ne pleurent pas dans la navette", None),
        ("Nirvana", None),
        ("", None),
    ],
)
def test_a_language_is_named_only_where_it_is_known(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_four_hours_of_talk_take_no_longer_than_a_blink() -> None:
    lines = [f"гора номер {n % 50} и синее озеро, дорога через старый лес на север" for n in range(4500)]
    began = time.monotonic()
    assert "синее озеро" in texts(find_keywords([VideoWords(transcript=spoken(*lines))]))
    assert time.monotonic() - began < 5
