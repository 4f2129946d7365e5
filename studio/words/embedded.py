"""Subtitle tracks inside a video: SubRip, ASS, WebVTT and mov_text, whatever the container.

Tracks that are pictures (DVD, Blu-ray) hold no text to read and are passed over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
from av.subtitles.stream import SubtitleStream

from studio.errors import UnusableVideo
from studio.understand.container import open_video
from studio.understand.limits import DEFAULT_LIMITS, Limits
from studio.values import TimedLine, Transcript
from studio.words.subtitles import LINES_LIMIT, cleaned, language_of_lines

# A track that names its language in the container's way (ISO 639-2) as we name it.
_LANGUAGES = {"rus": "ru", "ru": "ru", "eng": "en", "en": "en"}
TRACKS_LIMIT = 16
# FFmpeg hands every text track on as ASS: eight fields, then what is shown.
_ASS_FIELDS = 8


def read_embedded(
    path: Path, *, check: Callable[[], None] = lambda: None, limits: Limits = DEFAULT_LIMITS
) -> Transcript | None:
    """The subtitle track of a video that says most, Russian and English before others; None where none does.

    `check` is called as packets pass and may raise to stop. A damaged track gives what could be read of it.
    Raises UnusableVideo.
    """
    with open_video(path, limits) as video:
        streams = list(video.container.streams.subtitles)[:TRACKS_LIMIT]
        if not streams:
            return None
        lines: dict[int, list[TimedLine]] = {stream.index: [] for stream in streams}
        packets = video.container.demux(streams)
        while True:
            check()
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError, OSError):
                break
            try:
                _take(packet, lines[packet.stream.index], video.start_s)
            except (av.FFmpegError, UnicodeDecodeError, MemoryError):
                continue
        # While it is open: a stream of a closed container is memory that is somebody else's.
        tracks = [found for stream in streams if (found := _track(stream, lines[stream.index]))]
    return max(tracks, key=_worth) if tracks else None


def _take(packet: av.Packet, lines: list[TimedLine], from_s: float) -> None:
    if packet.pts is None or packet.time_base is None or len(lines) >= LINES_LIMIT:
        return
    start_s = float(packet.pts * packet.time_base) - from_s
    lasts_s = float((packet.duration or 0) * packet.time_base)
    for subtitle in packet.decode():
        rects = getattr(subtitle, "rects", [subtitle])
        for rect in rects:
            text = _text_of(rect)
            if text:
                lines.append(TimedLine(start_s=max(0.0, start_s), end_s=start_s + lasts_s, text=text))


def _text_of(rect: object) -> str:
    """What a text track shows; "" of a track of pictures."""
    ass = getattr(rect, "ass", b"")
    said = ass.decode("utf-8", errors="replace") if isinstance(ass, bytes) else str(ass)
    fields = said.split(",", _ASS_FIELDS)
    return fields[_ASS_FIELDS] if len(fields) > _ASS_FIELDS else ""


def _track(stream: SubtitleStream, lines: list[TimedLine]) -> Transcript | None:
    kept = cleaned(lines)
    if not kept:
        return None
    named = _LANGUAGES.get(str(stream.language or "").lower())
    return Transcript(source="embedded", lines=kept, language=language_of_lines(kept) or named)


def _worth(track: Transcript) -> tuple[bool, int]:
    return track.language is not None, sum(len(line.text) for line in track.lines)


__all__ = ["UnusableVideo", "read_embedded"]
