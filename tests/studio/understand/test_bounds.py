"""A long film takes no more memory than a short one, and the stages stay what they are."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np

from studio.sample.worlds import photo
from studio.understand.timeline import SAMPLES, WINDOW, Timeline
from tests.hostile import Picture, clip

PEAK_MB = 600
SCRIPT = """
import sys
from pathlib import Path
from studio.understand import digest_video
digest = digest_video(Path(sys.argv[1]), out_dir=Path(sys.argv[2]), on_stills=lambda digest, folder: None)
# Of this process alone: getrusage counts what its parent took before the script began.
status = Path("/proc/self/status").read_text()
peak = next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))
print(len(digest.stills), round(digest.probe.duration_s), int(peak) // 1024)
"""


def again_and_again(path: Path, piece: Path, times: int) -> Path:
    """`piece` joined to itself without encoding it again."""
    with av.open(str(piece)) as source, av.open(str(path), "w", format="mpegts") as output:
        given = source.streams.video[0]
        stream = output.add_stream_from_template(given)
        packets = [packet for packet in source.demux(given) if packet.dts is not None]
        whole = round(float(given.duration or 0)) if given.duration else 0
        for turn in range(times):
            for packet in packets:
                assert packet.pts is not None
                assert packet.dts is not None
                again = av.Packet(bytes(packet))
                again.pts, again.dts = packet.pts + turn * whole, packet.dts + turn * whole
                again.time_base, again.is_keyframe = packet.time_base, packet.is_keyframe
                again.stream = stream
                output.mux(again)
    return path


def scene(number: int) -> Picture:
    """Full HD that moves a little and changes every second and a half."""
    source = photo(("coffee", "rocket", "astronaut", "cat")[number // 38 % 4])
    left = number % 38
    part = source[left : left + 200, left : left + 356]
    return np.asarray(cv2.resize(part, (1920, 1080), interpolation=cv2.INTER_LINEAR), np.uint8)


def test_a_minute_of_full_hd_fits_into_the_bound(tmp_path: Path) -> None:
    piece = clip(tmp_path / "piece.mp4", width=1920, height=1080, frames=152, picture=scene)
    film = again_and_again(tmp_path / "film.ts", piece, 10)

    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(film), str(tmp_path / "out")],
        capture_output=True, text=True, timeout=240, check=True,
    )  # fmt: skip

    stills, duration_s, peak_mb = (int(number) for number in done.stdout.split())
    assert stills >= 4
    assert duration_s >= 58
    assert peak_mb < PEAK_MB


def test_a_timeline_forgets() -> None:
    timeline = Timeline()
    rng = np.random.default_rng(5)
    views = rng.integers(0, 250, (4, 18, 32, 3), np.uint8)
    for number in range(4 * WINDOW):
        grain = rng.integers(0, 4, (18, 32, 3), np.uint8)
        timeline.add(number / 25, views[number // 700 % 4] + grain)
        assert timeline.held <= 2 * WINDOW + SAMPLES
    timeline.finish()

    cuts = [change.start_s for change in timeline.changes if change.kind == "cut"]
    assert cuts == [number / 25 for number in range(700, 4 * WINDOW, 700)], "none is found twice or lost"
