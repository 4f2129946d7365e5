"""Subtitle files: what is read out of them, and what is said of those that can't be read."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.values import TimedLine
from studio.words.subtitles import (
    BYTES_LIMIT,
    LATEST_S,
    LINES_LIMIT,
    TEXT_LIMIT,
    UnusableSubtitles,
    plain,
    read_subtitles,
)

SRT = """1
00:00:01,000 --> 00:00:03,000
<i>Привет</i>, Том &amp; Джерри!

2
00:00:04,000 --> 00:00:06,500
[музыка]

3
00:01:12,000 --> 00:01:15,000
- ВЕДУЩИЙ: Мы едем
на Байкал
"""
VTT = """WEBVTT - a film

NOTE nobody says this

00:01.000 --> 00:03.000 align:start position:0%
<v Anna>The <c.yellow>mountain</c> is high

NOTE
nor this

the last one
01:00:12.000 --> 01:00:15.000
and cold
"""
ASS = r"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize
Style: Default,Arial,20

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:05.00,0:00:06.00,Default,,0,0,0,,second, with a comma
Dialogue: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,{\an8\b1}first\Nline
Comment: 0,0:00:01.00,0:00:02.00,Default,,0,0,0,,a note to the translator
Dialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\p1}m 0 0 l 100 100{\p0}
"""


def said(data: bytes) -> list[tuple[float, float, str]]:
    return [(line.start_s, line.end_s, line.text) for line in read_subtitles(data).lines]


def test_subrip_gives_plain_timed_lines() -> None:
    assert said(SRT.encode()) == [(1, 3, "Привет, Том & Джерри!"), (72, 75, "Мы едем на Байкал")]


def test_webvtt_leaves_notes_voices_and_settings_out() -> None:
    assert said(VTT.encode()) == [(1, 3, "The mountain is high"), (3612, 3615, "and cold")]


