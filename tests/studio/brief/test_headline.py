"""Headlines: out of titles, and as authors type them."""

from __future__ import annotations

import pytest

from studio.brief import write_brief
from studio.brief.headline import HEADLINE_LIMIT, cut_at_word, punchy, split_title, wished_headline
from studio.errors import InvalidRequest
from studio.values import VideoWords, Wishes


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Серия 3. Почему космонавты не плачут?", "Почему космонавты не плачут?"),
        ("Почему космонавты не плачут? | Наука за 5 минут", "Почему космонавты не плачут?"),
        ("Собираем ПК мечты (официальное видео) #12", "Собираем ПК мечты"),
        ("Дом на холме (серия 4) | Сериал", "Дом на холме"),
        ("Ремонт (часть первая)", "Ремонт (часть первая)"),
        ("Обзор «Нивы» | Гараж", "Обзор «Нивы»"),
        ("Big Buck Bunny: a giant rabbit with a heart", "Big Buck Bunny"),
        ("How I built a boat - Episode 4 [4K]", "How I built a boat"),
        ("Влог | Как мы доехали до Байкала зимой", "Как мы доехали до Байкала зимой"),
        ("«Мастер и Маргарита» за 10 минут", "«Мастер и Маргарита» за 10 минут"),
        ("Выпуск 12 — Кофе: тёмная сторона", "Кофе: тёмная сторона"),
        ("iPhone против зимы", "iPhone против зимы"),
        ("10 правил хорошего кадра", "10 правил хорошего кадра"),
    ],
)
def test_a_title_becomes_its_strongest_phrase(title: str, headline: str) -> None:
    assert punchy(title) == headline


def test_nothing_is_invented() -> None:
    title = "Выпуск 7: Готовим борщ, пампушки и сало в печи — рецепт от бабушки | Кухня"

    for word in punchy(title).rstrip("…").split():
        assert word.strip("«»,.") in title


@pytest.mark.parametrize(
    ("title", "episode"),
    [("Серия 3. Дом", "Серия 3"), ("Дом, s02e05", "s02e05"), ("Дом #12", "#12"), ("Дом 2000 года", "")],
)
def test_the_episode_is_set_apart(title: str, episode: str) -> None:
    assert split_title(title)[1] == episode


def test_a_headline_of_500_letters_is_cut_at_a_word_with_notice() -> None:
    text = "слово " * 83

    headline, notices = wished_headline(text)

    assert len(headline) <= HEADLINE_LIMIT
    assert headline.endswith("слово…")
    assert notices == ["headline_cut"]


def test_one_giant_word_is_cut_inside() -> None:
    assert len(cut_at_word("й" * 300, 90)) == 90


def test_emoji_go_with_notice_and_words_stay() -> None:
    headline, notices = wished_headline("Огонь 🔥🔥 рецепт 👨‍👩‍👧")

    assert headline == "Огонь рецепт"
    assert notices == ["emoji_dropped"]


def test_letters_no_typeface_has_go_with_notice() -> None:
    headline, notices = wished_headline("Токио 東京 ночью")

    assert headline == "Токио ночью"
    assert notices == ["letters_dropped"]


@pytest.mark.parametrize("text", ["🔥🔥🔥", "東京都", "!!! 🎉", "\u202e\u200f🔥"])
def test_nothing_to_draw_is_refused(text: str) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        wished_headline(text)

    assert refusal.value.code == "headline_undrawable"


def test_hebrew_and_arabic_can_be_drawn() -> None:
    assert wished_headline("שלום עולם") == ("שלום עולם", [])
    assert wished_headline("مرحبا بالعالم") == ("مرحبا بالعالم", [])


def test_only_spaces_mean_decide_for_me() -> None:
    brief = write_brief("cover", Wishes(headline="  \n\t "), [VideoWords(title="Как поймать луну")], [], "ru")

    assert brief.headline == "Как поймать луну"


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("bunny-480p-30s", "Bunny"),
        ("my_trip.to.moscow.1080p", "My trip to moscow"),
        ("Санкт-Петербург", "Санкт-Петербург"),
        ("С-300", "С-300"),
        ("1080p", "1080p"),
    ],
)
def test_a_file_name_is_said_as_words_and_a_hyphened_name_is_left(title: str, headline: str) -> None:
    assert punchy(title) == headline


def test_no_leading_word_dangles_after_a_cut() -> None:
    told = "How we drove an old bus to the end of the world and came back with a ginger cat"
    assert cut_at_word(told, 70) == "How we drove an old bus to the end of the world and came back…"
