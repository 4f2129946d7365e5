"""Cutting the scenes together and writing them as a film with sound."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Literal

import av
import cv2
import numpy as np
from av.video.reformatter import Colorspace
from numpy.typing import NDArray

from studio.sample.drawing import Picture
from studio.sample.scenes import AURORA, AUTUMN, DAWN, DUNES, Scene, landscape, sea
from studio.sample.worlds import BLUE_WORLD, RED_WORLD, camera_move, city, planet

AUDIO_RATE = 44_100
# ITU-T H.273: colour primaries, transfer and matrix 1, and FFmpeg's number for limited range.
BT709, LIMITED_RANGE = 1, 1
GRAIN_STRENGTH = 0.02


@dataclass(frozen=True)
class Cue:
    """One scene of a cutting list: how it opens, how long it lasts relative to the others, what it shows."""

    opens_with: Literal["start", "cut", "dissolve", "fade"]
    share: float
    build: Callable[[int, int], Scene]
    transition_s: float = 0.0


@dataclass(frozen=True)
class Transition:
    """What happens between two scenes, in seconds; a cut has no length, `start_s` is its first new frame."""

    kind: Literal["cut", "dissolve", "fade"]
    start_s: float
    end_s: float


NIGHT_SKY = ((0.0, (10, 10, 38)), (0.55, (62, 30, 92)), (1.0, (214, 92, 120)))
DUSK_SKY = ((0.0, (24, 44, 84)), (0.6, (112, 98, 140)), (1.0, (250, 170, 120)))

CUTTING_LISTS: tuple[tuple[Cue, ...], ...] = (
    (
        Cue("start", 3.4, lambda w, h: landscape(w, h, DAWN, 11)),
        Cue("cut", 3.6, lambda w, h: camera_move(w, h, "astronaut", (0.50, 0.24, 1.0), (0.46, 0.27, 0.86))),
        Cue(
            "dissolve",
            3.4,
            lambda w, h: camera_move(w, h, "rocket", (0.50, 0.62, 0.96), (0.50, 0.36, 0.88)),
            1.0,
        ),
        Cue("cut", 3.2, lambda w, h: planet(w, h, BLUE_WORLD, (120, 190, 255), 5)),
        Cue("cut", 3.0, lambda w, h: camera_move(w, h, "astronaut", (0.40, 0.22, 0.62), (0.44, 0.22, 0.72))),
        Cue("fade", 3.4, lambda w, h: sea(w, h, DAWN, 21), 1.0),
    ),
    (
        Cue("start", 3.4, lambda w, h: camera_move(w, h, "coffee", (0.50, 0.50, 1.0), (0.52, 0.50, 0.84))),
        Cue("cut", 3.3, lambda w, h: landscape(w, h, AUTUMN, 4)),
        Cue(
            "dissolve",
            3.4,
            lambda w, h: camera_move(w, h, "cat", (0.52, 0.42, 0.96), (0.50, 0.38, 0.80)),
            1.0,
        ),
        Cue("cut", 3.3, lambda w, h: sea(w, h, AUTUMN, 8)),
        Cue("fade", 3.3, lambda w, h: city(w, h, DUSK_SKY, (255, 176, 120), 3), 1.0),
        Cue("cut", 3.3, lambda w, h: camera_move(w, h, "cat", (0.46, 0.34, 0.62), (0.50, 0.36, 0.70))),
    ),
    (
        Cue("start", 3.3, lambda w, h: city(w, h, NIGHT_SKY, (255, 96, 150), 7)),
        Cue("cut", 3.4, lambda w, h: landscape(w, h, AURORA, 6)),
        Cue("dissolve", 3.3, lambda w, h: planet(w, h, RED_WORLD, (255, 160, 110), 9), 1.0),
        Cue("cut", 3.3, lambda w, h: camera_move(w, h, "astronaut", (0.44, 0.24, 0.70), (0.48, 0.24, 0.84))),
        Cue("fade", 3.4, lambda w, h: landscape(w, h, DUNES, 15), 1.0),
        Cue("cut", 3.3, lambda w, h: camera_move(w, h, "rocket", (0.50, 0.40, 0.90), (0.50, 0.60, 0.98))),
    ),
)


def scene_spans(cues: Sequence[Cue], seconds: float, frame_rate: int) -> list[tuple[float, float]]:
    """[start, end) of each scene in seconds, on whole frames; a transition lies half on either side."""
    frames = round(seconds * frame_rate)
    total = sum(cue.share for cue in cues)
    edges, passed = [0], 0.0
    for cue in cues:
        passed += cue.share
        edges.append(round(frames * passed / total))
    return [(a / frame_rate, b / frame_rate) for a, b in pairwise(edges)]


def transitions(variant: int = 0, *, seconds: float = 20, frame_rate: int = 25) -> tuple[Transition, ...]:
    """The truth about where a clip's scenes change, for whoever wants to test finding it."""
    cues = CUTTING_LISTS[variant]
    spans = scene_spans(cues, seconds, frame_rate)
    found = []
    for cue, (start, _) in zip(cues, spans, strict=True):
        if cue.opens_with != "start":
            half = cue.transition_s / 2
            found.append(Transition(cue.opens_with, start - half, start + half))
    return tuple(found)