def test_ass_leaves_comments_and_drawings_out_and_goes_by_time() -> None:
    assert said(ASS.encode()) == [(1, 2, "first line"), (5, 6, "second, with a comma")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be-with-mark", "cp1251"])
def test_the_encodings_that_editors_write(encoding: str) -> None:
    if encoding == "utf-16-be-with-mark":
        data = b"\xfe\xff" + SRT.encode("utf-16-be")
    else:
        data = SRT.encode(encoding)
    assert said(data)[1][2] == "Мы едем на Байкал"


def test_french_in_the_old_encoding_keeps_its_letters() -> None:
    data = "1\n00:00:01,000 --> 00:00:02,000\nDéjà vu, été à l'île\n".encode("cp1252")
    assert said(data)[0][2] == "Déjà vu, été à l'île"


def test_one_bad_byte_is_dropped_not_the_file() -> None:
    data = SRT.replace("Мы едем", "Мы \x00едем").encode().replace(b"\x00", b"\xff")
    assert said(data)[1][2] == "Мы едем на Байкал"


@pytest.mark.parametrize(("text", "language"), [(SRT, "ru"), (VTT * 3, "en")])
def test_the_language_is_told_where_it_can_be(text: str, language: str) -> None:
    assert read_subtitles(text.encode()).language == language


@pytest.mark.parametrize(
    "line", ["Привіт, як справи, друже? Їжак", "Guten Tag wie geht es dir mein Freund heute"]
)
def test_another_language_is_not_taken_for_one_of_ours(line: str) -> None:
    assert read_subtitles(f"1\n00:00:01,000 --> 00:00:02,000\n{line}\n".encode()).language is None


def test_captions_that_roll_on_are_said_once() -> None:
    rolling = (
        "WEBVTT\n\n00:01.000 --> 00:02.000\nwe drove to\n\n00:02.000 --> 00:03.000\nwe drove to\nthe lake\n\n"
        "00:03.000 --> 00:04.000\nthe lake\n\n00:04.000 --> 00:05.000\nthe lake\nat night\n"
    )
    assert [text for _, _, text in said(rolling.encode())] == ["we drove to", "the lake", "at night"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "subtitles_empty"),
        (b" \n\n\t", "subtitles_empty"),
        (b"1\n" * BYTES_LIMIT, "subtitles_too_large"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "subtitles_not_text"),
        (b"\x00\x00\x00 ftypisom" + b"\x00" * 90, "subtitles_not_text"),
        (b"\xff\xfe" + bytes(range(1, 32)) * 50, "subtitles_not_text"),
        ("Просто письмо бабушке".encode(), "subtitles_unknown_format"),
        (b'<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml"/>', "subtitles_unknown_format"),
        (b'{"segments": [{"start": 1, "end": 2, "text": "x"}]}', "subtitles_unknown_format"),
        (b"WEBVTT\n\n", "subtitles_without_words"),
        (b"1\n00:00:01,000 --> 00:00:02,000\n[music]\n", "subtitles_without_words"),
        (b"1\nyesterday --> tomorrow\nHello\n", "subtitles_without_words"),
        (b"[Script Info]\n[V4+ Styles]\n[Events]\nDialogue: x\n", "subtitles_without_words"),
        (b"[Script Info]\n[V4+ Styles]\nStyle: a,b,large\n[Events]\n", "subtitles_broken"),
        (
            b"[Script Info]\n[V4+ Styles]\n[Events]\nDialogue: 0,noon,0:00:02.00,x,,0,0,0,,a\n",
            "subtitles_broken",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_code(data: bytes, code: str) -> None:
    with pytest.raises(UnusableSubtitles) as refusal:
        read_subtitles(data)
    assert refusal.value.code == code
    assert str(refusal.value)


def test_stamps_beyond_any_film_and_endless_lines_are_bounded() -> None:
    cues = "".join(
        f"{n}\n00:00:01,{n % 1000:03d} --> 99:59:59,999\nword {n} {'x' * 2000}\n\n" for n in range(60)
    )
    lines = read_subtitles(cues.encode()).lines
    assert max(line.end_s for line in lines) <= LATEST_S
    assert max(len(line.text) for line in lines) <= TEXT_LIMIT
    late = b"1\n90:00:00,000 --> 91:00:00,000\nnobody\n"
    with pytest.raises(UnusableSubtitles):
        read_subtitles(late)


def test_no_more_lines_than_a_day_of_talk() -> None:
    cue = "1\n00:00:01,000 --> 00:00:02,000\n{}\n\n"
    data = "".join(cue.format(number) for number in range(LINES_LIMIT + 500)).encode()
    assert len(read_subtitles(data).lines) == LINES_LIMIT


@pytest.mark.parametrize(
    "nasty",
    [
        "1\n00:00:01,000 --> 00:00:02,000\n" + "<" * 200_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "{" * 200_000,
        "1\n00:00:01,000 --> 00:00:02,000\n" + "< i" * 60_000,
        "1\n00:00:01,000 --> 00:00:02,000\na" + "\n" * 200_000 + "b",
        "1\n00:00:01,000 --> 00:00:02,000\n" + "(" * 100_000 + ")",
        "1\n00:00:01,000 --> 00:00:02,000\n" + " 1" * 100_000,
        "WEBVTT\n\n" + "00:" * 200_000,
        "WEBVTT\n\n00:01.000 --> 00:02.000\n" + "♪" * 100_000,
        "[Script Info]\n[V4+ Styles]\n[Events]\nFormat: Layer, Start, End, Style, Text\n"
        "Dialogue: 0,0:00:01.00,0:00:02.00,x," + "{\\t(" * 60_000,
    ],
)
def test_no_file_keeps_the_reader_busy(nasty: str) -> None:
    began = time.monotonic()
    with suppress(UnusableSubtitles):
        read_subtitles(nasty.encode())
    assert time.monotonic() - began < 3


PIECES = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", "1", "00:00:01,000", " --> ", "-->", "00:00:02.000", "[Script Info]", "[Events]",
     "[V4+ Styles]", "Format: Layer, Start, End, Style, Text", "Dialogue: 0,0:00:01.00,0:00:02.00,x,",
     "{\\an8}", "{\\p1}", "Style: ", "<i>", "</", "&amp;", "&#0;", "&#x110000;", "ё", "♪", "[", "]", "NOTE",
     "STYLE", "-1:00", "Comment: ", ",", "99:99:99,999", "\ufeff", "\u2028", "\x85", "привет"]
)  # fmt: skip
FILES = st.one_of(
    st.binary(max_size=400), st.lists(PIECES, max_size=40).map(lambda some: "".join(some).encode())
)


@settings(max_examples=400, deadline=None)
@given(FILES)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with suppress(UnusableSubtitles):
        lines = read_subtitles(data).lines
        assert lines
        assert [line.start_s for line in lines] == sorted(line.start_s for line in lines)
        assert all(line.text and line.end_s >= line.start_s for line in lines)


@given(st.text(max_size=300))
def test_a_cleaned_line_is_clean_already(text: str) -> None:
    once = plain(text)
    assert all(letter.isprintable() for letter in once)
    assert TimedLine(start_s=0, end_s=0, text=once).text == once
