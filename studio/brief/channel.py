"""What several videos of a channel have in common: people and colours that come back, what they are about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from studio.paint.colour import oklch_of
from studio.values import Digest, Hex, Person, Swatch, Value, VideoWords, WordSource
from studio.words.keywords import Keyword, find_keywords
from studio.words.language import roots_in

if TYPE_CHECKING:
    # A brief is written where no OpenCV is.
    from studio.understand.likeness import FaceEmbedder

# Two colours nearer than this in OKLab are one to the eye across a channel's page.
SAME_COLOUR = 0.075
COLOURS_LIMIT = 8
TOPICS_LIMIT = 12
KEYWORDS_OF_EACH = 16


class ChannelColour(Value):
    """A colour and the videos (by their places) in which it comes back; `share` is over all of them."""

    hex: Hex
    share: float
    videos: tuple[int, ...]


class Topic(Value):
    """What several videos are about, and where that is said first."""

    text: str
    videos: tuple[int, ...]
    source: WordSource


class ChannelFace(Value):
    """A person of one video: which of its persons, and the best of its stills that shows them."""

    video: int
    person: int
    still: int | None


class ChannelPerson(Value):
    """Somebody who comes back: who that is in each video, and the mean share of the videos they are in."""

    faces: tuple[ChannelFace, ...]
    share: float


class ChannelDigest(Value):
    """What was understood of several videos together. What they do not share is not in it.

    Across videos only a model of faces knows people again: clothes and light change from one to the next.
    Where there is none `people_known` is False and nobody is said to come back; `leads` are the main persons
    of single videos, whoever they are.
    """

    schema_version: int = 2
    videos: int
    people_known: bool = False
    people: tuple[ChannelPerson, ...] = ()
    leads: tuple[ChannelFace, ...] = ()
    colours: tuple[ChannelColour, ...] = ()
    topics: tuple[Topic, ...] = ()

    @property
    def palette(self) -> tuple[Swatch, ...]:
        return tuple(Swatch(hex=colour.hex, share=colour.share) for colour in self.colours)


def channel_digest(
    digests: Sequence[Digest], words: Sequence[VideoWords] = (), *, embedder: FaceEmbedder | None = None
) -> ChannelDigest:
    """What the videos share, what most of them share first.

    `embedder` is the model that the videos' persons were told apart by, if one was.
    """
    known = embedder is not None and _all_told_by(digests, embedder.name)
    return ChannelDigest(
        videos=max(len(digests), len(words)),
        people_known=known,
        people=_people(digests, embedder) if embedder is not None and known else (),
        leads=tuple(
            _face(video, person)
            for video, digest in enumerate(digests)
            for person in digest.persons
            if person.id == digest.main_person
        ),
        colours=_colours([digest.palette for digest in digests]),
        topics=_topics(words),
    )


def _all_told_by(digests: Sequence[Digest], name: str) -> bool:
    persons = [person for digest in digests for person in digest.persons]
    return bool(persons) and all(person.told_by == name and person.likeness for person in persons)


def _people(digests: Sequence[Digest], embedder: FaceEmbedder) -> tuple[ChannelPerson, ...]:
    """Those who are in two videos at least, by how much they are in; of one video each is somebody else."""
    groups: list[list[tuple[int, Person]]] = []
    every = [(video, person) for video, digest in enumerate(digests) for person in digest.persons]
    for video, person in sorted(every, key=lambda pair: -pair[1].share):
        free = [group for group in groups if all(other != video for other, _ in group)]
        near = min(free, key=lambda group: _apart(group, person), default=None)
        if near is not None and _apart(near, person) < embedder.apart:
            near.append((video, person))
        else:
            groups.append([(video, person)])
    people = [
        ChannelPerson(
            faces=tuple(_face(video, person) for video, person in sorted(group, key=lambda pair: pair[0])),
            share=round(sum(person.share for _, person in group) / len(group), 4),
        )
        for group in groups
        if len(group) > 1
    ]
    return tuple(sorted(people, key=lambda one: (-len(one.faces), -one.share)))


def _apart(group: Sequence[tuple[int, Person]], person: Person) -> float:
    """The mean cosine distance of a person to a group's."""
    products = [sum(a * b for a, b in zip(one.likeness, person.likeness, strict=True)) for _, one in group]
    return 1 - sum(products) / len(products)


def _face(video: int, person: Person) -> ChannelFace:
    return ChannelFace(video=video, person=person.id, still=person.stills[0] if person.stills else None)


@dataclass
class _Group:
    """Colours that look the same: the one that takes most room stands for them."""

    lab: tuple[float, float, float]
    hex: Hex
    largest: float
    share: float = 0.0
    videos: set[int] = field(default_factory=set)


def _colours(palettes: Sequence[Sequence[Swatch]]) -> tuple[ChannelColour, ...]:
    groups: list[_Group] = []
    every = [(swatch, video) for video, palette in enumerate(palettes) for swatch in palette]
    for swatch, video in sorted(every, key=lambda pair: -pair[0].share):
        lab = _lab(swatch.hex)
        group = next((one for one in groups if math.dist(one.lab, lab) < SAME_COLOUR), None)
        if group is None:
            group = _Group(lab, swatch.hex, swatch.share)
            groups.append(group)
        group.share += swatch.share / len(palettes)
        group.videos.add(video)
    groups.sort(key=lambda group: (-len(group.videos), -group.share, group.hex))
    return tuple(
        ChannelColour(hex=group.hex, share=round(group.share, 4), videos=tuple(sorted(group.videos)))
        for group in groups[:COLOURS_LIMIT]
    )


def _lab(colour: Hex) -> tuple[float, float, float]:
    light, chroma, hue = oklch_of(colour)
    return light, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))


def _topics(words: Sequence[VideoWords]) -> tuple[Topic, ...]:
    """Keywords that two videos share at least; of one video alone nothing is common."""
    found: dict[frozenset[str], list[tuple[int, Keyword]]] = {}
    for video, entry in enumerate(words):
        for keyword in find_keywords([entry], KEYWORDS_OF_EACH):
            found.setdefault(frozenset(roots_in(keyword.text)), []).append((video, keyword))
    shared = [
        (len({video for video, _ in uses}), sum(keyword.score for _, keyword in uses), uses)
        for roots, uses in found.items()
        if roots
    ]
    shared = [entry for entry in shared if entry[0] > 1]
    shared.sort(key=lambda entry: (-entry[0], -entry[1], entry[2][0][1].text))
    return tuple(
        Topic(
            text=max(uses, key=lambda use: use[1].score)[1].text,
            videos=tuple(sorted({video for video, _ in uses})),
            source=uses[0][1].source.model_copy(update={"video": uses[0][0]}),
        )
        for _, _, uses in shared[:TOPICS_LIMIT]
    )
