"""Understanding a film beside those who do parts of it: `python -m bench.understand`.

Speed and memory on the same Full HD film, turn by turn, how both grow with the film's length, and how good
shots and stills are on the labelled films that no threshold was tuned on.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median

from bench import clips, peers, quality
from bench.lines import Line, show
from bench.running import Run, run

RUNS = 3
FULL_HD, SMALL = (1920, 1080), (640, 360)
LENGTHS_MIN, CALM_MIN = (1, 10, 60), 3
MOST_OF_NULL, LEAST_OVER_SCENES, LEAST_OVER_KATNA = 1.2, 3.0, 15.0
FIRST_STILLS_S, PEAK_MB = 3.0, 600.0


def digest(film: Path, *, first: bool = False) -> tuple[Run, float]:
    """Our digest in a process of its own with warm models: the run, and seconds to the first stills."""
    done = run([sys.executable, "-m", "bench.ours", film, *(["--first"] if first else [])])
    told = json.loads(done.output.strip().splitlines()[-1])
    return replace(done, wall_s=told["wall_s"], processor_s=told["processor_s"]), told["first_s"]


def speed() -> list[Line]:
    """One minute of Full HD by everybody who is there, and the first stills of ten minutes."""
    film, piece = clips.film(*FULL_HD, 1), clips.piece(*FULL_HD)
    rivals: dict[str, Callable[[], Run]] = {"ours": lambda: digest(film)[0]}
    if peers.has_ffmpeg():
        rivals["null"] = lambda: peers.ffmpeg_null(film)
        rivals["thumbnail"] = lambda: peers.ffmpeg_thumbnails(film, 12, 60, 30)[0]
    if peers.has_python_peers():
        rivals["scenes"] = lambda: peers.scenedetect(film)[0]
    runs = _in_turns(rivals)
    ours = runs["ours"]
    found = list(_beside_null(ours, runs.get("null")))
    if "thumbnail" in runs:
        found.append(_beside("digest / FFmpeg thumbnail", ours, runs["thumbnail"]))
    if "scenes" in runs:
        found.append(_beside("digest / PySceneDetect adaptive", ours, runs["scenes"], LEAST_OVER_SCENES))
        short, _ = digest(piece)
        found.append(_beside("of 20 s: / Katna, 12 key frames", short, peers.katna(piece), LEAST_OVER_KATNA))
    else:
        found.append(Line("PySceneDetect, Katna", "not installed: use `make bench`"))
    _, first_s = digest(clips.film(*FULL_HD, 10), first=True)
    found.append(
        Line(
            "first stills of 10 min", f"{first_s:.2f} s",
            target=f"≤ {FIRST_STILLS_S:g} s", met=first_s <= FIRST_STILLS_S,
        )
    )  # fmt: skip
    return found


def _beside_null(ours: Run, null: Run | None) -> Iterator[Line]:
    memory = Line(
        "most memory", f"{ours.peak_mb:.0f} MB", f"{null.peak_mb:.0f} MB" if null else "",
        target=f"≤ {PEAK_MB:g} MB", met=ours.peak_mb <= PEAK_MB,
    )  # fmt: skip
    if null is None:
        yield Line("digest of 1 min 1080p", f"{ours.wall_s:.2f} s", "no ffmpeg here")
        yield memory
        return
    ratio = ours.wall_s / null.wall_s
    target = f"≤ {MOST_OF_NULL:g} ×"
    yield Line(
        "digest of 1 min 1080p / ffmpeg -f null", f"{ours.wall_s:.2f} s", f"{null.wall_s:.2f} s", ratio,
        target, ratio <= MOST_OF_NULL,
    )  # fmt: skip
    ratio = ours.processor_s / null.processor_s
    yield Line(
        "the same, processor time", f"{ours.processor_s:.2f} s", f"{null.processor_s:.2f} s", ratio, target,
        ratio <= MOST_OF_NULL,
    )  # fmt: skip
    yield memory


def _beside(what: str, ours: Run, peer: Run, times_faster: float | None = None) -> Line:
    ratio = ours.wall_s / peer.wall_s
    target, met = "", None
    if times_faster is not None:
        target, met = f"≥ {times_faster:g} × faster", ratio <= 1 / times_faster
    theirs = f"{peer.wall_s:.2f} s {peer.peak_mb:.0f} MB"
    return Line(what, f"{ours.wall_s:.2f} s", theirs, ratio, target, met)


def calm() -> list[Line]:
    """A few minutes of Full HD in which nothing happens, as with somebody who talks to the camera."""
    film = clips.calm_film(*FULL_HD, CALM_MIN)
    ours, _ = digest(film)
    found = []
    if peers.has_ffmpeg():
        found.append(_beside(f"calm {CALM_MIN} min 1080p / ffmpeg -f null", ours, peers.ffmpeg_null(film)))
    if peers.has_python_peers():
        scenes, _ = peers.scenedetect(film)
        found.append(_beside("the same / PySceneDetect adaptive", ours, scenes, LEAST_OVER_SCENES))
    return found


def growth() -> list[Line]:
    """Time and memory for films of one, ten and sixty minutes, small ones so that this ends."""
    found = []
    for minutes in LENGTHS_MIN:
        film = clips.film(*SMALL, minutes)
        ours, first_s = digest(film)
        null = peers.ffmpeg_null(film) if peers.has_ffmpeg() else None
        found.append(
            Line(
                f"{minutes} min 360p: first stills {first_s:.2f} s",
                f"{ours.wall_s:.2f} s {ours.peak_mb:.0f} MB",
                f"{null.wall_s:.2f} s" if null else "",
                ours.wall_s / null.wall_s if null else None,
                f"≤ {PEAK_MB:g} MB",
                ours.peak_mb <= PEAK_MB,
            )
        )
    return found


def _in_turns(rivals: Mapping[str, Callable[[], Run]]) -> dict[str, Run]:
    """The middle of three runs of each, run in turns so that a busy machine slows all."""
    runs: dict[str, list[Run]] = {name: [] for name in rivals}
    for _ in range(RUNS):
        for name, work in rivals.items():
            runs[name].append(work())
    return {name: _middle(done) for name, done in runs.items()}


def _middle(runs: list[Run]) -> Run:
    return replace(
        runs[0],
        wall_s=median(one.wall_s for one in runs),
        processor_s=median(one.processor_s for one in runs),
        peak_mb=max(one.peak_mb for one in runs),
    )


def show_all() -> None:
    """Print all tables."""
    show("understanding a film: speed and memory", speed())
    show("understanding a film: where little happens", calm())
    show("understanding a film: with its length; the peer is ffmpeg -f null", growth())
    with tempfile.TemporaryDirectory() as scratch:
        quality.show_quality(quality.measured(clips.FOLDER / "labelled", Path(scratch)))


if __name__ == "__main__":
    show_all()
