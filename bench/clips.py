"""Long films for the benchmarks, made cheaply: our sample films rendered once and joined without encoding."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import av
import cv2
import numpy as np

from studio.sample import VARIANTS, render_clip
from studio.sample.worlds import camera_move

# Made once and kept until the sources are cleaned.
FOLDER = Path(__file__).resolve().parent.parent / "build" / "bench"
PIECE_S = 20.0


def film(width: int, height: int, minutes: int) -> Path:
    """A film of so many minutes: our three sample films of 20 s, again and again, 30 frames a second."""
    path = FOLDER / f"film-{height}p-{minutes}min.mkv"
    if not path.exists():
        pieces = [piece(width, height, variant) for variant in range(VARIANTS)]
        joined(path, pieces * minutes)
    return path


def calm_film(width: int, height: int, minutes: int) -> Path:
    """A film of somebody who stands before the camera and hardly moves: one shot of 20 s, again and again."""
    path = FOLDER / f"calm-{height}p-{minutes}min.mkv"
    if not path.exists():
        joined(path, [_calm_piece(width, height)] * 3 * minutes)
    return path


def _calm_piece(width: int, height: int) -> Path:
    path = FOLDER / f"calm-piece-{height}p.mp4"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        rng = np.random.default_rng(3)
        grains = rng.integers(0, 6, (4, height, width, 3), np.uint8)
        sway = camera_move(width, height, "astronaut", (0.49, 0.25, 0.62), (0.51, 0.26, 0.61))
        part = path.with_suffix(".part")
        with av.open(str(part), "w", format="mp4") as output:
            stream = output.add_stream("libx264", rate=30)
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            stream.codec_context.gop_size = 60
            stream.options = {"preset": "superfast", "crf": "22"}
            for number in range(round(PIECE_S * 30)):
                seen = sway(0.5 + 0.5 * math.sin(2 * math.pi * number / 300))
                seen = np.asarray(cv2.add(seen, grains[number % len(grains)]), np.uint8)
                output.mux(stream.encode(av.VideoFrame.from_ndarray(seen, format="rgb24")))
            output.mux(stream.encode(None))
        part.rename(path)
    return path


def piece(width: int, height: int, variant: int = 0) -> Path:
    """One of our sample films, 20 s."""
    path = FOLDER / f"piece-{height}p-{variant}.mp4"
    if not path.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        render_clip(
            part, width=width, height=height, seconds=PIECE_S, frame_rate=30, variant=variant, sound=False
        )
        part.rename(path)
    return path


def joined(path: Path, pieces: Sequence[Path]) -> Path:
    """The pieces one after the other in one file, packet by packet; all must be encoded alike."""
    part = path.with_suffix(".part")
    with av.open(str(part), "w", format="matroska") as output:
        stream = None
        offset_s = 0.0
        for one in pieces:
            with av.open(str(one)) as source:
                given = source.streams.video[0]
                if stream is None:
                    stream = output.add_stream_from_template(given)
                offset = round(offset_s / float(given.time_base or 1))
                for packet in source.demux(given):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
                    packet.stream = stream
                    output.mux(packet)
                offset_s += PIECE_S
    part.rename(path)
    return path
