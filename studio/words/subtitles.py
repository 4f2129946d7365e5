"""Subtitle files that people send: read by pysubs2, cleaned into plain timed lines, refused in one sentence.

SubRip, WebVTT, ASS and SSA are taken, whatever the file is called. What is only drawn, only a comment, or
only a sound ("[music]") is left out; captions that roll on and repeat themselves are joined.
"""

from __future__ import annotations

import html
import re
import unicodedata
import warnings
from collections.abc import Iterable

import pysubs2
from pysubs2.exceptions import Pysubs2Error

from studio.errors import StudioError
from studio.values import TimedLine, Transcript
from studio.words.language import language_of

BYTES_LIMIT = 4 * 1024 * 1024
LINES_LIMIT = 20_000
TEXT_LIMIT = 600
# pysubs2's patterns take the square of a line's length, and of a run of empty lines.
FILE_LINE_LIMIT = 1000
# No film that we watch is longer; later stamps are nonsense.
LATEST_S = 24 * 3600.0
FORMATS = {"srt": "SubRip", "vtt": "WebVTT", "ass": "ASS", "ssa": "SSA"}

_TAG = re.compile(r"<[^<>]{0,200}>")
_OVERRIDE = re.compile(r"\{[^{}]{0,400}\}")
# ASS: from here on numbers are drawn as a shape.
_DRAWING = re.compile(r"\\p[1-9]")
_PARAGRAPH = re.compile(r"\\N[ \t]*\\N")
_SPACES = re.compile(r"\s+")
# "[music]", "(applause)", "♪ la la ♪" say what is heard, not what is said.
_SOUND = re.compile(r"\[[^\[\]]{0,80}\]|\([^()]{0,40}\)|♪[^♪]{0,200}♪?|[♪♫]")
_DASH = re.compile(r"^[-–—]\s*")
_SPEAKER = re.compile(r"^(?:>>+\s*)?(?:[A-ZА-ЯЁ][A-ZА-ЯЁ .'-]{1,24}:\s+)?")
_LANGUAGE_SAMPLE = 20_000


class UnusableSubtitles(StudioError):
    """The file can't be used as subtitles.

    Codes: subtitles_empty, subtitles_too_large (param mb), subtitles_not_text, subtitles_unknown_format,
    subtitles_broken, subtitles_without_words.
    """

    code = "subtitles_broken"


def read_subtitles(data: bytes) -> Transcript:
    """The lines of a subtitle file in order, cleaned. Raises UnusableSubtitles."""
    if not data.strip():
        raise UnusableSubtitles("the subtitle file is empty", code="subtitles_empty")
    if len(data) > BYTES_LIMIT:
        mb = BYTES_LIMIT // 1024**2
        raise UnusableSubtitles(
            f"the subtitle file is larger than {mb} MB: is it a video?", code="subtitles_too_large", mb=mb
        )
    text = _decoded(data)
    lines = cleaned(
        TimedLine(start_s=event.start / 1000, end_s=event.end / 1000, text=event.text)
        for event in _events(text)
        if event.type == "Dialogue" and not _DRAWING.search(event.text)
    )
    if not lines:
        raise UnusableSubtitles(
            "there is not one spoken line in the subtitle file", code="subtitles_without_words"
        )
    return Transcript(source="uploaded", lines=lines, language=language_of_lines(lines))


def cleaned(lines: Iterable[TimedLine]) -> tuple[TimedLine, ...]:
    """Plain text in order of time: no markup, no sounds, no line twice; at most `LINES_LIMIT` of them."""
    kept: list[TimedLine] = []
    for line in sorted(lines, key=lambda one: (one.start_s, one.end_s)):
        if not 0 <= line.start_s <= LATEST_S:
            continue
        text = plain(line.text)
        if kept:
            text = _without_repetition(kept[-1], text)
        if not any(letter.isalnum() for letter in text):
            continue
        end_s = min(max(line.end_s, line.start_s), LATEST_S)
        kept.append(TimedLine(start_s=round(line.start_s, 3), end_s=round(end_s, 3), text=text[:TEXT_LIMIT]))
        if len(kept) >= LINES_LIMIT:
            break
    return tuple(kept)


