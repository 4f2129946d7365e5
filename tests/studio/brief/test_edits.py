"""What a person changes in a brief, and what is kept of it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from studio.brief import write_brief
from studio.brief.edits import laid_over
from studio.values import Brief, BriefEdits, StillPick, Wishes, WordSource
from tests.studio.brief.films import digest, face, still, video


def write(edits: BriefEdits | None, headline: str = "") -> Brief:
    wishes = Wishes(headline=headline, brief=edits)
    return write_brief("cover", wishes, [video("Дом на холме")], [digest(still(0), still(1, face()))], "ru")


def test_every_edited_field_is_kept_as_it_was_typed_and_marked() -> None:
    edits = BriefEdits(
        headline="Мой дом", kicker="Часть 2", keywords=("дом", "река"), mood="dark", palette=("#102030",),
        wants_face="no", subject="a house", prompt="a house on a hill at night", negative="people",
        still=StillPick(rank=1, at_s=11.0),
    )  # fmt: skip
    brief = write(edits)
    assert (brief.headline, brief.kicker, brief.keywords) == ("Мой дом", "Часть 2", ("дом", "река"))
    assert (brief.mood, brief.wants_face, brief.subject) == ("dark", False, "a house")
    assert [swatch.hex for swatch in brief.palette] == ["#102030"]
    assert (brief.prompt, brief.negative) == ("a house on a hill at night", "people")
    assert brief.still is not None
    assert brief.still.rank == 1
    for name in ("headline", "kicker", "mood", "palette", "wants_face", "subject", "prompt", "still"):
        assert [source.kind for source in brief.sources[name]] == ["edit"], name
    assert brief.headlines[0].text == "Мой дом"
    assert brief.headlines[1].source.kind == "title"


def test_a_mood_of_ones_own_brings_its_styles() -> None:
    assert write(BriefEdits(mood="dark")).styles[0] == "cinematic"


def test_what_is_not_edited_stays_as_written() -> None:
    plain, edited = write(None), write(BriefEdits(mood="calm"))
    assert edited.model_dump(exclude={"mood", "styles", "sources"}) == plain.model_dump(
        exclude={"mood", "styles", "sources"}
    )
    assert plain.sources["prompt"] == edited.sources["prompt"]


def test_an_empty_text_empties_the_field() -> None:
    brief = write(BriefEdits(prompt="", kicker=""))
    assert (brief.prompt, brief.kicker) == ("", "")


def test_the_headline_typed_into_the_wishes_wins() -> None:
    assert write(BriefEdits(headline="Раньше"), headline="Теперь").headline == "Теперь"


def test_words_kept_of_an_earlier_writing_keep_their_sources() -> None:
    told = (WordSource(kind="subtitles", at_s=72.0),)
    brief = write(BriefEdits(headline="Дом пуст?", sources={"headline": told}))
    assert brief.sources["headline"] == told
    assert brief.headlines[0].source.at_s == 72.0


def test_later_edits_lie_over_earlier_ones() -> None:
    below = BriefEdits(mood="calm", prompt="old", sources={"prompt": (WordSource(kind="model"),)})
    both = laid_over(below, BriefEdits(prompt="new"))
    assert both == BriefEdits(mood="calm", prompt="new")
    assert laid_over(None, below) == laid_over(below, None) == below


@pytest.mark.parametrize(
    "wrong",
    [
        {"palette": ["red"]},
        {"palette": ["#12345g"]},
        {"mood": "angry"},
        {"prompt": "x" * 2001},
        {"face": "yes"},
    ],
)
def test_edits_are_closed(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        BriefEdits.model_validate(wrong)
