"""Digests and words for tests of briefs."""

from __future__ import annotations

from collections.abc import Sequence

from studio.values import (
    Box,
    Digest,
    Face,
    Probe,
    Reason,
    Shot,
    Still,
    Swatch,
    TimedLine,
    Transcript,
    VideoWords,
)

PROBE = Probe(container="mp4", bytes=1, duration_s=100.0, width_px=1280, height_px=720, video_codec="h264")


def face(size: float = 0.4, *, smile: float | None = None) -> Face:
    """A face that is `size` of the picture's width and height."""
    box = Box(x=0.3, y=0.2, width=size, height=size)
    return Face(box=box, score=0.95, sharpness=0.8, frontal=0.9, smile=smile)


def still(rank: int, *faces: Face, at_s: float = 0.0, reasons: Sequence[Reason] = ()) -> Still:
    return Still(
        rank=rank, at_s=at_s or 10.0 * rank + 1, shot=0, file=f"still-{rank:02d}.jpg",
        thumb=f"thumb-{rank:02d}.webp", width_px=1280, height_px=720, score=1 - rank / 10, faces=faces,
        reasons=tuple(reasons),
    )  # fmt: skip


def digest(*stills: Still, palette: Sequence[tuple[str, float]] = ()) -> Digest:
    return Digest(
        source="test", probe=PROBE, shots=(Shot(index=0, start_s=0, end_s=100, opens_with="start"),),
        stills=stills, palette=tuple(Swatch(hex=colour, share=share) for colour, share in palette),
    )  # fmt: skip


def video(
    title: str = "", *said: tuple[float, str], description: str = "", tags: Sequence[str] = ()
) -> VideoWords:
    """The words of a video; `said` are (second, line) of its subtitles."""
    lines = tuple(TimedLine(start_s=at_s, end_s=at_s + 2, text=text) for at_s, text in said)
    transcript = Transcript(source="uploaded", lines=lines) if lines else None
    return VideoWords(title=title, description=description, tags=tuple(tags), transcript=transcript)
