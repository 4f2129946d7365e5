"""How long understanding a film takes against merely decoding it: `python -m bench.understand`."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import av

from studio.sample import render_clip
from studio.understand import digest_video, probe_video
from studio.understand.faces import face_finder

RUNS = 3


def rows() -> list[tuple[str, float, float]]:
    """(name, our seconds, peer seconds), medians of three runs taken turn by turn on the same clip.

    The peer of a digest is a plain PyAV decode of every frame; the peer of a probe is opening the file and
    decoding one frame. Models are warm, as they are in a worker.
    """
    face_finder()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        film = render_clip(folder / "film.mp4")
        out = folder / "digest"
        return [
            (
                "digest 20 s 720p / full decode",
                *_both(lambda: digest_video(film, out_dir=out), lambda: _decode(film)),
            ),
            (
                "probe 20 s 720p / first frame",
                *_both(lambda: probe_video(film), lambda: _decode(film, frames=1)),
            ),
        ]


def _decode(film: Path, frames: int | None = None) -> int:
    """Decode `frames` frames, all if None; the number decoded."""
    count = 0
    with av.open(str(film)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for count, _ in enumerate(container.decode(video=0), start=1):
            if count == frames:
                break
    return count


def _both(ours: Callable[[], object], peer: Callable[[], object]) -> tuple[float, float]:
    """Median seconds of each, run in turns so that a busy machine slows both."""
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(RUNS):
        for work, times in zip((ours, peer), taken, strict=True):
            started = time.perf_counter()
            work()
            times.append(time.perf_counter() - started)
    return median(taken[0]), median(taken[1])


def main() -> None:
    """Print the table."""
    print(f"{'understand':<34}{'ours, s':>9}{'peer, s':>9}{'ratio':>7}")
    for name, ours_s, peer_s in rows():
        print(f"{name:<34}{ours_s:>9.2f}{peer_s:>9.2f}{ours_s / peer_s:>7.2f}")


if __name__ == "__main__":
    main()
