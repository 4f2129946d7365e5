"""What several videos have in common."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.brief import write_brief
from studio.brief.channel import channel_digest
from studio.values import Digest, Face, Person, Wishes
from tests.studio.brief.films import digest, face, still, video

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


class Model:
    """A model of faces by name: what it told is in the digests."""

    name, apart = "model", 0.4

    def embed(self, picture: object, face: Face) -> NDArray[np.float32]:
        raise NotImplementedError


def film(*people: tuple[float, tuple[float, ...]], told_by: str = "model") -> Digest:
    """A digest of persons with these shares and vectors, the first of whom it is about."""
    persons = tuple(
        Person(
            id=n, share=share, seen=3, stills=(n,), at_s=1.0, face=face(), told_by=told_by, likeness=vector
        )
        for n, (share, vector) in enumerate(people)
    )
    return digest(still(0), still(1)).model_copy(update={"persons": persons, "main_person": 0})


ANNA, BORIS, VERA = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)
ANNA_LATER = (0.9, 0.3, 0.316)


def test_who_comes_back_is_known_where_a_model_knows_faces() -> None:
    found = channel_digest(
        [film((0.6, ANNA), (0.2, BORIS)), film((0.5, VERA), (0.4, ANNA_LATER))], embedder=Model()
    )

    assert found.people_known
    (anna,) = found.people
    assert [(one.video, one.person) for one in anna.faces] == [(0, 0), (1, 1)]
    assert anna.share == pytest.approx(0.5)


def test_two_of_one_video_are_never_one() -> None:
    found = channel_digest([film((0.6, ANNA), (0.2, ANNA_LATER)), film((0.5, ANNA))], embedder=Model())

    (anna,) = found.people
    assert [(one.video, one.person) for one in anna.faces] == [(0, 0), (1, 0)]


def test_by_looks_nobody_is_said_to_come_back_but_leads_are_told() -> None:
    found = channel_digest(
        [film((0.6, ()), told_by="looks"), film((0.5, ()), told_by="looks")], embedder=Model()
    )

    assert not found.people_known
    assert found.people == ()
    assert [(one.video, one.person, one.still) for one in found.leads] == [(0, 0, 0), (1, 0, 0)]
