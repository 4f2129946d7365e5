"""What several videos of a channel have in common: colours that come back, and what they are about."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from studio.paint.colour import oklch_of
from studio.values import Digest, Hex, Swatch, Value, VideoWords, WordSource
from studio.words.keywords import Keyword, find_keywords
from studio.words.language import roots_in

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


class ChannelDigest(Value):
    """What was understood of several videos together. What they do not share is not in it."""

    schema_version: int = 1
    videos: int
    colours: tuple[ChannelColour, ...] = ()
    topics: tuple[Topic, ...] = ()

    @property
    def palette(self) -> tuple[Swatch, ...]:
        return tuple(Swatch(hex=colour.hex, share=colour.share) for colour in self.colours)


def channel_digest(digests: Sequence[Digest], words: Sequence[VideoWords] = ()) -> ChannelDigest:
    """What the videos share, what most of them share first."""
    return ChannelDigest(
        videos=max(len(digests), len(words)),
        colours=_colours([digest.palette for digest in digests]),
        topics=_topics(words),
    )


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
