"""Watching a film once, from beginning to end, keeping a small picture of every frame and a few candidates.

Only reference frames are decoded (`skip_frame=NONREF`): they are the better coded ones and half the work, and
an encoder puts one at every cut. Each stretch of the film hands on its best frame as a JPEG, so that memory
does not grow with the film and nothing is decoded twice.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from studio.errors import UnusableVideo
from studio.progress import OnStep, Stage
from studio.understand.container import OpenVideo, frame_too_large, too_long
from studio.understand.faces import FaceFinder
from studio.understand.frames import BarFinder, luma_of, tiny_yuv, upright_rgb
from studio.understand.lettering import lettering_share
from studio.understand.limits import Limits
from studio.understand.look import LOOK_WIDTH, Look, Picture, look_at, sharpness_of
from studio.values import Box, Face

STRETCHES_PER_SECOND = 2.5
FEWEST_STRETCHES, MOST_STRETCHES = 12, 160
# A film cut faster than its stretches gets more candidates, up to this many.
MOST_CANDIDATES = 420
LOOK_EVERY_S = 0.07
# Two candidates of one stretch are at least this far apart.
APART_S = 0.12

STILL_QUALITY = 92
TICK_S = 0.05
# A jump between neighbouring frames that surely begins something new (0..255, mean over the tiny picture).
NEW_SCENE_JUMP = 18.0
# Watching only reference frames must still give this many a second; else all are decoded.
LEAST_FRAMES_PER_S = 5.0
FIRST_LOOK_FRAMES = 24


@dataclass(frozen=True)
class Candidate:
    """A frame that may become a still: its full-size JPEG and what we measured."""

    at_s: float
    file: Path
    width_px: int
    height_px: int
    look: Look
    faces: tuple[Face, ...]
    lettering: float
    tiny: Picture


@dataclass
class Watched:
    """What one pass over the film left: a tiny picture of each watched frame and the candidates."""

    times: list[float] = field(default_factory=list)
    tinies: list[Picture] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    broken: bool = False

    @property
    def last_s(self) -> float:
        return self.times[-1] if self.times else 0.0

    def frames(self) -> NDArray[np.uint8]:
        """(N, 18, 32, 3) uint8 YUV."""
        return np.stack(self.tinies)


class Ticker:
    """Calls `on_step` often enough to be stopped by it and seldom enough to cost nothing."""

    def __init__(self, on_step: OnStep, stage: Stage) -> None:
        self._on_step, self._stage = on_step, stage
        self._next = 0.0
        self._fraction = 0.0

    def __call__(self, fraction: float | None = None) -> None:
        """Say that work goes on, at `fraction` of this stage where known; never goes back."""
        if fraction is not None:
            self._fraction = max(self._fraction, min(1.0, fraction))
        now = time.monotonic()
        if now >= self._next:
            self._next = now + TICK_S
            self._on_step(self._stage, self._fraction)


def decoded(
    video: OpenVideo, limits: Limits, tick: Callable[[], None], on_broken: Callable[[], None]
) -> Iterator[tuple[float, av.VideoFrame]]:
    """(seconds from the start, frame) of all frames that decode, in order; damaged packets are passed over.

    Frames without a timestamp are taken to follow at the stream's rate. Raises UnusableVideo where a frame is
    too large or too late.
    """
    rate = video.stream.average_rate or video.stream.guessed_rate
    step_s = 1 / float(rate) if rate else 0.04
    at_s = -step_s
    for frame in _frames(video, tick, on_broken):
        if frame.width * frame.height > limits.max_pixels:
            raise frame_too_large(frame.width, frame.height)
        stamped = None if frame.time is None else float(frame.time) - video.start_s
        at_s = at_s + step_s if stamped is None or stamped < at_s else stamped
        if at_s > limits.max_duration_s:
            raise too_long(at_s, limits)
        yield max(0.0, at_s), frame


def _frames(
    video: OpenVideo, tick: Callable[[], None], on_broken: Callable[[], None]
) -> Iterator[av.VideoFrame]:
    packets = video.container.demux(video.stream)
    while True:
        tick()
        try:
            packet = next(packets)
        except StopIteration:
            return
        except (av.FFmpegError, OSError):
            on_broken()
            return
        try:
            frames = packet.decode()
        except (av.FFmpegError, MemoryError):
            on_broken()
            continue
        yield from frames


def first_look(video: OpenVideo, limits: Limits, tick: Ticker) -> Box | None:
    """A glance at keyframes spread over the film, for what is true of all of it: the black bars' inside."""
    video.stream.codec_context.skip_frame = "NONKEY"
    finder = BarFinder()
    if video.duration_s > FIRST_LOOK_FRAMES * 10:
        for number in range(FIRST_LOOK_FRAMES):
            at_s = video.start_s + video.duration_s * (number + 0.5) / FIRST_LOOK_FRAMES
            try:
                video.container.seek(round(at_s / float(video.stream.time_base or 1)), stream=video.stream)
            except av.FFmpegError:
                break
            for _, frame in decoded(video, limits, tick, lambda: None):
                finder.add(luma_of(frame))
                break
    else:
        for _, frame in decoded(video, limits, tick, lambda: None):
            finder.add(luma_of(frame))
    return finder.inside()


@dataclass(frozen=True)
class _Kept:
    """A frame held until its stretch of the film is over."""

    at_s: float
    frame: av.VideoFrame
    quick: float
    tiny: Picture


