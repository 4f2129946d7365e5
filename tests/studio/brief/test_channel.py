"""What several videos have in common."""

from __future__ import annotations

from studio.brief import write_brief
from studio.brief.channel import channel_digest
from studio.values import Wishes
from tests.studio.brief.films import digest, video

BLUE, NEARLY_BLUE, RED, GREEN = "#2040a0", "#2444a4", "#c02020", "#20a040"
CATS = [
    video("Кошка и море", tags=("путешествие",)),
    video("Кошки на даче", (1.0, "кошка спит"), (5.0, "кошка ест")),
    video("Трактор", tags=("техника", "путешествие")),
]


def test_colours_that_come_back_go_before_those_of_one_video() -> None:
    found = channel_digest(
        [digest(palette=[(BLUE, 0.3), (RED, 0.7)]), digest(palette=[(NEARLY_BLUE, 0.4), (GREEN, 0.6)])]
    )
    assert [colour.hex for colour in found.colours] == [NEARLY_BLUE, RED, GREEN]
    assert found.colours[0].videos == (0, 1)
    assert found.colours[0].share == 0.35


def test_topics_are_what_two_videos_share() -> None:
    found = channel_digest([], CATS)
    topics = {topic.text: topic.videos for topic in found.topics}
    assert topics == {"кошка": (0, 1), "путешествие": (0, 2)}
    assert found.topics[0].source.kind == "title"


def test_a_single_video_shares_nothing() -> None:
    assert channel_digest([], CATS[:1]).topics == ()
    assert channel_digest([]).videos == 0


def test_a_banner_is_about_what_comes_back() -> None:
    seen = [digest(palette=[(BLUE, 0.3), (RED, 0.7)]), digest(palette=[(BLUE, 0.4)]), digest()]
    brief = write_brief("banner", Wishes(), CATS, seen, "ru")
    assert brief.keywords[:2] == ("кошка", "путешествие")
    assert brief.palette[0].hex == BLUE
    assert "cat" in brief.prompt
