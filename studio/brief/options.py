"""Headlines to choose from: the title's own phrases first, then what the video says about the same thing.

Nothing is made up: every option is cut out of one text, and says which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from studio.brief.headline import HEADLINE_LIMIT, PUNCHY_LIMIT, drawable, phrases_of, punchy, spoken
from studio.values import ArtworkKind, HeadlineOption, Transcript, VideoWords, WordSource
from studio.words.keywords import Keyword
from studio.words.language import WORD, language_of, roots_in
from studio.words.orders import asks_for_something
from studio.words.stopwords import STOP_WORDS

OPTIONS_LIMIT = 8
QUOTES_LIMIT = 3
SHORTEST_QUOTE, SHORTEST_PHRASE = 10, 5
WORDS_IN_QUOTE = 3
# Two lines of subtitles belong to one sentence where less than this lies between them.
SENTENCE_GAP_S = 1.5
SENTENCE_LIMIT = 200

_SENTENCE_END = re.compile(r"[.!?…]+[»”\")]*$")
_SENTENCE = re.compile(r"[^.!?…]+[.!?…]*[»”\")]*")


@dataclass(frozen=True)
class Quote:
    """A sentence that is said in a video, and when."""

    text: str
    at_s: float


def headline_options(
    kind: ArtworkKind, words: Sequence[VideoWords], keywords: Sequence[Keyword], language: str
) -> tuple[HeadlineOption, ...]:
    """Short headlines that are honest to the title, best first; empty where there is nothing to take from.

    Those in `language` go before others from the same place; what the title says stays before the rest.
    """
    if kind != "cover":
        return _distinct(_shared(words, keywords))
    if not words:
        return ()
    first = words[0]
    found = [
        *_from_title(first.title),
        *_from_description(first.description, first.title),
        *_quoted(first, keywords),
        *_from_keywords(keywords),
    ]
    order = {id(option): place for place, option in enumerate(found)}
    lead, rest = found[:1], found[1:]
    rest.sort(
        key=lambda option: (option.source.kind != "title", _strange(option.text, language), order[id(option)])
    )
    return _distinct([*lead, *rest])


def sentences(transcript: Transcript) -> Iterator[Quote]:
    """What is said, sentence by sentence; a transcript without full stops line by line."""
    if not any(_SENTENCE_END.search(line.text) for line in transcript.lines):
        yield from (Quote(line.text, line.start_s) for line in transcript.lines)
        return
    said, since_s, until_s = "", 0.0, 0.0
    for line in transcript.lines:
        if said and (line.start_s - until_s > SENTENCE_GAP_S or len(said) > SENTENCE_LIMIT):
            said = ""
        for part in _SENTENCE.findall(line.text):
            if not said:
                since_s = line.start_s
            said = f"{said} {part.strip()}".strip()
            if _SENTENCE_END.search(part):
                yield Quote(said, since_s)
                said = ""
        until_s = line.end_s


def _from_title(title: str) -> Iterator[HeadlineOption]:
    source = WordSource(kind="title")
    yield _option(punchy(title), source)
    phrases = [phrase for phrase in phrases_of(title) if len(phrase) >= SHORTEST_PHRASE]
    for phrase in phrases:
        if len(phrase) <= PUNCHY_LIMIT and len(phrase.split()) > 1:
            yield _option(phrase, source)
    whole = spoken(title).strip()
    if len(whole) <= HEADLINE_LIMIT:
        yield _option(whole, source)


def _from_description(description: str, title: str) -> Iterator[HeadlineOption]:
    """The description's first sentence, where it is short and about what the title is about."""
    first = _SENTENCE.search(description.strip().partition("\n")[0])
    text = first.group().strip().rstrip(".") if first else ""
    if SHORTEST_QUOTE <= len(text) <= PUNCHY_LIMIT and not asks_for_something(text) and _about(text, title):
        yield _option(text, WordSource(kind="description"))


def _quoted(words: VideoWords, keywords: Sequence[Keyword]) -> Iterator[HeadlineOption]:
    """Sentences of the film about what its title and keywords name, the most telling first."""
    if words.transcript is None:
        return
    kind = "speech" if words.transcript.source == "speech" else "subtitles"
    topics = set(roots_in(words.title)) | {root for one in keywords for root in roots_in(one.text)}
    ranked = sorted(
        (
            (quote, worth)
            for quote in sentences(words.transcript)
            if (worth := _worth(quote.text, topics)) > 0
        ),
        key=lambda pair: (-pair[1], pair[0].at_s),
    )
    for quote, _ in ranked[:QUOTES_LIMIT]:
        text = quote.text.strip(" ,;:—–-").rstrip(".")
        source = WordSource(kind=kind, at_s=quote.at_s)
        yield _option(text[:1].upper() + text[1:], source)


def _worth(text: str, topics: set[str]) -> float:
    """How good a headline a sentence would be: on the topic, short, and better a question than a remark."""
    telling = [word for word in WORD.findall(text) if word.lower() not in STOP_WORDS]
    calls = text.rstrip('»”"').endswith(("?", "!"))
    fits = SHORTEST_QUOTE <= len(text) <= PUNCHY_LIMIT and len(text.split()) >= WORDS_IN_QUOTE
    if not fits or asks_for_something(text) or len(telling) + calls < 2:
        return 0.0
    named = len(set(roots_in(text)) & topics)
    if not named:
        return 0.0
    return named + 0.7 * calls + 0.4 * bool(re.search(r"\d", text))


def _from_keywords(keywords: Sequence[Keyword]) -> Iterator[HeadlineOption]:
    """A phrase that the video comes back to: as short as a headline gets."""
    for keyword in keywords:
        if " " in keyword.text and len(keyword.text) <= PUNCHY_LIMIT and not asks_for_something(keyword.text):
            yield _option(keyword.text[:1].upper() + keyword.text[1:], keyword.source)


def _shared(words: Sequence[VideoWords], keywords: Sequence[Keyword]) -> Iterator[HeadlineOption]:
    """For a channel's picture: what several of its videos are tagged with or about."""
    if len(words) < 2:
        return
    tags: dict[str, list[int]] = {}
    for video, entry in enumerate(words):
        for tag in {tag.strip("# ").lower() for tag in entry.tags}:
            tags.setdefault(tag, []).append(video)
    for tag, videos in sorted(tags.items(), key=lambda item: (-len(item[1]), item[1], item[0])):
        if len(videos) > 1 and tag:
            yield _option(tag[:1].upper() + tag[1:], WordSource(kind="tags", video=videos[0]))
    for keyword in keywords:
        videos_about = [entry for entry in words if set(roots_in(keyword.text)) <= set(roots_in(entry.title))]
        if len(videos_about) > 1:
            yield _option(keyword.text[:1].upper() + keyword.text[1:], keyword.source)


def _about(text: str, title: str) -> bool:
    return bool(set(roots_in(text)) & set(roots_in(title)))


def _strange(text: str, language: str) -> bool:
    told = language_of(text)
    return told is not None and told != language[:2]


def _option(text: str, source: WordSource) -> HeadlineOption:
    return HeadlineOption(text=drawable(text)[0], source=source)


def _distinct(options: Iterable[HeadlineOption]) -> tuple[HeadlineOption, ...]:
    """Each headline once, those that differ in nothing but marks and small words counted as one."""
    kept: dict[tuple[str, ...], HeadlineOption] = {}
    for option in options:
        key = tuple(sorted(set(roots_in(option.text)))) or (option.text.lower(),)
        if option.text and key not in kept:
            kept[key] = option
    return tuple(kept.values())[:OPTIONS_LIMIT]
