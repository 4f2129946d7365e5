"""A glance over the whole film before it is watched: a few key frames, far apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import av

from studio.understand.candidates import Kept
from studio.understand.container import OpenVideo
from studio.understand.develop import Bars
from studio.understand.frames import BarFinder, glimpse_of, quick_score

FRAMES = 16
# A film in which the key frames looked at are farther apart than this is jumped through, others are read.
JUMP_S = 12.0
# What the frames held after the glance may take together.
HELD_BYTES = 96 * 1024 * 1024


@dataclass
class Glance:
    """What a few key frames say of the film: the bars' inside, and those frames themselves."""

    bars: Bars | None = None
    kept: list[Kept] = field(default_factory=list)


def glance_over(video: OpenVideo, tick: Callable[[], None], *, keep: bool) -> Glance:
    """Decode some key frames from all over the film, and `keep` the whole ones or not."""
    finder, glance, held = BarFinder(), Glance(), 0
    size: tuple[int, int] | None = None
    for at_s, frame in _key_frames(video, tick):
        tick()
        seen = glimpse_of(frame, one_field=frame.interlaced_frame)
        if size is None or size == (frame.width, frame.height):
            size = (frame.width, frame.height)
            finder.add(seen.quick)
        kept = Kept(at_s, frame, seen.tiny, quick_score(seen.quick), sound=not frame.is_corrupt)
        if keep and kept.sound and held + kept.bytes <= HELD_BYTES:
            glance.kept.append(kept)
            held += kept.bytes
    inside = finder.inside()
    if inside is not None and size is not None:
        glance.bars = Bars(inside, *size)
    return glance


def _key_frames(video: OpenVideo, tick: Callable[[], None]) -> Iterator[tuple[float, av.VideoFrame]]:
    """(seconds, frame) of at most `FRAMES` key frames; their order spreads them from the first on."""
    video.stream.codec_context.skip_frame = "NONKEY"
    frames = _by_jumping(video, tick) if video.duration_s > FRAMES * JUMP_S else _by_reading(video, tick)
    unit_s = float(video.stream.time_base or 1)
    seen: set[int] = set()
    for frame in frames:
        # A frame drained from the decoder does not know its unit of time: the stream does.
        if frame.pts is None or frame.pts in seen:
            continue
        seen.add(frame.pts)
        yield max(0.0, frame.pts * unit_s - video.start_s), frame


def _by_jumping(video: OpenVideo, tick: Callable[[], None]) -> Iterator[av.VideoFrame]:
    unit_s = float(video.stream.time_base or 1)
    for number in range(FRAMES):
        at_s = video.start_s + video.duration_s * _spread(number)
        try:
            video.container.seek(round(at_s / unit_s), stream=video.stream)
            packet = next(one for one in _ticking(video, tick) if one.is_keyframe)
            yield from [*packet.decode(), *video.stream.codec_context.decode(None)][:1]
        except (av.FFmpegError, OSError, StopIteration, MemoryError):
            continue


def _by_reading(video: OpenVideo, tick: Callable[[], None]) -> Iterator[av.VideoFrame]:
    step_s, due_s = video.duration_s / FRAMES, 0.0
    try:
        for packet in _ticking(video, tick):
            stamp = packet.pts if packet.pts is not None else packet.dts
            at_s = float(stamp * packet.time_base) - video.start_s if stamp is not None else due_s
            if packet.size and (not packet.is_keyframe or at_s < due_s):
                continue
            due_s = at_s + step_s
            try:
                yield from packet.decode()
            except (av.FFmpegError, MemoryError):
                continue
    except (av.FFmpegError, OSError):
        return


def _ticking(video: OpenVideo, tick: Callable[[], None]) -> Iterator[av.Packet]:
    for packet in video.container.demux(video.stream):
        tick()
        yield packet


def _spread(number: int) -> float:
    """0.5, 0.25, 0.75, 0.125 …: van der Corput's sequence, evenly spread however far it is followed."""
    share, weight, rest = 0.0, 0.5, number + 1
    while rest:
        share += weight * (rest & 1)
        rest, weight = rest >> 1, weight / 2
    return share


__all__ = ["Glance", "glance_over"]
