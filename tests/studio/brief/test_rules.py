"""The rule-based writer: kicker, keywords, mood and style."""

from __future__ import annotations

import pytest

from studio.brief import write_brief
from studio.brief.rules import wished_colour, wished_style
from studio.values import Brief, Mood, StyleName, VideoWords, Wishes


def write(title: str = "", text: str = "", *, tags: tuple[str, ...] = (), **wishes: object) -> Brief:
    return write_brief("cover", Wishes(text=text, **wishes), [VideoWords(title=title, tags=tags)], [], "ru")


def test_the_kicker_is_the_episode_as_written() -> None:
    assert write("Серия 3. Почему космонавты не плачут?", tags=("космос",)).kicker == "Серия 3"


def test_without_an_episode_a_tag_is_the_kicker() -> None:
    assert write("Почему космонавты не плачут?", tags=("#космос",)).kicker == "космос"


def test_a_tag_that_the_headline_says_already_is_not_repeated() -> None:
    assert write("Космос рядом", tags=("космос",)).kicker == ""


def test_keywords_leave_stop_words_out() -> None:
    keywords = write("Как и почему мы строим большой телескоп для школы").keywords

    assert "телескоп" in keywords
    assert not {"как", "почему", "для", "мы"} & set(keywords)


@pytest.mark.parametrize(
    ("text", "style"),
    [
        ("хочу мрачный нуар", "noir"),
        ("in the style of a comic book", "comic"),
        ("лёгкая акварель", "watercolour"),
        ("как в кино", "cinematic"),
        ("просто красиво", None),
    ],
)
def test_a_style_is_heard_in_the_wish(text: str, style: StyleName | None) -> None:
    assert wished_style(text) == style


@pytest.mark.parametrize(
    ("text", "colour"), [("на красном фоне", "red"), ("blue background", "blue"), ("прекрасный вид", None)]
)
def test_a_colour_is_heard_in_the_wish(text: str, colour: str | None) -> None:
    assert wished_colour(text) == colour


def test_a_chosen_style_beats_the_wish() -> None:
    assert write("Дом", "нуар", style="comic").styles == ("comic",)


@pytest.mark.parametrize(
    ("title", "mood"), [("Ужасы старого дома", "dark"), ("Зимняя сказка", "cold"), ("Epic battle", "bold")]
)
def test_the_mood_is_in_the_title(title: str, mood: Mood) -> None:
    assert write(title).mood == mood


def test_it_is_said_how_much_of_the_wish_was_used() -> None:
    assert write("Дом", "нуар и дождь").notices == ("wish_text_partly_used",)
    assert write("Дом", "слон на велосипеде").notices == ("wish_text_unused",)
    assert write("Дом").notices == ()


def test_a_banner_without_a_name_says_what_the_videos_share() -> None:
    words = [VideoWords(title="А", tags=("космос", "наука")), VideoWords(title="Б", tags=("космос",))]

    assert write_brief("banner", Wishes(), words, [], "ru").headline == "Космос"
