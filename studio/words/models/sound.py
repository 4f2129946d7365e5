"""The sound of a video as speech models want it: one channel, 16 000 samples a second, in floats."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from studio.understand.container import open_video
from studio.understand.limits import DEFAULT_LIMITS, Limits

RATE = 16_000
Samples = NDArray[np.float32]


def read_sound(path: Path, limits: Limits = DEFAULT_LIMITS) -> Iterator[tuple[float, Samples]]:
    """Blocks of (second at which the block begins, (N,) float32 in -1..1); none where a video is silent.

    Damaged packets are passed over, and silence stands where they were. Raises UnusableVideo.
    """
    with open_video(path, limits) as video:
        if not video.container.streams.audio:
            return
        stream = video.container.streams.audio[0]
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        packets = video.container.demux(stream)
        at_s: float | None = None
        while True:
            try:
                packet = next(packets)
            except (StopIteration, av.FFmpegError, OSError):
                return
            try:
                frames = packet.decode()
            except (av.FFmpegError, MemoryError):
                continue
            for frame in frames:
                if frame.time is not None and at_s is None:
                    at_s = float(frame.time) - video.start_s
                for heard in resampler.resample(frame):
                    block = heard.to_ndarray()[0].astype(np.float32) / 32768
                    began_s = at_s or 0.0
                    at_s = began_s + len(block) / RATE
                    yield began_s, block
