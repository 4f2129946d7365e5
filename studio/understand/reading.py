"""Reading a film's pictures once, from beginning to end, whatever is wrong with it.

Only reference frames are decoded (`skip_frame=NONREF`): they are the better coded half. Where a packet is
much larger than those before it something new comes into the picture, so there every frame is decoded and a
cut is placed on its own frame. Damage is passed over: from the last good frame to the next key frame nothing
is believed, and how much that was is counted.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import av

from studio.understand.container import OpenVideo, frame_too_large, too_long
from studio.understand.limits import Limits
from studio.understand.scout import MOST_BYTES, Scout

# A packet this many times larger than the largest of those just before it carries new scenery.
SPIKE, SPIKE_AMONG, SPIKE_AT_LEAST = 1.8, 10, 4
# B-frames that follow a frame in the file and precede it on the screen: encoders use up to four or so.
FRAMES_AROUND = 5
# Reference frames alone must give this many a second; else all are decoded. So are films this short.
LEAST_FRAMES_PER_S, SHORT_FILM_S, TRIED_S = 6.0, 4.0, 2.0
# A time that steps back by more than this is a new beginning (joined transport streams), not jitter.
NEW_BEGINNING_S = 0.5
# After damage, a stream without key frames (periodic intra refresh) is whole again after this long.
HEALED_AFTER_S = 6.0
# Errors of the demuxer in a row after which the rest of the file is given up.
MOST_ERRORS = 64


@dataclass(frozen=True)
class Seen:
    """A decoded frame, when it is shown, and whether all of it is there."""

    at_s: float
    frame: av.VideoFrame
    sound: bool


@dataclass
class Reader:
    """One reading of a film; `tick` is called for every packet and may raise to stop it.

    With a `scout`, groups of pictures in which nothing happens give their key frame only.
    """

    video: OpenVideo
    limits: Limits
    tick: Callable[[], None]
    scout: Scout | None = None
    lost: list[tuple[float, float]] = field(default_factory=list)
    broken: bool = False
    last_s: float = 0.0

    def __post_init__(self) -> None:
        rate = self.video.stream.average_rate or self.video.stream.guessed_rate
        self._step_s = 1 / float(rate) if rate else 0.04
        self._offset_s, self._count = 0.0, 0
        self._damaged_from: float | None = None
        self._trouble_s = 0.0
        self._sizes: deque[int] = deque(maxlen=SPIKE_AMONG)
        self._whole = self.video.duration_s < SHORT_FILM_S
        self._whole_for = 0
        self._unit_s = float(self.video.stream.time_base or 1)
        self._fed = False
        self._begin_pts: int | None = None

    @property
    def lost_s(self) -> float:
        """Seconds of film that could not be shown."""
        return sum(end - start for start, end in self.lost)

    def frames(self) -> Iterator[Seen]:
        """All frames that decode, in order. Raises UnusableVideo (frame_too_large, too_long)."""
        for frame in self._decoded():
            if frame.width * frame.height > self.limits.max_pixels:
                raise frame_too_large(frame.width, frame.height)
            at_s = self._time_of(frame)
            if at_s > self.limits.max_duration_s:
                raise too_long(at_s, self.limits)
            sound = self._judge(frame, at_s)
            self.last_s = at_s
            self._count += 1
            self._see_enough(at_s)
            yield Seen(at_s, frame, sound)
        if self._damaged_from is not None:
            self.lost.append((self._damaged_from, max(self.last_s + self._step_s, self._damaged_from)))

    def _time_of(self, frame: av.VideoFrame) -> float:
        """Seconds from the start; never steps back. Frames without a time follow at the stream's rate."""
        after_last = self.last_s + self._step_s if self._count else 0.0
        if frame.pts is None:
            # Which frames were left out can't be known then.
            self._whole = True
            return after_last
        stamped = frame.pts * self._unit_s - self.video.start_s + self._offset_s
        if self._count and stamped < self.last_s - NEW_BEGINNING_S:
            self._offset_s += after_last - stamped
            return after_last
        return max(stamped, self.last_s, 0.0)

    def _see_enough(self, at_s: float) -> None:
        if not self._whole and TRIED_S < at_s < 3 * TRIED_S and self._count / at_s < LEAST_FRAMES_PER_S:
            self._whole = True

    def _judge(self, frame: av.VideoFrame, at_s: float) -> bool:
        """Whether the frame is whole; keeps the account of what is lost."""
        if frame.is_corrupt:
            self._trouble()
            self._trouble_s = at_s
        if self._damaged_from is None:
            return True
        healed = frame.key_frame or at_s - self._trouble_s > HEALED_AFTER_S
        if frame.is_corrupt or not healed:
            return False
        self.lost.append((self._damaged_from, at_s))
        self._damaged_from = None
        return True

    def _trouble(self) -> None:
        self.broken = True
        if self._damaged_from is None:
            self._damaged_from = self.last_s + self._step_s if self._count else 0.0
            self._trouble_s = self.last_s

    def _decoded(self) -> Iterator[av.VideoFrame]:
        group: list[av.Packet] = []
        held = 0
        for packet in self._packets():
            if self.scout is None or held > MOST_BYTES:
                # Nobody to ask, or too much to hold until the answer is known.
                yield from self._feed([*group, packet])
                group, held = [], 0 if packet.is_keyframe else held
                continue
            if group and (packet.is_keyframe or not packet.size):
                yield from self._pass_over(group, packet)
                group, held = [], 0
            group.append(packet)
            held += packet.size
        yield from self._feed(group)

    def _pass_over(self, group: list[av.Packet], following: av.Packet) -> Iterator[av.VideoFrame]:
        """The key frame of a group in which nothing happens, all of another."""
        key = self.scout.calm(group, following) if self.scout is not None else None
        if key is None:
            yield from self._feed(group)
            return
        if self._fed:
            yield from self._drained()
        yield key

    def _feed(self, packets: list[av.Packet]) -> Iterator[av.VideoFrame]:
        for packet in packets:
            if not self._fed and packet.size:
                self._fed, self._begin_pts = True, packet.pts
            self._decide(packet)
            if packet.is_corrupt:
                self._trouble()
            try:
                frames = packet.decode()
            except (av.FFmpegError, MemoryError):
                self._trouble()
                continue
            yield from (frame for frame in frames if self._is_due(frame))

    def _drained(self) -> Iterator[av.VideoFrame]:
        """What the decoder still holds; then it is as new."""
        context = self.video.stream.codec_context
        try:
            frames = context.decode(None)
        except (av.FFmpegError, MemoryError):
            frames = []
        yield from (frame for frame in frames if self._is_due(frame))
        context.flush_buffers()
        self._fed = False

    def _is_due(self, frame: av.VideoFrame) -> bool:
        """False for pictures that lean on a group that was passed over and come before its successor."""
        return self._begin_pts is None or frame.pts is None or frame.pts >= self._begin_pts or not self._count

    def _packets(self) -> Iterator[av.Packet]:
        errors = 0
        packets = self.video.container.demux(self.video.stream)
        while errors < MOST_ERRORS:
            self.tick()
            try:
                packet = next(packets)
            except StopIteration:
                return
            except (av.FFmpegError, OSError):
                self._trouble()
                errors += 1
                packets = self.video.container.demux(self.video.stream)
            else:
                errors = 0
                yield packet

    def _decide(self, packet: av.Packet) -> None:
        """Decode all frames around a key frame or a packet that stands out, reference frames elsewhere."""
        size = packet.size
        largest = max(self._sizes, default=0)
        if packet.is_keyframe or (len(self._sizes) >= SPIKE_AT_LEAST and size > SPIKE * largest):
            self._whole_for = FRAMES_AROUND
        if not packet.is_keyframe:
            self._sizes.append(size)
        whole = self._whole or self._whole_for > 0
        self._whole_for -= 1
        self.video.stream.codec_context.skip_frame = "DEFAULT" if whole else "NONREF"
