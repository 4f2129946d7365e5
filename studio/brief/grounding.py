"""Whether a language model's words stand on what there is, and on what exactly."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from studio.brief.options import sentences
from studio.values import Brief, VideoWords, WordSource
from studio.words.language import root_of, roots_in, words_of
from studio.words.orders import about_the_video, asks_for_something, gives_orders

_NUMBER = re.compile(r"\d+")
# Code, markup and addresses have no place in a prompt.
_MARKUP = re.compile(r"[<>{}\[\]\\`|]|https?:|www\.|\S+@\S+")
LATIN_SHARE = 0.9
FEWEST_WORDS = 2


class Ground:
    """The words of the videos, ready to be compared with by their roots."""

    def __init__(self, words: Sequence[VideoWords]) -> None:
        self._words = [about_the_video(entry) for entry in words]
        self._title = [set(roots_in(_written(entry)[0][1])) for entry in self._words]
        self._written = [
            (WordSource(kind=kind, video=video), set(roots_in(text)), set(_NUMBER.findall(text)))
            for video, entry in enumerate(self._words)
            for kind, text in _written(entry)
        ]

    @property
    def roots(self) -> set[str]:
        """The roots of what the videos are called, tagged with, and seen to show."""
        seen = (set(roots_in(caption.text)) for entry in self._words for caption in entry.captions)
        tagged = (set(roots_in(" ".join(entry.tags))) for entry in self._words)
        return set().union(*self._title, *tagged, *seen)

    def source_of(self, text: str) -> WordSource | None:
        """Whose words a headline is made of; None where it isn't made of what there is, or gives orders.

        Title, description and tags may be said in other forms and another order, and mixed (`model`); what is
        said in the film only word for word.
        """
        roots, numbers = set(roots_in(text)), set(_NUMBER.findall(text))
        if not roots or asks_for_something(text):
            return None
        if source := self._word_for_word(text):
            return source
        for source, known, known_numbers in self._written:
            if roots <= known and numbers <= known_numbers:
                return source
        all_roots: set[str] = set().union(*(known for _, known, _ in self._written))
        all_numbers: set[str] = set().union(*(known for _, _, known in self._written))
        if roots <= all_roots and numbers <= all_numbers:
            return WordSource(kind="model")
        return None

    def is_about_the_title(self, text: str) -> bool:
        """Whether a headline shares a word with a title, where there is a title that says something."""
        titles = [title for title in self._title if title]
        return not titles or any(set(roots_in(text)) & title for title in titles)

    def _word_for_word(self, text: str) -> WordSource | None:
        wanted = _bare(text)
        for video, entry in enumerate(self._words):
            for kind, written in _written(entry):
                if f" {wanted} " in f" {_bare(written)} ":
                    return WordSource(kind=kind, video=video)
        for video, entry in enumerate(self._words):
            if entry.transcript is None:
                continue
            track: Literal["speech", "subtitles"] = (
                "speech" if entry.transcript.source == "speech" else "subtitles"
            )
            for quote in sentences(entry.transcript):
                # An order is none the less one for being quoted in part.
                if f" {wanted} " in f" {_bare(quote.text)} " and not asks_for_something(quote.text):
                    return WordSource(kind=track, video=video, at_s=quote.at_s)
        return None


def is_prompt(text: str, ground: Ground | None, plain: Brief) -> bool:
    """Whether a text could be told a painter: English words, no code, and about what the videos are about.

    It must share a word with the rules' prompt, the brief's subject, a title, a tag or a caption; `ground`
    None leaves that out. What is only said in the film, or described, does not count: others put it there.
    """
    words = words_of(text)
    if len(words) < FEWEST_WORDS or _MARKUP.search(text) or asks_for_something(text):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    if sum(letter.isascii() for letter in letters) < LATIN_SHARE * len(letters):
        return False
    if ground is None:
        return True
    known = set(roots_in(f"{plain.prompt} {plain.subject}")) | ground.roots
    return any(root_of(word) in known for word in words if len(word) > 2)


def _written(entry: VideoWords) -> list[tuple[Literal["title", "description", "tags"], str]]:
    # A title that gives orders is shown as it is, and nothing else is made of it.
    title = "" if gives_orders(entry.title) else entry.title
    return [("title", title), ("description", entry.description), ("tags", " ".join(entry.tags))]


def _bare(text: str) -> str:
    return " ".join(word.lower().replace("ё", "е") for word in words_of(text))
