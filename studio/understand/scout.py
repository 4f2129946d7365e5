"""Running ahead over the key frames, to find the groups of pictures in which nothing happens.

A group whose first picture and whose successor's first picture show the same scene, and none of whose
packets is large enough to bring another one, holds no transition: its key frame speaks for it and the rest
need not be decoded. Of somebody who talks to the camera, or of slides, that is most of a film.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import av
import numpy as np

from studio.understand.container import OpenVideo
from studio.understand.frames import Picture, glimpse_of
from studio.understand.steps import apart, kinship

# Containers whose index and times can be trusted to name the same key frames twice.
STEADY_CONTAINERS = frozenset(("mov", "matroska"))
# Films shorter than this are decoded in full: they have few groups, and every face in them counts.
LEAST_S = 120.0
# A group that may be passed over lasts this long, and holds at most so many bytes while it is judged.
SHORTEST_S, LONGEST_S = 0.8, 12.0
MOST_BYTES = 24 * 1024 * 1024
# Its ends show the same scene: their structure agrees this well and their levels (0..255) are this near.
SAME_SCENE, NEAR = 0.92, 12.0
# A packet that stands out of the group's larger ones brings a new picture (of a grainy film all are large),
# unless it is small beside the key frames.
NEW_PICTURE, STANDS_OUT, LARGER_ONES = 0.12, 2.2, 90


class Scout:
    """Decodes the key frames of a film on a reading of its own, in step with whoever reads all of it."""

    def __init__(self, video: OpenVideo, tick: Callable[[], None]) -> None:
        self._video, self._tick = video, tick
        video.stream.codec_context.skip_frame = "NONKEY"
        self._coming = self._key_frames()
        self._known: list[tuple[int, av.VideoFrame, Picture]] = []
        self._unit_s = float(video.stream.time_base or 1)

    def calm(self, group: Sequence[av.Packet], following: av.Packet) -> av.VideoFrame | None:
        """The key frame of `group` if nothing happens until `following` (the next key packet), else None."""
        first, last = group[0], following
        if first.pts is None or last.pts is None or not first.is_keyframe or not last.is_keyframe:
            return None
        if not SHORTEST_S <= (last.pts - first.pts) * self._unit_s <= LONGEST_S:
            return None
        if _brings_something(group, min(first.size, last.size)) or any(one.is_corrupt for one in group):
            return None
        here, there = self._at(first.pts), self._at(last.pts)
        if here is None or there is None or here[0].is_corrupt or there[0].is_corrupt:
            return None
        return here[0] if _same_scene(here[1], there[1]) else None

    def _at(self, pts: int) -> tuple[av.VideoFrame, Picture] | None:
        """The key frame with this time, None where there is none; earlier ones are forgotten."""
        while not self._known or self._known[-1][0] < pts:
            frame = next(self._coming, None)
            if frame is None:
                break
            if frame.pts is not None:
                tiny = glimpse_of(frame, one_field=frame.interlaced_frame).tiny
                self._known.append((frame.pts, frame, tiny))
        found = next((one for one in self._known if one[0] == pts), None)
        self._known = [one for one in self._known if one[0] >= pts]
        return found[1:] if found is not None else None

    def _key_frames(self) -> Iterator[av.VideoFrame]:
        try:
            for packet in self._video.container.demux(self._video.stream):
                self._tick()
                if packet.size and not packet.is_keyframe:
                    continue
                try:
                    yield from packet.decode()
                except (av.FFmpegError, MemoryError):
                    continue
        except (av.FFmpegError, OSError):
            return


def worth_scouting(video: OpenVideo) -> bool:
    """Whether the film is long enough and of a kind that key frames can be looked up in."""
    return video.duration_s >= LEAST_S and video.container.format.name.split(",")[0] in STEADY_CONTAINERS


def _brings_something(group: Sequence[av.Packet], key_size: int) -> bool:
    sizes = [packet.size for packet in group[1:]]
    if not sizes:
        return False
    largest = max(sizes)
    return largest > NEW_PICTURE * key_size and largest > STANDS_OUT * float(
        np.percentile(sizes, LARGER_ONES)
    )


def _same_scene(one: Picture, other: Picture) -> bool:
    if float(apart(one[None], other[None])[0]) > NEAR:
        return False
    luma = np.stack([one[..., 0], other[..., 0]]).astype(np.float32)
    if float(luma.std(axis=(1, 2)).max()) < 1.0:
        return True
    return bool(kinship(luma[:1], luma[1:])[0] > SAME_SCENE)
