"""The rule-based writer: kicker, keywords, mood and style."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from studio.brief import write_brief
from studio.brief.rules import wished_colour, wished_style
from studio.values import Brand, Brief, BriefField, Caption, Mood, StillPick, StyleName, VideoWords, Wishes
from tests.studio.brief.films import digest, face, still, video

ROOT = Path(__file__).parents[3]
BRIEF_FIELDS = get_args(BriefField)


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

    assert keywords == ("большой телескоп", "школа")


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


def test_every_field_says_whose_words_it_holds() -> None:
    words = video("Серия 3. Почему космонавты не плачут?", tags=("космос",))
    seen = digest(still(0, face(0.5, smile=0.9), at_s=41.0), palette=[("#102a80", 0.6), ("#e08020", 0.4)])
    brief = write_brief("cover", Wishes(text="мрачно"), [words], [seen], "ru")

    assert brief.sources["headline"][0].kind == brief.sources["kicker"][0].kind == "title"
    assert [source.kind for source in brief.sources["mood"]] == ["wishes"]
    assert [source.kind for source in brief.sources["palette"]] == ["colours"]
    assert brief.subject == "close-up portrait of a smiling person"
    assert (brief.sources["subject"][0].kind, brief.sources["subject"][0].at_s) == ("frame", 41.0)
    assert {source.kind for source in brief.sources["prompt"]} >= {"frame", "title", "colours", "rule"}
    assert brief.still == StillPick(rank=0, at_s=41.0)
    filled = {name for name in BRIEF_FIELDS if getattr(brief, name) not in (None, "", ())}
    assert filled <= set(brief.sources)


def test_the_prompt_is_english_and_what_it_cannot_say_is_left_out_and_told() -> None:
    brief = write_brief("cover", Wishes(), [video("Готовим пампушки к борщу")], [], "ru")

    assert brief.prompt.isascii()
    assert "borscht" in brief.prompt
    assert "prompt_words_left_out" in brief.notices
    assert "prompt_words_left_out" not in write("Кошка и море").notices


def test_a_wish_goes_into_the_prompt_in_english() -> None:
    assert write("Дом", "a red boat at sea").prompt.startswith("a red boat at sea")
    assert write("Дом", "красная лодка").prompt.startswith("red boat")


def test_a_caption_of_the_chosen_frame_is_its_subject() -> None:
    seen = digest(still(0, at_s=41.0), still(1, at_s=80.0))
    captions = (
        Caption(at_s=80.0, text="a cat", by="blip"),
        Caption(at_s=41.2, text="a boat on a lake", by="blip"),
    )
    words = VideoWords(title="Озеро", captions=captions)
    brief = write_brief("cover", Wishes(), [words], [seen], "ru")

    assert (brief.subject, brief.sources["subject"][0].kind) == ("a boat on a lake", "caption")
    assert brief.prompt.startswith("a boat on a lake, ")


def test_what_no_frame_tells_is_not_known() -> None:
    brief = write_brief("cover", Wishes(), [video("Озеро")], [digest(still(0))], "ru")

    assert brief.subject == ""
    assert "subject" not in brief.sources


@pytest.mark.parametrize(("face_wish", "rank"), [(None, 0), (True, 1), (False, 0)])
def test_the_still_fits_the_wish_for_a_face(face_wish: bool | None, rank: int) -> None:
    seen = digest(still(0), still(1, face()))
    brief = write_brief("cover", Wishes(face=face_wish), [video("Дом")], [seen], "ru")

    assert brief.still is not None
    assert brief.still.rank == rank


def test_an_avatar_wants_a_face_and_takes_what_there_is() -> None:
    with_face = write_brief("avatar", Wishes(), [video("Дом")], [digest(still(0), still(1, face()))], "ru")
    without = write_brief("avatar", Wishes(), [video("Дом")], [digest(still(0))], "ru")

    assert with_face.still is not None
    assert with_face.still.rank == 1
    assert without.still is not None
    assert without.still.rank == 0


def test_no_faces_wanted_means_none_painted() -> None:
    assert "people, faces" in write("Дом", face=False).negative


def test_a_brand_gives_its_colours_and_mood_unless_the_wish_says_otherwise() -> None:
    brand = Brand(palette=("#ff0000", "#ffffff"), mood="calm")
    kept = write_brief("cover", Wishes(), [video("Ужасы дома")], [], "ru", brand=brand)
    wished = write_brief("cover", Wishes(text="мрачно"), [video("Дом")], [], "ru", brand=brand)

    assert [swatch.hex for swatch in kept.palette] == ["#ff0000", "#ffffff"]
    assert (kept.mood, kept.sources["mood"][0].kind) == ("calm", "brand")
    assert wished.mood == "dark"


def test_a_stored_brief_of_the_first_kind_is_still_read() -> None:
    old = {"schema_version": 1, "kind": "cover", "headline": "Дом", "mood": "bold", "styles": ["natural"]}

    assert Brief.model_validate(old).headlines == ()


def test_rules_are_loaded_without_anything_heavy() -> None:
    script = (
        "import sys, studio.brief, json;"
        "print(json.dumps([name for name in ('cv2', 'av', 'torch', 'transformers', 'mediapipe', 'httpx') "
        "if name in sys.modules]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert json.loads(done.stdout) == []