def plain(text: str) -> str:
    """A line as it is said: markup, control characters, sounds and speakers' names left out."""
    text = text.replace("\\N", " ").replace("\\n", " ").replace("\\h", " ")
    text = html.unescape(_TAG.sub("", _OVERRIDE.sub("", text)))
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if letter.isspace() else letter for letter in text)
    text = "".join(
        letter for letter in text if unicodedata.category(letter) not in ("Cc", "Cf", "Co", "Cs", "Cn")
    )
    text = _SPACES.sub(" ", _SOUND.sub(" ", text)).strip()
    return _DASH.sub("", _SPEAKER.sub("", _DASH.sub("", text))).strip()


def language_of_lines(lines: Iterable[TimedLine]) -> str | None:
    """Russian, English or not known."""
    sample = ""
    for line in lines:
        sample += f"{line.text} "
        if len(sample) > _LANGUAGE_SAMPLE:
            break
    return language_of(sample)


def _decoded(data: bytes) -> str:
    """The text of a file in the encoding it seems to be in: Unicode by its marks, else Windows's."""
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _checked(data.decode(encoding, errors="replace"))
    if b"\0" in data:
        raise _not_text()
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    # A few bad bytes do not make a UTF-8 file one of another encoding.
    forgiving = data.decode("utf-8", errors="replace")
    if forgiving.count("�") < 0.01 * len(forgiving):
        return _checked(forgiving.replace("�", ""))
    cyrillic = data.decode("cp1251", errors="replace")
    letters = [letter for letter in cyrillic if letter.isalpha()]
    russian = sum("а" <= letter.lower() <= "я" or letter in "ёЁ" for letter in letters)
    if russian > 0.5 * max(1, len(letters)):
        return _checked(cyrillic)
    return _checked(data.decode("cp1252", errors="replace"))


def _checked(text: str) -> str:
    strange = sum(
        unicodedata.category(letter) in ("Cc", "Co", "Cn") and letter not in "\t\n\r" for letter in text
    )
    if strange > 0.02 * max(1, len(text)):
        raise _not_text()
    return text.replace("\0", "")


def _not_text() -> UnusableSubtitles:
    return UnusableSubtitles(
        "this is not a text file; send subtitles as SRT, VTT or ASS", code="subtitles_not_text"
    )


def _events(text: str) -> list[pysubs2.SSAEvent]:
    known = _format_of(text)
    if known is None:
        raise UnusableSubtitles(
            "these are not subtitles we can read; send SRT, VTT or ASS", code="subtitles_unknown_format"
        )
    try:
        # It warns of stamps beyond its own range, which we drop.
        with warnings.catch_warnings(action="ignore"):
            events = list(pysubs2.SSAFile.from_string(_bounded(text), format_=known, keep_html_tags=True))
    except (Pysubs2Error, ValueError, LookupError, OverflowError, AttributeError, TypeError) as error:
        # pysubs2 has no error of its own for a line that is not what its format says.
        raise UnusableSubtitles(
            f"the {FORMATS[known]} file is damaged; export it again", code="subtitles_broken", format=known
        ) from error
    if known == "vtt":
        # What follows an empty line is a note, or the next cue's name.
        for event in events:
            event.text = _PARAGRAPH.split(event.text, maxsplit=1)[0]
    return events


def _bounded(text: str) -> str:
    """The text with its lines cut at `FILE_LINE_LIMIT` letters and no two empty ones in a row."""
    lines: list[str] = []
    for line in text.splitlines():
        line = line[:FILE_LINE_LIMIT].rstrip()
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines) + "\n"


def _format_of(text: str) -> str | None:
    """By how the text begins, as pysubs2's own guess, but never one of the formats that we don't take."""
    head = text.lstrip("﻿ \t\r\n")[:400]
    if head.startswith("WEBVTT"):
        return "vtt"
    if "[Script Info]" in text or "[V4+ Styles]" in text or "[V4 Styles]" in text:
        return "ass" if "V4+" in text else "ssa"
    return "srt" if "-->" in text else None


def _without_repetition(before: TimedLine, text: str) -> str:
    """What `text` adds to the line before it: rolling captions say the last line again, and then one more."""
    if text == before.text or before.text.endswith(f" {text}"):
        return ""
    if text.startswith(f"{before.text} "):
        return text[len(before.text) + 1 :]
    return text
