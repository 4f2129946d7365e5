"""What others do with a film: FFmpeg, PySceneDetect and Katna, each as its authors say to use it.

The Python ones live in `build/peers` (`make bench` puts them there). Whoever is missing is left out, and the
table says so.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

from bench.running import Run, run

PYTHON = Path(__file__).resolve().parent.parent / "build" / "peers" / "bin" / "python"

SCENES = """
import json, sys, time
from scenedetect import AdaptiveDetector, SceneManager, open_video
began, spent = time.perf_counter(), time.process_time()
video, manager = open_video(sys.argv[1]), SceneManager()
manager.add_detector(AdaptiveDetector())
manager.detect_scenes(video)
scenes = [(a.get_seconds(), b.get_seconds()) for a, b in manager.get_scene_list()]
wall, used = time.perf_counter() - began, time.process_time() - spent
print(json.dumps({"wall_s": wall, "processor_s": used, "scenes": scenes}))
"""
KATNA = """
import json, sys, tempfile, time
from Katna.video import Video
from Katna.writer import KeyFrameDiskWriter
if __name__ == "__main__":
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as out:
        writer = KeyFrameDiskWriter(location=out)
        Video().extract_video_keyframes(no_of_frames=12, file_path=sys.argv[1], writer=writer)
    print(json.dumps({"wall_s": time.perf_counter() - began}))
"""


def has_ffmpeg() -> bool:
    """Whether FFmpeg's program is there."""
    return shutil.which("ffmpeg") is not None


def has_python_peers() -> bool:
    """Whether `make bench` has installed PySceneDetect and Katna."""
    return PYTHON.exists()


def ffmpeg_null(film: Path) -> Run:
    """Decode every picture and do nothing with it: the limit of whoever looks at every picture."""
    return run(["ffmpeg", "-v", "error", "-nostdin", "-i", film, "-map", "0:v:0", "-f", "null", "-"])


def ffmpeg_thumbnails(film: Path, count: int, duration_s: float, rate: float) -> tuple[Run, list[float]]:
    """FFmpeg's `thumbnail` filter: the most typical picture of each of `count` equal stretches, as times."""
    stretch = max(2, round(duration_s * rate / count))
    chosen = f"thumbnail=n={stretch},showinfo"
    done = run(
        ["ffmpeg", "-v", "info", "-nostdin", "-i", film, "-map", "0:v:0", "-vf", chosen, "-f", "null", "-"],
        errors=True,
    )
    return done, [float(at) for at in re.findall(r"pts_time:([\d.]+)", done.output)]


def scenedetect(film: Path) -> tuple[Run, list[tuple[float, float]]]:
    """PySceneDetect's adaptive detector with its own settings: (start, end) of each scene."""
    done = run([PYTHON, "-c", SCENES, film])
    told = json.loads(done.output.strip().splitlines()[-1])
    scenes = [(float(start), float(end)) for start, end in told["scenes"]]
    return replace(done, wall_s=told["wall_s"], processor_s=told["processor_s"]), scenes


def katna(film: Path) -> Run:
    """Katna's twelve key frames."""
    script = PYTHON.parent / "katna_bench.py"
    # Katna starts processes, which must find the script again.
    script.write_text(KATNA, encoding="utf-8")
    done = run([PYTHON, script, film])
    told = json.loads(done.output.strip().splitlines()[-1])
    return replace(done, wall_s=told["wall_s"])