class _Stretch:
    """The best two frames so far of a short stretch, by sharpness and light."""

    def __init__(self, start_s: float) -> None:
        self.start_s = start_s
        self.best: _Kept | None = None
        self.second: _Kept | None = None

    def offer(self, kept: _Kept) -> None:
        if self.best is None or kept.quick > self.best.quick:
            if self.best is not None and abs(kept.at_s - self.best.at_s) >= APART_S:
                self.second = self.best
            self.best = kept
        elif abs(kept.at_s - self.best.at_s) >= APART_S and (
            self.second is None or kept.quick > self.second.quick
        ):
            self.second = kept


class Watcher:
    """One pass over a film; `folder` takes the candidates' files."""

    def __init__(self, video: OpenVideo, bars: Box | None, finder: FaceFinder, folder: Path, tick: Ticker):
        self._video, self._bars, self._finder, self._folder, self._tick = video, bars, finder, folder, tick
        self.watched = Watched()

    def watch(self, limits: Limits) -> Watched:
        """Decode to the end; raises UnusableVideo (decode_failed, truncated, too_long, frame_too_large)."""
        video, watched = self._video, self.watched
        duration_s = max(video.duration_s, 0.04)
        by_keyframes = duration_s > limits.full_watch_s
        video.stream.codec_context.skip_frame = "NONKEY" if by_keyframes else "NONREF"
        length = duration_s / min(MOST_STRETCHES, max(FEWEST_STRETCHES, duration_s * STRETCHES_PER_SECOND))
        stretch = _Stretch(0.0)
        looked_s = -1.0
        previous: Picture | None = None
        for at_s, frame in decoded(video, limits, self._tick, self._broken):
            self._tick(at_s / duration_s)
            tiny = tiny_yuv(frame)
            watched.times.append(at_s)
            watched.tinies.append(tiny)
            new_scene = previous is not None and jump(previous, tiny) > NEW_SCENE_JUMP
            previous = tiny
            if at_s - stretch.start_s >= length or (new_scene and len(watched.candidates) < MOST_CANDIDATES):
                self._close(stretch)
                stretch = _Stretch(at_s)
                looked_s = -1.0
            if at_s - looked_s >= LOOK_EVERY_S or stretch.best is None:
                looked_s = at_s
                stretch.offer(_Kept(at_s, frame, quick_score(luma_of(frame)), tiny))
            if not by_keyframes and len(watched.times) == 12 and 11 / max(at_s, 1e-3) < LEAST_FRAMES_PER_S:
                video.stream.codec_context.skip_frame = "DEFAULT"
        self._close(stretch)
        if not watched.times:
            raise UnusableVideo("not one picture of the video can be decoded", code="decode_failed")
        if watched.broken and video.duration_s and watched.last_s < 0.5 * video.duration_s:
            raise UnusableVideo("more than half of the film is damaged or missing", code="truncated")
        return watched

    def _broken(self) -> None:
        self.watched.broken = True

    def _close(self, stretch: _Stretch) -> None:
        """Turn the stretch's best frame into a candidate; where there are faces, the better face wins."""
        if stretch.best is None:
            return
        best = self._examine(stretch.best)
        if best[2] and stretch.second is not None:
            other = self._examine(stretch.second)
            if face_value(other[2]) > face_value(best[2]) + 0.04:
                best = other
        kept, picture, faces, look, lettering = best
        number = len(self.watched.candidates)
        file = self._folder / f"candidate-{number:04d}.jpg"
        self._tick()
        Image.fromarray(picture).save(file, quality=STILL_QUALITY)
        height, width = picture.shape[:2]
        self.watched.candidates.append(
            Candidate(kept.at_s, file, width, height, look, tuple(faces), lettering, kept.tiny)
        )

    def _examine(self, kept: _Kept) -> tuple[_Kept, Picture, list[Face], Look, float]:
        self._tick()
        picture = upright_rgb(kept.frame, self._video.stream, self._bars)
        small = shrunk(picture, LOOK_WIDTH)
        self._tick()
        faces = self._finder.find(picture)
        return kept, picture, faces, look_at(small), lettering_share(small)


def jump(one: Picture, other: Picture) -> float:
    """Mean absolute difference of two tiny pictures, 0..255."""
    return sum(cv2.mean(cv2.absdiff(one, other))[:3]) / 3


def quick_score(luma: Picture) -> float:
    """Enough to tell neighbouring frames apart: sharp and neither dark nor burnt out."""
    mean = cv2.mean(luma)[0]
    lit = min(1.0, max(0.05, (mean - 12) / 40), max(0.05, (250 - mean) / 40))
    return sharpness_of(luma) * lit


def face_value(faces: list[Face] | tuple[Face, ...]) -> float:
    """How much the best face is worth, 0..1: large, sharp, turned to us, eyes open, a smile a little."""
    return max((_worth(face) for face in faces), default=0.0)


def _worth(face: Face) -> float:
    size = min(1.0, face.box.area**0.5 / 0.36)
    eyes = 0.75 if face.eyes_open is None else face.eyes_open
    smile = 0.4 if face.smile is None else face.smile
    return (
        size
        * (0.35 + 0.65 * face.sharpness)
        * (0.35 + 0.65 * face.frontal)
        * (0.25 + 0.6 * eyes + 0.15 * smile)
    )


def shrunk(picture: Picture, width: int) -> Picture:
    """The picture at most `width` pixels wide."""
    if picture.shape[1] <= width:
        return picture
    height = max(1, round(picture.shape[0] * width / picture.shape[1]))
    return cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA)
