"""Subtitle tracks inside videos."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest

from studio.errors import Cancelled, UnusableVideo
from studio.sample import render_clip
from studio.words.embedded import read_embedded
from tests.studio.words.films import with_track

LINES = [(0.5, 1.5, r"Привет, {\i1}Байкал{\i0}"), (2.0, 3.0, "Горы")]


@pytest.mark.parametrize(
    ("codec", "container"), [("mov_text", "mp4"), ("srt", "mkv"), ("ass", "mkv"), ("webvtt", "mkv")]
)
def test_a_track_is_read_whatever_its_kind(tmp_path: Path, codec: str, container: str) -> None:
    found = read_embedded(with_track(tmp_path / f"film.{container}", codec, LINES))
    assert found is not None
    assert (found.source, found.language) == ("embedded", "ru")
    assert [(line.start_s, line.end_s, line.text) for line in found.lines] == [
        (0.5, 1.5, "Привет, Байкал"),
        (2.0, 3.0, "Горы"),
    ]


def test_a_film_without_a_track_says_nothing(tmp_path: Path) -> None:
    assert read_embedded(render_clip(tmp_path / "clip.mp4", width=320, height=180, seconds=1)) is None


def test_a_track_of_sounds_only_says_nothing(tmp_path: Path) -> None:
    assert read_embedded(with_track(tmp_path / "film.mkv", "srt", [(0.5, 1.5, "[ветер]")])) is None


def test_it_stops_when_it_is_asked_to(tmp_path: Path) -> None:
    def stop() -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        read_embedded(with_track(tmp_path / "film.mkv", "srt", LINES), check=stop)


@pytest.mark.parametrize("damage", range(8))
def test_a_damaged_file_gives_some_lines_none_or_a_refusal(tmp_path: Path, damage: int) -> None:
    path = with_track(tmp_path / "film.mkv", "ass", LINES)
    data = bytearray(path.read_bytes())
    for at in range(600 + damage * 37, len(data), 700 + damage * 300):
        data[at] ^= 0xFF
    path.write_bytes(data)
    with suppress(UnusableVideo):
        found = read_embedded(path)
        assert found is None or all(line.text for line in found.lines)