def render_clip(
    path: Path,
    *,
    width: int = 1280,
    height: int = 720,
    seconds: float = 20,
    frame_rate: int = 25,
    variant: int = 0,
    sound: bool = True,
) -> Path:
    """Render a sample clip as H.264 and AAC in MP4 and return `path`.

    `variant` 0, 1 or 2 are different films. Width and height must be even. The same arguments give the same
    pictures. Photographs are scikit-image's own, see `worlds.PHOTOS`.
    """
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=frame_rate)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        # Said in the stream too, so that no player has to guess the colours.
        video.codec_context.colorspace = video.codec_context.color_primaries = (
            video.codec_context.color_trc
        ) = BT709
        video.codec_context.color_range = LIMITED_RANGE
        video.options = {"crf": "22", "preset": "superfast"}
        video.codec_context.gop_size = frame_rate * 5
        audio = container.add_stream("aac", rate=AUDIO_RATE) if sound else None
        if audio is not None:
            audio.layout = "stereo"
        for picture in film(width, height, seconds=seconds, frame_rate=frame_rate, variant=variant):
            shown = av.VideoFrame.from_ndarray(picture, format="rgb24")
            container.mux(video.encode(shown.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709)))
        container.mux(video.encode(None))
        if audio is not None:
            for chunk in _sound_frames(seconds, variant):
                container.mux(audio.encode(chunk))
            container.mux(audio.encode(None))
    return path


def film(width: int, height: int, *, seconds: float, frame_rate: int, variant: int = 0) -> Iterator[Picture]:
    """The finished pictures of a clip in order, (height, width, 3) uint8 RGB."""
    cues = CUTTING_LISTS[variant]
    spans = scene_spans(cues, seconds, frame_rate)
    grains = _grain(height, width)
    previous: Scene | None = None
    scene = cues[0].build(width, height)
    for index, (start, end) in enumerate(spans):
        following = cues[index + 1] if index + 1 < len(cues) else None
        upcoming = following.build(width, height) if following is not None else None
        for number in range(round(start * frame_rate), round(end * frame_rate)):
            now = number / frame_rate
            frame = scene(_progress(now, spans[index]))
            if now < start + cues[index].transition_s / 2 and previous is not None:
                frame = _blend(cues[index], previous, spans[index - 1], frame, now, start)
            elif following is not None and upcoming is not None and now >= end - following.transition_s / 2:
                frame = _blend(
                    following, scene, spans[index], upcoming(_progress(now, spans[index + 1])), now, end
                )
            grain = grains[number % len(grains)]
            yield cv2.addWeighted(frame, 1.0, grain, GRAIN_STRENGTH, -GRAIN_STRENGTH * 128)
        previous, scene = scene, upcoming if upcoming is not None else scene


def _progress(now: float, span: tuple[float, float]) -> float:
    """Where a scene is in its own move, with room at both ends for the transitions it overlaps."""
    return float(np.clip((now - span[0] + 0.6) / (span[1] - span[0] + 1.2), 0, 1))


def _blend(
    cue: Cue, before: Scene, before_span: tuple[float, float], after: Picture, now: float, at: float
) -> Picture:
    """A frame of the transition into `cue` at time `now`; the middle of the transition is `at`."""
    done = float(np.clip((now - at) / cue.transition_s + 0.5, 0, 1))
    if cue.opens_with == "dissolve":
        return cv2.addWeighted(before(_progress(now, before_span)), 1 - done, after, done, 0)
    lit = abs(2 * done - 1)
    picture = after if done >= 0.5 else before(_progress(now, before_span))
    return cv2.convertScaleAbs(picture, alpha=lit)


def _grain(height: int, width: int) -> list[Picture]:
    """Film grain to take turns, centred on 128."""
    rng = np.random.default_rng(1)
    grey = [np.clip(rng.normal(128, 42, (height, width)), 0, 255).astype(np.uint8) for _ in range(4)]
    return [np.repeat(plane[..., None], 3, axis=2) for plane in grey]


def _sound_frames(seconds: float, variant: int) -> Iterator[av.AudioFrame]:
    """Soft chords that swell and fade, cut into frames that the AAC encoder takes."""
    samples = _music(seconds, variant)
    size = 1024
    for start in range(0, samples.shape[1], size):
        chunk = np.ascontiguousarray(samples[:, start : start + size])
        frame = av.AudioFrame.from_ndarray(chunk, format="fltp", layout="stereo")
        frame.sample_rate = AUDIO_RATE
        frame.pts = start
        frame.time_base = Fraction(1, AUDIO_RATE)
        yield frame


def _music(seconds: float, variant: int) -> NDArray[np.float32]:
    """(2, samples) float32: four slow chords, each of three sine voices and their octaves."""
    count = round(seconds * AUDIO_RATE)
    time = np.arange(count, dtype=np.float32) / AUDIO_RATE
    chords = ((0, 4, 9), (0, 5, 9), (2, 5, 10), (0, 4, 7))
    length = max(seconds / len(chords), 0.1)
    root = 196.0 * 2 ** ((0, 3, -2)[variant % 3] / 12)
    out = np.zeros((2, count), np.float32)
    for number, chord in enumerate(chords):
        local = (time - number * length) / length
        swell = np.where(
            (local >= 0) & (local < 1), np.clip(np.sin(np.pi * np.clip(local, 0, 1)), 0, 1) ** 0.7, 0
        )
        for voice, step in enumerate(chord):
            wave = 2 * np.pi * root * 2 ** (step / 12) * time
            tone = np.sin(wave) + 0.25 * np.sin(2 * wave + voice) + 0.1 * np.sin(0.5 * wave)
            pan = 0.35 + 0.15 * voice
            out[0] += (0.05 * (1 - pan) * swell * tone).astype(np.float32)
            out[1] += (0.05 * pan * swell * tone).astype(np.float32)
    return out
