"""Clips with subtitle tracks, made with PyAV alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import av
from av.subtitles.codeccontext import SubtitleCodecContext
from av.subtitles.subtitle import SubtitleSet

from studio.sample import render_clip

_HEADER = (
    b"[Script Info]\nScriptType: v4.00+\n\n[V4+ Styles]\nFormat: Name, Fontname, Fontsize\n"
    b"Style: Default,Arial,20\n\n[Events]\n"
    b"Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n"
)
MILLISECOND = Fraction(1, 1000)


@cache
def _clip() -> Path:
    return render_clip(Path(mkdtemp()) / "clip.mp4", width=320, height=180, seconds=4, sound=False)


def with_track(path: Path, codec: str, lines: Sequence[tuple[float, float, str]]) -> Path:
    """Four seconds of film with a subtitle track of `codec`: (start_s, end_s, text) of each line."""
    with av.open(str(_clip())) as film, av.open(str(path), "w") as out:
        source = film.streams.video[0]
        video = out.add_stream_from_template(source)
        track = out.add_stream(codec)
        coder = track.codec_context
        assert isinstance(coder, SubtitleCodecContext)
        coder.subtitle_header = _HEADER
        coder.time_base = track.time_base = MILLISECOND
        for frames in [packet for packet in film.demux(source) if packet.dts is not None]:
            frames.stream = video
            out.mux(frames)
        for number, (start_s, end_s, text) in enumerate(lines):
            lasts = round((end_s - start_s) * 1000)
            event = SubtitleSet.create(
                f"{number},0,Default,,0,0,0,,{text}".encode(), 0, lasts, round(start_s * 1000)
            )
            packet = coder.encode_subtitle(event)
            packet.stream, packet.time_base = track, MILLISECOND
            packet.pts = packet.dts = round(start_s * 1000)
            packet.duration = lasts
            out.mux(packet)
    return path
